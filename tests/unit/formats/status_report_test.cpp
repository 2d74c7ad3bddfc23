#include "storage/formats/status_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using testing::StartsWith;

class StatusReportTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  static StatusReport Sample() {
    StatusReport report;
    report.device = std::string(32, 'd');
    report.program = "lianxiao-schoold 0.1.0";
    std::int64_t value = 10;
    for (auto* number :
         {&report.counter, &report.catalog_version, &report.resources, &report.resources_cached,
          &report.bytes_cached, &report.bytes_missing, &report.usage_pending, &report.bytes_received,
          &report.bytes_sent, &report.disk_free_bytes, &report.uptime_s, &report.starts, &report.letter}) {
      *number = value++;
    }
    report.at = WallTime{1'790'000'000'123};
    report.problems = {{"problem.metadata_untrusted", "timestamp.json, http://10.0.3.7", WallTime{5}},
                       {"problem.disk_full", "", WallTime{6}}};
    return report;
  }
  Result<StatusReport> Reopened(const StatusReport& report) const {
    return OpenStatus(SealStatus(report, device, center.seal), center, device.verify);
  }

  const SigningKey device = SigningKey::Generate();
  const OpenKey center = OpenKey::Generate();
};

TEST_F(StatusReportTest, TheCenterReadsWhatTheBoxTold) {
  const auto report = Reopened(Sample()).value();
  EXPECT_EQ(report.device, Sample().device);
  EXPECT_EQ(report.program, Sample().program);
  EXPECT_EQ(report.counter, 10);
  EXPECT_EQ(report.catalog_version, 11);
  EXPECT_EQ(report.resources, 12);
  EXPECT_EQ(report.resources_cached, 13);
  EXPECT_EQ(report.bytes_cached, 14);
  EXPECT_EQ(report.bytes_missing, 15);
  EXPECT_EQ(report.usage_pending, 16);
  EXPECT_EQ(report.bytes_received, 17);
  EXPECT_EQ(report.bytes_sent, 18);
  EXPECT_EQ(report.disk_free_bytes, 19);
  EXPECT_EQ(report.uptime_s, 20);
  EXPECT_EQ(report.starts, 21);
  EXPECT_EQ(report.letter, 22);
  EXPECT_EQ(report.at, Sample().at);
  EXPECT_EQ(report.problems, Sample().problems);
}

TEST_F(StatusReportTest, IsNobodyElsesBusinessAndCannotBeForged) {
  const auto sealed = SealStatus(Sample(), device, center.seal);
  EXPECT_EQ(OpenStatus(sealed, OpenKey::Generate(), device.verify).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(OpenStatus(sealed, center, SigningKey::Generate().verify).error().code, ErrorCode::kUntrusted);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    EXPECT_EQ(OpenStatus(Damaged(sealed, seed), center, device.verify).error().code, ErrorCode::kCorrupt);
  }
  EXPECT_EQ(OpenStatus(std::string(kMaxStatusBytes + 1, 'x'), center, device.verify).error().code,
            ErrorCode::kInvalid);
}

TEST_F(StatusReportTest, ArrivesHoweverUglyItsTextsAre) {
  auto report = Sample();
  report.program = std::string(1'000, 'p') + "\n";
  report.problems.assign(150, {"problem.x", std::string(900, 'a') + "\n\xff" + std::string(900, 'b'), {}});
  const auto opened = Reopened(report);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->problems.size(), 100U);
  EXPECT_EQ(opened->problems[0].subject.size(), kMaxProblemSubjectBytes);
  EXPECT_THAT(opened->problems[0].subject, StartsWith(std::string(900, 'a') + " \uFFFDbbb"));
  EXPECT_EQ(opened->program.size(), kMaxProgramBytes);
}

TEST_F(StatusReportTest, OfAnotherVersionIsReadAsFarAsItGoes) {
  const auto text = R"({"device":"dddddddddddddddddddddddddddddddd","program":"p","at_ms":1,"counter":3,
                        "battery":0.5,"problems":[{"key":"k","since_ms":1,"severity":"high"}]})";
  const auto report = ParseStatusReport(text).value();
  EXPECT_EQ(report.counter, 3);
  EXPECT_EQ(report.starts, 0);
  EXPECT_EQ(report.problems[0].key, "k");
}

TEST_F(StatusReportTest, NamesTheFieldThatIsWrong) {
  const auto problem = [](const std::string& more) {
    const auto parsed = ParseStatusReport(R"({"device":"dddddddddddddddddddddddddddddddd","program":"p",
                                              "at_ms":1,"counter":3)" +
                                          more + "}");
    return parsed ? std::string("taken") : parsed.error().message;
  };
  EXPECT_EQ(problem(""), "taken");
  EXPECT_THAT(problem(R"(,"starts":-1)"), StartsWith("starts:"));
  EXPECT_THAT(problem(R"(,"starts":"1")"), StartsWith("starts: not an integer"));
  EXPECT_THAT(problem(R"(,"problems":{})"), StartsWith("problems: not a list"));
  EXPECT_THAT(problem(R"(,"problems":[{"since_ms":1}])"), StartsWith("problems[0].key: missing"));
  EXPECT_THAT(problem(R"(,"problems":[{"key":"a\nb","since_ms":1}])"), StartsWith("problems[0].key: has"));
  EXPECT_EQ(ParseStatusReport("{}").error().message, "device: missing");
  auto report = Sample();
  report.device = "../..";
  EXPECT_THAT(Reopened(report).error().message, StartsWith("device:"));
  report = Sample();
  report.bytes_missing = -1;
  EXPECT_THAT(Reopened(report).error().message, StartsWith("bytes_missing:"));
}

}  // namespace
}  // namespace lianxiao::formats
