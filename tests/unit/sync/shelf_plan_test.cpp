#include "sync/relay/shelf_plan.h"

#include <gtest/gtest.h>

#include "storage/base/digest.h"
#include "storage/formats/packing.h"
#include "sync/relay/tape.h"

namespace lianxiao::sync {
namespace {

// A line that has one answer for everything.
class OneAnswer final : public Line {
 public:
  explicit OneAnswer(HttpAnswer answer) : answer_(std::move(answer)) {}
  Result<HttpAnswer> Exchange(const HttpRequest&) override { return answer_; }
  void Fetch(const RangeRequest&, RangeSink&) override {}
  void Cancel(RangeSink&) override {}
  void Turn(std::int64_t) override {}
  Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

 private:
  const HttpAnswer answer_;
};

HttpRequest GetOf(const std::string& url) { return {Method::kGet, url, {}, 1'000}; }

TEST(ShelfPlan, ReadsTheNamesOfPatchesAndNothingElse) {
  const auto patch = ParsePatchName("metadata/8.targets.json.from-0123456789abcdef");
  ASSERT_TRUE(patch);
  EXPECT_EQ(patch->to, "metadata/8.targets.json");
  EXPECT_EQ(patch->from, "0123456789abcdef");
  EXPECT_EQ(ParsePatchName("metadata/8.targets.json.from-0")->from, "0");
  for (const char* name :
       {"metadata/8.targets.json", "metadata/8.targets.json.from-", "metadata/8.targets.json.from-0123",
        "metadata/8.targets.json.from-0123456789ABCDEF"}) {
    EXPECT_FALSE(ParsePatchName(name)) << name;
  }
}

TEST(ShelfPlan, KnowsAFormerVersionOfAListByItsName) {
  EXPECT_TRUE(SameList("metadata/7.targets.json", "metadata/8.targets.json"));
  EXPECT_TRUE(SameList("targets/bundles/aa.all.json", "targets/bundles/bb.all.json"));
  EXPECT_FALSE(SameList("metadata/7.targets.json", "metadata/7.targets.json"));
  EXPECT_FALSE(SameList("metadata/7.snapshot.json", "metadata/8.targets.json"));
  EXPECT_FALSE(SameList("targets/bundles/aa.all.json", "targets/catalog/bb.all.json"));
}

TEST(ShelfPlan, TakesAPatchOnlyIfItLeadsToWhatWasSigned) {
  const std::string whole = "the list as it was signed";
  const ShelfFile file{
      {}, {}, std::ssize(whole) + 100, Sha256Hex(whole), std::ssize(whole), Sha256Hex(whole)};
  // A zstd frame of the whole file makes it from nothing.
  const auto frame = formats::Pack(whole, 3);
  EXPECT_TRUE(LeadsTo(file, "", frame));
  auto flipped = frame;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
  EXPECT_FALSE(LeadsTo(file, "", flipped));
  EXPECT_FALSE(LeadsTo(file, "", formats::Pack("the list as nobody signed", 3)));
  EXPECT_FALSE(LeadsTo(file, "", "no frame"));
  EXPECT_FALSE(LeadsTo({{}, {}, 3, file.sha256, file.plain_length, file.plain_sha256}, "", frame))
      << "larger than the file itself";
}

TEST(Tape, NotesListsAndPatchesAndNothingElse) {
  Tape tape;
  OneAnswer list({200, "application/json", "{}"});
  TapeLine line(list, tape);
  for (const char* name :
       {"metadata/3.targets.json", "targets/catalog/aa.county-1-0.ndjson.zst",
        "metadata/3.targets.json.from-0", "blobs/ab/cd", "api/v1/center", "metadata/a/b"}) {
    ASSERT_TRUE(line.Exchange(GetOf("http://county/" + std::string(name))));
  }
  EXPECT_EQ(tape.files().size(), 3U);
  ASSERT_NE(tape.Find("metadata/3.targets.json"), nullptr);
  EXPECT_EQ(*tape.Find("metadata/3.targets.json"), "{}");
  EXPECT_EQ(tape.Find("blobs/ab/cd"), nullptr);
}

TEST(Tape, NotesNoFailuresAndNoPortals) {
  for (const auto& answer : {HttpAnswer{404, "text/plain", "no"}, HttpAnswer{200, "text/html", "<html>"}}) {
    Tape tape;
    OneAnswer other(answer);
    TapeLine line(other, tape);
    ASSERT_TRUE(line.Exchange(GetOf("http://county/metadata/3.targets.json")));
    EXPECT_TRUE(tape.files().empty()) << answer.status;
  }
}

}  // namespace
}  // namespace lianxiao::sync
