// The rows behind the letters: notices, commands, what schools follow, the newest letter of each box. Plain
// functions, to be used within one Database::Write or Read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/registry/letter_content.h"
#include "center/registry/mailbox.h"
#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::center {

// Everything but the accounts.
Result<ForSchool> RowsForSchool(storage::Connection& connection, const std::string& school);
Result<std::int64_t> LetterHeldBy(storage::Connection& connection, const std::string& device);

struct LetterRow {
  LastLetter last;
  std::string sealed;
};
Result<std::optional<LetterRow>> NewestLetter(storage::Connection& connection, const std::string& device);
Status PutLetter(storage::Connection& connection, const std::string& device, const LetterRow& row);

// `school` empty: every one.
Result<std::int64_t> PutNotice(storage::Connection& connection, const std::string& school,
                               const std::string& text, WallTime at, WallTime until);
Result<bool> EndNotice(storage::Connection& connection, std::int64_t number, WallTime now);
Result<std::vector<Notice>> NoticesInForce(storage::Connection& connection, WallTime now);
Status PutCommand(storage::Connection& connection, const std::string& school, const std::string& what,
                  WallTime at);
Status PutFollowed(storage::Connection& connection, const std::string& school, bool all,
                   const std::vector<std::string>& libraries);
Status PutClassroomLogin(storage::Connection& connection, const std::string& school, bool asked);

// The row of exactly this school, or with '' that of all. Nothing to put: the row goes.
Result<std::optional<formats::LineRules>> LineRulesOf(storage::Connection& connection,
                                                      const std::string& school);
Status PutLineRules(storage::Connection& connection, const std::string& school,
                    const std::optional<formats::LineRules>& rules);

}  // namespace lianxiao::center
