// Logging in as a person does, in a real browser. Mistakes throw, as the driver's do.
#pragma once

#include <stdexcept>
#include <string>

#include "tests/support/browser.h"

namespace lianxiao::test {

inline constexpr char kPassword[] = "shan-lu-18-wan";

// Fills in the login form of `url`; `password` may be a login code.
inline void TypeLogin(Browser& browser, const std::string& url, const std::string& login,
                      const std::string& password) {
  browser.Open(url + "/login");
  browser.Type("input[name=login]", login);
  browser.Type("input[name=password]", password);
  browser.Click("main form button");
}

// The first login with a code, which sets kPassword.
inline void FirstLogin(Browser& browser, const std::string& url, const std::string& login,
                       const std::string& code) {
  TypeLogin(browser, url, login, code);
  browser.Type("input[name=password]", kPassword);
  browser.Type("input[name=again]", kPassword);
  browser.Click("main form button");
  if (browser.Url().find("/login") != std::string::npos) {
    throw std::runtime_error("the first login did not end: " + browser.Text());
  }
}

}  // namespace lianxiao::test
