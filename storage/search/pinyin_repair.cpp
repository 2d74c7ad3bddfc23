#include "storage/search/pinyin_repair.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "storage/search/han.h"
#include "storage/search/near.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kSyllableLetters = 6;
constexpr std::size_t kDamagedLetters = kSyllableLetters + 1;  // A letter too many.
constexpr std::size_t kMostLetters = 60;                       // Some twenty syllables.
constexpr std::size_t kMostReadings = 64;

using Reading = std::vector<std::string>;

// The fewest syllables that fill the letters up to each place; nothing where there is no way.
std::vector<std::optional<Reading>> ReadUpTo(std::string_view letters) {
  std::vector<std::optional<Reading>> up_to(letters.size() + 1);
  up_to[0].emplace();
  const auto known = Syllables();
  for (std::size_t at = 0; at < letters.size(); ++at) {
    if (!up_to[at]) continue;
    for (std::size_t size = 1; size <= kSyllableLetters && at + size <= letters.size(); ++size) {
      const auto syllable = letters.substr(at, size);
      if (!std::binary_search(known.begin(), known.end(), syllable)) continue;
      auto& there = up_to[at + size];
      if (there && there->size() <= up_to[at]->size() + 1) continue;
      there = up_to[at];
      there->emplace_back(syllable);
    }
  }
  return up_to;
}

std::optional<Reading> WholeReading(std::string_view letters) { return ReadUpTo(letters).back(); }

// Every syllable that damaged letters may have been.
std::vector<std::string_view> SyllablesNear(std::string_view damaged) {
  std::vector<std::string_view> near;
  const std::u32string letters(damaged.begin(), damaged.end());
  for (const std::string_view syllable : Syllables()) {
    if (syllable.size() + 1 < letters.size() || syllable.size() > letters.size() + 1) continue;
    if (IsOneEditApart(std::u32string(syllable.begin(), syllable.end()), letters)) near.push_back(syllable);
  }
  return near;
}

class Repair {
 public:
  Repair(std::string_view letters, const HeardInARow& heard) : letters_(letters), heard_(heard) {}

  std::vector<Reading> All() {
    RepairSyllables();
    SwapNeighbours();
    std::sort(readings_.begin(), readings_.end());
    readings_.erase(std::unique(readings_.begin(), readings_.end()), readings_.end());
    return std::move(readings_);
  }

 private:
  void RepairSyllables() {
    const auto up_to = ReadUpTo(letters_);
    for (std::size_t last = 1; last <= letters_.size(); ++last) {
      const auto after = WholeReading(letters_.substr(last));
      if (!after || !IsHeard(*after)) continue;
      for (std::size_t first = last > kDamagedLetters ? last - kDamagedLetters : 0; first < last; ++first) {
        if (up_to[first] && IsHeard(*up_to[first])) RepairBetween(*up_to[first], first, last, *after);
      }
    }
  }
  void RepairBetween(const Reading& before, std::size_t first, std::size_t last, const Reading& after) {
    for (const auto syllable : SyllablesNear(letters_.substr(first, last - first))) {
      if (readings_.size() == kMostReadings) return;
      const std::string repaired(syllable);
      if (!before.empty() && !IsHeard(before.back(), repaired)) continue;
      if (!after.empty() && !IsHeard(repaired, after.front())) continue;
      auto& reading = readings_.emplace_back(before);
      reading.push_back(repaired);
      reading.insert(reading.end(), after.begin(), after.end());
    }
  }
  // Two that changed places may belong to two syllables.
  void SwapNeighbours() {
    for (std::size_t i = 0; i + 1 < letters_.size() && readings_.size() < kMostReadings; ++i) {
      std::string swapped(letters_);
      std::swap(swapped[i], swapped[i + 1]);
      auto reading = WholeReading(swapped);
      if (reading && IsHeard(*reading)) readings_.push_back(std::move(*reading));
    }
  }
  bool IsHeard(const Reading& reading) {
    for (std::size_t i = 0; i + 1 < reading.size(); ++i) {
      if (!IsHeard(reading[i], reading[i + 1])) return false;
    }
    return true;
  }
  bool IsHeard(const std::string& first, const std::string& second) {
    const auto [pair, is_new] = asked_.try_emplace({first, second}, false);
    if (is_new) pair->second = heard_(first, second);
    return pair->second;
  }

  const std::string_view letters_;
  const HeardInARow& heard_;
  std::map<std::pair<std::string, std::string>, bool> asked_;
  std::vector<Reading> readings_;
};

}  // namespace

std::vector<std::vector<std::string>> RepairedReadings(std::string_view letters, const HeardInARow& heard) {
  if (letters.size() > kMostLetters) return {};
  return Repair(letters, heard).All();
}

}  // namespace lianxiao::storage
