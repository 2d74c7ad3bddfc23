#include "center/publish/draft_desk.h"

#include <cmath>
#include <set>

#include "center/publish/delta_workers.h"
#include "center/publish/normal_form.h"
#include "center/publish/package_plan.h"
#include "center/publish/signatures.h"

namespace lianxiao::center {
namespace {

using formats::Resource;
using formats::ResourceStatus;

// 2020-01-01.
constexpr WallTime kEarliestClock{1'577'836'800'000};

// Whether they say the same to a teacher: what publishing adds aside.
bool SameContent(Resource a, Resource b) {
  for (auto* resource : {&a, &b}) {
    resource->version = 0;
    resource->published.clear();
    for (auto& file : resource->files) {
      file.deltas.clear();
      file.signature.reset();
    }
    resource->package_deltas.clear();
  }
  return a == b;
}

bool IsWithdrawn(const Resource& resource) { return resource.status == ResourceStatus::kWithdrawn; }

void Count(const DeltaJob& job, const formats::Delta& delta, PublishSummary& summary) {
  ++summary.deltas;
  summary.delta_bytes += delta.size_bytes;
  summary.delta_full_bytes += job.to_bytes;
}

std::int64_t PerMille(const PublishOptions& options) { return std::llround(options.keep_delta_below * 1000); }

}  // namespace

Status CheckClock(WallTime now) {
  if (now >= kEarliestClock) return {};
  return Fail(ErrorCode::kRefused,
              "this machine's clock says " + ToRfc3339(now) + "; set it, then publish again");
}

Result<ImportSummary> DraftDesk::Import(const std::vector<Draft>& drafts) {
  ImportSummary summary;
  Changes changes;
  for (const auto& draft : drafts) {
    LIANXIAO_ASSIGN(const auto resource, TakeIn(draft));
    LIANXIAO_TRY(Sort(resource, summary, changes));
  }
  LIANXIAO_TRY(workshop_.ChangeDrafts(changes.put, changes.drop, clock_.Wall()));
  return summary;
}

Status DraftDesk::Promote(const PublishOptions& options, WallTime now, const Progress& progress,
                          PublishSummary& summary) {
  LIANXIAO_ASSIGN(auto drafts, workshop_.Drafts());
  LIANXIAO_ASSIGN(const auto complete, CompleteDrafts(std::move(drafts), options, now, progress, summary));
  LIANXIAO_ASSIGN(const auto fresh, workshop_.Promote(complete, now));
  summary.new_blobs = fresh.blobs;
  summary.new_blob_bytes = fresh.bytes;
  return {};
}

Status DraftDesk::Republish(const RollbackPlan& plan, const std::string& by_whom,
                            const PublishOptions& options, WallTime now, const Progress& progress,
                            PublishSummary& summary) {
  std::vector<Resource> again;
  for (const auto& step : plan.lessons) again.push_back(step.again);
  LIANXIAO_ASSIGN(const auto complete, CompleteDrafts(std::move(again), options, now, progress, summary));
  return workshop_.Republish(complete, plan.bundle, plan.what, by_whom, now);
}

Result<std::map<std::string, std::string>> DraftDesk::Shards(std::string_view library,
                                                             const PackedBefore& packed_before) const {
  std::map<std::string, std::string> cut;
  LIANXIAO_ASSIGN(const auto shards, workshop_.Shards());
  for (const auto& shard : shards) {
    LIANXIAO_ASSIGN(const auto resources, workshop_.InShard(shard));
    cut.merge(CutShards(library, shard, resources, packed_before));
  }
  return cut;
}

// Copies the files in, in their normal form, and tells what the resource is then.
Result<Resource> DraftDesk::TakeIn(Draft draft) {
  const auto handed_in = draft.disk_paths;
  LIANXIAO_TRY(BringToNormalForm(draft, blobs_.Scratch()));
  for (std::size_t i = 0; i < draft.disk_paths.size(); ++i) {
    LIANXIAO_TRY(blobs_.PutFile(draft.disk_paths[i], draft.resource.files[i]));
    if (draft.disk_paths[i] != handed_in[i]) LIANXIAO_TRY(blobs_.RemoveScratch(draft.disk_paths[i]));
  }
  return std::move(draft.resource);
}

// What a handed-in resource means for the drafts.
Status DraftDesk::Sort(const Resource& handed_in, ImportSummary& summary, Changes& changes) const {
  LIANXIAO_ASSIGN(const auto versions, workshop_.Versions(handed_in.id, 1));
  LIANXIAO_ASSIGN(const auto waiting, workshop_.Draft(handed_in.id));
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

Result<std::vector<Resource>> DraftDesk::CompleteDrafts(std::vector<Resource> drafts,
                                                        const PublishOptions& options, WallTime now,
                                                        const Progress& progress, PublishSummary& summary) {
  std::vector<std::vector<DeltaJob>> packages, files;  // One for each draft.
  for (const auto& draft : drafts) {
    LIANXIAO_ASSIGN(const auto versions, workshop_.Versions(draft.id, kDeltaVersions));
    packages.push_back(PlanPackages(draft, versions));
  }
  LIANXIAO_TRY(MakeMissing(packages, options, progress));
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    LIANXIAO_ASSIGN(auto jobs, PlanFiles(drafts[i], packages[i], options));
    files.push_back(std::move(jobs));
  }
  LIANXIAO_TRY(MakeMissing(files, options, progress));
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    drafts[i].published = ToRfc3339(now);
    LIANXIAO_TRY(Attach(files[i], options, drafts[i], summary));
    LIANXIAO_TRY(AttachPackages(packages[i], options, drafts[i], summary));
  }
  LIANXIAO_TRY(Sign(drafts, progress));
  return drafts;
}

// The deltas of single files, but not from versions that the whole package has a far better one from.
Result<std::vector<DeltaJob>> DraftDesk::PlanFiles(const Resource& draft,
                                                   const std::vector<DeltaJob>& packages,
                                                   const PublishOptions& options) const {
  LIANXIAO_ASSIGN(auto versions, workshop_.Versions(draft.id, kDeltaVersions));
  for (const auto& job : packages) {
    LIANXIAO_ASSIGN(const auto made, Made(job, options));
    if (job.IsPacking() || !made || !IsPlainlyGood(job, made->size_bytes)) continue;
    std::erase_if(versions, [&](const Resource& version) { return formats::LayOut(version) == job.basis; });
  }
  return PlanDeltas(draft, versions);
}

// Makes the deltas that no earlier publish has tried.
Status DraftDesk::MakeMissing(const std::vector<std::vector<DeltaJob>>& planned,
                              const PublishOptions& options, const Progress& progress) {
  std::set<DeltaJob> wanted;
  for (const auto& of_draft : planned) {
    for (const auto& job : of_draft) {
      LIANXIAO_ASSIGN(const auto tried, workshop_.FindDelta(job.from, job.to, PerMille(options)));
      if (!tried) wanted.insert(job);
    }
  }
  if (wanted.empty()) return {};
  const std::vector<DeltaJob> missing(wanted.begin(), wanted.end());
  Step step{"deltas", 0, std::ssize(missing)};
  for (const auto& job : missing) step.total_bytes += job.to_bytes;
  progress(step);
  const DeltaLimits limits{options.keep_delta_below, options.memory_bytes};
  return MakeDeltas(blobs_, missing, limits, [&](const DeltaJob& job, const TriedDelta& tried) -> Status {
    LIANXIAO_TRY(workshop_.SaveDelta(tried, PerMille(options)));
    ++step.done;
    step.done_bytes += job.to_bytes;
    progress(step);
    return {};
  });
}

Result<std::optional<formats::Delta>> DraftDesk::Made(const DeltaJob& job,
                                                      const PublishOptions& options) const {
  LIANXIAO_ASSIGN(const auto tried, workshop_.FindDelta(job.from, job.to, PerMille(options)));
  return tried ? tried->delta : std::nullopt;
}

Status DraftDesk::Attach(const std::vector<DeltaJob>& jobs, const PublishOptions& options, Resource& draft,
                         PublishSummary& summary) const {
  for (const auto& job : jobs) {
    LIANXIAO_ASSIGN(const auto made, Made(job, options));
    if (!made) continue;
    for (auto& file : draft.files) {
      if (file.blob == job.to) file.deltas.push_back(*made);
    }
    Count(job, *made, summary);
  }
  return {};
}

// After those of its files, with which they are compared.
Status DraftDesk::AttachPackages(const std::vector<DeltaJob>& jobs, const PublishOptions& options,
                                 Resource& draft, PublishSummary& summary) const {
  if (jobs.empty()) return {};
  std::vector<PackageDelta> made;
  for (const auto& job : jobs) {
    LIANXIAO_ASSIGN(const auto delta, Made(job, options));
    if (delta) made.push_back({job, *delta});
  }
  LIANXIAO_ASSIGN(const auto versions, workshop_.Versions(draft.id, kDeltaVersions));
  for (const auto& kept : KeepPackageDeltas(std::move(made), versions, options.keep_delta_below, draft)) {
    Count(kept.job, kept.delta, summary);
  }
  return {};
}

// For boxes whose version is too old for a delta.
Status DraftDesk::Sign(std::vector<Resource>& drafts, const Progress& progress) {
  struct Unsigned {
    formats::File* file;
    std::vector<BlobId> old_files;
  };
  std::vector<Unsigned> all;
  Step step{"signatures"};
  for (auto& draft : drafts) {
    LIANXIAO_ASSIGN(const auto versions, workshop_.Versions(draft.id, kDeltaVersions));
    const auto jobs = PlanDeltas(draft, versions);
    for (auto& file : draft.files) {
      Unsigned unsigned_file{&file, {}};
      for (const auto& job : jobs) {
        if (job.to == file.blob && !job.IsPacking()) unsigned_file.old_files.push_back(job.from);
      }
      if (file.size_bytes < kLeastSignedBytes || unsigned_file.old_files.empty()) continue;
      step.total_bytes += file.size_bytes;
      all.push_back(std::move(unsigned_file));
    }
  }
  step.total = std::ssize(all);
  for (auto& [file, old_files] : all) {
    progress(step);
    LIANXIAO_ASSIGN(file->signature, PutSignature(blobs_, file->blob, old_files));
    ++step.done;
    step.done_bytes += file->size_bytes;
  }
  if (!all.empty()) progress(step);
  return {};
}

}  // namespace lianxiao::center
