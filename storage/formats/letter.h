// The county's letter to one box: what is to hold there now. Signed by the center, sealed to the box, so it
// may travel any road. The newest replaces all before it; an older one is not taken (its number tells).
// Fields that a newer center adds are passed over. Plain values.
//
//   letter = envelope, purpose "lianxiao letter 1", body zstd( compact JSON )
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/alliance.h"
#include "storage/formats/line_rules.h"
#include "storage/formats/offer.h"
#include "storage/formats/timetable.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxLetterBytes = 2 << 20;     // Sealed.
inline constexpr std::size_t kMaxLetterUnpacked = 4 << 20;  // A bomb stops here.
inline constexpr std::size_t kMaxLetterAccounts = 2'000;
inline constexpr std::size_t kMaxLetterNotices = 50;
inline constexpr std::size_t kMaxLetterLibraries = 200;
inline constexpr std::size_t kMaxLetterCommands = 20;
inline constexpr std::size_t kMaxNoticeBytes = 1'000;

// As storage::CountyAccount, in words.
struct LetterAccount {
  std::string id, person, login, name;
  std::string role;         // A word that this box may not know yet: then the account is passed over.
  std::string code_digest;  // 64 hex digits; empty: no code is open.
  WallTime code_expires;
  bool disabled = false;
  std::int64_t revision = 0;
  bool operator==(const LetterAccount&) const = default;
};

struct LetterNotice {  // A message of the county to the school, shown on the pages.
  std::string id;      // [a-z0-9-]{1,64}
  std::string text;    // ≤ kMaxNoticeBytes; may have line breaks.
  WallTime at, until;  // Not shown any more from `until` on.
  bool operator==(const LetterNotice&) const = default;
};

// Something to do once. It stays in the letters for a while, so a box remembers the highest number it has
// done and does only what lies above.
struct LetterCommand {
  std::int64_t number = 0;  // 1, 2, …; rises within a letter.
  std::string what;         // "recheck": read every blob again. Unknown ones are passed over.
  bool operator==(const LetterCommand&) const = default;
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
  bool classroom_login = false;  // A login before browsing, if the school's own settings do not say.
  std::vector<LetterCommand> commands;
  // When lessons may come and how many bytes, where the school's own settings do not say.
  std::optional<LineRules> line = std::nullopt;
  std::vector<TimetableLesson> timetable = {};  // What this school receives, by their beginning.
  std::vector<OfferAnswer> offers = {};         // On what it offered, newest first.
  std::vector<Partner> partners = {};           // Whose time is not over; each role and id once.
  std::vector<Alliance> alliances = {};         // That the school is in, by their ids.
  bool operator==(const Letter&) const = default;
};

// Lengths, ids, counts; no id twice. kInvalid names the field.
Status Check(const Letter& letter);
std::string ToJson(const Letter& letter);                   // Compact; what is empty is left out.
Result<Letter> ParseLetter(std::string_view json);          // kInvalid names the field.
Result<Letter> ParsePackedLetter(std::string_view packed);  // The letter within the seal.

// `letter` is Check()ed.
std::string SealLetter(const Letter& letter, const SigningKey& center, const SealKey& device);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `center` for this device's key; kInvalid.
Result<Letter> OpenLetter(std::string_view sealed, const OpenKey& device, const VerifyKey& center);

}  // namespace lianxiao::formats
