#include "tests/support/browser.h"

#include <fstream>
#include <stdexcept>

#include "storage/base/encoding.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kStartMs = 20'000;
constexpr std::int64_t kCommandMs = 60'000;
constexpr char kElementKey[] = "element-6066-11e4-a52e-4f735466cecf";  // Fixed by the WebDriver text.

Json Capabilities(const BrowserOptions& options, const std::string& profile) {
  Json args = {"--headless=new",
               "--no-sandbox",
               "--disable-gpu",
               "--ignore-certificate-errors",  // A center signs its own.
               "--disable-quic",
               "--no-first-run",
               "--disable-background-networking",
               "--disable-component-update",
               "--disable-sync",
               "--disable-dev-shm-usage",
               "--mute-audio",
               "--hide-scrollbars",
               "--autoplay-policy=no-user-gesture-required",
               "--no-proxy-server",
               "--force-device-scale-factor=1",
               "--user-data-dir=" + profile,
               "--screen-info={" + std::to_string(options.width) + "x" + std::to_string(options.height) + "}",
               "--window-size=" + std::to_string(options.width) + "," + std::to_string(options.height)};
  Json chrome = {{"args", args}, {"prefs", {{"intl.accept_languages", options.accept_language}}}};
  if (!options.javascript) chrome["prefs"]["profile.managed_default_content_settings.javascript"] = 2;
  if (options.phone) {
    chrome["mobileEmulation"] = {
        {"deviceMetrics",
         {{"width", 390}, {"height", 844}, {"pixelRatio", 2.0}, {"touch", true}, {"mobile", true}}}};
  }
  return {{"capabilities", {{"alwaysMatch", {{"browserName", "chrome"}, {"goog:chromeOptions", chrome}}}}}};
}

}  // namespace

Browser::Browser(const BrowserOptions& options) {
  const auto port = std::to_string(FreePort());
  base_ = "http://127.0.0.1:" + port;
  driver_ = Process({"chromedriver", "--port=" + port}, folder_.path() + "/chromedriver.log");
  if (!WaitUntil([&] { return HttpGet(base_ + "/status").status == 200; }, kStartMs)) {
    throw std::runtime_error("chromedriver does not start: " +
                             ReadFile(folder_.path() + "/chromedriver.log"));
  }
  const auto session = Command("POST", "/session", Capabilities(options, folder_.path() + "/profile"));
  session_ = "/session/" + session.at("sessionId").get<std::string>();
}

Browser::~Browser() {
  if (!session_.empty()) Http({.method = "DELETE", .url = base_ + session_, .timeout_ms = 10'000});
  driver_.Stop();
}

void Browser::Open(const std::string& url) { Command("POST", session_ + "/url", {{"url", url}}); }

Json Browser::Run(const std::string& script, const Json& arguments) {
  return Command("POST", session_ + "/execute/sync", {{"script", script}, {"args", arguments}});
}

std::string Browser::Text() { return Run("return document.body.innerText").get<std::string>(); }
std::string Browser::Title() { return Command("GET", session_ + "/title", nullptr).get<std::string>(); }
std::string Browser::Url() { return Command("GET", session_ + "/url", nullptr).get<std::string>(); }

void Browser::Click(const std::string& css) { ClickElement(Element(css)); }

void Browser::ClickLink(const std::string& text) { ClickElement(Element(text, "partial link text")); }

void Browser::ClickElement(const std::string& element) {
  Command("POST", session_ + "/element/" + element + "/click", Json::object());
}

void Browser::Type(const std::string& css, const std::string& text) {
  Command("POST", session_ + "/element/" + Element(css) + "/value", {{"text", text}});
}

void Browser::Screenshot(const std::string& path) {
  const auto png = FromBase64(Command("GET", session_ + "/screenshot", nullptr).get<std::string>());
  if (!png) throw std::runtime_error("the screenshot is no base64");
  WriteFile(path, *png);
}

void Browser::EnterFrame(const std::string& css) {
  Command("POST", session_ + "/frame", {{"id", {{kElementKey, Element(css)}}}});
}

void Browser::LeaveFrame() { Command("POST", session_ + "/frame", {{"id", nullptr}}); }

std::string Browser::Element(const std::string& css, const std::string& strategy) {
  const auto found = Command("POST", session_ + "/element", {{"using", strategy}, {"value", css}});
  return found.at(kElementKey).get<std::string>();
}

Json Browser::Command(const std::string& method, const std::string& path, const Json& body) {
  const auto answer = Http({.method = method,
                            .url = base_ + path,
                            .body = body.is_null() ? "" : body.dump(),
                            .headers = {"Content-Type: application/json"},
                            .timeout_ms = kCommandMs});
  const auto json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || !json.is_object()) {
    throw std::runtime_error(method + " " + path + ": " + answer.error + " " + answer.body.substr(0, 600));
  }
  return json.at("value");
}

}  // namespace lianxiao::test
