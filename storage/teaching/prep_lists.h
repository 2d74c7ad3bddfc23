// The lists of all teachers: made, renamed, shared, copied, taken away. What is on them is prep_items.h's.
// Rows of people.db that go with the account. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/teaching/prep_list.h"

namespace lianxiao::storage {

class PrepLists {
 public:
  explicit PrepLists(Database& people) : people_(people) {}

  // The new list's number. As CheckHead; kRefused "teaching.too_many_lists: …".
  Result<std::int64_t> Make(const std::string& account, const PrepHead& head, WallTime now);
  // The new list's number. Of one's own, or one that is shared; without its day, not shared.
  Result<std::int64_t> Copy(const std::string& account, std::int64_t number, WallTime now);

  // With these items in this order, whole or not at all; their numbers are passed over, an item that is there
  // twice stays once. As Make; kInvalid as CheckItem, "teaching.item_note_form: …"; kRefused
  // "teaching.too_many_items: …".
  Result<std::int64_t> MakeWith(const std::string& account, const PrepHead& head,
                                const std::vector<PrepItem>& items, WallTime now);

  // As CheckHead and FindToChange.
  Status Change(const std::string& account, std::int64_t number, const PrepHead& head, WallTime now);
  Status Share(const std::string& account, std::int64_t number, bool shared, WallTime now);
  Status Remove(const std::string& account, std::int64_t number);

  Result<std::vector<PrepList>> Of(const std::string& account) const;  // Changed last first.
  Result<std::vector<PrepList>> Shared() const;                        // Everybody's; changed last first.
  Result<PrepList> Find(const std::string& account, std::int64_t number) const;  // As FindToRead.

 private:
  Result<std::vector<PrepList>> Select(std::string_view where, const std::string& account) const;
  Database& people_;
};

}  // namespace lianxiao::storage
