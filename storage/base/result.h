// Failure as a value. No failure leaves a room as an exception: the function that calls a throwing
// library catches and returns one of these.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace lianxiao {

// Named for what the caller can do, not for where it went wrong.
enum class ErrorCode {
  kOffline,    // The other side cannot be reached. Wait; this is a normal day.
  kNotFound,   // Nothing by that name, and asking again will not help.
  kCorrupt,    // Bytes do not match their digest. Drop them and fetch again.
  kUntrusted,  // Signature, version or date is not acceptable. Keep what we have; tell a person.
  kNoSpace,    // The disk is full. A person has to act; nothing was lost.
  kInvalid,    // This input can never work. Report it, do not retry.
  kRefused,    // The other side understood and said no (used code, revoked box). A person has to act.
  kInternal,   // Our own bug, or a library's surprise.
};

// "offline", "not_found", …: the stable word for logs, JSON and the string catalogs.
std::string_view Word(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // For the log, in English: "open journal: disk I/O error".

  // The same error with what we were doing put in front.
  Error While(std::string_view doing) const;
};

template <typename T>
using Result = tl::expected<T, Error>;  // libexpected-dev; g++ 12 has no std::expected in C++20.
using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace lianxiao

// Leaves the enclosing function with the error, if there is one.
//   LIANXIAO_TRY(journal.Append(events));
#define LIANXIAO_TRY(expression)                                \
  do {                                                          \
    if (auto lianxiao_try = (expression); !lianxiao_try) {      \
      return ::lianxiao::Fail(std::move(lianxiao_try).error()); \
    }                                                           \
  } while (false)

// Declares `name` from the value, or leaves with the error.
//   LIANXIAO_ASSIGN(const auto root, ParseRoot(bytes));
#define LIANXIAO_ASSIGN(declaration, expression) \
  LIANXIAO_ASSIGN_1(LIANXIAO_NAME(lianxiao_result_, __LINE__), declaration, expression)
#define LIANXIAO_ASSIGN_1(result, declaration, expression)         \
  auto result = (expression);                                      \
  if (!result) return ::lianxiao::Fail(std::move(result).error()); \
  declaration = *std::move(result)
#define LIANXIAO_NAME(prefix, line) LIANXIAO_NAME_1(prefix, line)
#define LIANXIAO_NAME_1(prefix, line) prefix##line
