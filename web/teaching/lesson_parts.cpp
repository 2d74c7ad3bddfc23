#include "web/teaching/lesson_parts.h"

#include <algorithm>

#include "web/api/parameters.h"
#include "web/classroom/subjects.h"
#include "web/people/visitor.h"
#include "web/teaching/item_fields.h"
#include "web/teaching/question_pages.h"

namespace lianxiao::web {
namespace {

constexpr std::size_t kListsOffered = 20;    // The last used ones; older lists have pages of their own.
constexpr std::size_t kStoppedShown = 3;     // As many as the machine's own 接着看 shows.
constexpr std::int64_t kWorthGoingOn_s = 5;  // Earlier is the beginning; player.js has the same.

// Openable items of the list and where in them this page is; `at` is their number without one.
struct Sequence {
  std::vector<ItemOnBox> items;
  std::vector<std::string> notes;
  std::size_t at = 0;
};

Sequence SequenceOf(const TeachingSite& site, const std::vector<storage::PrepItem>& items,
                    const storage::TeachingItem& here) {
  Sequence sequence;
  for (const auto& item : items) {
    auto shown = site.view.Show(item.item, item.title);
    if (shown.address.empty()) continue;
    sequence.items.push_back(std::move(shown));
    sequence.notes.push_back(item.note);
  }
  const auto found = std::ranges::find(sequence.items, here, &ItemOnBox::item);
  sequence.at = static_cast<std::size_t>(found - sequence.items.begin());
  return sequence;
}

Fields SequenceFields(const Sequence& sequence, const storage::PrepList& list) {
  const auto link = [&](std::size_t at) { return ItemAddress(sequence.items[at], list.number); };
  const bool first = sequence.at == 0, last = sequence.at + 1 == sequence.items.size();
  Fields fields;
  fields.Set("sequence_name", list.head.name).Set("sequence_list", ListAddress(list.number));
  fields.Set("sequence_at", std::to_string(sequence.at + 1));
  fields.Set("sequence_of", std::to_string(sequence.items.size()));
  fields.Set("sequence_note", sequence.notes[sequence.at]);
  fields.Set("previous_link", first ? std::string() : link(sequence.at - 1));
  fields.Set("next_link", last ? std::string() : link(sequence.at + 1));
  fields.Set("next_title", last ? std::string() : sequence.items[sequence.at + 1].title);
  return fields;
}

Fields::List ListChoices(const std::vector<storage::PrepList>& lists, const Page& page) {
  Fields::List choices;
  for (const auto& list : lists) {
    if (choices.size() == kListsOffered) break;
    choices.push_back(ListFields(list, page));
  }
  return choices;
}

Fields::List TodaysLists(const TeachingSite& site, const std::string& account, const Page& page) {
  Fields::List rows;
  const auto lists = site.kept.lists.Of(account);
  if (!lists) return rows;
  const auto today = DayText(site.clock.Wall());
  for (const auto& list : *lists) {
    if (list.head.day == today) rows.push_back(ListFields(list, page));
  }
  return rows;
}

Fields::List Stopped(const TeachingSite& site, const std::string& account, const Page& page) {
  Fields::List rows;
  const auto opened = site.kept.opened.Of(account);
  if (!opened) return rows;
  for (const auto& one : *opened) {
    if (one.at_s <= kWorthGoingOn_s) continue;
    if (rows.size() == kStoppedShown) break;
    const auto shown = site.view.Show(one.item, one.item.id);
    if (!shown.ready || !shown.resource) continue;
    const auto& lesson = shown.resource->shown;
    rows.push_back(Fields()
                       .Set("stopped_title", shown.title)
                       .Set("stopped_link", shown.address)
                       .Set("stopped_style", std::string(SubjectStyle(lesson.subject)))
                       .Set("stopped_words", StoppedWords(one.at_s, page))
                       .Set("stopped_at", std::to_string(one.at_s))
                       .Set("stopped_of", std::to_string(std::max(lesson.duration_s, one.at_s))));
  }
  return rows;
}

}  // namespace

void AddOwnMarks(Fields& fields, const TeachingSite& site, const Request& request,
                 const storage::TeachingItem& item, const Page& page) {
  if (!MayTeach(request)) return;
  const auto& account = request.visitor->account.id;
  const auto favourite = site.kept.favourites.Has(account, item);
  const auto note = site.kept.notes.Of(account, item);
  const auto lists = site.kept.lists.Of(account);
  if (!favourite || !note || !lists) return;
  auto choices = ListChoices(*lists, page);
  Fields own;
  own.Set("own_kind", item.kind).Set("own_id", item.id).Set("own_favourite", *favourite);
  own.Set("own_note", *note).Set("any_list", !choices.empty());
  own.Set("own_lists", std::move(choices));
  AddAsk(own, site, item);
  fields.Set("own_marks", std::move(own));
}

void AddSequence(Fields& fields, const TeachingSite& site, const Request& request,
                 const storage::TeachingItem& item) {
  const auto number = ParseCount(request.Query("list"));
  if (!number || !MayTeach(request)) return;
  const auto& account = request.visitor->account.id;
  const auto list = site.kept.lists.Find(account, *number);
  const auto items = site.kept.items.Of(account, *number);
  if (!list || !items) return;
  const auto sequence = SequenceOf(site, *items, item);
  if (sequence.at == sequence.items.size()) return;  // Taken off the list meanwhile.
  fields.Set("sequence", SequenceFields(sequence, *list)).Set("in_list", true);
}

void AddOwnToday(Fields& fields, const TeachingSite& site, const Request& request, const Page& page) {
  if (!MayTeach(request)) return;
  const auto& account = request.visitor->account.id;
  auto lists = TodaysLists(site, account, page);
  auto stopped = Stopped(site, account, page);
  Fields own;
  own.Set("any_own_list", !lists.empty()).Set("any_stopped", !stopped.empty());
  fields.Set("any_stopped", !stopped.empty());
  own.Set("own_lists", std::move(lists)).Set("stopped", std::move(stopped));
  fields.Set("own_today", std::move(own));
}

}  // namespace lianxiao::web
