#include "storage/formats/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::StartsWith;

Bundle SampleBundle() {
  Bundle bundle;
  bundle.id = "autumn-2026";
  bundle.name = "秋季开学资源包";
  bundle.message = "请老师们提前备课。\n谢谢！";
  bundle.resources = {"math-3-fractions", "chinese-1-pictures"};
  bundle.schools = {"shiyangtang"};
  bundle.priority = Priority::kUrgent;
  bundle.needed_by = "2026-09-01T00:00:00Z";
  bundle.expires = "2027-01-20T00:00:00Z";
  return bundle;
}

std::string ProblemAfter(const std::function<void(json&)>& change) {
  auto value = json::parse(ToJson(SampleBundle()));
  change(value);
  const auto parsed = ParseBundle(value.dump());
  return parsed ? "taken" : parsed.error().message;
}

TEST(Bundle, ReadsBackWhatItWrote) {
  auto bundle = SampleBundle();
  EXPECT_EQ(ParseBundle(ToJson(bundle)).value(), bundle);
  bundle.resources.clear();
  bundle.everything = true;
  bundle.priority = Priority::kBackground;
  EXPECT_EQ(ParseBundle(ToJson(bundle)).value(), bundle);
  EXPECT_EQ(ParseBundle(R"({"id":"a","name":"b"})").value().priority, Priority::kNormal);
}

TEST(Bundle, KeepsForTheCountyWhichPairingsAndAlliancesItGoesTo) {
  auto bundle = SampleBundle();
  EXPECT_FALSE(bundle.NeedsSchools());
  bundle.pairings = {{.school = "longtan", .helper = "zhenxiao", .studio = {}},
                     {.school = "longtan", .helper = {}, .studio = "chen"}};
  bundle.alliances = {"north"};
  EXPECT_TRUE(bundle.NeedsSchools());
  EXPECT_EQ(ParseBundle(ToJson(bundle)).value(), bundle);
  EXPECT_THAT(ProblemAfter([](json& b) {
                b["pairings"] = {{{"school", "longtan"}}};
              }),
              StartsWith("pairings"));
  EXPECT_THAT(ProblemAfter([](json& b) {
                b["pairings"] = {{{"helper", "zhenxiao"}}};
              }),
              StartsWith("pairings.school"));
  EXPECT_THAT(ProblemAfter([](json& b) { b["alliances"] = {"No Id"}; }), StartsWith("alliances"));
}

TEST(Bundle, TakesWhatANewerCenterSends) {
  EXPECT_EQ(ProblemAfter([](json& b) { b["colour"] = {1, 2}; }), "taken");
  auto newer = json::parse(ToJson(SampleBundle()));
  newer["priority"] = "immediate";
  EXPECT_EQ(ParseBundle(newer.dump()).value().priority, Priority::kNormal);
}

TEST(Bundle, NamesTheFieldThatIsWrong) {
  const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
      {[](json& b) { b.erase("id"); }, "id: missing"},
      {[](json& b) { b.erase("name"); }, "name: missing"},
      {[](json& b) { b["id"] = "A"; }, "id:"},
      {[](json& b) { b["name"] = 5; }, "name: not a string"},
      {[](json& b) { b["name"] = "a\nb"; }, "name: has a control"},
      {[](json& b) { b["message"] = std::string(20'001, 'x'); }, "message: longer"},
      {[](json& b) { b["resources"][0] = "a/b"; }, "resources:"},
      {[](json& b) { b["resources"] = std::vector<std::string>(20'001, "a"); }, "resources:"},
      {[](json& b) { b["everything"] = true; }, "resources: none may be named"},
      {[](json& b) { b["everything"] = 1; }, "everything: neither"},
      {[](json& b) { b["schools"] = "all"; }, "schools: not a list"},
      {[](json& b) { b["needed_by"] = "soon"; }, "needed_by:"},
      {[](json& b) { b["expires"] = "2026-02-30T00:00:00Z"; }, "expires:"},
  };
  for (const auto& [change, problem] : wrongs) EXPECT_THAT(ProblemAfter(change), StartsWith(problem));
  EXPECT_FALSE(ParseBundle(std::string(kMaxBundleBytes + 1, ' ')));
}

TEST(Bundle, DamageIsFoundOrKeepsThePromises) {
  const auto text = ToJson(SampleBundle());
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    const auto parsed = ParseBundle(Damaged(text, seed));
    if (parsed) {
      EXPECT_TRUE(Check(*parsed)) << seed;
    } else {
      EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid) << seed;
    }
  }
}

}  // namespace
}  // namespace lianxiao::formats
