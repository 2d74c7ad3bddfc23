#include "storage/formats/usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "storage/base/encoding.h"
#include "storage/formats/envelope.h"
#include "storage/formats/packing.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

Event PlayedEvent() {
  Event event;
  event.id = "0123456789abcdef0123456789abcdef";
  event.kind = EventKind::kPlayed;
  event.resource = "math-3-fractions";
  event.version = 2;
  event.file = "课堂.mp4";
  event.position_s = 600;
  event.played_s = 30;
  event.session = "aZ09_-";
  event.device = "projector";
  event.person = "0011223344556677";
  event.wall = WallTime{1'790'000'000'123};
  event.boot = "2f8ff2d1-0000-4000-8000-0123456789ab";
  event.uptime_ms = 86'400'000;
  event.clock = ClockQuality::kSynchronized;
  return event;
}

Event SearchedEvent() {
  Event event;
  event.id = "ffffffffffffffffffffffffffffffff";
  event.kind = EventKind::kSearched;
  event.query = "分数 \"½\"";
  event.results = 3;
  event.wall = WallTime{-5};
  event.boot = "unknown";
  event.clock = ClockQuality::kUnset;
  return event;
}

std::string ProblemAfter(const Event& event, const std::function<void(json&)>& change) {
  auto value = json::parse(ToJson(event));
  change(value);
  const auto parsed = ParseEvent(value.dump());
  return parsed ? "taken" : parsed.error().message;
}

TEST(Event, ReadsBackWhatItWrote) {
  EXPECT_EQ(ParseEvent(ToJson(PlayedEvent())).value(), PlayedEvent());
  EXPECT_EQ(ParseEvent(ToJson(SearchedEvent())).value(), SearchedEvent());
  for (const auto kind : {EventKind::kOpened, EventKind::kFinished, EventKind::kDownloaded}) {
    auto event = PlayedEvent();
    event.kind = kind;
    EXPECT_EQ(ParseEvent(ToJson(event)).value(), event);
    EXPECT_EQ(ParseEventKind(Word(kind)).value(), kind);
  }
}

TEST(Event, NamesAPersonByPseudonymOrNotAtAll) {
  const auto said = [](const std::string& person) {
    return ProblemAfter(PlayedEvent(), [&](json& event) { event["person"] = person; });
  };
  EXPECT_EQ(said("fedcba9876543210"), "taken");
  EXPECT_EQ(said(""), "taken");
  for (const auto* name : {"王芳", "wangfang", "FEDCBA9876543210", "fedcba98765432100"}) {
    EXPECT_THAT(said(name), StartsWith("person: not 16 lower-case hex digits")) << name;
  }
  auto nobody = PlayedEvent();
  nobody.person.clear();
  EXPECT_THAT(ToJson(nobody), testing::Not(HasSubstr("person")));
}

TEST(Event, FromAPageNeedsNeitherIdNorTimesButARecordedOneDoes) {
  const auto event = ParseEvent(R"({"kind":"opened","resource":"a","page":"new"})").value();
  EXPECT_EQ(event.resource, "a");
  EXPECT_EQ(event.clock, ClockQuality::kFree);
  EXPECT_THAT(Check(event).error().message, StartsWith("id:"));
  auto timeless = PlayedEvent();
  timeless.boot = "";
  EXPECT_THAT(Check(timeless).error().message, StartsWith("boot:"));
  EXPECT_TRUE(Check(PlayedEvent()));
}

TEST(Event, NamesTheFieldThatIsWrong) {
  const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
      {[](json& e) { e.erase("kind"); }, "kind:"},
      {[](json& e) { e["kind"] = "slept"; }, "kind: none of opened"},
      {[](json& e) { e["id"] = "ABC"; }, "id:"},
      {[](json& e) { e.erase("resource"); }, "resource:"},
      {[](json& e) { e["resource"] = "A b"; }, "resource:"},
      {[](json& e) { e["version"] = -1; }, "version:"},
      {[](json& e) { e["version"] = "2"; }, "version: not an integer"},
      {[](json& e) { e["file"] = "../x"; }, "file:"},
      {[](json& e) { e["position_s"] = -1; }, "position_s:"},
      {[](json& e) { e["position_s"] = std::int64_t{1} << 40; }, "position_s:"},
      {[](json& e) { e["played_s"] = 1.5; }, "played_s: not an integer"},
      {[](json& e) { e["query"] = "x"; }, "query: only a search"},
      {[](json& e) { e["results"] = 1; }, "query: only a search"},
      {[](json& e) { e["session"] = "王老师"; }, "session:"},
      {[](json& e) { e["session"] = std::string(65, 'a'); }, "session:"},
      {[](json& e) { e["device"] = "fridge"; }, "device:"},
      {[](json& e) { e["wall_ms"] = INT64_MIN; }, "wall_ms:"},
      {[](json& e) { e["boot"] = std::string(37, 'a'); }, "boot:"},
      {[](json& e) { e["uptime_ms"] = -1; }, "uptime_ms:"},
      {[](json& e) { e["clock"] = "wrong"; }, "clock:"},
  };
  for (const auto& [change, problem] : wrongs) {
    EXPECT_THAT(ProblemAfter(PlayedEvent(), change), StartsWith(problem));
  }
  EXPECT_THAT(ProblemAfter(SearchedEvent(), [](json& e) { e["query"] = std::string(201, 'a'); }),
              StartsWith("query: longer"));
  EXPECT_THAT(ProblemAfter(SearchedEvent(), [](json& e) { e["query"] = "a\nb"; }), StartsWith("query:"));
  EXPECT_THAT(ProblemAfter(SearchedEvent(), [](json& e) { e["resource"] = "a"; }), StartsWith("resource:"));
}

TEST(Event, DamageIsFoundOrKeepsThePromises) {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const auto parsed = ParseEvent(Damaged(ToJson(PlayedEvent()), seed));
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid) << seed;
    } else {
      EXPECT_EQ(ParseEvent(ToJson(*parsed)).value(), *parsed) << seed;
    }
  }
}

class BatchTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  Batch SampleBatch(std::int64_t seq = 1) const {
    Batch batch{{std::string(32, 'd'), std::string(16, 'e'), seq}, {}, {PlayedEvent(), SearchedEvent()}};
    if (seq > 1) batch.previous = HashOf("the one before");
    return batch;
  }
  Result<Batch> Reopened(const Batch& batch) const {
    return OpenBatch(SealBatch(batch, device, center.seal), center, device.verify);
  }
  // `count` events as different as real ones: ids are random, the rest repeats.
  static std::vector<Event> Events(std::size_t count) {
    std::mt19937_64 random(7);
    std::vector<Event> events(count, PlayedEvent());
    for (auto& event : events) {
      event.id.clear();
      for (int i = 0; i < 32; ++i) event.id += "0123456789abcdef"[random() % 16];
      event.position_s = static_cast<std::int64_t>(random() % 2'400);
    }
    return events;
  }

  const SigningKey device = SigningKey::Generate();
  const OpenKey center = OpenKey::Generate();
};

TEST_F(BatchTest, TheCenterReadsWhatTheBoxSealed) {
  for (const std::int64_t seq : {1, 2}) {
    const auto opened = Reopened(SampleBatch(seq)).value();
    EXPECT_EQ(opened.id, SampleBatch(seq).id);
    EXPECT_EQ(opened.previous, SampleBatch(seq).previous);
    EXPECT_EQ(opened.events, SampleBatch(seq).events);
  }
}

TEST_F(BatchTest, FiveThousandEventsFitInTheCap) {
  auto batch = SampleBatch();
  batch.events = Events(kBatchEvents);
  const auto sealed = SealBatch(batch, device, center.seal);
  EXPECT_LE(sealed.size(), kBatchBytes);
  EXPECT_EQ(OpenBatch(sealed, center, device.verify).value().events, batch.events);
}

TEST_F(BatchTest, RefusesMoreEventsThanTheCapAndNone) {
  auto batch = SampleBatch();
  batch.events.assign(kBatchEvents + 1, PlayedEvent());
  EXPECT_THAT(Reopened(batch).error().message, HasSubstr("at most 5000"));
  batch.events.clear();
  EXPECT_THAT(Reopened(batch).error().message, HasSubstr("without events"));
}

TEST_F(BatchTest, TheLargestEventsFitInTheUnpackedCap) {
  auto event = PlayedEvent();
  event.resource = std::string(64, 'r');
  const auto part = std::string(204, '"') + "/";  // Escaped, each of these takes two bytes.
  event.file = part + part + part + part + std::string(204, '"');
  event.session = std::string(64, 's');
  for (auto* number : {&event.version, &event.uptime_ms}) *number = (std::int64_t{1} << 53) - 1;
  for (auto* number : {&event.position_s, &event.played_s}) *number = INT32_MAX;
  ASSERT_TRUE(Check(event));
  auto batch = SampleBatch();
  batch.events.assign(kBatchEvents, event);
  EXPECT_TRUE(Reopened(batch));
}

TEST_F(BatchTest, IsForOneReaderFromOneBox) {
  const auto sealed = SealBatch(SampleBatch(), device, center.seal);
  const auto other_center = OpenKey::Generate();
  const auto other_box = SigningKey::Generate();
  EXPECT_EQ(OpenBatch(sealed, other_center, device.verify).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(OpenBatch(sealed, center, other_box.verify).error().code, ErrorCode::kUntrusted);
  const auto passed_on = Seal(other_center.seal, center.Open(sealed).value());
  EXPECT_EQ(OpenBatch(passed_on, other_center, device.verify).error().code, ErrorCode::kUntrusted);
  const auto status = SealSigned("lianxiao status 1", "{}", device, center.seal);
  EXPECT_EQ(OpenBatch(status, center, device.verify).error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(OpenBatch(Seal(center.seal, "short"), center, device.verify).error().code, ErrorCode::kCorrupt);
}

TEST_F(BatchTest, AnyDamageOnTheWayIsFound) {
  const auto sealed = SealBatch(SampleBatch(), device, center.seal);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto flipped = sealed;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    EXPECT_EQ(OpenBatch(flipped, center, device.verify).error().code, ErrorCode::kCorrupt) << i;
    EXPECT_EQ(OpenBatch(sealed.substr(0, i), center, device.verify).error().code, ErrorCode::kCorrupt) << i;
  }
  EXPECT_EQ(OpenBatch(std::string(kBatchBytes + 1, 'x'), center, device.verify).error().code,
            ErrorCode::kInvalid);
}

TEST_F(BatchTest, NamesTheFieldOfTheHeaderThatIsWrong) {
  const auto problem = [&](const std::function<void(Batch&)>& change) {
    auto batch = SampleBatch(2);
    change(batch);
    const auto opened = Reopened(batch);
    return opened ? std::string("taken") : opened.error().message;
  };
  EXPECT_THAT(problem([](Batch& b) { b.id.device = "x"; }), StartsWith("header: device:"));
  EXPECT_THAT(problem([](Batch& b) { b.id.epoch = std::string(16, 'E'); }), StartsWith("header: epoch:"));
  EXPECT_THAT(problem([](Batch& b) { b.id.seq = 0; }), StartsWith("header: seq:"));
  EXPECT_THAT(problem([](Batch& b) { b.id.seq = 1; }), StartsWith("header: previous:"));
  EXPECT_THAT(problem([](Batch& b) { b.previous = {}; }), StartsWith("header: previous:"));
  EXPECT_THAT(problem([](Batch& b) { b.events[1].id = ""; }), StartsWith("event 2: id:"));
}

TEST_F(BatchTest, PackedBatchRefusesABombAndWhatIsCut) {
  EXPECT_THAT(ParsePackedBatch(Pack(std::string(kMaxBatchUnpacked + 1, 'x'), 1)).error().message,
              HasSubstr("unpacks to more"));
  EXPECT_THAT(ParsePackedBatch(Pack("", 1)).error().message, StartsWith("header: cut short"));
  EXPECT_THAT(ParsePackedBatch(Pack("{}\n", 1)).error().message, StartsWith("header: device: missing"));
  const auto header = json({{"device", std::string(32, 'd')}, {"epoch", std::string(16, 'e')}, {"seq", 1}});
  EXPECT_THAT(ParsePackedBatch(Pack(header.dump() + "\n{}", 1)).error().message,
              StartsWith("event 1: cut short"));
  EXPECT_THAT(ParsePackedBatch(Pack(header.dump() + "\n{}\n", 1)).error().message,
              StartsWith("event 1: kind: missing"));
}

class ReceiptTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }
  Receipt SampleReceipt() const {
    return {std::string(32, 'd'), std::string(16, 'e'), 7, HashOf("batch 7"), WallTime{1'790'000'000'123}};
  }
  const SigningKey center = SigningKey::Generate();
};

TEST_F(ReceiptTest, ReadsBackWhatTheCenterSigned) {
  auto receipt = SampleReceipt();
  const auto opened = OpenReceipt(SignReceipt(receipt, center), center.verify).value();
  EXPECT_EQ(opened.device, receipt.device);
  EXPECT_EQ(opened.epoch, receipt.epoch);
  EXPECT_EQ(opened.through_seq, 7);
  EXPECT_EQ(opened.last_batch, receipt.last_batch);
  EXPECT_EQ(opened.at, receipt.at);
  receipt.through_seq = 0;
  receipt.last_batch = {};
  EXPECT_EQ(OpenReceipt(SignReceipt(receipt, center), center.verify).value().through_seq, 0);
}

TEST_F(ReceiptTest, MayBeWrittenAnotherWayButNotChanged) {
  const auto text = SignReceipt(SampleReceipt(), center);
  EXPECT_TRUE(OpenReceipt(json::parse(text).dump(2), center.verify));
  auto more = json::parse(text);
  more["signed"]["through_seq"] = 8;
  EXPECT_EQ(OpenReceipt(more.dump(), center.verify).error().code, ErrorCode::kUntrusted);
  auto extra = json::parse(text);
  extra["signed"]["x"] = 1;
  EXPECT_EQ(OpenReceipt(extra.dump(), center.verify).error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(OpenReceipt(text, SigningKey::Generate().verify).error().code, ErrorCode::kUntrusted);
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto opened = OpenReceipt(Damaged(text, seed), center.verify);
    // A line break more between two fields changes nothing; everything else does.
    if (opened) {
      EXPECT_EQ(SignReceipt(*opened, center), text);
    }
  }
}

TEST_F(ReceiptTest, ASignatureForAnotherPurposeIsNone) {
  auto forged = json::parse(SignReceipt(SampleReceipt(), center));
  forged["signature"] = ToHex(center.Sign(forged["signed"].dump()));
  EXPECT_EQ(OpenReceipt(forged.dump(), center.verify).error().code, ErrorCode::kUntrusted);
}

TEST_F(ReceiptTest, NamesTheFieldThatIsWrong) {
  auto receipt = SampleReceipt();
  receipt.last_batch = {};
  EXPECT_THAT(OpenReceipt(SignReceipt(receipt, center), center.verify).error().message,
              StartsWith("signed.last_batch:"));
  receipt = SampleReceipt();
  receipt.epoch = "";
  EXPECT_THAT(OpenReceipt(SignReceipt(receipt, center), center.verify).error().message,
              StartsWith("signed.epoch:"));
  EXPECT_EQ(OpenReceipt("{}", center.verify).error().message, "signed: missing");
  EXPECT_EQ(OpenReceipt(R"({"signed":{}})", center.verify).error().message, "signature: missing");
  EXPECT_FALSE(OpenReceipt("{\"x\":" + std::string(20'000, ' ') + "1}", center.verify));
}

}  // namespace
}  // namespace lianxiao::formats
