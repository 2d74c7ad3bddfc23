#include "storage/usage_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "storage/usage_packs.h"
#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

const std::string kDevice(32, 'd');
const std::string kEpoch(16, 'e');

formats::Event Event(int number, formats::EventKind kind = formats::EventKind::kOpened) {
  formats::Event event;
  const auto digits = std::to_string(number);
  event.id = std::string(32 - digits.size(), '0') + digits;
  event.kind = kind;
  if (kind == formats::EventKind::kSearched) {
    event.query = "分数";
  } else {
    event.resource = "sx-3s-fenshu", event.version = 1;
  }
  event.session = "s1", event.boot = "boot", event.wall = WallTime{1'795'250'000'000};
  return event;
}

std::vector<formats::Event> Events(int first, int last) {
  std::vector<formats::Event> events;
  for (int n = first; n <= last; ++n) events.push_back(Event(n));
  return events;
}

// Stands for the seal: what is in a batch, as text.
std::string Spell(const formats::Batch& batch) {
  std::string text = batch.id.epoch + "/" + std::to_string(batch.id.seq) + "/" + batch.previous.Hex();
  for (const auto& event : batch.events) text += " " + event.id;
  return text;
}

class UsageLogTest : public Box {
 protected:
  std::string Cut(const std::string& epoch = kEpoch) {
    std::string sealed;
    const auto cut = usage.CutBatch(kDevice, epoch, [&](const auto& batch) { return sealed = Spell(batch); });
    EXPECT_TRUE(cut) << cut.error().message;
    return cut.value_or(false) ? sealed : "";
  }
  formats::Receipt ReceiptFor(std::int64_t seq, const std::string& sealed) {
    return {kDevice, kEpoch, seq, HashOf(sealed), WallTime{0}};
  }
  // As in idle minutes; how many packs there are then.
  std::int64_t Packs() {
    while (usage.PackOldest().value()) continue;
    std::int64_t packs = 0;
    EXPECT_TRUE(journal->Read([&](Connection& c) -> Status {
      auto row = c.Prepare("SELECT count(*) FROM event_packs");
      LIANXIAO_TRY(row.Step());
      packs = row.Int(0);
      return {};
    }));
    return packs;
  }
  // On the disk, of these tables and indexes.
  std::int64_t BytesOf(const std::string& names) {
    std::int64_t bytes = 0;
    EXPECT_TRUE(journal->Read([&](Connection& c) -> Status {
      auto row = c.Prepare("SELECT sum(pgsize) FROM dbstat WHERE name IN (" + names + ")");
      LIANXIAO_TRY(row.Step());
      bytes = row.Int(0);
      return {};
    }));
    return bytes;
  }
  UsageLog usage{*journal};
};

TEST_F(UsageLogTest, PassesOverAnEventItHasAlready) {
  ASSERT_TRUE(usage.Append(Events(1, 3)));
  ASSERT_TRUE(usage.Append(Events(2, 4)));
  EXPECT_EQ(usage.Totals()->pending, 4);
  ASSERT_NE(Cut(), "");
  ASSERT_TRUE(usage.Append(Events(4, 5))) << "also when it is in a batch by now";
  EXPECT_EQ(usage.Totals()->pending, 5);
  EXPECT_EQ(*usage.TimesOpened("sx-3s-fenshu"), 5);
}

TEST_F(UsageLogTest, TakesAllOrNothing) {
  auto events = Events(1, 2);
  events[1].id = "short";
  EXPECT_EQ(usage.Append(events).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(usage.Totals()->pending, 0);
}

TEST_F(UsageLogTest, ChainsEachBatchToTheOneBefore) {
  EXPECT_EQ(Cut(), "") << "nothing to cut";
  ASSERT_TRUE(usage.Append(Events(1, 2)));
  const auto first = Cut();
  EXPECT_EQ(first, kEpoch + "/1/" + BlobId{}.Hex() + " " + Event(1).id + " " + Event(2).id);
  ASSERT_TRUE(usage.Append(Events(3, 3)));
  EXPECT_EQ(Cut("another epoch"), kEpoch + "/2/" + HashOf(first).Hex() + " " + Event(3).id);
  EXPECT_EQ(Cut(), "");
  const auto oldest = *usage.OldestBatch();
  EXPECT_EQ(oldest->sealed, first);
  EXPECT_EQ(oldest->events, 2);
  const formats::BatchId id{kDevice, kEpoch, 1};
  EXPECT_EQ(oldest->id, id);
}

TEST_F(UsageLogTest, AnotherDeviceBeginsAnotherChain) {
  ASSERT_TRUE(usage.Append(Events(1, 1)));
  ASSERT_NE(Cut(), "");
  ASSERT_TRUE(usage.Append(Events(2, 2)));
  formats::BatchId id;
  const auto keep_id = [&](const formats::Batch& batch) { return id = batch.id, std::string("x"); };
  ASSERT_TRUE(usage.CutBatch(std::string(32, '0'), std::string(16, 'f'), keep_id).value_or(false));
  EXPECT_EQ(id.epoch, std::string(16, 'f'));
  EXPECT_EQ(id.seq, 1);
}

TEST_F(UsageLogTest, HalvesABatchThatIsTooLarge) {
  ASSERT_TRUE(usage.Append(Events(1, 9)));
  const auto seal = [](const formats::Batch& batch) {
    return std::string(batch.events.size() * 100'000, static_cast<char>('0' + batch.events.size()));
  };
  std::vector<std::int64_t> sizes;
  while (usage.CutBatch(kDevice, kEpoch, seal).value_or(false)) {
  }
  std::string sealed;
  std::int64_t seq = 0;
  for (auto batch = *usage.OldestBatch(); batch; batch = *usage.OldestBatch()) {
    sizes.push_back(batch->events);
    EXPECT_EQ(batch->id.seq, ++seq);
    ASSERT_TRUE(usage.Acknowledge(ReceiptFor(batch->id.seq, batch->sealed)));
  }
  EXPECT_THAT(sizes, testing::ElementsAre(2, 1, 1, 2, 1, 2));
}

TEST_F(UsageLogTest, PrunesOnlyWhatAReceiptCovers) {
  std::vector<std::string> sealed;
  for (int n = 1; n <= 3; ++n) {
    ASSERT_TRUE(usage.Append(Events(n, n)));
    sealed.push_back(Cut());
  }
  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(2, "something else")), ReceiptTaken::kAnotherChain);
  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(4, sealed[2])), ReceiptTaken::kAnotherChain);
  auto foreign = ReceiptFor(2, sealed[1]);
  foreign.epoch = std::string(16, '0');
  EXPECT_EQ(usage.Acknowledge(foreign).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(usage.Totals()->batches, 3) << "none of those pruned anything";

  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(2, sealed[1])), ReceiptTaken::kPruned);
  EXPECT_EQ((*usage.OldestBatch())->sealed, sealed[2]);
  EXPECT_EQ(usage.Totals()->acknowledged, 2);
  EXPECT_EQ(usage.Totals()->pending, 1);
  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(2, sealed[1])), ReceiptTaken::kOldNews) << "may come twice";
  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(1, sealed[0])), ReceiptTaken::kOldNews) << "or late";
  EXPECT_EQ(*usage.Acknowledge(ReceiptFor(2, sealed[0])), ReceiptTaken::kAnotherChain);
  EXPECT_EQ(usage.Totals()->acknowledged, 2);
  ASSERT_TRUE(usage.Append(Events(4, 4)));
  EXPECT_THAT(Cut(), testing::HasSubstr("/4/" + HashOf(sealed[2]).Hex()));
}

TEST_F(UsageLogTest, WhatNoReceiptCoversIsCutAnewInTheNextChain) {
  std::vector<std::string> sealed;
  for (int n = 1; n <= 3; ++n) {
    ASSERT_TRUE(usage.Append(Events(2 * n - 1, 2 * n)));
    sealed.push_back(Cut());
  }
  ASSERT_TRUE(usage.Acknowledge(ReceiptFor(1, sealed[0])));
  ASSERT_TRUE(usage.EndChain());
  EXPECT_FALSE(*usage.OldestBatch());
  EXPECT_EQ(usage.Totals()->pending, 4);
  ASSERT_TRUE(usage.Append(Events(3, 7))) << "the old ones are still known";

  formats::Batch first;
  const auto keep = [&](const formats::Batch& batch) { return first = batch, Spell(batch); };
  ASSERT_TRUE(usage.CutBatch(kDevice, std::string(16, 'f'), keep).value_or(false));
  EXPECT_EQ(first.id.epoch, std::string(16, 'f'));
  EXPECT_EQ(first.id.seq, 1);
  EXPECT_EQ(first.previous, BlobId{});
  EXPECT_EQ(first.events, Events(3, 7)) << "in the order they were recorded";
  const formats::ChainEnd end{kEpoch, 3, 1, 2};
  EXPECT_THAT(first.earlier, testing::ElementsAre(end));

  ASSERT_TRUE(usage.Append(Events(8, 8)));
  ASSERT_TRUE(usage.CutBatch(kDevice, "unused", keep).value_or(false));
  EXPECT_EQ(first.id.seq, 2);
  EXPECT_TRUE(first.earlier.empty()) << "only the first batch tells it";
}

TEST_F(UsageLogTest, TellsOnlyTheNewestChainsOfItsOwnDevice) {
  formats::Batch batch;
  const auto keep = [&](const formats::Batch& cut) { return batch = cut, Spell(cut); };
  for (int n = 1; n <= 20; ++n) {
    ASSERT_TRUE(usage.Append(Events(n, n)));
    const auto digits = std::to_string(n);
    ASSERT_TRUE(usage.CutBatch(kDevice, std::string(16 - digits.size(), '0') + digits, keep));
    ASSERT_TRUE(usage.EndChain());
  }
  ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, keep).value_or(false));
  EXPECT_EQ(batch.events.size(), 20U);
  EXPECT_EQ(batch.earlier.size(), formats::kEarlierChains);
  EXPECT_EQ(batch.earlier[0].epoch, "0000000000000020");
  ASSERT_TRUE(usage.CutBatch(std::string(32, '0'), kEpoch, keep).value_or(false));
  EXPECT_EQ(batch.events.size(), 20U) << "another device id: cut anew for it";
  EXPECT_TRUE(batch.earlier.empty());
}

TEST_F(UsageLogTest, NoEventIsLostOrDoubledWhileOneThreadRecordsAndAnotherCuts) {
  std::atomic<bool> done = false;
  std::thread recorder([&] {
    for (int n = 1; n <= 60; ++n) EXPECT_TRUE(usage.Append(Events(n, n)));
    done = true;
  });
  std::multiset<std::string> seen;
  const auto seal = [&](const formats::Batch& batch) {
    for (const auto& event : batch.events) seen.insert(event.id);
    return Spell(batch);
  };
  while (!done || usage.Totals()->pending > static_cast<std::int64_t>(seen.size())) {
    ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, seal));
  }
  recorder.join();
  EXPECT_EQ(seen.size(), 60U);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 60U);
}

TEST_F(UsageLogTest, AnErasedPersonIsInNothingThatIsCutAfterwards) {
  auto events = Events(1, 3);
  events[0].person = events[1].person = "0011223344556677";
  events[2].person = "8899aabbccddeeff";
  ASSERT_TRUE(usage.Append(events));
  EXPECT_EQ(usage.EventsOf("0011223344556677")->size(), 2U);
  EXPECT_EQ(usage.Forget("0011223344556677").value(), 2);
  EXPECT_TRUE(usage.EventsOf("0011223344556677")->empty());
  EXPECT_EQ(usage.Forget("0011223344556677").value(), 0);
  std::vector<formats::Event> sent;
  const auto seal = [&](const formats::Batch& batch) {
    sent = batch.events;
    return Spell(batch);
  };
  ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, seal).value());
  ASSERT_EQ(sent.size(), 3U) << "no event is lost for it";
  EXPECT_EQ(sent[0].person + sent[0].session + sent[1].person, "");
  EXPECT_EQ(sent[2].person, "8899aabbccddeeff");
  EXPECT_EQ(sent[2].session, "s1");
}

// --- Packed: months without a line ---

TEST_F(UsageLogTest, WhatIsPackedIsCutInOrderAndReceiptedLikeAnyOther) {
  constexpr int kAll = 21'000;
  for (int first = 1; first <= kAll; first += 1'000) ASSERT_TRUE(usage.Append(Events(first, first + 999)));
  EXPECT_EQ(Packs(), 2) << "down to ten thousand rows and what is less than a pack";
  EXPECT_EQ(usage.Totals()->pending, kAll);
  ASSERT_TRUE(usage.Append(Events(1, 30)));
  ASSERT_TRUE(usage.Append(Events(kAll, kAll)));
  EXPECT_EQ(usage.Totals()->pending, kAll) << "each is known by its id, packed or not";
  EXPECT_EQ(usage.TimesOpened("sx-3s-fenshu"), kAll);

  int next = 1;
  std::int64_t seq = 0;
  for (;;) {
    std::string sealed;
    const auto cut = usage.CutBatch(kDevice, kEpoch, [&](const formats::Batch& batch) {
      for (const auto& event : batch.events) EXPECT_EQ(event, Event(next++)) << "in order, none twice";
      return sealed = std::to_string(batch.id.seq);
    });
    ASSERT_TRUE(cut) << cut.error().message;
    if (!*cut) break;
    ASSERT_EQ(usage.Acknowledge(ReceiptFor(++seq, sealed)), ReceiptTaken::kPruned);
    EXPECT_EQ(usage.Totals()->pending, kAll - next + 1);
  }
  EXPECT_EQ(next, kAll + 1);
  EXPECT_EQ(usage.Totals()->acknowledged, kAll);
  ASSERT_TRUE(usage.Append(Events(kAll + 1, kAll + 1)));
  EXPECT_EQ(usage.Totals()->pending, 1) << "and it goes on";
}

TEST_F(UsageLogTest, AReceiptForHalfAPackLeavesTheOtherHalf) {
  for (int first = 1; first <= 16'000; first += 1'000) ASSERT_TRUE(usage.Append(Events(first, first + 999)));
  ASSERT_EQ(Packs(), 1);
  const auto halves = [](const formats::Batch& batch) {
    return batch.events.size() > 3'000 ? std::string(formats::kBatchBytes + 1, 'x')
                                       : std::to_string(batch.id.seq) + " " + batch.events.front().id;
  };
  ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, halves).value());
  const auto sealed = usage.OldestBatch().value()->sealed;
  ASSERT_EQ(usage.Acknowledge(ReceiptFor(1, sealed)), ReceiptTaken::kPruned);
  EXPECT_EQ(usage.Totals()->pending, 13'500);
  EXPECT_EQ(usage.Totals()->acknowledged, 2'500);
  ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, halves).value());
  EXPECT_EQ(usage.OldestBatch().value()->sealed, "2 " + Event(2'501).id);
  // The chain breaks: what no receipt covers is cut anew, also from the pack.
  ASSERT_TRUE(usage.EndChain());
  ASSERT_TRUE(usage.CutBatch(kDevice, std::string(16, 'f'), halves).value());
  EXPECT_EQ(usage.OldestBatch().value()->sealed, "1 " + Event(2'501).id);
  EXPECT_EQ(usage.Totals()->pending, 13'500);
}

TEST_F(UsageLogTest, APackedPersonIsShownAndForgotten) {
  auto events = Events(1, 1'000);
  events[7].person = events[500].person = "0011223344556677";
  ASSERT_TRUE(usage.Append(events));
  for (int first = 1'001; first <= 16'000; first += 1'000) {
    ASSERT_TRUE(usage.Append(Events(first, first + 999)));
  }
  auto late = Events(16'001, 16'001);
  late[0].person = "0011223344556677";
  ASSERT_TRUE(usage.Append(late));
  ASSERT_EQ(Packs(), 1);
  EXPECT_EQ(usage.EventsOf("0011223344556677")->size(), 3U);
  EXPECT_EQ(usage.Forget("0011223344556677").value(), 3);
  EXPECT_TRUE(usage.EventsOf("0011223344556677")->empty());
  EXPECT_EQ(usage.Forget("0011223344556677").value(), 0);
  EXPECT_EQ(usage.Totals()->pending, 16'001) << "no event is lost for it";
}

TEST_F(UsageLogTest, AReceiptThatComesWhileItsEventsArePackedTakesThem) {
  ASSERT_TRUE(usage.Append(Events(1, 12)));
  const auto sealed = Cut();
  ASSERT_TRUE(usage.Append(Events(13, 15)));
  std::optional<usage_packs::Pack> pack;
  ASSERT_TRUE(journal->Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(pack, usage_packs::Oldest(c, {.events = 5, .loose = 4}));
    return {};
  }));
  ASSERT_TRUE(pack);
  ASSERT_EQ(usage.Acknowledge(ReceiptFor(1, sealed)), ReceiptTaken::kPruned);
  bool packed = true;
  ASSERT_TRUE(journal->Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(packed, usage_packs::Replace(c, *pack));
    return {};
  }));
  EXPECT_FALSE(packed);
  EXPECT_EQ(usage.Totals()->pending, 3);
}

// Quotes take two bytes each in JSON.
TEST_F(UsageLogTest, LongEventsArePackedInFewerSoThatAPackCanBeOpened) {
  auto events = Events(1, 15'001);
  const std::string part(250, '"');
  for (auto& event : events) event.file = part + "/" + part + "/" + part + "/" + part;
  ASSERT_TRUE(usage.Append(events));
  ASSERT_GE(Packs(), 1);
  std::int64_t largest = 0;
  ASSERT_TRUE(journal->Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT max(events) FROM event_packs");
    LIANXIAO_TRY(row.Step());
    largest = row.Int(0);
    return {};
  }));
  EXPECT_LT(largest, 5'000);
  EXPECT_EQ(usage.Totals()->pending, 15'001);
  std::size_t cut = 0;
  ASSERT_TRUE(usage.CutBatch(kDevice, kEpoch, [&](const formats::Batch& batch) {
    cut = batch.events.size();
    return std::string("sealed");
  }));
  EXPECT_EQ(cut, formats::kBatchEvents);
}

// As a box records them: random ids, a session of eight, a teacher of twenty.
formats::Event Likely(int n) {
  auto event = Event(n, n % 10 == 9 ? formats::EventKind::kSearched : formats::EventKind::kPlayed);
  event.id = HashOf(std::to_string(n)).Hex().substr(0, 32);
  event.session = HashOf("s" + std::to_string(n / 8)).Hex().substr(0, 32);
  event.device = "projector";
  event.person = HashOf("p" + std::to_string(n % 20)).Hex().substr(0, 16);
  event.boot = "3f1c1a52-77d8-4c4e-9a5b-0d9c61a4b7e1";
  event.wall = WallTime{1'795'250'000'000 + n * std::int64_t{30'000}};
  event.uptime_ms = 86'400'000 + n * 30'000;
  event.clock = formats::ClockQuality::kSynchronized;
  if (event.kind == formats::EventKind::kPlayed) {
    event.resource = "sx-" + std::to_string(n / 40 % 90);
    event.file = "分数的初步认识.mp4";
    event.position_s = n % 2'400;
    event.played_s = 30;
  } else {
    event.results = 12;
  }
  return event;
}

// The bound that docs/disk.md states: what a school without a line collects in a year fits its room many
// times.
TEST_F(UsageLogTest, AHundredThousandEventsTakeLessThanSixtyMegabytes) {
  constexpr int kSome = 30'000;
  for (int first = 0; first < kSome; first += 100) {
    std::vector<formats::Event> events;
    for (int n = first; n < first + 100; ++n) events.push_back(Likely(n));
    ASSERT_TRUE(usage.Append(events));
  }
  const auto bytes = BytesOf("'events', 'sqlite_autoindex_events_1'") / kSome;
  const auto packs = Packs();
  ASSERT_EQ(packs, 3);
  const auto packed = BytesOf("'event_packs', 'packed_event_ids'") / (packs * 5'000);
  RecordProperty("bytes_per_event", static_cast<int>(bytes));
  RecordProperty("bytes_per_packed_event", static_cast<int>(packed));
  EXPECT_GT(packed, 0);
  EXPECT_LT(bytes, 600) << "of those that are not packed: 60 MB for 100,000";
  EXPECT_LT(packed, 120) << "of a year without a line";
  // Only what is on its way is kept sealed beside its events: one batch, however long the line is down.
  ASSERT_NE(Cut(), "");
  EXPECT_EQ(usage.Totals()->batches, 1);
}

}  // namespace
}  // namespace lianxiao::storage
