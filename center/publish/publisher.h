// From drafts to a signed repository that any web server can serve. Blobs first, then shards and bundles,
// then targets, snapshot and, as the last rename, timestamp.json: a box sees the old state or the new.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "center/ingest/ingest.h"
#include "center/keys/key_lock.h"
#include "center/publish/progress.h"
#include "center/publish/rollback.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/bundle.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

struct ImportSummary {
  std::int64_t added = 0, changed = 0, unchanged = 0, withdrawn = 0;
};

struct PublishSummary {
  std::int64_t snapshot_version = 0;
  std::int64_t resources = 0, shards = 0, new_blobs = 0, new_blob_bytes = 0;
  std::int64_t deltas = 0, delta_bytes = 0, delta_full_bytes = 0;  // Full: what the same files weigh whole.
  bool changed = false;  // False: nothing new; only signatures were renewed.
};

struct PublishOptions {
  std::int64_t timestamp_days =
      14;  // Boxes stop taking new content this long after the last publish or renewal.
  std::int64_t metadata_days = 365;
  // Of the whole file. A delta that saves a tenth is worth its place on the center's disk: of two releases of
  // a PDF it is often two thirds of the file, and the line is what is dear.
  double keep_delta_below = 0.9;
  // False: signs anew what is published already. What was imported since waits for an editor's publish.
  bool take_drafts = true;
  // About as much memory may the making of deltas take beside the files themselves, which are mapped. A pair
  // that needs more is done alone.
  std::int64_t memory_bytes = std::int64_t{1} << 30;
  // Called when all is written and nothing new is visible yet: the last thing before timestamp.json.
  std::function<Status()> before_visible = nullptr;
};

// One process at a time works in a county's folder (a lock on workshop.lock; kRefused otherwise).
// `passphrase` opens the keys in keys/ where they are locked. Give a disk whose files everyone may read, for
// a web server serves them. Used from one thread; makes deltas on two.
class Publisher {
 public:
  static Result<std::unique_ptr<Publisher>> Open(storage::Disk& disk, const Clock& clock, Log& log,
                                                 const std::string& folder,
                                                 const Passphrase& passphrase = {});
  // Signs with the keys of a root that is not published yet (`before_visible` shall publish it).
  static Result<std::unique_ptr<Publisher>> OpenUnder(storage::Disk& disk, const Clock& clock, Log& log,
                                                      const std::string& folder, const formats::TufRoot& root,
                                                      const Passphrase& passphrase);
  virtual ~Publisher() = default;

  // Copies the drafts' files into the repository's blobs and notes the drafts for the next Publish.
  virtual Result<ImportSummary> Import(const std::vector<Draft>& drafts) = 0;
  // Replaces the bundles; with none ever set, one bundle asks every school for everything. kNotFound
  // "bundle.pairing", "bundle.alliance" when one goes to a pairing or an alliance that there is not.
  virtual Status SetBundles(const std::vector<formats::Bundle>& bundles) = 0;
  virtual Result<std::vector<formats::Bundle>> Bundles() const = 0;  // Those that boxes see or will see.
  // What going back would do (rollback.h); nothing is changed. kNotFound "rollback.unknown",
  // "rollback.nothing", "rollback.blobs_gone".
  virtual Result<RollbackPlan> PlanRollbackOfBundle(const std::string& id) const = 0;
  virtual Result<RollbackPlan> PlanRollbackOfLesson(const std::string& id,
                                                    std::optional<std::int64_t> to_version) const = 0;
  // Does it and publishes it. Drafts wait on, those of the same lessons too.
  virtual Result<PublishSummary> Rollback(const RollbackPlan& plan, const std::string& by_whom,
                                          PublishOptions options, const Progress& progress) = 0;
  virtual Result<PublishSummary> Publish(const PublishOptions& options, const Progress& progress) = 0;
};

}  // namespace lianxiao::center
