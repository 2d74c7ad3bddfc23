// How one post of a school is taken in, and how it goes again. Plain functions, to be used within one
// Database::Write.
#pragma once

#include <optional>
#include <string>

#include "center/post/post_rows.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/post.h"

namespace lianxiao::center {

// Nothing: taken. Else why not, as PostDesk::Exchange names it.
using Refusal = std::optional<std::string>;

PostRow RowOf(const std::string& school, const formats::Post& post, WallTime now);

// `again`: it had been taken before this database was restored from a copy; the limit of a day does not hold.
Result<Refusal> TakeOne(storage::Connection& connection, const std::string& school, const formats::Post& post,
                        bool again, WallTime now);

// Its words go from here and from wherever they came to, and with a question those of its answers.
Status Withdraw(storage::Connection& connection, const std::string& id);

// By mail, those who have or will have it.
Status TellReceivers(storage::Connection& connection, const std::string& id, const std::string& what);

}  // namespace lianxiao::center
