#include "sync/blobs/lessons_ahead.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace lianxiao::sync {

LessonsBehind& LessonsBehind::operator+=(const LessonsBehind& more) {
  lessons += more.lessons;
  files += more.files;
  bytes += more.bytes;
  return *this;
}

// Of equals the same ones each time, so that a plan made anew goes on with what the last one began.
bool LessonsAhead::ComesFirst(const Lesson& a, const Lesson& b) {
  return std::tie(a.precedence, a.entry.published.id) < std::tie(b.precedence, b.entry.published.id);
}

void LessonsAhead::Offer(const Precedence& precedence, std::int64_t bytes, storage::CatalogEntry entry) {
  heap_.push_back({precedence, bytes, std::move(entry)});
  std::ranges::push_heap(heap_, ComesFirst);
  if (heap_.size() <= most_) return;
  std::ranges::pop_heap(heap_, ComesFirst);
  const auto& last = heap_.back();
  behind_ += {1, std::ssize(last.entry.published.files), last.bytes};
  heap_.pop_back();
}

std::vector<storage::CatalogEntry> LessonsAhead::Take() {
  std::vector<storage::CatalogEntry> entries;
  entries.reserve(heap_.size());
  for (auto& lesson : heap_) entries.push_back(std::move(lesson.entry));
  heap_.clear();
  return entries;
}

}  // namespace lianxiao::sync
