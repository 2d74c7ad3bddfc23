// The single rules of the TUF workflow that need nothing but what they are given, each with the words in
// which it refuses. A file is named by its stem, "snapshot" or "chen". All errors are kUntrusted and begin
// with the file's name. Safe from any thread.
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

tl::unexpected<Error> Refuse(std::string_view file, const std::string& why);
// The same with the kind told at the end: "timestamp.json: version 4 is older … [rollback]".
tl::unexpected<Error> Refuse(std::string_view file, Refusal kind, const std::string& why);
std::optional<Refusal> RefusalOf(const Error& error);  // Empty: Refuse was not told a kind.
std::string WithoutRefusal(const std::string& message);

Status CheckSize(std::string_view file, std::string_view bytes, std::int64_t most);
Status CheckDate(std::string_view file, WallTime expires, WallTime now);
// Whether `bytes` are those that the file of role `by` named, as far as it said: length and
// every digest.
Status CheckBytes(std::string_view file, std::string_view bytes, const formats::TufFileMeta& named,
                  std::string_view by);
Status CheckVersion(std::string_view file, std::int64_t version, const formats::TufFileMeta& named,
                    std::string_view by);
// No file that `seen` names may be gone from `offered`, or named in an older version.
Status CheckStillNamed(const formats::TufSnapshot& offered, const formats::TufSnapshot& seen);
// "version 4 is older than 7, which this box has already seen"
std::string Older(std::int64_t offered, std::int64_t seen);

}  // namespace lianxiao::sync
