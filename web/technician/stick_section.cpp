#include "web/technician/stick_section.h"

#include "web/words/text.h"

namespace lianxiao::web {
namespace {

// What went wrong has a sentence where a person would do something different about it.
std::string WhyFailed(const StickNow& stick, const Strings& words) {
  for (const std::string key : {"stick.full", "stick.locked", "stick.gone"}) {
    if (stick.problem == key) return words.Get(key);
  }
  return words.Get("stick.other");
}

std::string Counted(const char* key, std::int64_t n, const Strings& words) {
  return n > 0 ? words.Get(key, {{"n", Digits(n)}}) : std::string();
}

// A school whose line was quicker has all that is on it.
std::string Brought(const StickNow& stick, const Page& page) {
  if (stick.lessons == 0 && stick.bytes_done == 0) return page.words().Get("stick.brought_none");
  return page.words().Get("stick.brought",
                          {{"lessons", Digits(stick.lessons)}, {"size", page.text().Size(stick.bytes_done)}});
}

}  // namespace

void AddStick(Fields& fields, const std::optional<StickNow>& stick, const Page& page) {
  fields.Set("any_stick", stick.has_value());
  if (!stick) return;
  const auto& words = page.words();
  fields.Set("stick_words",
             words.Get("stick." + stick->state, {{"brought", Brought(*stick, page)},
                                                 {"done", page.text().Size(stick->bytes_done)},
                                                 {"all", page.text().Size(stick->bytes_total)}}));
  const bool failed = stick->state == "failed";
  fields.Set("stick_icon", std::string(failed ? "attention" : "stick"));
  fields.Set("stick_why", failed ? WhyFailed(*stick, words) : std::string());
  fields.Set("stick_detail", failed ? stick->detail : std::string());
  fields.Set("stick_damaged", Counted("stick.damaged", stick->damaged, words));
  fields.Set("stick_no_room", Counted("stick.no_room", stick->no_room, words));
  fields.Set("stick_batches", Counted("stick.batches", stick->batches, words));
  const bool moving = stick->state == "reading" && stick->bytes_total > 0;
  fields.Set("stick_moving", moving);
  fields.Set("stick_percent", std::to_string(moving ? Percent(stick->bytes_done, stick->bytes_total) : 0));
}

}  // namespace lianxiao::web
