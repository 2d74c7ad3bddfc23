// The county's letter to one box: what is to hold there now. Signed by the center, sealed to the box, so it
// may travel any road. The newest replaces all before it; an older one is not taken (its number tells).
// Fields that a newer center adds are passed over. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxLetterBytes = 2 << 20;  // Sealed.
inline constexpr std::size_t kMaxLetterAccounts = 2'000;
inline constexpr std::size_t kMaxLetterNotices = 50;

// As storage::CountyAccount, in words.
struct LetterAccount {
  std::string id, person, login, name, role;
  std::string code_digest;
  WallTime code_expires;
  bool disabled = false;
  std::int64_t revision = 0;
  bool operator==(const LetterAccount&) const = default;
};

struct LetterNotice {  // A message of the county to the school, shown on the pages.
  std::string id;      // [a-z0-9-]{1,64}
  std::string text;    // ≤ 1,000 bytes.
  WallTime at, until;
  bool operator==(const LetterNotice&) const = default;
};

struct Letter {
  std::string device;
  std::int64_t number = 0;  // 1, 2, …; a box takes only a higher one.
  WallTime at;              // By the center's clock.
  std::vector<LetterAccount> accounts;
  std::vector<LetterNotice> notices;
  // Libraries of others (delegated roles) this school follows; `all_libraries`: every one the county names.
  bool all_libraries = true;
  std::vector<std::string> libraries;
  bool classroom_login = false;       // A login before browsing, if the school's own settings do not say.
  std::vector<std::string> commands;  // "recheck": read every blob again. Unknown ones are passed over.
};

std::string SealLetter(const Letter& letter, const SigningKey& center, const SealKey& device);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `center` for this device; kInvalid.
Result<Letter> OpenLetter(std::string_view sealed, const OpenKey& device, const VerifyKey& center);

}  // namespace lianxiao::formats
