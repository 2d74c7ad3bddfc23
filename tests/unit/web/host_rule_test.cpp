#include "web/http/host_rule.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

const HostRule& Box() {
  static const HostRule rule("Box-7.school.example", {"xuexiao.example.cn", "Lessons"});
  return rule;
}

TEST(HostRule, TakesWhateverAddressAPhoneTypes) {
  for (const auto* host : {"192.168.1.5", "192.168.1.5:8480", "10.0.0.1:80", "[fe80::1]:8480", "[::1]", ""}) {
    EXPECT_TRUE(Box().Allows(host)) << host;
  }
}

TEST(HostRule, TakesTheMachinesOwnNamesAndThoseItWasGiven) {
  for (const auto* host :
       {"localhost:8480", "box-7", "BOX-7.local", "box-7.local.:8480", "box-7.school.example",
        "xuexiao.example.cn", "XUEXIAO.example.cn:80", "lessons"}) {
    EXPECT_TRUE(Box().Allows(host)) << host;
  }
}

TEST(HostRule, RefusesEveryOtherName) {
  for (const auto* host : {"evil.example", "192.168.1.5.evil.example", "localhost.evil.example", "box-7.evil",
                           "local", "192.168.1", "0x7f000001", "[::1", "[evil]", "192.168.1.5:80x", "a:1:2",
                           "192.168.1.5:123456", " localhost", "localhost/", "box-7.local.."}) {
    EXPECT_FALSE(Box().Allows(host)) << host;
  }
}

TEST(HostRule, AMachineWithoutANameAllowsNoNameByAccident) {
  const HostRule rule("", {});
  EXPECT_FALSE(rule.Allows(".local"));
  EXPECT_FALSE(rule.Allows("."));
  EXPECT_TRUE(rule.Allows("127.0.0.1"));
}

}  // namespace
}  // namespace lianxiao::web
