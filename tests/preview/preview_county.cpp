#include "tests/preview/preview_county.h"

#include "storage/base/digest.h"
#include "storage/base/encoding.h"

namespace lianxiao::web {

FakeCenterView PreviewCounty() {
  constexpr const char* kNames[] = {"石羊塘村小", "龙潭教学点", "柳树沟教学点", "南洲镇中心小学", "白石村小",
                                    "大坪教学点", "云溪村小",   "三道岭教学点", "杨林桥小学",     "河口村小"};
  FakeCenterView county;
  county.schools.clear();
  const auto now = county.status.now;
  for (int i = 0; i < 40; ++i) {
    SchoolRow row{.id = "school-" + std::to_string(i), .name = kNames[i % 10]};
    if (i >= 10) row.name = std::string(kNames[i % 10]) + "（" + std::to_string(i / 10 + 1) + "）";
    if (i % 9 != 8) {
      row.device = ToHex(HashOf(row.id).View().substr(0, 16)), row.enrolled = now + -40 * kDayMs;
      row.last_contact = now + -(i % 11 == 7  ? 9 * kDayMs
                                 : i % 6 == 4 ? 2 * kDayMs
                                              : (i * 7 + 1) * kMinuteMs);
      row.catalog_version = i % 6 == 4 ? 5 : 7;
      row.resources = 812, row.resources_cached = 812 - i * 13 % 400, row.program = "lianxiao-schoold 0.1.0";
      row.bytes_missing = i % 3 == 0 ? 0 : std::int64_t{i} * 37'000'000;
      row.usage_pending = i * 17 % 90, row.events_received = 4'000 - i * 81;
    }
    if (i % 13 == 5) row.problems = {{"problem.no_space", "/var/lib/lianxiao", now + -kDayMs}};
    if (i % 13 == 9) row.problems = {{"problem.blob_corrupt", "x", now + -kDayMs}};
    if (i % 13 == 11) row.problems = {{"problem.device_revoked", "学校失窃", now + -kDayMs}};
    county.schools.push_back(std::move(row));
  }
  county.status.due = {{"root_soon", "root", "", 41},
                       {"metadata_expired", "timestamp", "", -2},
                       {"library_soon", "studio-li", "", 6},
                       {"tls_soon", "", "center.qinghe.example.cn", 12}};
  return county;
}

}  // namespace lianxiao::web
