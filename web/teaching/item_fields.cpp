#include "web/teaching/item_fields.h"

#include "storage/base/local_day.h"
#include "web/classroom/cards.h"
#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kNoonMs = 12 * kHourMs;  // No change of the clocks makes it another day.

void SetGone(Fields& fields, const ItemOnBox& item, const Page& page) {
  const bool lesson = item.item.kind == storage::kLessonKind;
  fields.Set("chip_class", "absent").Set("chip_icon", "absent").Set("chip_percent", false);
  fields.Set("chip_text", page.words().Get(lesson ? "pins.withdrawn" : "teaching.gone"));
  fields.Set("item_style", "s-general").Set("item_gone", true);
}

void SetLesson(Fields& fields, const ResourceOnBox& resource, const Page& page, WallTime now) {
  const auto& shown = resource.shown;
  AddChip(fields, resource, page, now);
  fields.Set("item_style", std::string(SubjectStyle(shown.subject)));
  fields.Set("item_by", Together({shown.type, shown.grade, shown.subject, shown.teacher}, " · "));
  fields.Set("may_wish", !resource.playable && !resource.wished).Set("item_wished", resource.wished);
}

void SetOther(Fields& fields, const ItemOnBox& item, const Page& page) {
  fields.Set("chip_class", item.ready ? "ready" : "absent").Set("chip_icon", item.ready ? "ready" : "absent");
  fields.Set("chip_text", page.words().Get(item.ready ? "chip.open" : "chip.absent"));
  fields.Set("chip_percent", false).Set("item_style", "s-general");
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) {
    if (!part.empty()) all += (all.empty() ? "" : " · ") + part;
  }
  return all;
}

}  // namespace

std::string ItemAddress(const ItemOnBox& item, std::int64_t list) {
  if (item.address.empty() || list == 0) return item.address;
  return Address(item.address, {{"list", std::to_string(list)}});
}

std::string ListAddress(std::int64_t list) { return "/teaching/lists/" + std::to_string(list); }

Fields ItemFields(const ItemOnBox& item, const Page& page, WallTime now, std::int64_t list) {
  Fields fields;
  fields.Set("item_title", item.title).Set("item_link", ItemAddress(item, list));
  fields.Set("item_kind", item.item.kind).Set("item_id", item.item.id);
  fields.Set("item_by", "").Set("item_gone", false).Set("may_wish", false).Set("item_wished", false);
  if (item.address.empty()) {
    SetGone(fields, item, page);
  } else if (item.resource) {
    SetLesson(fields, *item.resource, page, now);
  } else {
    SetOther(fields, item, page);
  }
  return fields;
}

Fields ListFields(const storage::PrepList& list, const Page& page) {
  Fields fields;
  fields.Set("list_name", list.head.name).Set("list_link", ListAddress(list.number));
  fields.Set("list_number", std::to_string(list.number));
  fields.Set("list_words", Joined({list.head.class_name, DayWords(list.head.day, page),
                                   page.words().Count("teaching.items", list.items)}));
  fields.Set("list_by", list.by).Set("list_shared", list.shared);
  return fields;
}

std::string StoppedWords(std::int64_t at_s, const Page& page) {
  if (at_s == 0) return {};
  const auto seconds = std::to_string(at_s % 60);
  const auto at = std::to_string(at_s / 60) + ":" + (seconds.size() < 2 ? "0" : "") + seconds;
  return page.words().Get("home.recent_left", {{"at", at}});
}

std::string DayText(WallTime at) { return ToLocal(at, MachineOffset()).day.Text(); }

std::string DayWords(const std::string& day, const Page& page) {
  const auto parsed = ParseDay(day);
  return parsed ? page.text().Today(ToWall(*parsed, kNoonMs, MachineOffset())) : std::string();
}

}  // namespace lianxiao::web
