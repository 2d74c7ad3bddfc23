#include "center/registry/letter_content.h"

#include <algorithm>

namespace lianxiao::center {
namespace {

// A letter a minute for a million years. Above it the number is a box's nonsense, and adding to it could end.
constexpr std::int64_t kMostBelievedHeld = std::int64_t{1} << 40;

template <typename T>
void KeepNewest(std::vector<T>& values, std::size_t most) {
  if (values.size() > most) values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most));
}

}  // namespace

formats::Letter LetterAt(const ForSchool& school, const std::string& device, WallTime at) {
  formats::Letter letter{.device = device,
                         .at = at,
                         .accounts = school.accounts,
                         .all_libraries = school.all_libraries,
                         .libraries = school.libraries,
                         .classroom_login = school.classroom_login,
                         .line = school.line,
                         .offers = school.offers,
                         .alliances = school.alliances};
  for (const auto& notice : school.notices) {
    if (notice.until > at) letter.notices.push_back(notice);
  }
  for (const auto& dated : school.commands) {
    if (dated.at + kCommandMs > at) letter.commands.push_back(dated.command);
  }
  for (const auto& lesson : school.timetable) {
    const bool told =
        lesson.ends + kLessonKeptMs > at && letter.timetable.size() < formats::kMaxTimetableLessons;
    if (told) letter.timetable.push_back(lesson);
  }
  for (const auto& partner : school.partners) {
    if (partner.until.ms == 0 || partner.until > at) letter.partners.push_back(partner);
  }
  KeepNewest(letter.notices, formats::kMaxLetterNotices);
  KeepNewest(letter.commands, formats::kMaxLetterCommands);
  return letter;
}

BlobId ContentOf(formats::Letter letter, const SealKey& to) {
  letter.number = 0;
  letter.at = {};
  return HashOf("letter content 1\n" + to.Hex() + "\n" + formats::ToJson(letter));
}

std::optional<formats::Letter> NextLetter(const ForSchool& school, const std::string& device,
                                          const SealKey& to, const std::optional<LastLetter>& last,
                                          std::int64_t held, WallTime now) {
  const std::int64_t sent = last ? last->number : 0;
  const std::int64_t believed = held > kMostBelievedHeld ? 0 : held;
  const bool stands =
      last && believed <= sent && ContentOf(LetterAt(school, device, last->at), to) == last->content;
  if (stands) return std::nullopt;
  auto letter = LetterAt(school, device, now);
  letter.number = std::max(sent, believed) + 1;
  return letter;
}

}  // namespace lianxiao::center
