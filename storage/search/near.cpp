#include "storage/search/near.h"

#include <algorithm>
#include <optional>

#include "storage/search/han.h"
#include "storage/search/tokens.h"

namespace lianxiao::storage {
namespace {

// Of two characters with one wrong hardly anything is left; they are guessed by their sound alone.
constexpr std::size_t kLeastHan = 3, kLeastLetters = 5;
constexpr std::size_t kMostHan = 12;        // So long that the rest finds it whatever is wrong.
constexpr std::size_t kMostSplits = 24;     // Of pinyin.
constexpr std::size_t kDamagedLetters = 7;  // One syllable, and a letter too many.

using Syllables = std::vector<std::string>;

std::string Both(std::u32string_view left, std::u32string_view right) {
  std::string both;
  for (const auto part : {left, right}) {
    if (part.empty()) continue;
    both += (both.empty() ? "(" : " AND (") + HanPhrase(part, Where::kAnywhere) + ")";
  }
  return both;
}

std::string SoundsAlike(std::u32string_view run) {
  Syllables syllables;
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

// Whole syllables that fill the letters up to each place; nothing where there is no way.
std::vector<std::optional<Syllables>> ReadUpTo(std::string_view letters) {
  std::vector<std::optional<Syllables>> up_to(letters.size() + 1);
  up_to[0].emplace();
  for (std::size_t at = 0; at < letters.size(); ++at) {
    if (!up_to[at]) continue;
    for (std::size_t size = 1; size <= 6 && at + size <= letters.size(); ++size) {
      const auto syllable = letters.substr(at, size);
      if (!std::binary_search(lianxiao::storage::Syllables().begin(), lianxiao::storage::Syllables().end(),
                              syllable))
        continue;
      auto& there = up_to[at + size];
      if (there && there->size() <= up_to[at]->size() + 1) continue;
      there = up_to[at];
      there->emplace_back(syllable);
    }
  }
  return up_to;
}

std::optional<Syllables> WholeReading(std::string_view letters) { return ReadUpTo(letters).back(); }

struct Split {
  std::size_t first = 0, last = 0;  // Letters [first, last) are damaged.
  Syllables before, after;
};

std::vector<Split> SplitsOf(const std::string& letters) {
  std::vector<Split> splits;
  const auto up_to = ReadUpTo(letters);
  for (std::size_t last = 1; last <= letters.size(); ++last) {
    const auto after = WholeReading(std::string_view(letters).substr(last));
    if (!after) continue;
    for (std::size_t first = last > kDamagedLetters ? last - kDamagedLetters : 0; first < last; ++first) {
      if (!up_to[first] || (up_to[first]->empty() && after->empty())) continue;
      splits.push_back({first, last, *up_to[first], *after});
    }
  }
  // The more is whole, the less else is found.
  std::stable_sort(splits.begin(), splits.end(),
                   [](const Split& a, const Split& b) { return a.last - a.first < b.last - b.first; });
  // A shorter damage within a longer one does not replace it: "sou" for "shuo" is read whole, and wrong.
  return splits;
}

std::vector<std::string> SoundGuesses(const std::string& letters) {
  std::vector<std::string> guesses;
  for (const auto& split : SplitsOf(letters)) {
    std::string both;
    for (const auto& part : {split.before, split.after}) {
      if (part.empty()) continue;
      both += (both.empty() ? "(" : " AND (") + SoundPhrase(part, Where::kAnywhere) + ")";
    }
    if (std::find(guesses.begin(), guesses.end(), both) == guesses.end()) guesses.push_back(std::move(both));
    if (guesses.size() == kMostSplits) break;
  }
  return guesses;
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

std::vector<std::string> GuessesFor(const Phrase& phrase) {
  if (phrase.kind == WordKind::kHan) return HanGuesses(phrase.text);
  if (phrase.kind == WordKind::kDigits || phrase.text.size() < kLeastLetters) return {};
  return SoundGuesses(ToUtf8(phrase.text));
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
