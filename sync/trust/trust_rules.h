// The single rules of the TUF workflow that need nothing but what they are given, each with the words in
// which it refuses. All errors are kUntrusted and begin with the file's name. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/tuf.h"

namespace lianxiao::sync {

// What was wrong with a file, as far as a person does something different about it. Each has sentences of
// its own in the string catalogs: "problem.metadata_rollback".
enum class Refusal { kSignature, kRollback, kExpired, kTooLong, kMismatch, kUnreadable };
std::string_view Word(Refusal kind);  // "signature", "rollback", "expired", "too_long", …
std::string ProblemOf(Refusal kind);  // "problem.metadata_signature", …

tl::unexpected<Error> Refuse(formats::TufRole role, const std::string& why);
// The same with the kind told at the end: "timestamp.json: version 4 is older … [rollback]".
tl::unexpected<Error> Refuse(formats::TufRole role, Refusal kind, const std::string& why);
std::optional<Refusal> RefusalOf(const Error& error);  // Empty: Refuse was not told a kind.
std::string WithoutRefusal(const std::string& message);

Status CheckSize(formats::TufRole role, std::string_view bytes, std::int64_t most);
Status CheckDate(formats::TufRole role, WallTime expires, WallTime now);
// Whether `bytes` are those that the file of role `by` named, as far as it said.
Status CheckBytes(formats::TufRole role, std::string_view bytes, const formats::TufFileMeta& named,
                  formats::TufRole by);
Status CheckVersion(formats::TufRole role, std::int64_t version, const formats::TufFileMeta& named,
                    formats::TufRole by);
// No file that `seen` names may be gone from `offered`, or named in an older version.
Status CheckStillNamed(const formats::TufSnapshot& offered, const formats::TufSnapshot& seen);
// "version 4 is older than 7, which this box has already seen"
std::string Older(std::int64_t offered, std::int64_t seen);

}  // namespace lianxiao::sync
