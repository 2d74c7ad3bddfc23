// A school's offer over a line that goes in the middle of everything: all of it arrives, and no piece twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "storage/courseware/offer_book.h"
#include "storage/courseware/shelf.h"
#include "storage/journal_schema.h"
#include "sync/offers/offer_round.h"
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

  HttpAnswer Take(const HttpRequest& request) {
    if (!refuse.empty()) return Said("refused", refuse);
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

}  // namespace
}  // namespace lianxiao::sync
