#include "storage/lesson_marks.h"

namespace lianxiao::storage {
namespace {

Result<std::int64_t> NumberOf(Connection& c, std::string_view sql, const std::string& resource) {
  auto row = c.Prepare(sql);
  if (!resource.empty()) row.Bind(1, resource);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : 0;
}

}  // namespace

Status LessonMarks::PinLesson(const std::string& resource, WallTime now) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto known,
                    NumberOf(c, "SELECT count(*) FROM resources WHERE id = ? AND withdrawn = 0", resource));
    if (known == 0) return Fail(ErrorCode::kNotFound, "no resource " + resource);
    LIANXIAO_ASSIGN(const auto pins, NumberOf(c, "SELECT count(*) FROM pins", {}));
    if (pins >= kMostPins) {
      return Fail(ErrorCode::kRefused, "pin.too_many: " + std::to_string(pins) + " lessons are pinned");
    }
    return c.Prepare("INSERT INTO pins (resource, pinned_ms) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .Bind(1, resource)
        .Bind(2, now.ms)
        .Run();
  });
}

Status LessonMarks::Unpin(const std::string& resource) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM pins WHERE resource = ?").Bind(1, resource).Run();
  });
}

Result<std::vector<Pin>> LessonMarks::Pins() const {
  std::vector<Pin> pins;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT resource, pinned_ms FROM pins ORDER BY resource");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      pins.push_back({rows.Text(0), WallTime{rows.Int(1)}});
    }
  }));
  return pins;
}

Result<bool> LessonMarks::IsPinned(const std::string& resource) const {
  std::int64_t pinned = 0;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(pinned, NumberOf(c, "SELECT count(*) FROM pins WHERE resource = ?", resource));
    return {};
  }));
  return pinned > 0;
}

Status LessonMarks::NoteEvicted(const std::string& resource, WallTime now) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("INSERT OR REPLACE INTO evictions (resource, evicted_ms) VALUES (?, ?)")
        .Bind(1, resource)
        .Bind(2, now.ms)
        .Run();
  });
}

Result<std::set<std::string>> LessonMarks::Evicted() const {
  std::set<std::string> evicted;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT resource FROM evictions");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      evicted.insert(rows.Text(0));
    }
  }));
  return evicted;
}

Status LessonMarks::ForgetEvicted(const std::string& resource) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM evictions WHERE resource = ?").Bind(1, resource).Run();
  });
}

Result<std::map<std::string, LessonUse>> LessonMarks::Uses() const {
  std::map<std::string, LessonUse> uses;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare(
        "SELECT id, max(held_order, coalesce(last_arrival, 0)), coalesce(times, 0)"
        " FROM resources LEFT JOIN opened ON resource = id WHERE held_order IS NOT NULL");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      uses[rows.Text(0)] = {rows.Int(1), rows.Int(2)};
    }
  }));
  return uses;
}

}  // namespace lianxiao::storage
