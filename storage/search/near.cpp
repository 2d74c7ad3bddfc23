#include "storage/search/near.h"

#include <algorithm>

#include "storage/search/han.h"
#include "storage/search/tokens.h"

namespace lianxiao::storage {
namespace {

// Of two characters with one wrong hardly anything is left; they are guessed by their sound alone.
constexpr std::size_t kLeastHan = 3, kLeastLetters = 5;
constexpr std::size_t kMostHan = 12;  // So long that the rest finds it whatever is wrong.

std::string Both(std::u32string_view left, std::u32string_view right) {
  std::string both;
  for (const auto part : {left, right}) {
    if (part.empty()) continue;
    both += (both.empty() ? "(" : " AND (") + HanPhrase(part, Where::kAnywhere) + ")";
  }
  return both;
}

std::string SoundsAlike(std::u32string_view run) {
  std::vector<std::string> syllables;
  for (const auto c : run) {
    const auto readings = ReadingsOf(c);
    if (readings.empty()) return {};
    syllables.emplace_back(readings.front());
  }
  return SoundPhrase(syllables, Where::kAnywhere);
}

std::vector<std::string> HanGuesses(std::u32string_view run) {
  std::vector<std::string> guesses;
  const auto size = run.size();
  if (size < 2 || size > kMostHan) return guesses;
  if (auto alike = SoundsAlike(run); !alike.empty()) guesses.push_back(std::move(alike));
  if (size < kLeastHan) return guesses;
  const auto add = [&](std::size_t left, std::size_t right) {
    if (left + size - right >= 2) guesses.push_back(Both(run.substr(0, left), run.substr(right)));
  };
  for (std::size_t i = 0; i < size; ++i) add(i, i + 1);      // Another one, or one too many.
  for (std::size_t i = 1; i < size; ++i) add(i, i);          // One is missing.
  for (std::size_t i = 0; i + 1 < size; ++i) add(i, i + 2);  // Two changed places.
  return guesses;
}

std::vector<std::string> SoundGuesses(const std::string& letters, const HeardInARow& heard) {
  std::string any;
  for (const auto& reading : RepairedReadings(letters, heard))
    any += (any.empty() ? "" : " OR ") + SoundPhrase(reading, Where::kAnywhere);
  if (any.empty()) return {};
  return {std::move(any)};
}

void FindInHan(std::vector<Span>& hits, std::u32string_view phrase, const Run& run) {
  for (std::size_t at = 0; at < run.folded.size(); ++at) {
    for (const auto size : {phrase.size(), phrase.size() - 1, phrase.size() + 1}) {
      if (at + size > run.folded.size()) continue;
      if (!IsOneEditApart(phrase, std::u32string_view(run.folded).substr(at, size))) continue;
      hits.push_back({run.positions[at], run.EndOf(at + size - 1)});
      break;
    }
  }
}

// The commonest reading of each; empty for a sign without one.
std::vector<std::string_view> CommonSounds(std::u32string_view characters) {
  std::vector<std::string_view> sounds;
  for (const auto c : characters) {
    const auto readings = ReadingsOf(c);
    sounds.push_back(readings.empty() ? std::string_view() : readings.front());
  }
  return sounds;
}

void FindSameSound(std::vector<Span>& hits, std::u32string_view phrase, const Run& run) {
  if (run.folded.size() < phrase.size()) return;
  const auto wanted = CommonSounds(phrase);
  if (std::find(wanted.begin(), wanted.end(), std::string_view()) != wanted.end()) return;
  const auto sounds = CommonSounds(run.folded);
  for (auto at = sounds.begin(); at != sounds.end(); ++at) {
    at = std::search(at, sounds.end(), wanted.begin(), wanted.end());
    if (at == sounds.end()) return;
    const auto first = static_cast<std::size_t>(at - sounds.begin());
    hits.push_back({run.positions[first], run.EndOf(first + phrase.size() - 1)});
  }
}

// One error is at one end at most, so one of the two ends is right; no sound there tells nothing.
bool MayBeNear(std::string_view first, std::string_view last, std::u32string_view letters) {
  if (first.empty() || last.empty()) return true;
  const auto is = [](char sound, char32_t letter) { return static_cast<char32_t>(sound) == letter; };
  return is(first.front(), letters.front()) || is(last.back(), letters.back());
}

// Sums of letters and their ends tell which stretches can be near; only those are put together and compared.
void FindSound(std::vector<Span>& hits, std::u32string_view letters, const Run& run) {
  const auto sounds = CommonSounds(run.folded);
  for (std::size_t at = 0; at < sounds.size(); ++at) {
    std::size_t size = 0;
    for (std::size_t i = at; i < sounds.size() && size <= letters.size(); ++i) {
      size += sounds[i].size();
      if (size + 1 < letters.size() || size > letters.size() + 1) continue;
      if (!MayBeNear(sounds[at], sounds[i], letters)) continue;
      std::u32string sound;
      for (auto k = at; k <= i; ++k) sound.append(sounds[k].begin(), sounds[k].end());
      if (sound == letters || IsOneEditApart(sound, letters))
        hits.push_back({run.positions[at], run.EndOf(i)});
    }
  }
}

}  // namespace

bool IsOneEditApart(std::u32string_view a, std::u32string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > 1) return false;
  const auto same = static_cast<std::size_t>(std::mismatch(b.begin(), b.end(), a.begin()).first - b.begin());
  if (same == b.size()) return a.size() != b.size();
  if (a.size() != b.size()) return a.substr(same + 1) == b.substr(same);
  if (a.substr(same + 1) == b.substr(same + 1)) return true;
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
         a.substr(same + 2) == b.substr(same + 2);
}

std::vector<std::string> GuessesFor(const Phrase& phrase, const HeardInARow& heard) {
  if (phrase.kind == WordKind::kHan) return HanGuesses(phrase.text);
  if (phrase.kind == WordKind::kDigits || phrase.text.size() < kLeastLetters) return {};
  return SoundGuesses(ToUtf8(phrase.text), heard);
}

std::vector<Span> NearHits(const Phrase& phrase, const std::vector<Run>& runs) {
  std::vector<Span> hits;
  for (const auto& run : runs) {
    if (phrase.kind == WordKind::kHan && run.kind == WordKind::kHan) {
      if (phrase.text.size() >= kLeastHan) FindInHan(hits, phrase.text, run);
      if (phrase.text.size() >= 2) FindSameSound(hits, phrase.text, run);
    }
    if (phrase.kind != WordKind::kLetters || phrase.text.size() < kLeastLetters) continue;
    if (run.kind == WordKind::kHan) FindSound(hits, phrase.text, run);
    if (run.kind == WordKind::kLetters && IsOneEditApart(phrase.text, run.folded))
      hits.push_back({run.begin, run.end});
  }
  return Merged(std::move(hits));
}

}  // namespace lianxiao::storage
