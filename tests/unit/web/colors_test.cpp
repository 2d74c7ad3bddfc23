// Words can be read: the colors of pages/style.css against WCAG 2.1 AA, light and dark.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <span>
#include <string>
#include <utility>

#include "storage/base/embedded.h"

namespace lianxiao::web {

std::span<const EmbeddedFile> PageFiles();  // Made by lianxiao_embed in web/CMakeLists.txt.

namespace {

using Colors = std::map<std::string, std::string>;

std::string StyleSheet() {
  for (const auto& file : PageFiles()) {
    if (file.path == "pages/style.css") return std::string(file.bytes);
  }
  return {};
}

// "--name: #rrggbb" from `from` up to `to`.
Colors ColorsBetween(const std::string& css, const std::string& from, const std::string& to) {
  const auto begin = css.find(from);
  if (begin == std::string::npos) return {};
  const std::string part = css.substr(begin, css.find(to, begin) - begin);
  const std::regex color("([a-z-]+): (#[0-9a-f]{3,6})\\b");
  Colors colors;
  for (std::sregex_iterator it(part.begin(), part.end(), color), end; it != end; ++it) {
    colors[(*it)[1]] = (*it)[2];
  }
  return colors;
}

double Channel(const std::string& color, std::size_t which) {
  const bool brief = color.size() == 4;  // "#fff"
  const auto digits = brief ? std::string(2, color[1 + which]) : color.substr(1 + 2 * which, 2);
  const double value = std::stoi(digits, nullptr, 16) / 255.0;
  return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double Luminance(const std::string& color) {
  return 0.2126 * Channel(color, 0) + 0.7152 * Channel(color, 1) + 0.0722 * Channel(color, 2);
}

double Contrast(const std::string& a, const std::string& b) {
  const double first = Luminance(a), second = Luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

constexpr double kText = 4.5;
constexpr double kBoundary = 3.0;  // Of an input or a button.

void ExpectReadable(const Colors& colors) {
  ASSERT_GT(colors.size(), 15U);
  const std::pair<const char*, const char*> pairs[] = {
      {"ink", "ground"},         {"ink", "surface"},        {"ink", "sunk"},
      {"ink", "mark"},           {"quiet", "ground"},       {"quiet", "surface"},
      {"quiet", "sunk"},         {"quiet", "coming-soft"},  {"accent", "ground"},
      {"accent", "surface"},     {"accent", "accent-soft"}, {"accent-ink", "accent"},
      {"good", "good-soft"},     {"good", "surface"},       {"attention", "attention-soft"},
      {"attention", "surface"},  {"act", "act-soft"},       {"act", "surface"},
      {"coming", "coming-soft"},
  };
  for (const auto& [text, ground] : pairs) {
    EXPECT_GE(Contrast(colors.at(std::string("--") + text), colors.at(std::string("--") + ground)), kText)
        << text << " on " << ground;
  }
  EXPECT_GE(Contrast(colors.at("--bound"), colors.at("--surface")), kBoundary);
  EXPECT_GE(Contrast(colors.at("--bound"), colors.at("--ground")), kBoundary);
}

TEST(Colors, AreReadableInLight) { ExpectReadable(ColorsBetween(StyleSheet(), ":root {", "}")); }

TEST(Colors, AreReadableInDark) {
  ExpectReadable(ColorsBetween(StyleSheet(), "@media (prefers-color-scheme: dark)", "}"));
}

TEST(Colors, WhiteWordsStandOnEverySubject) {
  const std::string css = StyleSheet();
  const std::regex subject("\\.(s-[a-z]+) \\{ --s: (#[0-9a-f]{6}); \\}");
  int subjects = 0;
  for (std::sregex_iterator it(css.begin(), css.end(), subject), end; it != end; ++it, ++subjects) {
    EXPECT_GE(Contrast("#ffffff", (*it)[2]), kText) << (*it)[1];
  }
  EXPECT_GE(subjects, 16);
}

}  // namespace
}  // namespace lianxiao::web
