// A school's offer over a line that goes in the middle of everything: all of it arrives, and no piece twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/courseware/offer_book.h"
#include "storage/courseware/shelf.h"
#include "storage/journal_schema.h"
#include "sync/offers/offer_round.h"
#include "sync/relay/offer_forwarder.h"
#include "sync/relay/offer_post.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"

namespace lianxiao::sync {
namespace {

using testing::HasSubstr;

class StillClock final : public Clock {
 public:
  Instant Now() const override { return {0}; }
  WallTime Wall() const override { return {1'795'250'000'000}; }
  std::string BootId() const override { return "boot"; }
};

// A center behind a line. Keeps what it is sent, as a real one does.
class CenterAtTheEnd final : public Line {
 public:
  Result<HttpAnswer> Exchange(const HttpRequest& request) override {
    ++asked;
    if (cut_before.contains(asked)) return Fail(ErrorCode::kOffline, "cut before it came");
    auto answer = Take(request);
    if (cut_after.contains(asked)) return Fail(ErrorCode::kOffline, "cut before the answer came");
    return answer;
  }
  void Fetch(const RangeRequest&, RangeSink&) override {}
  void Cancel(RangeSink&) override {}
  void Turn(std::int64_t) override {}
  Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

  // As it answers a relay: with its signature.
  HttpAnswer SignedAnswer() {
    const formats::OfferReceipt receipt{.device = offer.device,
                                        .offer = offer.id,
                                        .next = next,
                                        .pieces = std::ssize(offer.pieces),
                                        .at = WallTime{++signed_at}};
    const nlohmann::json answer{{"next", next}, {"receipt", formats::SignOfferReceipt(receipt, sign)}};
    return {200, "application/json", answer.dump()};
  }

  HttpAnswer TakeCarried(const HttpRequest& request) {
    const auto at = request.url.find("/sealed-pieces/");
    if (at == std::string::npos) {
      ++statements;
      const auto read = formats::OpenOffer(request.body, seal, box.verify);
      if (!read) return Said("refused", "offer.untrusted");
      if (offer.id.empty()) offer = *read;
      return SignedAnswer();
    }
    if (offer.id.empty()) return Said("not_found", "offer.unknown");
    const auto piece = formats::OpenOfferPiece(request.body, seal, box.verify);
    if (!piece || piece->piece != std::stoll(request.url.substr(at + 15))) {
      return Said("corrupt", "offer.piece");
    }
    ++arrivals[piece->piece];
    if (piece->piece == next) {
      EXPECT_EQ(HashOf(piece->bytes), offer.pieces[static_cast<std::size_t>(next)]);
      bytes += piece->bytes;
      ++next;
    }
    return SignedAnswer();
  }

  HttpAnswer Take(const HttpRequest& request) {
    if (!refuse.empty()) return Said("refused", refuse);
    if (carried) return TakeCarried(request);
    const auto at = request.url.find("/pieces/");
    if (at == std::string::npos) {
      ++statements;
      const auto read = formats::OpenOffer(request.body, seal, box.verify);
      EXPECT_TRUE(read) << (read ? "" : read.error().message);
      offer = *read;
    } else {
      const auto piece = std::stoll(request.url.substr(at + 8));
      if (offer.id.empty()) return Said("not_found", "offer.unknown");
      if (piece == std::ssize(offer.pieces)) {  // What is wanted?
        EXPECT_EQ(request.body, "");
        ++probes;
        return {200, "application/json", "{\"next\":" + std::to_string(next) + "}"};
      }
      ++arrivals[piece];
      EXPECT_EQ(piece, next) << "only what is wanted";
      EXPECT_EQ(HashOf(request.body), offer.pieces[static_cast<std::size_t>(piece)]);
      bytes += request.body;
      ++next;
    }
    return {200, "application/json", "{\"next\":" + std::to_string(next) + "}"};
  }

  static HttpAnswer Said(const std::string& code, const std::string& key) {
    return {403, "application/json",
            R"({"error":{"code":")" + code + R"(","message":"no","key":")" + key + R"("}})"};
  }
  void Forget() {
    next = 0;
    bytes.clear();
    offer = {};
  }

  bool carried = false;  // What comes was carried by a relay.
  std::int64_t signed_at = 0;
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  SigningKey box = SigningKey::Generate();
  std::set<int> cut_before, cut_after;
  std::string refuse;
  int asked = 0, statements = 0, probes = 0;
  std::int64_t next = 0;
  std::map<std::int64_t, int> arrivals;
  formats::Offer offer;
  std::string bytes;
};

class OfferLine : public testing::Test {
 protected:
  OfferLine() {
    EXPECT_TRUE(InitCrypto());
    EXPECT_TRUE(disk.MakeFolders("/box"));
    Open();
    const auto upload = shelf->Begin({"wang", "a.gif", static_cast<std::int64_t>(gif.size()), "ab"});
    EXPECT_TRUE(upload);
    EXPECT_TRUE(shelf->Put(upload->id, "wang", 0, gif));
    item = shelf
               ->Add(upload->id, "wang",
                     {.title = "分数", .stage = "小学", .grade = "三年级", .subject = "数学"})
               ->id;
    enrolled.grant.device = std::string(32, 'd');
    enrolled.grant.center_address = "http://center";
    enrolled.center.seal = center.seal.seal;
    enrolled.center.sign = center.sign.verify;
    keys.sign = center.box;
  }
  // As after a restart of the program.
  void Open() {
    book.reset();
    shelf.reset();
    journal.reset();
    journal = *storage::Database::Open("/box/state.db", storage::JournalSchema(),
                                       {.vfs = vfs.name(), .disk = &disk});
    shelf = *storage::CoursewareShelf::Open(disk, *journal, clock, log, "/box/own");
    book = std::make_unique<storage::OfferBook>(*journal);
  }
  Status Run(const std::function<bool()>& stop = [] { return false; }) {
    const OfferParts parts{*shelf, *book};
    return OfferRound(parts, disk, clock, log).Run(center, enrolled, keys, stop);
  }
  storage::OfferNow Now() { return **book->Newest(item); }

  const std::string gif = "GIF89a" + std::string(1'000'000, 'x');  // Four pieces.
  test::FalseDisk disk;
  test::FalseVfs vfs{disk, "offer"};
  StillClock clock;
  NoLog log;
  std::unique_ptr<storage::Database> journal;
  std::unique_ptr<storage::CoursewareShelf> shelf;
  std::unique_ptr<storage::OfferBook> book;
  std::string item;
  CenterAtTheEnd center;
  storage::Enrolled enrolled;
  storage::DeviceKeys keys;
};

TEST_F(OfferLine, ALineThatGoesAtEveryStepBringsItAllAndNoPieceTwice) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  for (int i = 1; i < 40; i += 5) {
    center.cut_before.insert(i);
    center.cut_after.insert({i + 1, i + 4});
  }
  int rounds = 0;
  while (Now().stands == storage::OfferStands::kWaiting) {
    ASSERT_LT(++rounds, 40);
    [[maybe_unused]] const auto cut = Run();
    Open();
  }
  EXPECT_EQ(Now().stands, storage::OfferStands::kWithCounty);
  EXPECT_EQ(center.bytes, gif);
  EXPECT_GT(rounds, 3);
  for (const auto& [piece, times] : center.arrivals) EXPECT_EQ(times, 1) << piece;
  EXPECT_EQ(center.offer.author, "王芳");
  EXPECT_EQ(center.offer.blob, HashOf(gif));
}

TEST_F(OfferLine, StopsBetweenTwoPiecesAndSaysHowFarItIs) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  int asked = 0;
  ASSERT_TRUE(Run([&] { return ++asked > 3; }));
  EXPECT_EQ(Now().sent_bytes, 2 * formats::kOfferPieceBytes);
  EXPECT_EQ(Now().stands, storage::OfferStands::kWaiting);
  ASSERT_TRUE(Run());
  EXPECT_EQ(center.bytes, gif);
}

TEST_F(OfferLine, ACenterThatForgotIsGivenItAnew) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  int asked = 0;
  ASSERT_TRUE(Run([&] { return ++asked > 3; }));
  center.Forget();
  ASSERT_TRUE(Run());
  EXPECT_EQ(center.bytes, gif);
  EXPECT_EQ(center.statements, 2);
}

TEST_F(OfferLine, AVisitThatHasTimeForOnePieceSendsNoStatementAgain) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  const auto visit = [&] {
    int asked = 0;
    EXPECT_TRUE(Run([&] { return ++asked > 2; }));
    Open();
  };
  visit();
  visit();
  visit();
  visit();
  EXPECT_EQ(center.bytes, gif);
  EXPECT_EQ(center.statements, 1);
  EXPECT_EQ(center.probes, 3);
  EXPECT_EQ(Now().stands, storage::OfferStands::kWithCounty);
}

TEST_F(OfferLine, APieceThatRotsIsNotSentAndTheFileIsNotReadWholeToSendAnotherOne) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  int asked = 0;
  ASSERT_TRUE(Run([&] { return ++asked > 2; }));
  const auto sent = center.bytes;
  {
    auto file = disk.Open(*shelf->PathOf(shelf->Find(item)->file), storage::OpenMode::kWrite);
    ASSERT_TRUE((*file)->WriteAt(600'000, "rotten"));
  }
  ASSERT_TRUE(Run());
  EXPECT_EQ(center.bytes, sent + gif.substr(sent.size(), formats::kOfferPieceBytes)) << "the sound one went";
  EXPECT_EQ(Now().stands, storage::OfferStands::kGone);
}

TEST_F(OfferLine, ARefusalIsToldAndACenterOfLastYearIsAskedAgain) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  center.refuse = "http.not_found";
  ASSERT_TRUE(Run());
  EXPECT_EQ(Now().stands, storage::OfferStands::kWaiting);
  center.refuse = "offer.full";
  ASSERT_TRUE(Run());
  EXPECT_EQ(Now().stands, storage::OfferStands::kRefused);
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall() + 1));
  EXPECT_EQ(Now().stands, storage::OfferStands::kWaiting) << "it may be offered again";
}

TEST_F(OfferLine, WhatWasDeletedMeanwhileIsNotSent) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  ASSERT_TRUE(shelf->Delete(item));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Now().stands, storage::OfferStands::kGone);
  EXPECT_EQ(center.asked, 0);
}

TEST_F(OfferLine, WhatRottedOnTheDiskIsNotOfferedAsTheTeachers) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  {
    auto file = disk.Open(*shelf->PathOf(shelf->Find(item)->file), storage::OpenMode::kWrite);
    ASSERT_TRUE((*file)->WriteAt(300'000, "rotten"));
  }
  ASSERT_TRUE(Run());
  EXPECT_EQ(center.statements, 0);
  EXPECT_EQ(Now().stands, storage::OfferStands::kGone);
}

TEST_F(OfferLine, WithoutStageGradeAndSubjectNothingIsOffered) {
  ASSERT_TRUE(shelf->Change(item, {.title = "分数"}));
  EXPECT_THAT(book->Offer(item, "王芳", clock.Wall()).error().message, HasSubstr("own.offer_place"));
}

// A relay as its box has it, behind a network that goes at any step.
class RelayAtTheEnd final : public Line {
 public:
  explicit RelayAtTheEnd(storage::RelayOffers& offers) : offers_(&offers) {}
  void Become(storage::RelayOffers& offers) { offers_ = &offers; }

  Result<HttpAnswer> Exchange(const HttpRequest& request) override {
    ++asked;
    if (asked % 7 == 3) return Fail(ErrorCode::kOffline, "cut before it came");
    auto answer = Take(request);
    if (asked % 7 == 5) return Fail(ErrorCode::kOffline, "cut before the answer came");
    return answer;
  }
  void Fetch(const RangeRequest&, RangeSink&) override {}
  void Cancel(RangeSink&) override {}
  void Turn(std::int64_t) override {}
  Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

  int asked = 0, refused = 0;
  std::function<std::string(std::string)> changes = [](std::string bytes) { return bytes; };

 private:
  HttpAnswer Take(const HttpRequest& request) {
    const auto device = request.url.substr(request.url.find("/devices/") + 9, 32);
    const auto offer = request.url.substr(request.url.find("/offers/") + 8, 32);
    if (request.method == Method::kGet) {
      const auto here = offers_->Of({device, offer});
      if (!here) return {404, "application/json", "{}"};
      return {200, "application/json",
              nlohmann::json{{"held", here->held}, {"receipt", changes(here->receipt)}}.dump()};
    }
    const auto at = request.url.find("/sealed-pieces/");
    const auto taken = at == std::string::npos
                           ? offers_->TakeStatement({device, offer}, changes(request.body))
                           : offers_->TakePiece({device, offer}, std::stoll(request.url.substr(at + 15)),
                                                changes(request.body));
    refused += taken ? 0 : 1;
    return {taken ? 202 : 507, "application/json", "{}"};
  }

  storage::RelayOffers* offers_;
};

class OfferByRelay : public OfferLine {
 protected:
  OfferByRelay() {
    center.carried = true;
    OpenRelay();
    near = std::make_unique<RelayAtTheEnd>(*relay);
  }
  // As after a restart of the relay.
  void OpenRelay() {
    relay.reset();
    // Room for two of the four pieces.
    relay =
        *storage::RelayOffers::Open(disk, "/relay", {.window_bytes = 2 * formats::kMaxSealedOfferPiece}, 0);
    if (near) near->Become(*relay);
    forwarder = std::make_unique<OfferForwarder>(*relay, time, log);
    const OfferParts now{*shelf, *book};
    parts = std::make_unique<OfferParts>(now);
    village = std::make_unique<OfferPost>(*parts, disk, time);
  }
  void Turn() {
    time.now.ms += kDayMs;  // Nothing rests as long as that.
    [[maybe_unused]] const auto handed =
        village->Run(*near, "http://relay", enrolled, keys, [] { return false; });
    [[maybe_unused]] const auto sent = forwarder->Run(center, enrolled, [] { return false; });
  }

  class TestClock final : public Clock {
   public:
    Instant Now() const override { return now; }
    WallTime Wall() const override { return {1'795'250'000'000}; }
    std::string BootId() const override { return "boot"; }
    Instant now;
  };
  TestClock time;
  std::unique_ptr<storage::RelayOffers> relay;
  std::unique_ptr<RelayAtTheEnd> near;
  std::unique_ptr<OfferForwarder> forwarder;
  std::unique_ptr<OfferParts> parts;
  std::unique_ptr<OfferPost> village;
};

TEST_F(OfferByRelay, BothLinesGoAtAnyStepAndAllOfItArrivesOnce) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  for (int i = 2; i < 80; i += 6) {
    center.cut_before.insert(i);
    center.cut_after.insert(i + 3);
  }
  int turns = 0;
  while (Now().stands == storage::OfferStands::kWaiting) {
    ASSERT_LT(++turns, 60);
    Turn();
    if (turns % 3 == 0) OpenRelay();
    if (turns % 4 == 0) {
      Open();
      OpenRelay();
    }
  }
  EXPECT_EQ(Now().stands, storage::OfferStands::kWithCounty);
  EXPECT_EQ(center.bytes, gif);
  EXPECT_EQ(relay->Bytes(), 0) << "what the county has stays on the relay's disk";
}

TEST_F(OfferByRelay, ARelayThatLiesForgesNothingAndLosesNothing) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  near->changes = [](std::string bytes) {
    if (!bytes.empty()) bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    return bytes;
  };
  for (int turn = 0; turn < 20; ++turn) Turn();
  EXPECT_EQ(Now().stands, storage::OfferStands::kWaiting);
  EXPECT_EQ(center.bytes, "");
  near->changes = [](std::string bytes) { return bytes; };
  for (int turn = 0; turn < 30 && Now().stands == storage::OfferStands::kWaiting; ++turn) Turn();
  EXPECT_EQ(center.bytes, gif);
}

TEST_F(OfferByRelay, ACountyThatForgotInTheMiddleIsGivenItAnew) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  for (int turn = 0; turn < 30 && center.next < 2; ++turn) Turn();
  ASSERT_GE(center.next, 2);
  center.Forget();
  for (int turn = 0; turn < 40 && Now().stands == storage::OfferStands::kWaiting; ++turn) Turn();
  EXPECT_EQ(center.bytes, gif);
}

TEST_F(OfferByRelay, AnOlderReceiptAfterANewerOneChangesNothing) {
  ASSERT_TRUE(book->Offer(item, "王芳", clock.Wall()));
  const auto id = Now().id;
  const formats::OfferReceipt two{enrolled.grant.device, id, 2, 4, {20}};
  EXPECT_EQ(book->TakeReceipt(two), true);
  EXPECT_EQ(Now().sent_bytes, 2 * formats::kOfferPieceBytes);
  EXPECT_EQ(book->TakeReceipt({enrolled.grant.device, id, 1, 4, {10}}), false);
  EXPECT_EQ(book->TakeReceipt({enrolled.grant.device, std::string(32, '0'), 1, 4, {30}}), false);
  EXPECT_EQ(Now().sent_bytes, 2 * formats::kOfferPieceBytes);
  EXPECT_EQ(book->TakeReceipt({enrolled.grant.device, id, 4, 4, {40}}), true);
  EXPECT_EQ(Now().stands, storage::OfferStands::kWithCounty);
}

}  // namespace
}  // namespace lianxiao::sync
