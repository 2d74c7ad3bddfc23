#include "center/ingest/html_outside.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lianxiao::center {
namespace {

constexpr std::array<std::string_view, 9> kLoaders = {"script", "link",   "img",   "iframe", "audio",
                                                      "video",  "source", "track", "embed"};
constexpr std::size_t kLongestLoader = 6;
constexpr std::string_view kBlanks = " \t\r\n\f";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool IsOutside(std::string_view address) {
  const auto start = Lower(address.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://") || start.starts_with("//");
}

// Walks over one tag's inside, attribute by attribute.
class Attributes {
 public:
  explicit Attributes(std::string_view rest) : rest_(rest) {}

  bool Next() {
    Skip(std::string(kBlanks) + "/");
    if (rest_.empty() || rest_.front() == '>') return false;
    name = Lower(TakeUntil(std::string(kBlanks) + "=>/"));
    value = {};
    Skip(kBlanks);
    if (rest_.empty() || rest_.front() != '=') {
      if (name.empty()) rest_.remove_prefix(1);  // A stray character; go on behind it.
      return true;
    }
    rest_.remove_prefix(1);
    Skip(kBlanks);
    TakeValue();
    return true;
  }

  std::size_t left() const { return rest_.size(); }  // Bytes not yet walked over.

  std::string name;
  std::string_view value;

 private:
  void Skip(std::string_view these) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(these), rest_.size()));
  }
  std::string_view TakeUntil(std::string_view these) {
    const auto taken = rest_.substr(0, rest_.find_first_of(these));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  void TakeValue() {
    if (rest_.empty()) return;
    const char quote = rest_.front();
    if (quote != '"' && quote != '\'') {
      value = TakeUntil(std::string(kBlanks) + ">");
      return;
    }
    rest_.remove_prefix(1);
    value = TakeUntil(std::string_view(&quote, 1));
    if (!rest_.empty()) rest_.remove_prefix(1);
    Trim();
  }
  void Trim() { value.remove_prefix(std::min(value.find_first_not_of(kBlanks), value.size())); }

  std::string_view rest_;
};

// Nothing when the tag loads nothing. Looks no further than the longest name it knows.
std::optional<std::size_t> LoaderBytes(std::string_view behind_bracket) {
  const auto start = behind_bracket.substr(0, kLongestLoader + 1);
  const auto bytes = std::min(start.find_first_of(" \t\r\n\f/>"), start.size());
  if (std::ranges::find(kLoaders, Lower(start.substr(0, bytes))) == kLoaders.end()) return std::nullopt;
  return bytes;
}

}  // namespace

std::vector<std::string> OutsideAddresses(std::string_view html) {
  std::vector<std::string> found;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (html.substr(at).starts_with("<!--")) {
      at = html.find("-->", at);
      if (at == std::string_view::npos) break;
      continue;
    }
    const auto name_bytes = LoaderBytes(html.substr(at + 1));
    if (!name_bytes) continue;
    Attributes attribute(html.substr(at + 1 + *name_bytes));
    while (attribute.Next()) {
      const bool loads = attribute.name == "src" || attribute.name == "href";
      if (loads && IsOutside(attribute.value)) found.emplace_back(attribute.value);
    }
    at = html.size() - attribute.left() - 1;  // Goes on behind the tag: no byte is read twice.
  }
  return found;
}

}  // namespace lianxiao::center
