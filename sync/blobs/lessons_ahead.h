// Of the lessons to come the first few thousand, found while going through a catalog of any size; of those
// behind them only how many they are and how large. A box that is to hold a whole county's catalog plans what
// the line brings today, and the memory of a small box is enough for that. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/catalog.h"
#include "sync/plan/queue.h"

namespace lianxiao::sync {

// What is behind those that are planned.
struct LessonsBehind {
  std::int64_t lessons = 0, files = 0;
  std::int64_t bytes = 0;  // Of whole files.
  LessonsBehind& operator+=(const LessonsBehind& more);
  bool operator==(const LessonsBehind&) const = default;
};

class LessonsAhead {
 public:
  explicit LessonsAhead(std::size_t most) : most_(most) {}

  // A lesson of which nothing is here, and what all of it weighs.
  void Offer(const Precedence& precedence, std::int64_t bytes, storage::CatalogEntry entry);
  const LessonsBehind& behind() const { return behind_; }
  // In no order; afterwards there are none.
  std::vector<storage::CatalogEntry> Take();

 private:
  struct Lesson {
    Precedence precedence;
    std::int64_t bytes = 0;
    storage::CatalogEntry entry;
  };
  static bool ComesFirst(const Lesson& a, const Lesson& b);

  const std::size_t most_;
  std::vector<Lesson> heap_;  // The last of them on top.
  LessonsBehind behind_;
};

}  // namespace lianxiao::sync
