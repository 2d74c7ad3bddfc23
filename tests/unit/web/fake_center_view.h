// A county center that is not there: three schools, one of which has no box yet. Tests change its public
// parts before they ask. Used from one thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/center_view.h"

namespace lianxiao::web {

inline std::vector<SchoolRow> SampleSchools(WallTime now) {
  SchoolRow well{.id = "shiyangtang", .name = "石羊塘村小", .device = std::string(32, 'a')};
  well.enrolled = now + -40 * kDayMs;
  well.last_contact = now + -3 * kMinuteMs;
  well.catalog_version = 7;
  well.bytes_cached = 14'800'000, well.resources = 5, well.resources_cached = 5;
  well.usage_pending = 3, well.events_received = 128;
  well.program = "lianxiao-schoold 0.1.0";
  SchoolRow behind{.id = "longtan", .name = "龙潭教学点", .device = std::string(32, 'b')};
  behind.enrolled = now + -40 * kDayMs;
  behind.last_contact = now + -5 * kDayMs;
  behind.catalog_version = 4;
  behind.bytes_cached = 9'000'000, behind.bytes_missing = 210'000'000;
  behind.resources = 5, behind.resources_cached = 2, behind.events_received = 44;
  behind.program = "lianxiao-schoold 0.1.0";
  behind.problems = {{"problem.disk_full", "/var/lib/lianxiao", now + -5 * kDayMs}};
  SchoolRow waiting{.id = "nanzhou", .name = "南洲镇中心小学"};
  return {well, behind, waiting};
}

class FakeCenterView final : public CenterView {
 public:
  CenterStatus status{.program = "lianxiao-centerd 0.1.0",
                      .name = "渌口区教育资源中心",
                      .repository_version = 7,
                      .published = WallTime{1'795'100'000'000},
                      .metadata_expires = WallTime{1'796'300'000'000},
                      .schools = 3,
                      .enrolled = 2,
                      .events = 172,
                      .disk_free_bytes = std::int64_t{300} << 30,
                      .now = WallTime{1'795'219'200'000}};
  std::vector<SchoolRow> schools = SampleSchools(WallTime{1'795'219'200'000});
  std::vector<WantedRow> wanted{{"恐龙化石", 7, 3, WallTime{1'795'250'000'000}}};
  std::vector<UseRow> use{{"yw-1s-kantushuohua", "看图说话", 61, 18'300, 40, 5, 2},
                          {"sx-3s-fenshu", "分数的初步认识", 30, 9'100, 21, 2, 1}};
  std::optional<Error> failure;  // What every call that can fail answers, when set.
  // Seen by it:
  std::vector<std::string> requests;
  std::vector<std::pair<formats::BatchId, std::string>> batches;
  std::vector<std::pair<std::string, std::string>> reports;  // Device, sealed.
  std::vector<std::vector<std::string>> codes;               // School, name, address.

  Result<RepositoryFile> Repository(const std::string& path) const override {
    if (failure) return Fail(*failure);
    if (path == "metadata/timestamp.json") return RepositoryFile{"/repository/" + path, 500, "t7", false};
    if (path == "metadata/7.snapshot.json") return RepositoryFile{"/repository/" + path, 700, "s7", true};
    if (path.starts_with("blobs/")) return RepositoryFile{"/repository/" + path, 9'000, "b1", true};
    if (path.starts_with("targets/catalog/")) return RepositoryFile{"/repository/" + path, 3'000, "c1", true};
    return Fail(ErrorCode::kNotFound, "no file " + path);
  }
  std::string Card() const override { return R"({"name":"渌口区教育资源中心"})"; }

  Result<std::string> TlsStatement() const override {
    if (failure) return Fail(*failure);
    return std::string(R"({"signed":{"number":1}})");
  }

  Result<std::string> Enrol(const std::string& sealed_request) override {
    if (failure) return Fail(*failure);
    requests.push_back(sealed_request);
    return std::string("sealed grant");
  }
  Result<std::string> TakeBatch(const formats::BatchId& id, const std::string& sealed) override {
    if (failure) return Fail(*failure);
    batches.emplace_back(id, sealed);
    return std::string(R"({"signed":{"through_seq":1}})");
  }
  Result<StatusAnswer> TakeStatus(const std::string& device, const std::string& sealed) override {
    if (failure) return Fail(*failure);
    reports.emplace_back(device, sealed);
    return StatusAnswer{7};
  }

  CenterStatus StatusNow() const override { return status; }
  Result<std::vector<SchoolRow>> Schools() const override {
    if (failure) return Fail(*failure);
    return schools;
  }
  Result<std::vector<UseRow>> Use(std::int64_t limit) const override {
    if (failure) return Fail(*failure);
    auto rows = use;
    if (std::ssize(rows) > limit) rows.resize(static_cast<std::size_t>(limit));
    return rows;
  }

  Result<std::vector<WantedRow>> Wanted(std::int64_t limit) const override {
    if (failure) return Fail(*failure);
    auto rows = wanted;
    if (std::ssize(rows) > limit) rows.resize(static_cast<std::size_t>(limit));
    return rows;
  }

  Result<NewCode> MakeCode(const std::string& school, const std::string& name,
                           const std::string& address) override {
    if (failure) return Fail(*failure);
    codes.push_back({school, name, address});
    return NewCode{"LX7Q2-K9ABC", WallTime{1'795'400'000'000}};
  }
};

}  // namespace lianxiao::web
