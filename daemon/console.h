// What the command `lianxiao` says to a person: sentences from the catalogs in the language of the terminal,
// results on standard output, complaints on standard error. Used from one thread.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "web/words/strings.h"

namespace lianxiao::daemon {

// Chinese when the first set of LC_ALL, LC_MESSAGES, LANG begins with "zh", else English. "C.UTF-8" and
// nothing at all read as Chinese: that is what a fresh box in a school has.
web::Language LanguageOf(std::string_view lc_all, std::string_view lc_messages, std::string_view lang);

// The command line's own catalog, findings of an import included. Safe from any thread.
const web::Strings& CommandLineWords(web::Language language);

class Console {
 public:
  explicit Console(web::Language language);
  static Console ForThisTerminal();

  std::string Text(std::string_view key, web::Strings::Values values = {}) const;
  bool Knows(std::string_view key) const;
  void Say(std::string_view key, web::Strings::Values values = {}) const;
  // What happened and what to do, then the log's words in small print. Returns the exit code, 1.
  int Complain(const Error& error) const;

  web::Language language() const { return language_; }

 private:
  web::Language language_;
  const web::Strings& strings_;  // The command line's own; the pages' catalog is asked second.
};

// "enrol.code_used" of "enrol.code_used: the code was used"; empty if the message has no key in front.
std::string_view KeyOf(std::string_view message);

}  // namespace lianxiao::daemon
