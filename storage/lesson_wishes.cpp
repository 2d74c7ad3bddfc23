#include "storage/lesson_wishes.h"

namespace lianxiao::storage {
namespace {

Status CheckMayWish(Connection& c, const std::string& resource) {
  auto lesson = c.Prepare("SELECT held_version IS NOT NULL FROM resources WHERE id = ? AND withdrawn = 0");
  lesson.Bind(1, resource);
  LIANXIAO_ASSIGN(const bool known, lesson.Step());
  if (!known) return Fail(ErrorCode::kNotFound, "no resource " + resource);
  if (lesson.Int(0) != 0) return Fail(ErrorCode::kRefused, "wish.here: " + resource);
  auto open = c.Prepare("SELECT count(*) FROM wishes WHERE came_ms IS NULL AND resource <> ?");
  open.Bind(1, resource);
  LIANXIAO_TRY(open.Step());
  if (open.Int(0) < LessonWishes::kMostOpen) return {};
  return Fail(ErrorCode::kRefused,
              "wish.too_many: " + std::to_string(open.Int(0)) + " lessons are waited for");
}

}  // namespace

Status LessonWishes::Wish(const std::string& resource, WallTime now) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(CheckMayWish(c, resource));
    // One that came and went is waited for again.
    return c
        .Prepare(
            "INSERT INTO wishes (resource, wished_ms) VALUES (?, ?) ON CONFLICT DO UPDATE SET"
            " came_ms = NULL, wished_ms = CASE WHEN came_ms IS NULL THEN wished_ms ELSE excluded.wished_ms "
            "END")
        .Bind(1, resource)
        .Bind(2, now.ms)
        .Run();
  });
}

Status LessonWishes::TakeBack(const std::string& resource) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM wishes WHERE resource = ?").Bind(1, resource).Run();
  });
}

Result<std::vector<LessonWish>> LessonWishes::All() const {
  std::vector<LessonWish> wishes;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT resource, wished_ms, came_ms FROM wishes ORDER BY wished_ms DESC, resource");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      wishes.push_back({rows.Text(0), {rows.Int(1)}, std::nullopt});
      if (!rows.IsNull(2)) wishes.back().came = WallTime{rows.Int(2)};
    }
  }));
  return wishes;
}

Result<std::set<std::string>> LessonWishes::Open() const {
  LIANXIAO_ASSIGN(const auto all, All());
  std::set<std::string> open;
  for (const auto& wish : all) {
    if (!wish.came) open.insert(wish.resource);
  }
  return open;
}

Status LessonWishes::NoteArrivals(WallTime now) {
  LIANXIAO_ASSIGN(const auto any, All());
  if (any.empty()) return {};  // Nothing is written where nobody wishes.
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("UPDATE wishes SET came_ms = ? WHERE came_ms IS NULL AND resource IN"
                           " (SELECT id FROM resources WHERE held_version IS NOT NULL)")
                     .Bind(1, now.ms)
                     .Run());
    return c
        .Prepare(
            "DELETE FROM wishes WHERE came_ms < ? OR resource NOT IN"
            " (SELECT id FROM resources WHERE withdrawn = 0)")
        .Bind(1, now.ms - kNewsMs)
        .Run();
  });
}

}  // namespace lianxiao::storage
