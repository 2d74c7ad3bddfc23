// A list for a class (备课): what it is called, whom it is for, and what is on it. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/teaching/teaching_item.h"

namespace lianxiao::storage {

// What a teacher writes over a list.
struct PrepHead {
  std::string name;
  std::string class_name;  // "三年级1班", or empty.
  std::string day;         // "2026-12-10", or empty.
};

// kInvalid "teaching.name_form: …" (empty, or longer than kMaxListNameBytes), "teaching.class_form: …",
// "teaching.day_form: …".
Status CheckHead(const PrepHead& head);

struct PrepList {
  std::int64_t number = 0;
  PrepHead head;
  std::string account;  // Whose it is.
  std::string by;       // Their name, to show.
  bool shared = false;  // With everybody who is logged in at this box.
  WallTime changed;
  std::int64_t items = 0;
};

struct PrepItem {
  std::int64_t number = 0;
  TeachingItem item;
  std::string title;  // As it was called when it came on the list.
  std::string note;
};

// Within a Read() or Write(). kNotFound "teaching.unknown_list: …", also for a list of somebody else that is
// not shared: whether there is one is nobody's business.
Result<PrepList> FindToRead(Connection& c, const std::string& account, std::int64_t number);
// And kRefused "teaching.not_yours: …" for one that somebody else shares.
Result<PrepList> FindToChange(Connection& c, const std::string& account, std::int64_t number);

}  // namespace lianxiao::storage
