#include "daemon/console.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "lianxiao_daemon_CommandLineStrings.h"

namespace lianxiao::daemon {
namespace {

web::Strings Load(web::Language language) {
  const std::string wanted = std::string(web::Tag(language)) + ".toml";
  std::string toml;
  for (const auto& file : CommandLineStrings()) {
    if (file.path.ends_with(wanted)) toml += std::string(file.bytes) + "\n";
  }
  auto strings = web::Strings::Parse(toml);
  if (!strings) {  // Built in and tested: cannot happen in a released program.
    std::fprintf(stderr, "%s\n", strings.error().message.c_str());
    std::abort();
  }
  return *std::move(strings);
}

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

const web::Strings& CommandLineWords(web::Language language) {
  static const web::Strings chinese = Load(web::Language::kChinese);
  static const web::Strings english = Load(web::Language::kEnglish);
  return language == web::Language::kEnglish ? english
                                             : chinese;  // No terminal asks for the traditional one.
}

web::Language LanguageOf(std::string_view lc_all, std::string_view lc_messages, std::string_view lang) {
  for (const auto value : {lc_all, lc_messages, lang}) {
    if (value.empty()) continue;
    const bool none = value == "C" || value == "POSIX" || value.starts_with("C.");
    return none || value.starts_with("zh") ? web::Language::kChinese : web::Language::kEnglish;
  }
  return web::Language::kChinese;
}

Console::Console(web::Language language) : language_(language), strings_(CommandLineWords(language)) {}

Console Console::ForThisTerminal() {
  return Console(LanguageOf(Environment("LC_ALL"), Environment("LC_MESSAGES"), Environment("LANG")));
}

std::string Console::Text(std::string_view key, web::Strings::Values values) const {
  if (strings_.Has(key)) return strings_.Get(key, values);
  return web::Strings::BuiltIn(language_).Get(key, values);
}

bool Console::Knows(std::string_view key) const {
  return strings_.Has(key) || web::Strings::BuiltIn(language_).Has(key);
}

void Console::Say(std::string_view key, web::Strings::Values values) const {
  std::printf("%s\n", Text(key, values).c_str());
  std::fflush(stdout);
}

int Console::Complain(const Error& error) const {
  const auto key = KeyOf(error.message);
  const auto own = "error." + std::string(key);
  const auto general = "error." + std::string(Word(error.code));
  const auto& sentence = !key.empty() && strings_.Has(own) ? own : general;
  std::fprintf(stderr, "%s\n  (%s)\n", Text(sentence).c_str(), error.message.c_str());
  return 1;
}

std::string_view KeyOf(std::string_view message) {
  const auto colon = message.find(": ");
  if (colon == std::string_view::npos) return {};
  const auto key = message.substr(0, colon);
  const bool form =
      key.find('.') != std::string_view::npos && std::all_of(key.begin(), key.end(), [](char c) {
        return std::islower(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
      });
  return form ? key : std::string_view();
}

}  // namespace lianxiao::daemon
