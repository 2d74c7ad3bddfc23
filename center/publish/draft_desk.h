// Where handed-in drafts become published versions: files copied in, versions numbered, deltas made, shards
// cut. The county's publisher and a library's own workshop each have one; who signs is not its business.
// Used from one thread; makes deltas on two.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "center/publish/blob_store.h"
#include "center/publish/delta_plan.h"
#include "center/publish/publisher.h"
#include "center/publish/shards.h"
#include "center/publish/workshop.h"

namespace lianxiao::center {

// kRefused with a machine whose clock cannot be right: what it signs has expired before it is written.
Status CheckClock(WallTime now);

class DraftDesk {
 public:
  DraftDesk(const Clock& clock, Workshop& workshop, BlobStore& blobs)
      : clock_(clock), workshop_(workshop), blobs_(blobs) {}

  // As Publisher::Import.
  Result<ImportSummary> Import(const std::vector<Draft>& drafts);
  // Makes all drafts the newest versions of their resources; adds to `summary` what that brought.
  Status Promote(const PublishOptions& options, WallTime now, const Progress& progress,
                 PublishSummary& summary);
  // Makes what a rollback says the newest versions, and nothing else (one transaction): with deltas, as any.
  Status Republish(const RollbackPlan& plan, const std::string& by_whom, const PublishOptions& options,
                   WallTime now, const Progress& progress, PublishSummary& summary);
  // All that is published, as packed shards of this library, by name.
  Result<std::map<std::string, std::string>> Shards(std::string_view library,
                                                    const PackedBefore& packed_before = {}) const;

 private:
  struct Changes {
    std::vector<formats::Resource> put;
    std::vector<std::string> drop;
  };
  Result<formats::Resource> TakeIn(Draft draft);
  Status Sort(const formats::Resource& handed_in, ImportSummary& summary, Changes& changes) const;
  Result<std::vector<formats::Resource>> CompleteDrafts(std::vector<formats::Resource> drafts,
                                                        const PublishOptions& options, WallTime now,
                                                        const Progress& progress, PublishSummary& summary);
  Status MakeMissing(const std::vector<std::vector<DeltaJob>>& planned, const PublishOptions& options,
                     const Progress& progress);
  // What was tried for `job`; nothing: it was not worth keeping.
  Result<std::optional<formats::Delta>> Made(const DeltaJob& job, const PublishOptions& options) const;
  Result<std::vector<DeltaJob>> PlanFiles(const formats::Resource& draft,
                                          const std::vector<DeltaJob>& packages,
                                          const PublishOptions& options) const;
  Status Attach(const std::vector<DeltaJob>& jobs, const PublishOptions& options, formats::Resource& draft,
                PublishSummary& summary) const;
  Status AttachPackages(const std::vector<DeltaJob>& jobs, const PublishOptions& options,
                        formats::Resource& draft, PublishSummary& summary) const;
  Status Sign(std::vector<formats::Resource>& drafts, const Progress& progress);

  const Clock& clock_;
  Workshop& workshop_;
  BlobStore& blobs_;
};

}  // namespace lianxiao::center
