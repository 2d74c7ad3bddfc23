#include "storage/line_rows.h"

namespace lianxiao::storage {

Result<std::vector<LineMonth>> LineRows::Months() const {
  std::vector<LineMonth> months;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT begins, content, other FROM line_months ORDER BY begins");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      months.push_back({rows.Text(0), rows.Int(1), rows.Int(2)});
    }
  }));
  return months;
}

Status LineRows::SaveMonth(const LineMonth& month, std::int64_t keep) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("INSERT INTO line_months (begins, content, other) VALUES (?, ?, ?)"
                           " ON CONFLICT (begins) DO UPDATE SET content = excluded.content,"
                           " other = excluded.other")
                     .Bind(1, month.begins)
                     .Bind(2, month.content)
                     .Bind(3, month.other)
                     .Run());
    return c
        .Prepare(
            "DELETE FROM line_months WHERE begins NOT IN"
            " (SELECT begins FROM line_months ORDER BY begins DESC LIMIT ?)")
        .Bind(1, keep)
        .Run();
  });
}

Result<std::optional<LineSpeedRow>> LineRows::Speed() const {
  std::optional<LineSpeedRow> speed;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row =
        c.Prepare("SELECT bytes_per_second, deviation, spans, there_millionths, there_spans FROM line_speed");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) speed = LineSpeedRow{row.Int(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4)};
    return {};
  }));
  return speed;
}

Status LineRows::SaveSpeed(const LineSpeedRow& speed) {
  return journal_.Write([&](Connection& c) {
    return c
        .Prepare(
            "INSERT OR REPLACE INTO line_speed"
            " (row, bytes_per_second, deviation, spans, there_millionths, there_spans)"
            " VALUES (1, ?, ?, ?, ?, ?)")
        .Bind(1, speed.bytes_per_second)
        .Bind(2, speed.deviation)
        .Bind(3, speed.spans)
        .Bind(4, speed.there_millionths)
        .Bind(5, speed.there_spans)
        .Run();
  });
}

}  // namespace lianxiao::storage
