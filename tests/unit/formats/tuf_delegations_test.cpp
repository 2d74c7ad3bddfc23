#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "storage/formats/tuf.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::StartsWith;

class TufDelegationsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  TufTargets Targets() const {
    const auto key = TufKey::From(studio.verify);
    TufTargets targets{4, {1'790'000'000'000}, {{"catalog/county-0-0.ndjson.zst", {9, hash, {}}}}, {}};
    targets.delegations = {{{key.Id(), key}},
                           {{"chen", {{key.Id()}, 1}, true, {"catalog/chen-*", "x/?.zst"}, {}},
                            {"bins", {{key.Id()}, 1}, false, {}, {"00", "0f"}}},
                           {}};
    return targets;
  }
  TufTargets Bins() const {
    auto targets = Targets();
    targets.delegations->roles.clear();
    targets.delegations->succinct = {{{TufKey::From(studio.verify).Id()}, 1}, 8, "bin"};
    return targets;
  }
  std::string ProblemAfter(const TufTargets& targets, const std::function<void(json&)>& change) const {
    auto file = json::parse(SignTufTargets(targets, std::span(&county, 1)));
    change(file["signed"]["delegations"]);
    const auto parsed = ParseTufTargets(file.dump());
    if (parsed) return "taken";
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid);
    return parsed.error().message;
  }

  const std::string hash = std::string(64, 'a');
  const SigningKey county = SigningKey::FromSeed(std::string(32, '1')).value();
  const SigningKey studio = SigningKey::FromSeed(std::string(32, '2')).value();
};

TEST_F(TufDelegationsTest, ReadBackAsTheyWereWritten) {
  const auto read = ParseTufTargets(SignTufTargets(Targets(), std::span(&county, 1))).value();
  EXPECT_EQ(read.body.delegations, Targets().delegations);
  EXPECT_EQ(read.body.targets, Targets().targets);
  const auto bins = ParseTufTargets(SignTufTargets(Bins(), std::span(&county, 1))).value();
  EXPECT_EQ(bins.body.delegations, Bins().delegations);
  auto none = Targets();
  none.delegations = {{}, {}, {}};
  EXPECT_EQ(ParseTufTargets(SignTufTargets(none, std::span(&county, 1)))->body.delegations, none.delegations);
  none.delegations.reset();
  EXPECT_FALSE(ParseTufTargets(SignTufTargets(none, std::span(&county, 1)))->body.delegations);
}

TEST_F(TufDelegationsTest, NameTheFieldThatIsWrong) {
  const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
      {[](json& d) { d = 1; }, "signed.delegations: not an object"},
      {[](json& d) { d.erase("keys"); }, "signed.delegations.keys: missing"},
      {[](json& d) { d.erase("roles"); }, "signed.delegations: exactly one of roles and succinct_roles"},
      {[](json& d) { d["succinct_roles"] = json::object(); }, "signed.delegations: exactly one of roles"},
      {[](json& d) { d["roles"] = json::object(); }, "signed.delegations.roles: not a list"},
      {[](json& d) { d["roles"] = std::vector<json>(4'097, d["roles"][0]); },
       "signed.delegations.roles: too many"},
      {[](json& d) { d["roles"][1]["name"] = "chen"; }, "signed.delegations.roles[1].name: there twice"},
      {[](json& d) { d["roles"][1]["name"] = ""; }, "signed.delegations.roles[1].name: empty"},
      {[](json& d) { d["roles"][1]["name"] = std::string(81, 'x'); },
       "signed.delegations.roles[1].name: too long"},
      {[](json& d) { d["roles"][0]["name"] = "snapshot"; },
       "signed.delegations.roles[0].name: a delegated role cannot have the name"},
      {[](json& d) { d["roles"][0].erase("keyids"); }, "signed.delegations.roles[0].keyids: missing"},
      {[](json& d) { d["roles"][0]["threshold"] = 0; }, "signed.delegations.roles[0].threshold: 0"},
      {[](json& d) { d["roles"][0]["terminating"] = "no"; },
       "signed.delegations.roles[0].terminating: neither true nor false"},
      {[](json& d) { d["roles"][0].erase("paths"); },
       "signed.delegations.roles[0]: exactly one of paths and path_hash_prefixes"},
      {[](json& d) { d["roles"][0]["path_hash_prefixes"] = {"00"}; },
       "signed.delegations.roles[0]: exactly one of paths and path_hash_prefixes"},
      {[](json& d) { d["roles"][0]["paths"] = {1}; },
       "signed.delegations.roles[0].paths: not a list of strings"},
      {[](json& d) { d["roles"][0]["paths"] = {std::string(4'097, 'x')}; },
       "signed.delegations.roles[0].paths: a pattern is too long"},
      {[](json& d) { d["roles"][1]["path_hash_prefixes"] = {"0G"}; },
       "signed.delegations.roles[1].path_hash_prefixes: not 2"},
  };
  for (const auto& [change, problem] : wrongs) {
    EXPECT_THAT(ProblemAfter(Targets(), change), StartsWith(problem));
  }
}

TEST_F(TufDelegationsTest, SuccinctRolesNameTheFieldThatIsWrong) {
  const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
      {[](json& d) { d["succinct_roles"]["bit_length"] = 0; },
       "signed.delegations.succinct_roles.bit_length: 0 is not from 1 to 32"},
      {[](json& d) { d["succinct_roles"]["bit_length"] = 33; },
       "signed.delegations.succinct_roles.bit_length: 33 is not from 1 to 32"},
      {[](json& d) { d["succinct_roles"].erase("name_prefix"); },
       "signed.delegations.succinct_roles.name_prefix: missing"},
      {[](json& d) { d["succinct_roles"]["name_prefix"] = std::string(80, 'x'); },
       "signed.delegations.succinct_roles.name_prefix: too long"},
      {[](json& d) { d["succinct_roles"].erase("threshold"); },
       "signed.delegations.succinct_roles.threshold: missing"},
  };
  for (const auto& [change, problem] : wrongs) {
    EXPECT_THAT(ProblemAfter(Bins(), change), StartsWith(problem));
  }
}

TEST_F(TufDelegationsTest, MayUseNamesThatAreNoFileNames) {
  for (const char* name : {"..", "../up", "/root", "a/b", "?", "#", "%2F", "a role", "库"}) {
    EXPECT_EQ(ProblemAfter(Targets(), [&](json& d) { d["roles"][0]["name"] = name; }), "taken") << name;
  }
}

TEST_F(TufDelegationsTest, MayLeaveOutWhetherTheyTerminate) {
  const auto gone = [](json& d) { d["roles"][0].erase("terminating"); };
  EXPECT_EQ(ProblemAfter(Targets(), gone), "taken");
}

}  // namespace
}  // namespace lianxiao::formats
