#include "center/publish/publisher.h"

#include <cmath>
#include <set>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/publish_keys.h"
#include "center/keys/root_chain.h"
#include "center/publish/blob_store.h"
#include "center/publish/delta_plan.h"
#include "center/publish/delta_workers.h"
#include "center/publish/repository_writer.h"
#include "center/publish/shards.h"
#include "center/publish/workshop.h"
#include "storage/folder_lock.h"

namespace lianxiao::center {
namespace {

using formats::Resource;
using formats::ResourceStatus;

// 2020-01-01: what is signed by a clock before that has expired before it is written.
constexpr WallTime kEarliestClock{1'577'836'800'000};

// With none ever set, every school gets everything.
formats::Bundle EverythingForEveryone() {
  return {.id = "everything", .name = "全部资源", .everything = true};
}

// Whether they say the same to a teacher: what publishing adds aside.
bool SameContent(Resource a, Resource b) {
  for (auto* resource : {&a, &b}) {
    resource->version = 0;
    resource->published.clear();
    for (auto& file : resource->files) file.deltas.clear();
  }
  return a == b;
}

bool IsWithdrawn(const Resource& resource) { return resource.status == ResourceStatus::kWithdrawn; }

class CountyPublisher final : public Publisher {
 public:
  CountyPublisher(storage::Disk& disk, const Clock& clock, Log& log, std::string folder,
                  storage::FolderLock lock, Signer signer, std::unique_ptr<Workshop> workshop,
                  BlobStore blobs)
      : disk_(disk),
        clock_(clock),
        log_(log),
        folder_(std::move(folder)),
        lock_(std::move(lock)),
        signer_(std::move(signer)),
        workshop_(std::move(workshop)),
        blobs_(std::move(blobs)) {}

  Result<ImportSummary> Import(const std::vector<Draft>& drafts) override {
    ImportSummary summary;
    Changes changes;
    for (const auto& draft : drafts) LIANXIAO_TRY(Sort(draft.resource, summary, changes));
    for (const auto& draft : drafts) {
      for (std::size_t i = 0; i < draft.disk_paths.size(); ++i) {
        LIANXIAO_TRY(blobs_.PutFile(draft.disk_paths[i], draft.resource.files[i]));
      }
    }
    LIANXIAO_TRY(workshop_->ChangeDrafts(changes.put, changes.drop, clock_.Wall()));
    return summary;
  }

  Status SetBundles(const std::vector<formats::Bundle>& bundles) override {
    for (const auto& bundle : bundles) {
      if (const auto good = formats::ParseBundle(formats::ToJson(bundle)); !good) {
        return Fail(good.error().While("bundle " + bundle.id));
      }
    }
    return workshop_->SetBundles(bundles);
  }

  Result<PublishSummary> Publish(const PublishOptions& options,
                                 const std::function<void(std::string_view)>& progress) override {
    const auto now = clock_.Wall();
    if (now < kEarliestClock) {
      return Fail(ErrorCode::kRefused,
                  "this machine's clock says " + ToRfc3339(now) + "; set it, then publish again");
    }
    PublishSummary summary;
    if (options.take_drafts) {
      LIANXIAO_ASSIGN(const auto complete, CompleteDrafts(options, now, progress, summary));
      LIANXIAO_ASSIGN(const auto fresh, workshop_->Promote(complete, now));
      summary.new_blobs = fresh.blobs;
      summary.new_blob_bytes = fresh.bytes;
    }
    // From here on a cut costs nothing: the next publish builds the same targets from the same rows.
    LIANXIAO_ASSIGN(const auto targets, BuildTargets(summary));
    progress("targets " + std::to_string(targets.size()));
    LIANXIAO_ASSIGN(
        const auto outcome,
        RepositoryWriter(disk_, blobs_, folder_, signer_, *workshop_).Bring(targets, options, now));
    summary.changed = outcome.changed;
    summary.snapshot_version = outcome.snapshot_version;
    LIANXIAO_ASSIGN(summary.resources, workshop_->Published());
    if (summary.changed)
      LIANXIAO_TRY(workshop_->NotePublication(summary.snapshot_version, summary.resources, now));
    Tell(summary);
    return summary;
  }

 private:
  struct Changes {
    std::vector<Resource> put;
    std::vector<std::string> drop;
  };

  void Tell(const PublishSummary& summary) {
    const auto snapshot = "snapshot " + std::to_string(summary.snapshot_version);
    log_.Info(summary.changed
                  ? "published " + snapshot + " with " + std::to_string(summary.resources) + " resources"
                  : "nothing new to publish; " + snapshot + " is signed anew");
  }

  // What a handed-in resource means for the drafts.
  Status Sort(const Resource& handed_in, ImportSummary& summary, Changes& changes) {
    LIANXIAO_ASSIGN(const auto versions, workshop_->Versions(handed_in.id, 1));
    LIANXIAO_ASSIGN(const auto waiting, workshop_->Draft(handed_in.id));
    const auto* newest = versions.empty() ? nullptr : &versions.front();
    const bool nothing_to_withdraw = newest == nullptr && IsWithdrawn(handed_in);
    if (nothing_to_withdraw || (newest != nullptr && SameContent(handed_in, *newest))) {
      ++summary.unchanged;
      changes.drop.push_back(handed_in.id);  // A draft in between is taken back.
      return {};
    }
    auto draft = handed_in;
    draft.version = newest == nullptr ? 1 : newest->version + 1;
    draft.published.clear();
    changes.put.push_back(std::move(draft));
    if (waiting && SameContent(handed_in, *waiting)) {
      ++summary.unchanged;
    } else if (IsWithdrawn(handed_in)) {
      ++summary.withdrawn;
    } else {
      ++(newest == nullptr ? summary.added : summary.changed);
    }
    return {};
  }

  Result<std::vector<Resource>> CompleteDrafts(const PublishOptions& options, WallTime now,
                                               const std::function<void(std::string_view)>& progress,
                                               PublishSummary& summary) {
    LIANXIAO_ASSIGN(auto drafts, workshop_->Drafts());
    std::vector<std::vector<DeltaJob>> jobs;  // One for each draft.
    for (const auto& draft : drafts) {
      LIANXIAO_ASSIGN(const auto versions, workshop_->Versions(draft.id, kDeltaVersions));
      jobs.push_back(PlanDeltas(draft, versions));
    }
    LIANXIAO_TRY(MakeMissing(jobs, options, progress));
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      drafts[i].published = ToRfc3339(now);
      LIANXIAO_TRY(Attach(jobs[i], options, drafts[i], summary));
    }
    return drafts;
  }

  static std::int64_t PerMille(const PublishOptions& options) {
    return std::llround(options.keep_delta_below * 1000);
  }

  // Makes the deltas that no earlier publish has tried.
  Status MakeMissing(const std::vector<std::vector<DeltaJob>>& planned, const PublishOptions& options,
                     const std::function<void(std::string_view)>& progress) {
    std::set<DeltaJob> wanted;
    for (const auto& of_draft : planned) {
      for (const auto& job : of_draft) {
        LIANXIAO_ASSIGN(const auto tried, workshop_->FindDelta(job.from, job.to, PerMille(options)));
        if (!tried) wanted.insert(job);
      }
    }
    const std::vector<DeltaJob> missing(wanted.begin(), wanted.end());
    std::size_t done = 0;
    return MakeDeltas(blobs_, missing, options.keep_delta_below, [&](const TriedDelta& tried) -> Status {
      LIANXIAO_TRY(workshop_->SaveDelta(tried, PerMille(options)));
      progress("deltas " + std::to_string(++done) + "/" + std::to_string(missing.size()));
      return {};
    });
  }

  Status Attach(const std::vector<DeltaJob>& jobs, const PublishOptions& options, Resource& draft,
                PublishSummary& summary) {
    for (const auto& job : jobs) {
      LIANXIAO_ASSIGN(const auto tried, workshop_->FindDelta(job.from, job.to, PerMille(options)));
      if (!tried || !tried->delta) continue;
      for (auto& file : draft.files) {
        if (file.blob == job.to) file.deltas.push_back(*tried->delta);
      }
      ++summary.deltas;
      summary.delta_bytes += tried->delta->size_bytes;
      summary.delta_full_bytes += job.to_bytes;
    }
    return {};
  }

  Result<std::map<std::string, std::string>> BuildTargets(PublishSummary& summary) {
    std::map<std::string, std::string> targets;
    LIANXIAO_ASSIGN(const auto shards, workshop_->Shards());
    for (const auto& shard : shards) {
      LIANXIAO_ASSIGN(const auto resources, workshop_->InShard(shard));
      targets.merge(CutShards(shard, resources));
    }
    summary.shards = static_cast<std::int64_t>(targets.size());
    LIANXIAO_ASSIGN(auto bundles, workshop_->Bundles());
    if (bundles.empty()) bundles.push_back(EverythingForEveryone());
    for (const auto& bundle : bundles) targets["bundles/" + bundle.id + ".json"] = formats::ToJson(bundle);
    return targets;
  }

  storage::Disk& disk_;
  const Clock& clock_;
  Log& log_;
  const std::string folder_;
  const storage::FolderLock lock_;
  const Signer signer_;
  const std::unique_ptr<Workshop> workshop_;
  BlobStore blobs_;
};

}  // namespace

Result<std::unique_ptr<Publisher>> Publisher::Open(storage::Disk& disk, const Clock& clock, Log& log,
                                                   const std::string& folder, const Passphrase& passphrase) {
  LIANXIAO_TRY(CheckIsCounty(disk, folder));
  LIANXIAO_ASSIGN(const auto root, ReadNewestRoot(disk, folder));
  return OpenUnder(disk, clock, log, folder, root.root.body, passphrase);
}

Result<std::unique_ptr<Publisher>> Publisher::OpenUnder(storage::Disk& disk, const Clock& clock, Log& log,
                                                        const std::string& folder,
                                                        const formats::TufRoot& root,
                                                        const Passphrase& passphrase) {
  LIANXIAO_ASSIGN(auto keys, LoadPublishKeys(disk, folder, root, passphrase));
  auto lock = storage::FolderLock::Take(LockFile(folder));
  if (!lock && lock.error().code == ErrorCode::kRefused) {
    return Fail(lock.error().While("another import or publish is at work; try again when it is done"));
  }
  if (!lock) return Fail(lock.error());
  LIANXIAO_ASSIGN(auto workshop, Workshop::Open(WorkshopFile(folder)));
  LIANXIAO_ASSIGN(auto blobs, BlobStore::Open(disk, folder));
  return std::unique_ptr<Publisher>(std::make_unique<CountyPublisher>(
      disk, clock, log, folder, *std::move(lock), Signer{root, std::move(keys)}, std::move(workshop),
      std::move(blobs)));
}

}  // namespace lianxiao::center
