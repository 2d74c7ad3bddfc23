// What goes up, and what a center's answers mean.
#include "sync/rounds/uplink.h"

#include <gtest/gtest.h>

#include "sync/line/center_api.h"
#include "sync/line/small_file.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr Instant kMorning{5'000'000};

formats::StatusReport Report() {
  formats::StatusReport report;
  report.program = "lianxiao-schoold 0.1.0";
  report.catalog_version = 7;
  report.resources = 20;
  report.resources_cached = 12;
  return report;
}

TEST(IsWorthSending, TheFirstAfterAStart) {
  EXPECT_TRUE(IsWorthSending(Report(), kMorning, std::nullopt, Instant{}));
}

TEST(IsWorthSending, NotWhatTheCountyKnowsAlready) {
  auto later = Report();
  later.counter = 9;
  later.uptime_s = 300;
  later.bytes_sent = 400;
  later.disk_free_bytes = 1;
  later.at = WallTime{99};
  EXPECT_FALSE(IsWorthSending(later, kMorning + kMinuteMs, Report(), kMorning));
}

TEST(IsWorthSending, WhateverAPersonWouldSeeChange) {
  auto whole = Report(), problem = Report(), restarted = Report();
  whole.resources_cached = 13;
  problem.problems = {{"problem.no_space", "", {}}};
  restarted.starts = 2;
  for (const auto& changed : {whole, problem, restarted}) {
    EXPECT_TRUE(IsWorthSending(changed, kMorning + 1, Report(), kMorning));
  }
}

TEST(IsWorthSending, ASignOfLifeAfterAWhile) {
  EXPECT_TRUE(IsWorthSending(Report(), kMorning + kStatusAgainMs, Report(), kMorning));
}

TEST(CenterApi, MakesAddressesWhateverTheSlashes) {
  EXPECT_EQ(CenterCardUrl("http://10.0.3.7:8440"), "http://10.0.3.7:8440/api/v1/center");
  EXPECT_EQ(BatchUrl("http://c/x/", {"d", "e", 3}), "http://c/x/api/v1/devices/d/batches/e/3");
  EXPECT_EQ(StatusUrl("http://c", "d"), "http://c/api/v1/devices/d/status");
}

TEST(CenterApi, ReadsARefusal) {
  const auto said =
      ErrorIn({409, "application/json",
               R"({"error":{"code":"invalid","message":"a gap","key":"batch.gap","through_seq":4}})"});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->error.code, ErrorCode::kInvalid);
  EXPECT_EQ(said->error.message, "a gap");
  EXPECT_EQ(said->key, "batch.gap");
  EXPECT_EQ(said->through_seq, 4);
}

TEST(CenterApi, WaitsWhenItIsNotTheCenterThatAnswers) {
  for (const HttpAnswer& answer : {HttpAnswer{200, "text/html; charset=utf-8", "<p>login"},
                                   HttpAnswer{404, "text/plain", "no such page"},
                                   HttpAnswer{502, "application/json", R"({"error":{"code":"internal"}})"},
                                   HttpAnswer{403, "application/json", R"({"error":"forbidden"})"},
                                   HttpAnswer{400, "application/json", "[[[["}}) {
    const auto said = ErrorIn(answer);
    ASSERT_TRUE(said) << answer.body;
    EXPECT_EQ(said->error.code, ErrorCode::kOffline) << answer.body;
  }
}

TEST(CenterApi, FindsNoErrorInASuccess) {
  EXPECT_FALSE(ErrorIn({200, "application/json", "{}"}));
  EXPECT_FALSE(ErrorIn({204, "", ""}));
}

TEST(CheckAnswer, TellsApartWhatAMirrorMayAnswer) {
  const auto code = [](int status, const char* type) {
    const auto checked = CheckAnswer({status, type, "x"});
    return checked ? std::string("fine") : std::string(Word(checked.error().code));
  };
  EXPECT_EQ(code(200, "application/json"), "fine");
  EXPECT_EQ(code(200, "text/html"), "offline");
  EXPECT_EQ(code(404, "text/html"), "not_found") << "an error page is not a login page";
  EXPECT_EQ(code(403, "application/xml"), "not_found");
  EXPECT_EQ(code(503, "text/plain"), "offline");
  EXPECT_EQ(code(401, "text/plain"), "refused");
}

}  // namespace
}  // namespace lianxiao::sync
