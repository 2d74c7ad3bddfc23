// A relay's own listener, and what the technician's page says of relays.
#include <gmock/gmock.h>

#include <map>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/page_fixture.h"
#include "web/api/relay_api.h"
#include "web/words/strings.h"

namespace lianxiao::web {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

const std::string kBox(32, 'a'), kEpoch(16, 'e'), kOffer(32, 'f');

class FakeRelay final : public RelayView {
 public:
  Result<RepositoryFile> Repository(const std::string&) override { return Fail(ErrorCode::kNotFound, "no"); }
  Result<std::string> HeldBlobs() override { return std::string("LXH1"); }
  Status TakeBatch(const formats::BatchId& id, const std::string& sealed) override {
    if (sealed == "much") return Fail(ErrorCode::kNoSpace, "relay.full: no room");
    taken[id.epoch + "/" + std::to_string(id.seq)] = sealed;
    return {};
  }
  Status TakeStatus(const std::string& device, const std::string& sealed) override {
    taken[device] = sealed;
    return {};
  }
  Result<std::string> Receipt(const std::string&, const std::string& epoch) override {
    if (epoch != kEpoch) return Fail(ErrorCode::kNotFound, "no receipt");
    return std::string("{}");
  }
  Result<std::string> Letter(const std::string&, std::int64_t above) override {
    if (above >= 3) return Fail(ErrorCode::kNotFound, "no letter");
    return std::string("sealed");
  }
  Status TakePost(const std::string& device, const std::string& sealed) override {
    taken["post " + device] = sealed;
    return {};
  }
  Result<std::string> PostAnswer(const std::string&, const BlobId& to) override {
    if (to != HashOf("question")) return Fail(ErrorCode::kNotFound, "no answer");
    return std::string("answer");
  }
  Status TakeOffer(const std::string&, const std::string& offer, const std::string& sealed) override {
    taken["offer " + offer] = sealed;
    return {};
  }
  Status TakeOfferPiece(const std::string&, const std::string& offer, std::int64_t piece,
                        const std::string& sealed) override {
    if (piece > 1) return Fail(ErrorCode::kRefused, "relay.not_wanted: not now");
    taken[offer + "-" + std::to_string(piece)] = sealed;
    return {};
  }
  Result<OfferAtRelay> Offer(const std::string&, const std::string& offer) override {
    if (offer != kOffer) return Fail(ErrorCode::kNotFound, "nothing of it");
    return OfferAtRelay{"signed", 2};
  }
  std::map<std::string, std::string> taken;
};

class RelayApi : public testing::Test {
 protected:
  Response Send(const std::string& method, const std::string& path, const std::string& body = "") {
    return Ask(router_, {.method = method, .target = path, .body = body});
  }
  FakeRelay view_;
  Router router_ = RelayRoutes(view_);
};

TEST_F(RelayApi, KeepsPostAndSaysNoMoreThanThat) {
  const auto batch = Send("PUT", "/api/v1/devices/" + kBox + "/batches/" + kEpoch + "/7", "sealed");
  EXPECT_EQ(batch.status, 202);
  EXPECT_EQ(view_.taken.at(kEpoch + "/7"), "sealed");
  EXPECT_EQ(Send("PUT", "/api/v1/devices/" + kBox + "/status", "well").status, 202);
  EXPECT_EQ(view_.taken.at(kBox), "well");
  EXPECT_EQ(Send("PUT", "/api/v1/devices/" + kBox + "/batches/" + kEpoch + "/8", "much").status, 507);
}

TEST_F(RelayApi, TakesNoNameThatCouldLeadElsewhere) {
  for (const auto& path : {std::string("../x"), std::string("ABCD"), std::string(31, 'a'),
                           std::string(32, 'A'), std::string(33, 'a')}) {
    for (const auto& rest : {std::string("/status"), "/batches/" + kEpoch + "/1"}) {
      EXPECT_GE(Send("PUT", "/api/v1/devices/" + path + rest, "x").status, 400) << path;
    }
    EXPECT_GE(Send("GET", "/api/v1/devices/" + path + "/letter").status, 400) << path;
    EXPECT_GE(Send("GET", "/api/v1/devices/" + path + "/receipts/" + kEpoch).status, 400) << path;
  }
  for (const std::string seq : {"0", "-1", "x", "99999999999999999999"}) {
    EXPECT_EQ(Send("PUT", "/api/v1/devices/" + kBox + "/batches/" + kEpoch + "/" + seq, "x").status, 400)
        << seq;
  }
  EXPECT_EQ(Send("PUT", "/api/v1/devices/" + kBox + "/status", "").status, 400);
  EXPECT_TRUE(view_.taken.empty());
}

TEST_F(RelayApi, GivesReceiptsAndLettersAsTheyCame) {
  EXPECT_EQ(TextOf(Send("GET", "/api/v1/devices/" + kBox + "/receipts/" + kEpoch)), "{}");
  EXPECT_EQ(Send("GET", "/api/v1/devices/" + kBox + "/receipts/" + std::string(16, '0')).status, 404);
  EXPECT_EQ(TextOf(Send("GET", "/api/v1/devices/" + kBox + "/letter?above=2")), "sealed");
  EXPECT_EQ(Send("GET", "/api/v1/devices/" + kBox + "/letter?above=3").status, 204);
  EXPECT_EQ(TextOf(Send("GET", "/blobs/held")), "LXH1");
  EXPECT_EQ(Send("GET", "/metadata/timestamp.json").status, 404);
}

TEST_F(RelayApi, KeepsWhatTeachersWroteAndGivesTheAnswerToThatAlone) {
  const auto post = "/api/v1/devices/" + kBox + "/post";
  EXPECT_EQ(Send("PUT", post, "sealed").status, 202);
  EXPECT_EQ(view_.taken.at("post " + kBox), "sealed");
  EXPECT_EQ(Send("PUT", post, "").status, 400);
  EXPECT_EQ(TextOf(Send("GET", post + "/" + HashOf("question").Hex())), "answer");
  EXPECT_EQ(Send("GET", post + "/" + HashOf("another").Hex()).status, 204);
  EXPECT_EQ(Send("GET", post + "/..").status, 400);
  EXPECT_EQ(Send("PUT", "/api/v1/devices/ABCD/post", "sealed").status, 400);
}

TEST_F(RelayApi, KeepsAWindowOfCoursewareAndSaysHowFarItIs) {
  const auto offer = "/api/v1/devices/" + kBox + "/offers/" + kOffer;
  EXPECT_EQ(Send("PUT", offer, "statement").status, 202);
  EXPECT_EQ(Send("PUT", offer + "/sealed-pieces/1", "piece").status, 202);
  EXPECT_EQ(view_.taken.at(kOffer + "-1"), "piece");
  EXPECT_EQ(Send("PUT", offer + "/sealed-pieces/7", "piece").status, 403);
  EXPECT_EQ(Send("PUT", offer + "/sealed-pieces/x", "piece").status, 400);
  EXPECT_EQ(Send("PUT", offer + "/sealed-pieces/1", "").status, 400);
  const auto here = JsonOf(Send("GET", offer));
  EXPECT_EQ(here.at("receipt"), "signed");
  EXPECT_EQ(here.at("held"), 2);
  const auto other = "/api/v1/devices/" + kBox + "/offers/";
  EXPECT_EQ(Send("GET", other + std::string(32, '0')).status, 404);
  EXPECT_EQ(Send("GET", other + "..").status, 400);
  EXPECT_EQ(Send("PUT", other + std::string(32, 'A'), "x").status, 400);
}

TEST(RelaySection, SaysWhichRelayIsUsedAndWhatItBrought) {
  School school;
  EXPECT_THAT(school.Page("/status"), Not(HasSubstr("联校中继")));
  school.view.status.relay.asked = {{"http://10.1.0.2:8482", false, "well", 3},
                                    {"http://10.1.0.9:8482/<b>", true, "foreign", 0}};
  school.view.status.relay.bytes_received = 52'000'000;
  school.view.status.relay.batches_handed = 4;
  const auto page = school.Page("/status");
  EXPECT_THAT(page, AllOf(HasSubstr("联校中继"), HasSubstr("http://10.1.0.2:8482"), HasSubstr("正在使用"),
                          HasSubstr("3 毫秒"), HasSubstr("不是本县签发的"), HasSubstr("8482/&lt;b&gt;")));
  EXPECT_THAT(page, Not(HasSubstr("待送县里")));
}

TEST(RelaySection, SaysWhatThisBoxCarriesForOthers) {
  School school;
  auto& relay = school.view.status.relay;
  relay.serves = relay.listens = true;
  relay.serves_at = "0.0.0.0:8482";
  relay.post_batches = 12;
  relay.post_boxes = 3;
  relay.batches_delivered = 40;
  EXPECT_THAT(school.Page("/status"),
              AllOf(HasSubstr("在 0.0.0.0:8482 为联校其他学校提供中继"), HasSubstr("3 台设备 12 批"),
                    HasSubstr("40"), HasSubstr("自制课件</dt><dd>没有")));
  EXPECT_THAT(school.Page("/status"),
              Not(AnyOf(HasSubstr("由县里设定"), HasSubstr("最多占用"), HasSubstr("差量"))));
  relay.by_county = true;
  relay.most_bytes_per_second = 1'000'000;
  relay.ways = 7;
  relay.ways_bytes = 3'000'000;
  relay.offers = 2;
  relay.offers_bytes = 5'000'000;
  EXPECT_THAT(school.Page("/status"), AllOf(HasSubstr("由县里设定"), HasSubstr("最多占用"), HasSubstr("7 个"),
                                            HasSubstr("自制课件</dt><dd>2 件，4.8 兆")));
  relay.post_boxes = relay.post_batches = 0;
  EXPECT_THAT(school.Page("/status"), HasSubstr("密封信件</dt><dd>没有"));
  relay.listens = false;
  EXPECT_THAT(school.Page("/status"), HasSubstr("0.0.0.0:8482 不可用"));
}

TEST(RelaySection, HasWordsForEveryState) {
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    for (const std::string state : {"unknown", "well", "behind", "away", "foreign"}) {
      EXPECT_TRUE(Strings::BuiltIn(language).Has("relay.state_" + state)) << state;
    }
  }
}

}  // namespace
}  // namespace lianxiao::web
