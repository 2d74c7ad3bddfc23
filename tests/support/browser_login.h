// Logging in as a person does, in a real browser. Mistakes throw, as the driver's do.
#pragma once

#include <stdexcept>
#include <string>

#include "tests/support/browser.h"

namespace lianxiao::test {

inline constexpr char kPassword[] = "shan-lu-18-wan";

// Clicks what sends a form, and waits for the page that comes of it: a login takes as long as its password
// hash.
inline void Submit(Browser& browser, const std::string& css) {
  constexpr std::int64_t kPatienceMs = 20'000;
  browser.Run("document.documentElement.setAttribute('data-old', '1')");
  browser.Click(css);
  const bool came = WaitUntil(
      [&] {
        try {
          return browser
              .Run(
                  "return document.readyState === 'complete' && "
                  "!document.documentElement.hasAttribute('data-old')")
              .get<bool>();
        } catch (const std::runtime_error&) {
          return false;  // Between two pages there is none to ask.
        }
      },
      kPatienceMs);
  if (!came) throw std::runtime_error("nothing came of " + css + ": " + browser.Text());
}

// Fills in the login form of `url`; `password` may be a login code.
inline void TypeLogin(Browser& browser, const std::string& url, const std::string& login,
                      const std::string& password) {
  browser.Open(url + "/login");
  browser.Type("input[name=login]", login);
  browser.Type("input[name=password]", password);
  Submit(browser, "main form button");
}

// The first login with a code, which sets kPassword.
inline void FirstLogin(Browser& browser, const std::string& url, const std::string& login,
                       const std::string& code) {
  TypeLogin(browser, url, login, code);
  browser.Type("input[name=password]", kPassword);
  browser.Type("input[name=again]", kPassword);
  Submit(browser, "main form button");
  if (browser.Url().find("/login") != std::string::npos) {
    throw std::runtime_error("the first login did not end: " + browser.Text());
  }
}

}  // namespace lianxiao::test
