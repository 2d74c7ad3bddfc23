#include "web/people/device_words.h"

#include <span>
#include <utility>

namespace lianxiao::web {
namespace {

using Sign = std::pair<std::string_view, std::string_view>;  // What stands there, what we say.

// The first that stands there counts: most browsers also name those they are made from.
constexpr Sign kSystems[] = {
    {"HarmonyOS", "HarmonyOS"},
    {"OpenHarmony", "HarmonyOS"},
    {"Android", "Android"},
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Windows NT 5.1", "Windows XP"},
    {"Windows NT 6.1", "Windows 7"},
    {"Windows NT 6.", "Windows 8"},
    {"Windows", "Windows"},
    {"CrOS", "ChromeOS"},
    {"Mac OS X", "Mac"},
    {"Linux", "Linux"},
};
constexpr Sign kBrowsers[] = {
    {"MicroMessenger", "WeChat"},
    {"DingTalk", "DingTalk"},
    {"QQBrowser", "QQ"},
    {"UCBrowser", "UC"},
    {"HuaweiBrowser", "Huawei"},
    {"Edg", "Edge"},
    {"OPR/", "Opera"},
    {"Firefox", "Firefox"},
    {"Chrome", "Chrome"},
    {"Safari", "Safari"},
    {"Trident", "Internet Explorer"},
    {"MSIE", "Internet Explorer"},
};

std::string_view First(std::span<const Sign> signs, std::string_view text) {
  for (const auto& [sign, word] : signs) {
    if (text.find(sign) != text.npos) return word;
  }
  return {};
}

}  // namespace

std::string DeviceWords(std::string_view user_agent) {
  const auto system = First(kSystems, user_agent);
  const auto browser = First(kBrowsers, user_agent);
  if (system.empty() || browser.empty()) return std::string(system) + std::string(browser);
  return std::string(system) + " · " + std::string(browser);
}

}  // namespace lianxiao::web
