#include "sync/blobs/ordered_wants.h"

#include <algorithm>
#include <map>

namespace lianxiao::sync {
namespace {

using formats::FileRole;

// What is missing of one resource; positions in the list of wants.
struct Lesson {
  std::vector<std::size_t> wants;                   // In the planner's order.
  std::vector<std::vector<std::size_t>> stand_ins;  // As QueueItem::smaller, with what makes each useful.
  QueueItem item;
};

class Lessons {
 public:
  Lessons(const std::vector<Want>& wants, const std::function<bool(const BlobId&)>& no_source,
          const std::function<bool(const std::string&)>& no_room)
      : wants_(wants) {
    std::map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < wants.size(); ++i) {
      const auto [at, fresh] = known.try_emplace(wants[i].resource, lessons_.size());
      if (fresh) lessons_.emplace_back();
      lessons_[at->second].wants.push_back(i);
    }
    for (auto& lesson : lessons_) {
      Describe(lesson, no_source);
      lesson.item.no_room = no_room && no_room(wants[lesson.wants.front()].resource);
    }
  }
  const std::vector<Lesson>& all() const { return lessons_; }

 private:
  std::int64_t Bytes(const std::vector<std::size_t>& some) const {
    std::int64_t bytes = 0;
    for (const auto i : some) bytes += std::max<std::int64_t>(wants_[i].WireBytes(), 1);
    return bytes;
  }

  void Describe(Lesson& lesson, const std::function<bool(const BlobId&)>& no_source) {
    const auto& first = wants_[lesson.wants.front()];
    auto& item = lesson.item;
    item.rank = first.rank;
    item.needed_by = first.needed_by;
    item.since = first.since;
    item.bytes = Bytes(lesson.wants);
    item.no_source =
        std::ranges::any_of(lesson.wants, [&](std::size_t i) { return no_source(wants_[i].file.blob); });
    if (first.stand_in_here) {
      // The class can be held with it; the rest is nobody's hurry.
      item.needed_by.reset();
      if (item.rank == Rank::kTimetable) item.rank = Rank::kSubscription;
      return;
    }
    FindStandIns(lesson);
  }

  // Each rendition with the subtitles, chapters and posters.
  void FindStandIns(Lesson& lesson) const {
    std::vector<std::size_t> with;
    for (const auto i : lesson.wants) {
      const auto role = wants_[i].file.role;
      if (role == FileRole::kSubtitle || role == FileRole::kChapters || role == FileRole::kPoster) {
        with.push_back(i);
      }
    }
    for (const auto i : lesson.wants) {
      if (wants_[i].file.role != FileRole::kRendition) continue;
      auto files = with;
      files.push_back(i);
      if (Bytes(files) < lesson.item.bytes) lesson.stand_ins.push_back(std::move(files));
    }
    std::ranges::sort(lesson.stand_ins, std::greater{}, [&](const auto& files) { return Bytes(files); });
    for (const auto& files : lesson.stand_ins) lesson.item.smaller.push_back(Bytes(files));
  }

  const std::vector<Want>& wants_;
  std::vector<Lesson> lessons_;
};

QueueEntry EntryOf(const Place& place, const Lesson& lesson, const Want& want) {
  return {.resource = want.resource,
          .title = want.title,
          .rank = want.rank,
          .bytes = lesson.item.bytes,
          .needed_by = want.needed_by,
          .why = place.why,
          .until = place.until,
          .expected = place.expected,
          .safely = place.safely,
          .promise = place.promise,
          .smaller = place.part == Place::Part::kSmaller};
}

// The files that a place brings.
std::vector<std::size_t> FilesOf(const Place& place, const Lesson& lesson, const std::vector<bool>& placed) {
  if (place.part == Place::Part::kSmaller) return lesson.stand_ins[place.smaller];
  std::vector<std::size_t> files;
  std::ranges::copy_if(lesson.wants, std::back_inserter(files), [&](std::size_t i) { return !placed[i]; });
  return files;
}

}  // namespace

OrderedWants OrderWants(std::vector<Want> wants, const Forecast& forecast, const Gate& gate, WallTime now,
                        const std::function<bool(const BlobId&)>& no_source,
                        const std::function<bool(const std::string&)>& no_room) {
  const Lessons lessons(wants, no_source, no_room);
  std::vector<QueueItem> items;
  for (const auto& lesson : lessons.all()) items.push_back(lesson.item);
  OrderedWants ordered;
  std::vector<bool> placed(wants.size());
  for (const auto& place : Arrange(items, forecast, gate, now)) {
    const auto& lesson = lessons.all()[place.item];
    // Of an item that falls back the first place speaks, before any of its files is moved away.
    if (place.part != Place::Part::kRest) {
      ordered.entries.push_back(EntryOf(place, lesson, wants[lesson.wants.front()]));
    }
    const bool waits = place.why == Why::kWindow || place.why == Why::kQuota || place.why == Why::kOwnTurn;
    for (const auto i : FilesOf(place, lesson, placed)) {
      placed[i] = true;
      (waits ? ordered.later : ordered.now).push_back(std::move(wants[i]));
    }
  }
  return ordered;
}

}  // namespace lianxiao::sync
