// A real Chromium, driven through chromedriver's WebDriver protocol (www.w3.org/TR/webdriver2).
// Errors of the driver throw std::runtime_error, which fails the test with its words. One thread.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/process.h"

namespace lianxiao::test {

struct BrowserOptions {
  int width = 1366, height = 768;
  bool phone = false;  // 390×844 at 3×, with touch.
  bool javascript = true;
  std::string accept_language = "zh-CN";
};

class Browser {
 public:
  explicit Browser(const BrowserOptions& options = {});
  ~Browser();

  void Open(const std::string& url);
  // Runs a function body in the page; arguments arrive as `arguments[i]`. With a promise, waits for it.
  nlohmann::json Run(const std::string& script, const nlohmann::json& arguments = nlohmann::json::array());
  std::string Text();  // What a person reads on the page.
  std::string Title();
  std::string Url();
  // Clicks the first element of this CSS selector, as a person would (scrolled into view first).
  void Click(const std::string& css);
  void ClickLink(const std::string& text);                     // The first link that shows `text`.
  void Type(const std::string& css, const std::string& text);  // "\uE007" is Enter.
  void Screenshot(const std::string& path);                    // PNG.
  void EnterFrame(const std::string& css);
  void LeaveFrame();

 private:
  nlohmann::json Command(const std::string& method, const std::string& path, const nlohmann::json& body);
  std::string Element(const std::string& css, const std::string& strategy = "css selector");
  void ClickElement(const std::string& element);

  TempFolder folder_;
  Process driver_;
  std::string base_;     // http://127.0.0.1:PORT
  std::string session_;  // /session/ID
};

}  // namespace lianxiao::test
