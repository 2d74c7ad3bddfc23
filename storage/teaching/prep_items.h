// What is on a list, in its order, each with a short note. Rows of people.db. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/teaching/prep_list.h"

namespace lianxiao::storage {

enum class Move { kUp, kDown };

class PrepItems {
 public:
  explicit PrepItems(Database& people) : people_(people) {}

  Result<std::vector<PrepItem>> Of(const std::string& account, std::int64_t list) const;  // As FindToRead.

  // All as FindToChange; `number` is the item's own, kNotFound "teaching.unknown_item: …".
  // To the end of the list; what is on it already stays where it is. kInvalid as CheckItem; kRefused
  // "teaching.too_many_items: …".
  Status Add(const std::string& account, std::int64_t list, const TeachingItem& item, std::string_view title,
             WallTime now);
  Status Remove(const std::string& account, std::int64_t list, std::int64_t number, WallTime now);
  // By one; the first stays first and the last stays last.
  Status MoveBy(const std::string& account, std::int64_t list, std::int64_t number, Move move, WallTime now);
  // kInvalid "teaching.item_note_form: …": longer than kMaxItemNoteBytes, or more than a line.
  Status SetNote(const std::string& account, std::int64_t list, std::int64_t number, const std::string& note,
                 WallTime now);

 private:
  Database& people_;
};

}  // namespace lianxiao::storage
