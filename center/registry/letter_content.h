// What the letter of one school says, and whether that is news. Only decides: no rows, no keys, no clock.
//
// Time alone makes no new letter: a notice that ended since the last one would only cost a school's line, and
// its box knows the end itself. So the last letter is compared with what it would say if made anew *for its
// own time*; only when something else changed a new one is made for now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/keys.h"
#include "storage/base/time.h"
#include "storage/formats/letter.h"

namespace lianxiao::center {

// A command is repeated in letters for so long: a box that was away for a summer still hears of it.
inline constexpr std::int64_t kCommandMs = 120 * kDayMs;

// A week's page shows what was on Monday still on Sunday.
inline constexpr std::int64_t kLessonKeptMs = 8 * kDayMs;

struct DatedCommand {
  formats::LetterCommand command;
  WallTime at;
};

// All that the county has for one school, ended or not.
struct ForSchool {
  std::vector<formats::LetterAccount> accounts;
  std::vector<formats::LetterNotice> notices;  // Oldest first.
  std::vector<DatedCommand> commands;          // By number.
  bool all_libraries = true;
  std::vector<std::string> libraries;
  bool classroom_login = false;
  std::optional<formats::LineRules> line = std::nullopt;
  std::vector<formats::TimetableLesson> timetable = {};  // By their beginning, past ones too.
  std::vector<formats::OfferAnswer> offers = {};         // Newest first.
  std::vector<formats::Partner> partners = {};           // Also those whose time is over.
  std::vector<formats::Alliance> alliances = {};
};

struct LastLetter {
  std::int64_t number = 0;
  BlobId content;
  WallTime at;
};

// What is in force at `at`, without a number; of too many notices or commands the newest, of too many lessons
// the next.
formats::Letter LetterAt(const ForSchool& school, const std::string& device, WallTime at);
// Of what it says and whom it is sealed to: a box with a new key needs its letter anew.
BlobId ContentOf(formats::Letter letter, const SealKey& to);

// The letter to send instead of `last`; nothing when that one still stands. `held` is the number the box
// says it holds: a center restored from a copy goes on above it.
std::optional<formats::Letter> NextLetter(const ForSchool& school, const std::string& device,
                                          const SealKey& to, const std::optional<LastLetter>& last,
                                          std::int64_t held, WallTime now);

}  // namespace lianxiao::center
