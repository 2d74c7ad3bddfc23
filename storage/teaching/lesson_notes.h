// 备注: what a teacher wrote to a lesson, for oneself. Rows of people.db that go with the account. Safe from
// any thread.
#pragma once

#include <string>

#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/teaching/teaching_item.h"

namespace lianxiao::storage {

class LessonNotes {
 public:
  explicit LessonNotes(Database& people) : people_(people) {}

  // Empty: no note any more. kInvalid as CheckItem, "teaching.note_form: …" (longer than kMaxLessonNoteBytes
  // or no text); kRefused "teaching.too_many_notes: …".
  Status Set(const std::string& account, const TeachingItem& item, std::string_view note, WallTime now);
  Result<std::string> Of(const std::string& account, const TeachingItem& item) const;  // Or empty.

 private:
  Database& people_;
};

}  // namespace lianxiao::storage
