#include "web/people/device_words.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

TEST(DeviceWords, SayWhatItsOwnerKnowsItBy) {
  EXPECT_EQ(DeviceWords("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) "
                        "Chrome/86.0.4240.198 Safari/537.36"),
            "Windows 7 · Chrome");
  EXPECT_EQ(DeviceWords("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                        "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0"),
            "Windows · Edge");
  EXPECT_EQ(DeviceWords("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 "
                        "Chrome/99.0 HuaweiBrowser/13.0 Mobile Safari/537.36"),
            "HarmonyOS · Huawei");
  EXPECT_EQ(DeviceWords("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                        "MicroMessenger/8.0"),
            "iPhone · WeChat");
  EXPECT_EQ(DeviceWords("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"),
            "Linux · Firefox");
}

TEST(DeviceWords, RepeatNothingThatSomebodyMadeUp) {
  EXPECT_EQ(DeviceWords(""), "");
  EXPECT_EQ(DeviceWords("<script>alert(1)</script>"), "");
  EXPECT_EQ(DeviceWords("curl/7.88 (Linux)"), "Linux");
}

}  // namespace
}  // namespace lianxiao::web
