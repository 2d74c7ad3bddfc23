#include "daemon/disk_settings.h"

#include <algorithm>

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMb = 1'000'000;

std::int64_t Share(std::int64_t total_bytes, std::int64_t percent) { return total_bytes / 100 * percent; }

}  // namespace

void DiskSettings::AddTo(SettingsTable& table) {
  table.Add(
      {"disk.content_mb", &content_mb,
       "Most that lessons may take of the disk, in million bytes. What ranks lowest makes way. 0: what the\n"
       "disk has.",
       0, 1'000'000'000});
  table.Add({"disk.content_percent", &content_percent,
             "The same as a share of the whole disk; the smaller of both counts. 0: no limit.", 0, 95});
  table.Add({"disk.keep_free_percent", &keep_free_percent,
             "Share of the disk that lessons leave free, for usage and the system; at least\n"
             "sync.keep_free_mib.",
             0, 50});
}

std::int64_t DiskSettings::ContentBytes(std::int64_t total_bytes) const {
  const auto by_size = content_mb * kMb;
  const auto by_share = Share(total_bytes, content_percent);
  return by_size == 0 || by_share == 0 ? std::max(by_size, by_share) : std::min(by_size, by_share);
}

std::int64_t DiskSettings::KeepFreeBytes(std::int64_t total_bytes, std::int64_t least_bytes) const {
  return std::max(Share(total_bytes, keep_free_percent), least_bytes);
}

}  // namespace lianxiao::daemon
