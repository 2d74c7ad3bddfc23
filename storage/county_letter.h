// The county's newest letter as it is in force on this box. Its accounts are elsewhere (people.db): whoever
// takes a letter hands those over first and notes the letter here after, so that a power cut between the
// two only makes it come again. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/letter.h"
#include "storage/formats/timetable.h"

namespace lianxiao::storage {

// Plain value.
struct LetterHere {
  std::int64_t number = 0;  // 0: none came yet, and the rest is what holds without one.
  WallTime at;
  std::vector<formats::LetterNotice> notices;  // Ended ones too.
  bool all_libraries = true;
  std::vector<std::string> libraries;
  bool classroom_login = false;
  std::optional<formats::LineRules> line;

  bool Follows(std::string_view library) const;  // A delegated role, by its name.
};

class CountyLetter {
 public:
  explicit CountyLetter(Database& journal);

  Result<LetterHere> Newest() const;
  // Lessons of the timetable that are not over at `from` and begin before `to`, by their beginning.
  Result<std::vector<formats::TimetableLesson>> Timetable(WallTime from, WallTime to) const;
  // Durable when it returns. kUntrusted when `letter` is not newer than the one here.
  Status Take(const formats::Letter& letter);

  // What a letter asks to be done once: the first that is not done yet.
  Result<std::optional<formats::LetterCommand>> NextCommand() const;
  Status CommandDone(std::int64_t number);
  // How far a recheck has come, so that a power cut does not start it anew; forgotten when it is done.
  Result<std::optional<BlobId>> RecheckedTo() const;
  Status SetRecheckedTo(const BlobId& id);

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
