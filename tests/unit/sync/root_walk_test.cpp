// The roots that a box follows from whoever answers at its center's address.
#include <gtest/gtest.h>

#include "sync/trust/metadata.h"
#include "tests/unit/sync/trust_county.h"

namespace lianxiao::sync {
namespace {

// Serves roots, and notes what was asked and of whom.
class RootLine final : public Line {
 public:
  Result<HttpAnswer> Exchange(const HttpRequest& request) override {
    asked.push_back(request.url);
    all_of_anyone = all_of_anyone && request.from == HttpRequest::From::kAnyone;
    if (!up) return Fail(ErrorCode::kOffline, "no line");
    const auto found = files.find(request.url);
    if (found == files.end()) return HttpAnswer{404, "text/plain", ""};
    return HttpAnswer{200, "application/json", found->second};
  }
  void Fetch(const RangeRequest&, RangeSink&) override {}
  void Cancel(RangeSink&) override {}
  void Turn(std::int64_t) override {}
  Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

  void Put(std::int64_t version, std::string root) {
    files["https://center/metadata/" + std::to_string(version) + ".root.json"] = std::move(root);
  }
  std::map<std::string, std::string> files;
  std::vector<std::string> asked;
  bool all_of_anyone = true, up = true;
};

class RootWalk : public testing::Test {
 protected:
  RootWalk() { EXPECT_TRUE(InitCrypto()); }
  int Walk() { return WalkRootsOfAnyone(line, "https://center/", trusted); }
  // Signed by the county, naming these keys of its center.
  std::string RootNaming(std::int64_t version, const formats::TufCenter& named,
                         WallTime expires = kNextYear) {
    auto body = county.RootBody(version, expires);
    body.center = named;
    return formats::SignTufRoot(body, county.keys[formats::TufRole::kRoot]);
  }
  County county;
  TrustedSet trusted = TrustedSet::Load({{"root", county.Root(1)}}).value();
  RootLine line;
  const formats::TufCenter center{SigningKey::Generate().verify, OpenKey::Generate().seal};
};

TEST_F(RootWalk, TakesAllThatFollowAndAsksNothingElse) {
  line.Put(2, county.Root(2));
  line.Put(3, RootNaming(3, center));
  EXPECT_EQ(Walk(), 2);
  EXPECT_EQ(trusted.root_version(), 3);
  EXPECT_EQ(trusted.root().center, center);
  EXPECT_EQ(line.asked.size(), 3U);
  EXPECT_EQ(line.asked.back(), "https://center/metadata/4.root.json");
  EXPECT_TRUE(line.all_of_anyone);
}

TEST_F(RootWalk, BelievesNobodyElsesRoot) {
  County thief;
  auto forged = thief.RootBody(2, kNextYear);
  forged.center = center;
  line.Put(2, formats::SignTufRoot(forged, thief.keys[formats::TufRole::kRoot]));
  EXPECT_EQ(Walk(), 0);
  // Nor one that a single person of three signed.
  auto lone = county.RootBody(2, kNextYear);
  lone.center = center;
  line.Put(2, formats::SignTufRoot(lone, std::span(county.keys[formats::TufRole::kRoot]).first(1)));
  EXPECT_EQ(Walk(), 0);
  line.Put(2, "<html>");
  EXPECT_EQ(Walk(), 0);
  EXPECT_FALSE(trusted.root().center);
  EXPECT_EQ(trusted.root_version(), 1);
}

TEST_F(RootWalk, KeepsTheGoodOnesBeforeABadOneOrALostLine) {
  line.Put(2, RootNaming(2, center));
  line.Put(3, "{}");
  EXPECT_EQ(Walk(), 1);
  EXPECT_EQ(trusted.root().center, center);
  line.up = false;
  EXPECT_EQ(Walk(), 0);
  EXPECT_EQ(trusted.root_version(), 2);
}

TEST_F(RootWalk, ADateThatIsOverIsNoReasonToGoOnWithOlderKeys) {
  line.Put(2, RootNaming(2, center, kYesterday));
  EXPECT_EQ(Walk(), 1);
  EXPECT_EQ(trusted.root().center, center);
}

TEST_F(RootWalk, NeverAsksWithoutEnd) {
  for (std::int64_t n = 2; n < 600; ++n) line.Put(n, county.Root(n));
  EXPECT_EQ(Walk(), kMaxRootRotations);
  EXPECT_EQ(Walk(), kMaxRootRotations) << "the next round goes on";
}

}  // namespace
}  // namespace lianxiao::sync
