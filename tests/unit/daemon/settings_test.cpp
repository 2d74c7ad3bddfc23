#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/center_settings.h"
#include "daemon/school_settings.h"

namespace lianxiao::daemon {
namespace {

using ::testing::HasSubstr;

TEST(SchoolSettings, AreTheDefaultsWhenTheFileIsEmpty) {
  const auto settings = ReadSchoolSettings("", "schoold.toml");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->listen, SchoolSettings{}.listen);
  EXPECT_EQ(settings->ControlSocket(), "/var/lib/lianxiao/control.sock");
}

TEST(SchoolSettings, TheWrittenDefaultsReadBackAsTheDefaults) {
  const auto settings = ReadSchoolSettings(DefaultSchoolSettings(), "schoold.toml");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->sync.round_every_ms, SchoolSettings{}.sync.round_every_ms);
  EXPECT_EQ(settings->sync.keep_free_bytes, SchoolSettings{}.sync.keep_free_bytes);
  EXPECT_EQ(settings->server.connections, SchoolSettings{}.server.connections);
}

TEST(SchoolSettings, OfAnOlderVersionAreStillRight) {
  const auto settings = ReadSchoolSettings("[server]\nthreads = 256\n", "schoold.toml");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->server.connections, SchoolSettings{}.server.connections);
  EXPECT_FALSE(ReadSchoolSettings("[server]\nthread = 256\n", "schoold.toml"));
}

TEST(SchoolSettings, TakeWhatTheFileSaysInItsUnits) {
  const auto settings = ReadSchoolSettings(
      "listen = '127.0.0.1:9000'\n[sync]\nround_every_s = 7\nmax_kbit_per_second = 512\n", "schoold.toml");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->listen, "127.0.0.1:9000");
  EXPECT_EQ(settings->sync.round_every_ms, 7'000);
  EXPECT_EQ(settings->sync.max_bytes_per_second, 64'000);
}

TEST(SchoolSettings, RefuseAnUnknownKeyByNameAndLineAndOfferTheNearest) {
  const auto settings =
      ReadSchoolSettings("listen = '0.0.0.0:1'\n\n[sync]\nround_evry_s = 7\n", "schoold.toml");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(settings.error().message, HasSubstr("schoold.toml line 4"));
  EXPECT_THAT(settings.error().message, HasSubstr("'sync.round_evry_s'"));
  EXPECT_THAT(settings.error().message, HasSubstr("'sync.round_every_s'"));
}

TEST(SchoolSettings, RefuseABadValueByNameAndLine) {
  for (const auto* toml :
       {"[sync]\nconnections = 999\n", "[sync]\nconnections = 'two'\n", "[sync]\nconnections = 2.5\n"}) {
    const auto settings = ReadSchoolSettings(toml, "schoold.toml");
    ASSERT_FALSE(settings) << toml;
    EXPECT_THAT(settings.error().message,
                HasSubstr("line 2: 'sync.connections' must be a whole number from 1 to 256"));
  }
  EXPECT_FALSE(ReadSchoolSettings("log_level = 'loud'", "schoold.toml"));
  EXPECT_FALSE(ReadSchoolSettings("listen = 8480", "schoold.toml"));
}

TEST(SchoolSettings, TheDiskKeepsTheLargerOfAShareAndAGibibyteFree) {
  constexpr std::int64_t kGib = std::int64_t{1} << 30;
  const auto settings = ReadSchoolSettings("", "schoold.toml");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->sync.keep_free_bytes, kGib);
  EXPECT_EQ(settings->disk.KeepFreeBytes(8 * kGib, kGib), kGib);
  EXPECT_EQ(settings->disk.KeepFreeBytes(100'000'000'000, kGib), 5'000'000'000);
  EXPECT_EQ(settings->disk.ContentBytes(100'000'000'000), 0) << "no budget of its own";
}

TEST(SchoolSettings, ABudgetIsTheTighterOfSizeAndShare) {
  const auto of = [](const char* toml) {
    const auto settings = ReadSchoolSettings(toml, "schoold.toml");
    EXPECT_TRUE(settings) << settings.error().message;
    return settings->disk.ContentBytes(100'000'000'000);
  };
  EXPECT_EQ(of("[disk]\ncontent_mb = 2_000\n"), 2'000'000'000);
  EXPECT_EQ(of("[disk]\ncontent_percent = 50\n"), 50'000'000'000);
  EXPECT_EQ(of("[disk]\ncontent_mb = 2_000\ncontent_percent = 1\n"), 1'000'000'000);
  EXPECT_FALSE(ReadSchoolSettings("[disk]\ncontent_percent = 96\n", "schoold.toml"));
}

TEST(SchoolSettings, TakeWindowsAndAQuota) {
  const auto settings = ReadSchoolSettings(
      "[sync]\nconnections = 3\n[sync.windows]\nopen = ['mon-fri 22:00-06:00 800 kbit/s', 'sat,sun "
      "00:00-24:00']\n"
      "school = ['mon-fri 08:00-17:00']\nin_school = 'never'\nholidays = ['2026-10-01..2026-10-07']\n"
      "outside = 'urgent'\n[sync.quota]\nmonth_mb = 20_000\nbilling_day = 5\n",
      "schoold.toml");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->sync.connections, 3);
  const auto& plan = settings->sync.plan;
  ASSERT_EQ(plan.windows.open.size(), 2U);
  EXPECT_EQ(plan.windows.open[0].bytes_per_second, 100'000);
  EXPECT_EQ(plan.windows.holidays.size(), 7U);
  EXPECT_EQ(plan.windows.in_school, sync::InSchool::kNever);
  EXPECT_EQ(plan.outside, sync::Outside::kUrgent);
  EXPECT_EQ(plan.quota.month_bytes, 20'000'000'000);
  EXPECT_EQ(plan.quota.billing_day, 5);
}

TEST(SchoolSettings, WithoutThemLessonsComeAtAnyTime) {
  EXPECT_EQ(ReadSchoolSettings("", "schoold.toml")->sync.plan,
            sync::PlanOptions{.windows = {.school_bytes_per_second = 32'000}});
}

TEST(SchoolSettings, RefuseAWrongWindowByNameAndLine) {
  const auto refused = [](const std::string& toml, const std::string& part) {
    const auto settings = ReadSchoolSettings(toml, "schoold.toml");
    ASSERT_FALSE(settings) << toml;
    EXPECT_THAT(settings.error().message, HasSubstr(part));
    EXPECT_THAT(settings.error().message, HasSubstr("schoold.toml"));
  };
  refused("[sync.windows]\n\nopen = ['mon-fri 22-6']\n",
          "line 3: 'sync.windows.open': 'mon-fri 22-6' is no window");
  refused("[sync.windows]\nholidays = ['soon']\n", "line 2: 'sync.windows.holidays'");
  refused("[sync.windows]\nin_school = 'maybe'\n", "line 2: 'sync.windows.in_school'");
  refused("[sync.windows]\nin_school = 'never'\n", "say in 'sync.windows.school' when they are");
  refused("[sync.windows]\nopne = []\n", "did you mean 'sync.windows.open'");
  refused("[sync.quota]\nbilling_day = 32\n",
          "line 2: 'sync.quota.billing_day' must be a whole number from 1 to 31");
  refused("[sync.quota.more]\nday = 1\n", "unknown key 'sync.quota.more'");
  refused("sync.quota = 5\n", "unknown key 'sync.quota'");
}

TEST(SchoolSettings, TakeMirrorsOverTheNetworkAndFromFolders) {
  const auto settings = ReadSchoolSettings(
      "mirrors = ['http://10.0.0.2:8440', 'file:///media/usb/lianxiao/repository']", "schoold.toml");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->sync.mirrors.size(), 2U);
  for (const auto* mirror : {"ftp://10.0.0.2", "file://media/usb", "file:///media/../etc", "10.0.0.2", ""}) {
    const auto refused = ReadSchoolSettings(std::string("mirrors = ['") + mirror + "']", "schoold.toml");
    ASSERT_FALSE(refused) << mirror;
    EXPECT_THAT(refused.error().message, HasSubstr("schoold.toml: 'mirrors'"));
  }
}

TEST(SchoolSettings, SayWhereTheFileIsNoToml) {
  const auto settings = ReadSchoolSettings("listen = '0.0.0.0:1'\ndata = \n", "schoold.toml");
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("schoold.toml line 2"));
}

TEST(CenterSettings, ReadBackWhatInitWrites) {
  CenterSettings written;
  written.data = "/srv/县";
  written.registry.public_address = "https://10.0.3.7:8440";
  written.registry.mirrors = {"http://10.0.3.8", "http://10.0.3.9/lianxiao"};
  const auto read = ReadCenterSettings(WriteCenterSettings(written), "center.toml");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->data, written.data);
  EXPECT_EQ(read->registry.public_address, written.registry.public_address);
  EXPECT_EQ(read->registry.mirrors, written.registry.mirrors);
}

}  // namespace
}  // namespace lianxiao::daemon
