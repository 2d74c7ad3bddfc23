#include "center/ingest/timetable_table.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <map>

#include "center/ingest/small_table.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

enum Field : std::size_t {
  kKind,
  kSubject,
  kTeacher,
  kArea,
  kSchool,
  kTitle,
  kHours,
  kStage,
  kGrade,
  kOrganiser,
  kContact,
  kPlatform,
  kNote,
  kResource
};

constexpr std::array kNames = {
    FieldName{kKind, "授课类型", "kind"},
    FieldName{kSubject, "学科", "subject"},
    FieldName{kTeacher, "主讲教师", "teacher"},
    FieldName{kArea, "地市(县区)", "area"},
    FieldName{kSchool, "单位", "school"},
    FieldName{kTitle, "课程名称", "title", true},
    FieldName{kHours, "开课时间", "time", true},
    FieldName{kStage, "学段", "stage"},
    FieldName{kGrade, "年级", "grade"},
    FieldName{kOrganiser, "学校排课负责人", "organiser"},
    FieldName{kContact, "联系方式", "contact"},
    FieldName{kPlatform, "平台", "platform"},
    FieldName{kNote, "备注", "note"},
    FieldName{kResource, "资源编号", "resource"},
};

constexpr std::string_view kHoursForm = "12月10日 9:00-10:00";
// Nobody hands in a timetable for lessons that were three months ago; so a month that far back is next
// year's.
constexpr std::int64_t kMostDaysBack = 90;

// The numbers of a text in which nothing else stands but signs between them.
std::optional<std::vector<int>> NumbersIn(std::string_view text) {
  constexpr std::array<std::string_view, 19> kSigns = {"年", "月", "日", "号", "时", "点", "分",
                                                       "到", "至", "：", "—",  "–",  "－", "～",
                                                       "　", "−",  "．", "，", "、"};
  std::vector<int> numbers;
  bool in_number = false;
  while (!text.empty()) {
    const char c = text.front();
    if (c >= '0' && c <= '9') {
      if (!in_number) numbers.push_back(0);
      if (numbers.back() > 9'999) return std::nullopt;
      numbers.back() = numbers.back() * 10 + (c - '0');
      in_number = true;
      text.remove_prefix(1);
      continue;
    }
    in_number = false;
    const auto sign = std::ranges::find_if(kSigns, [&](auto one) { return text.starts_with(one); });
    if (sign != kSigns.end()) {
      text.remove_prefix(sign->size());
    } else if (std::string_view(" -:/.~").find(c) != std::string_view::npos) {
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

std::optional<LocalDay> DayOf(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day civil{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                             std::chrono::day(static_cast<unsigned>(day))};
  if (!civil.ok()) return std::nullopt;
  return LocalDay{sys_days(civil).time_since_epoch().count()};
}

std::optional<LocalDay> NearestDay(int month, int day, LocalDay today) {
  const int this_year = std::atoi(today.Text().substr(0, 4).c_str());
  for (int year = this_year - 1; year <= this_year + 1; ++year) {
    const auto found = DayOf(year, month, day);
    if (found && found->number >= today.number - kMostDaysBack) return found;
  }
  return std::nullopt;
}

std::optional<std::int64_t> MsOf(int hour, int minute) {
  if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
  return hour * kHourMs + minute * kMinuteMs;
}

class RowReader {
 public:
  RowReader(const SmallTable& table, LocalDay today, const ZoneOffset& zone, Findings& findings)
      : table_(table), today_(today), zone_(zone), findings_(findings) {}

  TimetableRow Read(const CsvRecord& record) {
    TimetableRow row{.row = record.row};
    const std::array<std::pair<Field, std::string*>, 13> texts = {{{kKind, &row.lesson.kind},
                                                                   {kSubject, &row.lesson.subject},
                                                                   {kTeacher, &row.lesson.teacher},
                                                                   {kArea, &row.area},
                                                                   {kSchool, &row.lesson.school},
                                                                   {kTitle, &row.lesson.title},
                                                                   {kStage, &row.lesson.stage},
                                                                   {kGrade, &row.lesson.grade},
                                                                   {kOrganiser, &row.organiser},
                                                                   {kContact, &row.contact},
                                                                   {kPlatform, &row.lesson.platform},
                                                                   {kNote, &row.lesson.note},
                                                                   {kResource, &row.lesson.resource}}};
    for (const auto& [field, text] : texts) {
      *text = table_.Text(record, field);
      if (!formats::CheckLine("text", *text, formats::kMaxTimetableText)) {
        Tell(row.row, field, "ingest.too_long", table_.Header(field),
             std::to_string(formats::kMaxTimetableText));
      }
    }
    if (row.lesson.title.empty() && table_.Has(kTitle)) {
      Tell(row.row, kTitle, "ingest.missing_field", table_.Header(kTitle));
    }
    if (!row.lesson.resource.empty() && !formats::CheckId("resource", row.lesson.resource)) {
      Tell(row.row, kResource, "ingest.bad_id", row.lesson.resource);
    }
    ReadHours(record, row);
    return row;
  }

 private:
  void ReadHours(const CsvRecord& record, TimetableRow& row) {
    if (!table_.Has(kHours)) return;
    const auto text = table_.Text(record, kHours);
    const auto hours = ParseLessonHours(text, today_, zone_);
    if (!hours) return Tell(row.row, kHours, "ingest.bad_time", text, std::string(kHoursForm));
    row.lesson.starts = hours->starts;
    row.lesson.ends = hours->ends;
  }
  void Tell(int row, Field field, std::string_view key, const std::string& subject, std::string detail = {}) {
    findings_.push_back({row, table_.Header(field), std::string(key), subject, std::move(detail)});
  }

  const SmallTable& table_;
  const LocalDay today_;
  const ZoneOffset& zone_;
  Findings& findings_;
};

}  // namespace

std::optional<LessonHours> ParseLessonHours(std::string_view text, LocalDay today, const ZoneOffset& zone) {
  const auto numbers = NumbersIn(text);
  if (!numbers || numbers->size() < 6 || numbers->size() > 7) return std::nullopt;
  const bool has_year = numbers->size() == 7;
  const auto* n = numbers->data() + (has_year ? 1 : 0);
  const auto day = has_year ? DayOf(numbers->front(), n[0], n[1]) : NearestDay(n[0], n[1], today);
  const auto from = MsOf(n[2], n[3]), to = MsOf(n[4], n[5]);
  if (!day || !from || !to || *to <= *from) return std::nullopt;
  return LessonHours{ToWall(*day, *from, zone), ToWall(*day, *to, zone)};
}

std::vector<TimetableRow> ReadTimetable(const std::string& name, std::string_view bytes, LocalDay today,
                                        const ZoneOffset& zone, Findings& findings) {
  const auto table = SmallTable::Read(name, bytes, kMaxTimetableBytes, kNames, findings);
  RowReader reader(table, today, zone, findings);
  std::vector<TimetableRow> rows;
  for (const auto& record : table.records()) rows.push_back(reader.Read(record));
  std::ranges::stable_sort(findings, {}, &Finding::row);
  return rows;
}

}  // namespace lianxiao::center
