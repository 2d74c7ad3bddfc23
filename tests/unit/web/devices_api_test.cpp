// Enrolment by files and shutting boxes out, over the control sockets alone.
#include "web/api/devices_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_devices_view.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;

class DevicesApi : public testing::Test {
 protected:
  DevicesApi() {
    AddDevicesControl(center_, devices_);
    AddEnrolmentControl(box_, enrolment_);
  }
  static Response Post(const Router& router, const std::string& path, const std::string& body,
                       bool local = true) {
    return Ask(router, {.method = "POST", .target = path, .body = body, .local = local});
  }
  Router center_, box_;
  FakeDevicesView devices_;
  FakeEnrolmentView enrolment_;
};

TEST_F(DevicesApi, ShutsABoxOutAndSaysWhich) {
  const auto done = Post(center_, "/control/v1/revocations", R"({"who":"shiyangtang","why":"stolen"})");
  EXPECT_EQ(JsonOf(done).at("device"), std::string(32, 'd'));
  EXPECT_EQ(JsonOf(done).at("school"), "shiyangtang");
  EXPECT_THAT(devices_.asked.at(0), ElementsAre("revoke", "shiyangtang", "stolen", "console"));
  EXPECT_EQ(Post(center_, "/control/v1/revocations", R"({"who":"shiyangtang"})").status, 400);
  devices_.failure = Error{ErrorCode::kNotFound, "device.unknown: no box x"};
  const auto unknown = Post(center_, "/control/v1/revocations", R"({"who":"x","why":"y"})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(JsonOf(unknown).at("error").at("key"), "device.unknown");
}

TEST_F(DevicesApi, CarriesTheThreeFilesOfAnEnrolment) {
  EXPECT_EQ(JsonOf(Post(center_, "/control/v1/code-files", R"({"school":"a","name":"b"})")).at("file"),
            "a file");
  EXPECT_EQ(JsonOf(Post(box_, "/control/v1/enrolment-requests", R"({"code_file":"c"})")).at("file"),
            "a request");
  EXPECT_EQ(JsonOf(Post(center_, "/control/v1/grants", R"({"file":"r"})")).at("file"), "granted");
  EXPECT_EQ(Post(box_, "/control/v1/enrolment-grants", R"({"file":"g"})").status, 204);
  EXPECT_THAT(devices_.asked, ElementsAre(ElementsAre("code", "a", "b", ""), ElementsAre("grant", "r")));
  EXPECT_THAT(enrolment_.asked, ElementsAre(ElementsAre("request", "", "c"), ElementsAre("grant", "g")));
}

TEST_F(DevicesApi, TakesABoxsNewKeys) {
  Router api;
  AddDeviceKeys(api, devices_);
  const auto path = "/api/v1/devices/" + std::string(32, 'd') + "/keys";
  EXPECT_TRUE(JsonOf(Post(api, path, "sealed", false)).contains("signed"));
  EXPECT_THAT(devices_.asked, ElementsAre(ElementsAre("keys", std::string(32, 'd'), "sealed")));
  devices_.failure = Error{ErrorCode::kRefused, "device.revoked: it was shut out"};
  EXPECT_EQ(JsonOf(Post(api, path, "sealed", false)).at("error").at("key"), "device.revoked");
  EXPECT_EQ(Post(box_, "/control/v1/key-rotations", "{}").status, 204);
  EXPECT_EQ(Post(box_, "/control/v1/key-rotations", "{}", false).status, 403);
}

TEST_F(DevicesApi, AnswersTheControlSocketAlone) {
  for (const std::string path : {"/control/v1/code-files", "/control/v1/grants", "/control/v1/revocations"}) {
    EXPECT_EQ(
        Post(center_, path, R"({"who":"a","why":"b","file":"c","school":"d","name":"e"})", false).status,
        403);
    EXPECT_EQ(Post(center_, path, "x").status, 400);
  }
  for (const std::string path : {"/control/v1/enrolment-requests", "/control/v1/enrolment-grants"}) {
    EXPECT_EQ(Post(box_, path, R"({"code_file":"c","file":"g"})", false).status, 403);
    EXPECT_EQ(Post(box_, path, R"({"code_file":5,"file":5})").status, 400);
  }
  EXPECT_TRUE(devices_.asked.empty());
  EXPECT_TRUE(enrolment_.asked.empty());
}

}  // namespace
}  // namespace lianxiao::web
