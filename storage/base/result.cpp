#include "storage/base/result.h"

#include <cstdlib>

namespace lianxiao {

std::string_view Word(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOffline: return "offline";
    case ErrorCode::kNotFound: return "not_found";
    case ErrorCode::kCorrupt: return "corrupt";
    case ErrorCode::kUntrusted: return "untrusted";
    case ErrorCode::kNoSpace: return "no_space";
    case ErrorCode::kInvalid: return "invalid";
    case ErrorCode::kRefused: return "refused";
    case ErrorCode::kInternal: return "internal";
  }
  std::abort();  // No default above, so that a new code fails to compile here.
}

Error Error::While(std::string_view doing) const { return {code, std::string(doing) + ": " + message}; }

}  // namespace lianxiao
