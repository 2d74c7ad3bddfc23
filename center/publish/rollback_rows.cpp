#include "center/publish/rollback_rows.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "center/county_files.h"
#include "center/publish/workshop.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

Status ForEach(storage::Statement& rows, const std::function<Status(const storage::Statement&)>& take) {
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    LIANXIAO_TRY(take(rows));
  }
}

// Of each lesson when its newest version came. Only the last ones matter for a bundle, so that a bundle of a
// hundred thousand lessons costs a look at their dates.
Result<std::vector<std::string>> ChangedLast(Connection& connection, const formats::Bundle& bundle) {
  const std::string from =
      bundle.everything ? "resources r" : "json_each(?1) wished JOIN resources r ON r.id = wished.value";
  auto rows =
      connection.Prepare("WITH newest AS (SELECT r.id AS id, v.published_ms AS at FROM " + from +
                         " JOIN versions v ON v.id = r.id AND v.version = r.version)"
                         " SELECT id FROM newest WHERE at = (SELECT max(at) FROM newest) ORDER BY id");
  if (!bundle.everything) rows.Bind(1, nlohmann::json(bundle.resources).dump());
  std::vector<std::string> ids;
  LIANXIAO_TRY(ForEach(rows, [&](const storage::Statement& row) -> Status {
    ids.push_back(row.Text(0));
    return {};
  }));
  return ids;
}

Result<std::vector<BundleVersion>> CompositionsOf(Connection& connection, const std::string& id) {
  auto rows = connection.Prepare(
      "SELECT json, (SELECT min(published_ms) FROM publications WHERE published_ms >= set_ms)"
      " FROM bundle_versions WHERE id = ? AND json <> '' ORDER BY number DESC LIMIT 10");
  rows.Bind(1, id);
  std::vector<BundleVersion> versions;
  const auto done = ForEach(rows, [&](const storage::Statement& row) -> Status {
    LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(row.Text(0)));
    versions.push_back({std::move(bundle), row.IsNull(1) ? std::string() : ToRfc3339(WallTime{row.Int(1)})});
    return {};
  });
  if (!done) return Fail(done.error());
  return versions;
}

// For LIKE, with \ as its escape.
std::string Containing(std::string_view words) {
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

Result<std::vector<formats::Bundle>> CurrentBundles(Connection& connection) {
  auto rows = connection.Prepare("SELECT json FROM bundles ORDER BY id");
  std::vector<formats::Bundle> bundles;
  const auto done = ForEach(rows, [&](const storage::Statement& row) -> Status {
    LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(row.Text(0)));
    bundles.push_back(std::move(bundle));
    return {};
  });
  if (!done) return Fail(done.error());
  if (bundles.empty()) bundles.push_back(EverythingForEveryone());
  return bundles;
}

Result<LessonVersions> VersionsOf(Connection& connection, const std::string& id) {
  auto rows = connection.Prepare("SELECT line FROM versions WHERE id = ? ORDER BY version DESC LIMIT ?");
  rows.Bind(1, id).Bind(2, kKeptVersions);
  LessonVersions versions;
  const auto done = ForEach(rows, [&](const storage::Statement& row) -> Status {
    LIANXIAO_ASSIGN(auto resource, formats::ParseLine(row.Text(0)));
    versions.push_back(std::move(resource));
    return {};
  });
  if (!done) return Fail(done.error());
  return versions;
}

Result<RollbackPlan> PlanOfBundle(Connection& connection, const std::string& id, std::size_t most_lessons) {
  LIANXIAO_ASSIGN(const auto bundles, CurrentBundles(connection));
  const auto bundle = std::ranges::find(bundles, id, &formats::Bundle::id);
  if (bundle == bundles.end()) return Fail(ErrorCode::kNotFound, "rollback.unknown: no bundle " + id);
  LIANXIAO_ASSIGN(const auto compositions, CompositionsOf(connection, id));
  LIANXIAO_ASSIGN(const auto changed, ChangedLast(connection, *bundle));
  if (changed.size() > most_lessons) {
    return Fail(ErrorCode::kRefused, "rollback.large: " + std::to_string(changed.size()) + " lessons");
  }
  std::vector<LessonVersions> lessons;
  for (const auto& lesson : changed) {
    LIANXIAO_ASSIGN(auto versions, VersionsOf(connection, lesson));
    lessons.push_back(std::move(versions));
  }
  return GoBack(id, compositions, lessons);
}

Result<RollbackPlan> PlanOfLesson(Connection& connection, const std::string& id,
                                  std::optional<std::int64_t> to_version) {
  LIANXIAO_ASSIGN(const auto versions, VersionsOf(connection, id));
  LIANXIAO_ASSIGN(auto step, GoBack(versions, to_version));
  RollbackPlan plan{.what = "lesson " + id};
  plan.lessons.push_back(std::move(step));
  return plan;
}

Status CheckFilesOf(storage::Disk& disk, const std::string& county, const RollbackPlan& plan) {
  for (const auto& step : plan.lessons) {
    for (const auto& file : step.again.files) {
      LIANXIAO_ASSIGN(const bool here, disk.Exists(BlobFile(county, file.blob)));
      if (here) continue;
      return Fail(ErrorCode::kNotFound, "rollback.blobs_gone: " + step.again.id + " version " +
                                            std::to_string(step.content_of) + ", " + file.path);
    }
  }
  return {};
}

Result<std::vector<LessonWithPast>> LessonsWithPast(Connection& connection, std::string_view words,
                                                    std::int64_t limit) {
  auto rows = connection.Prepare(
      "SELECT r.id, json_extract(r.line, '$.title') AS title, r.version, r.status, v.published_ms"
      " FROM resources r JOIN versions v ON v.id = r.id AND v.version = r.version WHERE r.version > 1"
      " AND (r.id LIKE ?1 ESCAPE '\\' OR title LIKE ?1 ESCAPE '\\')"
      " ORDER BY v.published_ms DESC, r.id LIMIT ?2");
  rows.Bind(1, Containing(words)).Bind(2, limit);
  std::vector<LessonWithPast> lessons;
  LIANXIAO_TRY(ForEach(rows, [&](const storage::Statement& row) -> Status {
    lessons.push_back({.id = row.Text(0),
                       .title = row.Text(1),
                       .version = row.Int(2),
                       .withdrawn = row.Text(3) == "withdrawn",
                       .published = {row.Int(4)}});
    return {};
  }));
  return lessons;
}

}  // namespace lianxiao::center
