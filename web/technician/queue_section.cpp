#include "web/technician/queue_section.h"

#include "web/classroom/cards.h"

namespace lianxiao::web {
namespace {

constexpr std::size_t kShown = 20;  // More than a technician reads; the API has the rest.

std::string LineWords(const LineNow& line, WallTime now, const Page& page) {
  const auto& words = page.words();
  if (!line.open) return WhyWords(words, page.text(), line.why, line.until, now);
  auto said = line.until ? words.Get("waits.open_until", {{"when", page.text().Moment(*line.until, now)}})
                         : words.Get("waits.open");
  if (line.bytes_per_second > 0) {
    said += " · " + words.Get("waits.cap", {{"rate", page.text().Rate(line.bytes_per_second)}});
  }
  return said;
}

std::string QuotaWords(const LineNow& line, WallTime now, const Page& page) {
  if (line.quota_bytes == 0 || !line.quota_renews) return {};
  return page.words().Get("waits.quota", {{"all", page.text().Size(line.quota_bytes)},
                                          {"used", page.text().Size(line.quota_used)},
                                          {"left", page.text().Size(line.quota_left)},
                                          {"when", page.text().Moment(*line.quota_renews, now)}});
}

Fields RowOf(const WaitingLesson& lesson, WallTime now, const Page& page) {
  const auto& words = page.words();
  const bool due = lesson.needed_by.has_value() && lesson.promise != "none";
  return Fields()
      .Set("lesson_title", lesson.title.empty() ? lesson.resource : lesson.title)
      .Set("lesson_link", ResourceAddress(lesson.resource))
      .Set("lesson_size", page.text().Size(lesson.bytes))
      .Set("lesson_why", WhyWords(words, page.text(), lesson.why, lesson.until, now))
      .Set("lesson_when", ArrivalWords(words, page.text(), lesson, now))
      .Set("lesson_needed", due ? page.text().Moment(*lesson.needed_by, now) : std::string())
      .Set("lesson_promise", due ? words.Get("waits.promise." + lesson.promise) : std::string())
      .Set("lesson_late", lesson.promise == "too_late")
      .Set("lesson_smaller", lesson.smaller ? words.Get("waits.smaller") : std::string());
}

}  // namespace

std::string WhyWords(const Strings& words, const Text& text, const std::string& why,
                     const std::optional<WallTime>& until, WallTime now) {
  const auto key = "waits.why." + why;
  if (until && words.Has(key + "_until")) {
    return words.Get(key + "_until", {{"when", text.Moment(*until, now)}});
  }
  return words.Get(key);
}

std::string CutWords(const Strings& words, const Text& text, const std::string& cut, WallTime at,
                     WallTime now) {
  const auto key = "waits.cut_kind." + cut;  // A newer engine may know further ones.
  return words.Get("waits.cut", {{"when", text.Moment(at, now)},
                                 {"why", words.Get(words.Has(key) ? key : "waits.cut_kind.other")}});
}

std::string ArrivalWords(const Strings& words, const Text& text, const WaitingLesson& lesson, WallTime now) {
  if (lesson.why == "no_space" || lesson.why == "no_source") return words.Get("waits.arrives.unknown");
  if (!lesson.expected) return words.Get("waits.arrives.never");
  const auto likely = text.Moment(*lesson.expected, now);
  if (!lesson.safely) return words.Get("waits.arrives.likely", {{"likely", likely}});
  return words.Get("waits.arrives.both", {{"likely", likely}, {"late", text.Moment(*lesson.safely, now)}});
}

void AddWaiting(Fields& fields, const QueueNow& queue, WallTime now, const Page& page) {
  Fields::List rows;
  for (const auto& lesson : queue.lessons) {
    if (rows.size() == kShown) break;
    rows.push_back(RowOf(lesson, now, page));
  }
  const auto more = queue.total - static_cast<std::int64_t>(rows.size());
  fields.Set("waits_line", LineWords(queue.line, now, page));
  fields.Set("waits_quota", QuotaWords(queue.line, now, page));
  fields.Set("waits_cut", queue.line.cut_at
                              ? CutWords(page.words(), page.text(), queue.line.cut, *queue.line.cut_at, now)
                              : std::string());
  fields.Set("waits_cut_words", queue.line.cut_words);
  fields.Set("waits_speed", page.words().Get(queue.line.measured ? "waits.speed" : "waits.speed_guessed",
                                             {{"rate", page.text().Rate(queue.line.speed)}}));
  fields.Set("waits_more", more > 0 ? page.words().Count("status.more", more) : std::string());
  fields.Set("any_waits", !rows.empty()).Set("waits", std::move(rows));
}

}  // namespace lianxiao::web
