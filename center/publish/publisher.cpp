#include "center/publish/publisher.h"

#include <algorithm>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/publish_keys.h"
#include "center/keys/root_chain.h"
#include "center/publish/blob_store.h"
#include "center/publish/bundle_audience.h"
#include "center/publish/draft_desk.h"
#include "center/publish/published_shards.h"
#include "center/publish/repository_writer.h"
#include "center/publish/rollback_rows.h"
#include "center/publish/workshop.h"
#include "storage/folder_lock.h"
#include "storage/formats/library_name.h"

namespace lianxiao::center {
namespace {

// What begins with a library's name is the library's to bring.
Status CheckIsOurs(const Draft& draft, const std::vector<LibraryRow>& libraries) {
  for (const auto& library : libraries) {
    if (!library.open || !formats::LibraryOwns(library.name, draft.resource.id)) continue;
    return Fail(ErrorCode::kInvalid, "library.id_of_library: row " + std::to_string(draft.row) + ", " +
                                         draft.resource.id + " would be of the library " + library.name);
  }
  return {};
}

bool NeedSchools(const std::vector<formats::Bundle>& bundles) {
  return std::ranges::any_of(bundles, &formats::Bundle::NeedsSchools);
}

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
    LIANXIAO_ASSIGN(const auto libraries, workshop_->Libraries().All());
    for (const auto& draft : drafts) LIANXIAO_TRY(CheckIsOurs(draft, libraries));
    return desk_.Import(drafts);
  }

  Status SetBundles(const std::vector<formats::Bundle>& bundles) override {
    for (const auto& bundle : bundles) {
      if (const auto good = formats::ParseBundle(formats::ToJson(bundle)); !good) {
        return Fail(good.error().While("bundle " + bundle.id));
      }
    }
    LIANXIAO_ASSIGN(const auto audiences, BundleAudiences::In(folder_, NeedSchools(bundles)));
    for (const auto& bundle : bundles) LIANXIAO_TRY(audiences.Check(bundle));
    return workshop_->SetBundles(bundles, clock_.Wall());
  }

  Result<std::vector<formats::Bundle>> Bundles() const override {
    LIANXIAO_ASSIGN(auto bundles, workshop_->Bundles());
    if (bundles.empty()) bundles.push_back(EverythingForEveryone());
    return bundles;
  }

  Result<RollbackPlan> PlanRollbackOfBundle(const std::string& id) const override {
    return Planned([&](storage::Connection& c) { return PlanOfBundle(c, id); });
  }

  Result<RollbackPlan> PlanRollbackOfLesson(const std::string& id,
                                            std::optional<std::int64_t> to_version) const override {
    return Planned([&](storage::Connection& c) { return PlanOfLesson(c, id, to_version); });
  }

  Result<PublishSummary> Rollback(const RollbackPlan& plan, const std::string& by_whom,
                                  PublishOptions options, const Progress& progress) override {
    const auto now = clock_.Wall();
    LIANXIAO_TRY(CheckClock(now));
    PublishSummary summary;
    LIANXIAO_TRY(desk_.Republish(plan, by_whom, options, now, progress, summary));
    options.take_drafts = false;
    LIANXIAO_ASSIGN(auto published, PublishAt(now, options, progress));
    published.deltas = summary.deltas;
    published.delta_bytes = summary.delta_bytes;
    published.delta_full_bytes = summary.delta_full_bytes;
    return published;
  }

  Result<PublishSummary> Publish(const PublishOptions& options, const Progress& progress) override {
    return PublishAt(clock_.Wall(), options, progress);
  }

  Result<PublishSummary> PublishAt(WallTime now, const PublishOptions& options, const Progress& progress) {
    LIANXIAO_TRY(CheckClock(now));
    PublishSummary summary;
    if (options.take_drafts) LIANXIAO_TRY(desk_.Promote(options, now, progress, summary));
    // From here on a cut costs nothing: the next publish builds the same targets from the same rows.
    LIANXIAO_ASSIGN(const auto offer, BuildOffer(summary));
    const auto targets = std::ssize(offer.targets);
    progress({"targets", 0, targets});
    LIANXIAO_ASSIGN(const auto outcome,
                    RepositoryWriter(disk_, blobs_, folder_, signer_, *workshop_).Bring(offer, options, now));
    progress({"targets", targets, targets});
    summary.changed = outcome.changed;
    summary.snapshot_version = outcome.snapshot_version;
    LIANXIAO_ASSIGN(summary.resources, workshop_->Published());
    if (summary.changed)
      LIANXIAO_TRY(workshop_->NotePublication(summary.snapshot_version, summary.resources, now));
    Tell(summary);
    return summary;
  }

 private:
  Result<RollbackPlan> Planned(const std::function<Result<RollbackPlan>(storage::Connection&)>& make) const {
    RollbackPlan plan;
    const auto done = workshop_->Read([&](storage::Connection& connection) -> Status {
      LIANXIAO_ASSIGN(plan, make(connection));
      return {};
    });
    if (!done) return Fail(done.error());
    LIANXIAO_TRY(CheckFilesOf(disk_, folder_, plan));
    return plan;
  }

  void Tell(const PublishSummary& summary) {
    const auto snapshot = "snapshot " + std::to_string(summary.snapshot_version);
    log_.Info(summary.changed
                  ? "published " + snapshot + " with " + std::to_string(summary.resources) + " resources"
                  : "nothing new to publish; " + snapshot + " is signed anew");
  }

  Result<Offer> BuildOffer(PublishSummary& summary) {
    Offer offer;
    LIANXIAO_ASSIGN(offer.targets, BuildTargets(summary));
    LIANXIAO_ASSIGN(offer.libraries, workshop_->Libraries().All());
    for (const auto& library : offer.libraries) {
      LIANXIAO_ASSIGN(auto shards, workshop_->Libraries().Shards(library.name));
      offer.library_shards.merge(shards);
    }
    return offer;
  }

  Result<std::map<std::string, std::string>> BuildTargets(PublishSummary& summary) {
    LIANXIAO_ASSIGN(auto targets,
                    desk_.Shards(formats::kCountyLibrary, PublishedShards(disk_, folder_, signer_.root)));
    summary.shards = static_cast<std::int64_t>(targets.size());
    LIANXIAO_ASSIGN(const auto bundles, Bundles());
    LIANXIAO_ASSIGN(const auto audiences, BundleAudiences::In(folder_, NeedSchools(bundles)));
    for (const auto& bundle : bundles) {
      const auto signed_one = audiences.ForBoxes(bundle, clock_.Wall());
      if (signed_one) targets["bundles/" + bundle.id + ".json"] = formats::ToJson(*signed_one);
      if (!signed_one) log_.Warning("bundle " + bundle.id + ": goes to nobody, its pairings are over");
    }
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
  DraftDesk desk_{clock_, *workshop_, blobs_};
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
