#include "center/publish/delta_plan.h"

#include <algorithm>

namespace lianxiao::center {
namespace {

using formats::File;

constexpr std::int64_t kLeastFileBytes = 4096;  // One packet's worth of difference is none.
constexpr std::int64_t kLeastSavedBytes = 1024;

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

}  // namespace

std::vector<DeltaJob> PlanDeltas(const formats::Resource& draft,
                                 const std::vector<formats::Resource>& versions) {
  std::vector<DeltaJob> jobs;
  for (const auto& file : draft.files) {
    if (file.size_bytes < kLeastFileBytes) continue;
    for (const auto& version : versions) {
      const auto* old_file = Replaced(file, version);
      if (old_file == nullptr || old_file->blob == file.blob || old_file->size_bytes == 0) continue;
      const DeltaJob job{old_file->blob, file.blob, file.size_bytes};
      if (std::ranges::find(jobs, job) == jobs.end()) jobs.push_back(job);
    }
  }
  return jobs;
}

std::int64_t MostDeltaBytes(std::int64_t file_bytes, double keep_below) {
  const auto share = static_cast<std::int64_t>(static_cast<double>(file_bytes) * keep_below);
  return std::min(share, file_bytes - kLeastSavedBytes);
}

}  // namespace lianxiao::center
