// The county's letters: what is in force for each school, and the sealed letter that tells it to the school's
// box. A letter gets a higher number only when what it says has changed, so that a box without news asks for
// nothing. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "center/county.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/letter.h"

namespace lianxiao::center {

// What a school's letter brings of accounts: every one of the county's for it.
using AccountSource = std::function<Result<std::vector<formats::LetterAccount>>(const std::string& school)>;

struct Notice {
  std::int64_t number = 0;
  std::string school;  // Empty: every school.
  std::string text;
  WallTime at, until;
};

struct SealedLetter {
  std::int64_t number = 0;
  std::string bytes;
};

class Mailbox {
 public:
  // The tables are the registry's; all outlive the mailbox. Without `accounts` letters bring none.
  Mailbox(storage::Database& registry, const CenterKeys& keys, const Clock& clock, AccountSource accounts);

  // The newest letter to this box, made anew if what it should say has changed. kRefused
  // "letter.unknown_device: …", "device.revoked: …"; kInvalid when more is in force than a letter holds.
  Result<SealedLetter> LetterFor(const std::string& device);

  // In all of these an empty `school` means every school; kNotFound "school.unknown: …" names one that is
  // not there; kInvalid the field that is wrong.
  Result<std::int64_t> AddNotice(const std::string& school, const std::string& text, WallTime until);
  Status EndNotice(std::int64_t number);        // kNotFound "notice.unknown: …"
  Result<std::vector<Notice>> Notices() const;  // In force, newest first.
  Status AddCommand(const std::string& school, const std::string& what);
  // Exactly these libraries of others; with `all` every one the county names.
  Status Follow(const std::string& school, bool all, const std::vector<std::string>& libraries);
  Status AskClassroomLogin(const std::string& school, bool asked);
  // Nothing: the school goes by those of all schools, or all schools by their own settings.
  Status RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules);
  // What is set for this school, or for all, by itself.
  Result<std::optional<formats::LineRules>> LineOf(const std::string& school) const;

 private:
  Status Change(const std::string& school, const std::function<Status(storage::Connection&)>& work);

  storage::Database& registry_;
  const CenterKeys& keys_;
  const Clock& clock_;
  const AccountSource accounts_;
  // Over looking and writing: accounts read before somebody else's newer letter must not follow it.
  std::mutex one_letter_at_a_time_;
};

}  // namespace lianxiao::center
