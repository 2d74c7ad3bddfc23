#include "center/publish/delta_plan.h"

#include <algorithm>

namespace lianxiao::center {
namespace {

using formats::File;

constexpr std::int64_t kLeastFileBytes = 1024;  // Below a packet there is nothing to save.
constexpr std::int64_t kLeastSavedBytes = 256;  // What the catalog's words for a delta cost packed, and more.
constexpr double kPackedBelow = 0.95;

// Pictures, sound and video are packed already. Office files are zip files whose members we store
// (center/ingest/stored_zip.h).
bool IsOfAKindThatPacks(std::string_view media_type) {
  constexpr std::string_view kBeginnings[] = {"text/",
                                              "application/vnd.openxmlformats",
                                              "application/vnd.oasis",
                                              "application/vnd.ms-",
                                              "application/xml",
                                              "application/epub+zip",
                                              "application/json",
                                              "application/javascript",
                                              "application/pdf",
                                              "application/msword",
                                              "application/wasm",
                                              "application/vnd.geogebra",
                                              "image/svg+xml",
                                              "image/bmp",
                                              "audio/wav",
                                              "font/ttf",
                                              "font/otf"};
  return std::ranges::any_of(kBeginnings,
                             [&](std::string_view beginning) { return media_type.starts_with(beginning); });
}

const File* Replaced(const File& file, const formats::Resource& version) {
  const File* same_role = nullptr;
  int with_role = 0;
  for (const auto& candidate : version.files) {
    if (candidate.role != file.role) continue;
    if (candidate.path == file.path) return &candidate;
    same_role = &candidate;
    ++with_role;
  }
  return with_role == 1 ? same_role : nullptr;
}

void Add(const DeltaJob& job, std::vector<DeltaJob>& jobs) {
  if (std::ranges::find(jobs, job) == jobs.end()) jobs.push_back(job);
}

}  // namespace

std::vector<DeltaJob> PlanDeltas(const formats::Resource& draft,
                                 const std::vector<formats::Resource>& versions) {
  std::vector<DeltaJob> jobs;
  for (const auto& file : draft.files) {
    if (file.size_bytes < kLeastFileBytes) continue;
    if (IsOfAKindThatPacks(file.media_type)) Add({{}, file.blob, file.size_bytes}, jobs);
    for (const auto& version : versions) {
      const auto* old_file = Replaced(file, version);
      if (old_file == nullptr || old_file->blob == file.blob || old_file->size_bytes == 0) continue;
      Add({old_file->blob, file.blob, file.size_bytes}, jobs);
    }
  }
  return jobs;
}

std::int64_t MostDeltaBytes(std::int64_t file_bytes, double keep_below) {
  const auto share = static_cast<std::int64_t>(static_cast<double>(file_bytes) * keep_below);
  return std::min(share, file_bytes - kLeastSavedBytes);
}

std::int64_t MostPackedBytes(std::int64_t file_bytes) { return MostDeltaBytes(file_bytes, kPackedBelow); }

}  // namespace lianxiao::center
