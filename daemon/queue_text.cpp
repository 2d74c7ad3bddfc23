#include "daemon/queue_text.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "daemon/answer_fields.h"
#include "web/queue_view.h"
#include "web/technician/queue_section.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using Json = nlohmann::json;

std::optional<WallTime> TimeOf(const Json& object, const char* field) {
  const auto time = ParseRfc3339(TextOf(object, field));
  return time ? std::optional(*time) : std::nullopt;
}

class Writer {
 public:
  Writer(const Console& console, WallTime now)
      : console_(console),
        strings_(web::Strings::BuiltIn(console.language())),
        words_(strings_, web::MachineZone()),
        now_(now) {}

  void Line(const Json& line) {
    const bool open = line.value("open", Json(true)) == Json(true);
    const auto until = TimeOf(line, "until");
    if (!open) {
      Say(web::WhyWords(strings_, words_, TextOf(line, "why"), until, now_));
    } else if (until) {
      Say(console_.Text("waits.open_until", {{"when", words_.Moment(*until, now_)}}));
    } else {
      Say(console_.Text("waits.open"));
    }
    if (const auto cap = NumberOf(line, "bytes_per_second_cap"); cap > 0) {
      Say(console_.Text("waits.cap", {{"rate", words_.Rate(cap)}}));
    }
    const bool measured = line.value("speed_measured", Json(false)) == Json(true);
    Say(console_.Text(measured ? "waits.speed" : "waits.speed_guessed",
                      {{"rate", words_.Rate(NumberOf(line, "speed"))}}));
    if (const auto renews = TimeOf(line, "quota_renews")) {
      Say(console_.Text("waits.quota", {{"all", words_.Size(NumberOf(line, "quota_bytes"))},
                                        {"used", words_.Size(NumberOf(line, "quota_used"))},
                                        {"left", words_.Size(NumberOf(line, "quota_left"))},
                                        {"when", words_.Moment(*renews, now_)}}));
    }
    if (const auto cut = TimeOf(line, "cut_at")) {
      Say(web::CutWords(strings_, words_, TextOf(line, "cut"), *cut, now_));
      Say("    " + TextOf(line, "cut_words"));
    }
  }

  void Lesson(const Json& json) {
    web::WaitingLesson lesson;
    lesson.why = TextOf(json, "why");
    lesson.expected = TimeOf(json, "expected");
    lesson.safely = TimeOf(json, "expected_safely");
    Say("- " + TextOf(json, "title") + "  " + words_.Size(NumberOf(json, "bytes")));
    Say("    " + web::WhyWords(strings_, words_, lesson.why, TimeOf(json, "until"), now_));
    Say("    " + web::ArrivalWords(strings_, words_, lesson, now_));
    const auto needed = TimeOf(json, "needed_by");
    const auto promise = TextOf(json, "promise");
    if (needed && promise != "none") {
      Say("    " +
          console_.Text("cli.queue.needed", {{"when", words_.Moment(*needed, now_)},
                                             {"promise", console_.Text("waits.promise." + promise)}}));
    }
    if (json.value("smaller_first", Json(false)) == Json(true)) Say("    " + console_.Text("waits.smaller"));
  }

  void More(std::int64_t hidden) {
    if (hidden > 0) Say(console_.Text("cli.status.queue_more", {{"count", std::to_string(hidden)}}));
  }
  void Nothing() { Say(console_.Text("cli.queue.empty")); }

  std::string Done() {
    auto text = out_.str();
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

 private:
  void Say(const std::string& text) { out_ << text << '\n'; }

  const Console& console_;
  const web::Strings& strings_;
  web::Text words_;
  WallTime now_;
  std::ostringstream out_;
};

}  // namespace

Result<std::string> QueueText(std::string_view queue_json, const Console& console, WallTime now) {
  const auto queue = Json::parse(queue_json, nullptr, false);
  if (!queue.is_object() || !queue.contains("line") || !queue.contains("lessons") ||
      !queue["lessons"].is_array()) {
    return Fail(ErrorCode::kInternal, "the program's answer is no queue");
  }
  Writer writer(console, now);
  writer.Line(queue["line"]);
  const auto& lessons = queue["lessons"];
  for (const auto& lesson : lessons) writer.Lesson(lesson);
  if (lessons.empty()) writer.Nothing();
  writer.More(NumberOf(queue, "total") - static_cast<std::int64_t>(lessons.size()));
  return writer.Done();
}

}  // namespace lianxiao::daemon
