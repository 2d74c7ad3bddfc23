// Boxes as the control sockets of both sides handle them, told what to answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/devices_view.h"
#include "web/enrolment_view.h"

namespace lianxiao::web {

struct FakeDevicesView final : DevicesView {
  std::vector<std::vector<std::string>> asked;
  std::optional<Error> failure;

  Result<std::string> ChangeKeys(const std::string& device, const std::string& sealed) override {
    asked.push_back({"keys", device, sealed});
    if (failure) return Fail(*failure);
    return R"({"signature":"00","signed":{}})";
  }
  Result<RevokedBox> Revoke(const std::string& who, const std::string& why,
                            const storage::Actor& by) override {
    asked.push_back({"revoke", who, why, by.login});
    if (failure) return Fail(*failure);
    return RevokedBox{std::string(32, 'd'), "shiyangtang"};
  }
  Result<CodeWithFile> MakeCodeFile(const std::string& school, const std::string& name,
                                    const std::string& address) override {
    asked.push_back({"code", school, name, address});
    if (failure) return Fail(*failure);
    return CodeWithFile{"LX7Q2-K9ABC", WallTime{1'795'400'000'000}, "a file"};
  }
  Result<std::string> Grant(const std::string& request_file) override {
    asked.push_back({"grant", request_file});
    if (failure) return Fail(*failure);
    return "granted";
  }
};

struct FakeEnrolmentView final : EnrolmentView {
  std::vector<std::vector<std::string>> asked;
  std::optional<Error> failure;

  Result<std::string> MakeRequestFile(const std::string& code, const std::string& code_file) override {
    asked.push_back({"request", code, code_file});
    if (failure) return Fail(*failure);
    return "a request";
  }
  Status RotateKeys() override {
    asked.push_back({"rotate"});
    if (failure) return Fail(*failure);
    return {};
  }
  Status TakeGrantFile(const std::string& grant_file) override {
    asked.push_back({"grant", grant_file});
    if (failure) return Fail(*failure);
    return {};
  }
};

}  // namespace lianxiao::web
