#include "storage/search/tokens.h"

#include <algorithm>

#include "storage/search/han.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kInitialsTogether = 3;
constexpr std::size_t kMaxInitials = 6;  // Of one place, where characters have several readings.
constexpr std::size_t kMaxPairs = 6;     // Likewise.

// The words of a field as they are added.
class Writer {
 public:
  Writer(std::string& tokens, TextOf field) : tokens_(tokens), field_(field) {}
  void NextPlace() {
    if (!tokens_.empty()) tokens_ += ' ';
    first_ = true;
  }
  void Add(std::string_view token) {
    if (!first_) tokens_ += '/';
    first_ = false;
    if (field_ != TextOf::kTitle) tokens_ += kElsewhere;
    tokens_ += token;
  }
  bool Sounds() const { return field_ != TextOf::kDescription; }

 private:
  std::string& tokens_;
  const TextOf field_;
  bool first_ = true;
};

// Han characters one after the other, whatever signs stand between them: 看图·说话 is read kan tu shuo hua.
struct Chain {
  std::vector<Readings> readings;
  std::size_t at = 0;
};

std::vector<std::string> InitialsFrom(const Chain& chain) {
  std::vector<std::string> all{""};
  for (std::size_t i = chain.at; i < std::min(chain.at + kInitialsTogether, chain.readings.size()); ++i) {
    std::vector<std::string> longer;
    for (const auto& before : all) {
      for (const auto reading : chain.readings[i]) {
        auto more = before + Capitals(reading.substr(0, 1));
        const bool again = std::find(longer.begin(), longer.end(), more) != longer.end();
        if (!again && longer.size() < kMaxInitials) longer.push_back(std::move(more));
      }
    }
    if (longer.empty()) break;  // A sign without reading, like 々.
    all = std::move(longer);
  }
  if (all.front().empty()) all.clear();
  return all;
}

std::vector<std::string> PairsFrom(const Chain& chain) {
  std::vector<std::string> pairs;
  if (chain.at + 1 == chain.readings.size()) return pairs;
  for (const auto first : chain.readings[chain.at]) {
    for (const auto second : chain.readings[chain.at + 1]) {
      if (pairs.size() < kMaxPairs) pairs.push_back(InARow(first, second));
    }
  }
  return pairs;
}

void AddSounds(Writer& writer, const Chain& chain) {
  for (const auto reading : chain.readings[chain.at]) writer.Add(Capitals(reading));
  for (const auto& pair : PairsFrom(chain)) writer.Add(pair);
  for (const auto& initials : InitialsFrom(chain)) writer.Add(kInitials + initials);
}

void AddHan(Writer& writer, const Run& run, Chain& chain) {
  for (std::size_t i = 0; i < run.folded.size(); ++i, ++chain.at) {
    writer.NextPlace();
    if (i + 1 < run.folded.size()) writer.Add(ToUtf8(std::u32string_view(run.folded).substr(i, 2)));
    writer.Add(ToUtf8(std::u32string_view(run.folded).substr(i, 1)));
    if (writer.Sounds()) AddSounds(writer, chain);
  }
}

// The chain that begins with runs[first].
Chain ChainFrom(const std::vector<Run>& runs, std::size_t first) {
  Chain chain;
  for (std::size_t i = first; i < runs.size() && runs[i].kind == WordKind::kHan; ++i) {
    for (const auto c : runs[i].folded) chain.readings.push_back(ReadingsOf(c));
  }
  return chain;
}

}  // namespace

std::vector<std::string_view> SyllablesInARow(std::string_view tokens) {
  std::vector<std::string_view> pairs;
  while (!tokens.empty()) {
    auto token = tokens.substr(0, tokens.find_first_of(" /"));
    tokens.remove_prefix(std::min(token.size() + 1, tokens.size()));
    if (token.starts_with(kElsewhere)) token.remove_prefix(1);
    if (token.find(kInARow) != std::string_view::npos) pairs.push_back(token);
  }
  return pairs;
}

std::string InARow(std::string_view first, std::string_view second) {
  return Capitals(first) + kInARow + Capitals(second);
}

std::string Capitals(std::string_view letters) {
  std::string capitals(letters);
  for (auto& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return capitals;
}

void AppendTokens(std::string& tokens, std::string_view text, TextOf field) {
  Writer writer(tokens, field);
  const auto runs = RunsOf(text);
  Chain chain;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].kind != WordKind::kHan) {
      writer.NextPlace();
      writer.Add(ToUtf8(runs[i].folded));
      continue;
    }
    const bool begins = i == 0 || runs[i - 1].kind != WordKind::kHan;
    if (begins && writer.Sounds()) chain = ChainFrom(runs, i);
    AddHan(writer, runs[i], chain);
  }
}

}  // namespace lianxiao::storage
