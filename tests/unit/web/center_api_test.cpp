#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/center_site.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kDevice(32, 'a');
const std::string kBatch = "/api/v1/devices/" + kDevice + "/batches/" + std::string(16, 'b') + "/";

class CenterApi : public testing::Test {
 protected:
  Response Get(const std::string& target) const { return Ask(routes_, {.target = target}); }
  Response Send(const std::string& method, const std::string& target, const std::string& body) const {
    return Ask(routes_, {.method = method, .target = target, .body = body});
  }
  json ErrorOf(const Response& response) const { return JsonOf(response).at("error"); }

  FakeCenterView view_;
  PeopleOnDisk home_{storage::Place::kCounty};
  Router routes_ = CenterRoutes(view_, home_.Site());
  Router control_ = CenterControlRoutes(view_, home_.Site());
};

TEST_F(CenterApi, ServesTheRepositoryWithItsCachingRules) {
  const auto timestamp = Get("/metadata/timestamp.json");
  EXPECT_EQ(std::get<FileBody>(timestamp.body).path, "/repository/metadata/timestamp.json");
  EXPECT_EQ(HeaderOf(timestamp, "Cache-Control"), "no-cache");
  EXPECT_EQ(HeaderOf(timestamp, "Content-Type"), "application/json");
  EXPECT_THAT(HeaderOf(Get("/metadata/7.snapshot.json"), "Cache-Control"), HasSubstr("immutable"));
  EXPECT_THAT(HeaderOf(Get("/blobs/ab/cd"), "Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(HeaderOf(Get("/targets/catalog/h.x.ndjson.zst"), "Content-Type"), "application/zstd");
  EXPECT_EQ(Ask(routes_, {.method = "HEAD", .target = "/blobs/ab/cd"}).status, 200);
}

TEST_F(CenterApi, KnowsNoOtherFile) {
  EXPECT_EQ(Get("/metadata/9.root.json").status, 404);
  EXPECT_EQ(Get("/keys/root-1.key").status, 404);
  EXPECT_EQ(Get("/metadata/../keys/root-1.key").status, 400);
}

TEST_F(CenterApi, GivesTheCardByteForByte) { EXPECT_EQ(TextOf(Get("/api/v1/center")), view_.Card()); }

TEST_F(CenterApi, AnswersAnEnrolmentWithTheSealedGrant) {
  const auto response = Send("POST", "/api/v1/enrolments", "sealed");
  EXPECT_EQ(TextOf(response), "sealed grant");
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/octet-stream");
  EXPECT_THAT(view_.requests, ElementsAre("sealed"));
}

TEST_F(CenterApi, TakesABatchByItsWholeName) {
  const auto response = Send("PUT", kBatch + "12", "sealed");
  EXPECT_EQ(response.status, 200);
  ASSERT_EQ(view_.batches.size(), 1u);
  EXPECT_EQ(view_.batches[0].first, (formats::BatchId{kDevice, std::string(16, 'b'), 12}));
  EXPECT_EQ(view_.batches[0].second, "sealed");
}

TEST_F(CenterApi, RefusesABatchWithoutAProperName) {
  for (const auto& target : {kBatch + "0", kBatch + "-1", kBatch + "x", kBatch + "99999999999999999999",
                             "/api/v1/devices/zz/batches/" + std::string(16, 'b') + "/1",
                             "/api/v1/devices/" + kDevice + "/batches/b/1"}) {
    EXPECT_EQ(Send("PUT", target, "sealed").status, 400) << target;
  }
  EXPECT_TRUE(view_.batches.empty());
}

TEST_F(CenterApi, TellsABoxWhereItsBatchesEnd) {
  view_.failure = Error{ErrorCode::kInvalid, "usage.gap: through_seq=12"};
  const auto response = Send("PUT", kBatch + "15", "sealed");
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(ErrorOf(response).at("key"), "usage.gap");
  EXPECT_EQ(ErrorOf(response).at("through_seq"), 12);
}

TEST_F(CenterApi, GivesNoWatermarkWhereThereIsNone) {
  for (const std::string message :
       {"usage.gap: through_seq", "usage.gap: through_seq=x", "events[0].id: missing"}) {
    view_.failure = Error{ErrorCode::kInvalid, message};
    const auto response = Send("PUT", kBatch + "15", "sealed");
    EXPECT_EQ(response.status, 400) << message;
    EXPECT_FALSE(ErrorOf(response).contains("through_seq")) << message;
  }
}

TEST_F(CenterApi, SaysWhatTheCallerCanDo) {
  const std::pair<ErrorCode, int> wanted[] = {{ErrorCode::kRefused, 403},  {ErrorCode::kUntrusted, 403},
                                              {ErrorCode::kInvalid, 400},  {ErrorCode::kCorrupt, 400},
                                              {ErrorCode::kNotFound, 404}, {ErrorCode::kNoSpace, 507},
                                              {ErrorCode::kOffline, 503},  {ErrorCode::kInternal, 500}};
  for (const auto& [code, status] : wanted) {
    view_.failure = Error{code, "why"};
    const auto response = Send("PUT", kBatch + "1", "sealed");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(ErrorOf(response).at("code"), Word(code));
  }
}

TEST_F(CenterApi, TakesABoxsReportOfItselfAndTellsItsNewestLetter) {
  const auto answer = Send("PUT", "/api/v1/devices/" + kDevice + "/status", "sealed");
  EXPECT_EQ(TextOf(answer), R"({"letter":7,"post":0})");
  ASSERT_EQ(view_.reports.size(), 1u);
  EXPECT_EQ(view_.reports[0], std::make_pair(kDevice, std::string("sealed")));
}

TEST_F(CenterApi, ListsSchoolsAndUse) {
  const auto schools = JsonOf(Get("/api/v1/schools")).at("schools");
  ASSERT_EQ(schools.size(), 3u);
  EXPECT_EQ(schools.at(0).at("name"), "石羊塘村小");
  EXPECT_EQ(schools.at(2).at("last_contact"), nullptr);
  const auto use = JsonOf(Get("/api/v1/use?limit=1")).at("use");
  ASSERT_EQ(use.size(), 1u);
  EXPECT_EQ(use.at(0).at("opened"), 61);
  EXPECT_EQ(Get("/api/v1/use?limit=x").status, 400);
}

TEST_F(CenterApi, MakesCodesOverTheControlSocketAlone) {
  const auto ask = [&](const std::string& body, bool local) {
    return Ask(control_, {.method = "POST", .target = "/control/v1/codes", .body = body, .local = local});
  };
  const std::string body = R"({"school":"shiyangtang","name":"石羊塘村小"})";
  EXPECT_EQ(JsonOf(ask(body, true)).at("code"), "LX7Q2-K9ABC");
  ASSERT_EQ(view_.codes.size(), 1u);
  EXPECT_THAT(view_.codes[0], ElementsAre("shiyangtang", "石羊塘村小", ""));
  EXPECT_EQ(ask(body, false).status, 403);
  EXPECT_EQ(ask(R"({"school":"a"})", true).status, 400);
  EXPECT_EQ(ask("x", true).status, 400);
  EXPECT_EQ(Send("POST", "/control/v1/codes", body).status, 404);
  EXPECT_EQ(view_.codes.size(), 1u);
}

}  // namespace
}  // namespace lianxiao::web
