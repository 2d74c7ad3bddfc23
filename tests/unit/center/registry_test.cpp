#include "center/registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/enrolment_codes.h"
#include "storage/base/encoding.h"
#include "storage/formats/device_keys.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using formats::Batch;
using formats::Event;
using formats::EventKind;
using testing::ElementsAre;
using testing::StartsWith;

constexpr const char* kAddress = "http://10.0.3.7:8440";

constexpr const char* kForked =
    "batch.gap: another batch is held than this or the one before it; through_seq=1";

// A box as the center meets it.
struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;  // From the grant.
};

class RegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    card_ = {"青禾县电教站", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    Reopen();
  }

  void Reopen() {
    registry_.reset();
    auto opened = Registry::Open(temp_.At("center.db"), keys_, card_, "{\"root\":1}", clock_,
                                 {.public_address = kAddress});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
  }

  std::string NewCode(const std::string& school = "shiyangtang", const std::string& name = "石羊塘村小") {
    const auto code = registry_->MakeCode(school, name, "");
    EXPECT_TRUE(code) << (code ? "" : code.error().message);
    return code ? code->text : "";
  }
  Result<formats::Grant> Ask(const std::string& secret, const Box& box) {
    const auto sealed = registry_->Enrol(formats::SealRequest(
        {secret, box.sign.verify, box.seal.seal, "lianxiao-schoold 0.1.0", "aarch64, 4 cores"},
        keys_.seal.seal));
    if (!sealed) return Fail(sealed.error());
    return formats::OpenGrant(*sealed, box.seal, keys_.sign.verify);
  }
  static std::string SecretOf(const std::string& code) { return formats::ParseEnrolmentCode(code)->secret; }
  Result<formats::Grant> Enrol(const std::string& code, Box& box) {
    auto grant = Ask(SecretOf(code), box);
    if (grant) box.id = grant->device;
    return grant;
  }
  Box Enrolled(const std::string& school = "shiyangtang") {
    Box box;
    EXPECT_TRUE(Enrol(NewCode(school, "村小"), box));
    return box;
  }

  static Event Played(const std::string& resource, std::int64_t played_s = 60) {
    return {.id = ToHex(RandomBytes(16)),
            .kind = EventKind::kPlayed,
            .resource = resource,
            .version = 1,
            .file = "lesson.mp4",
            .position_s = 120,
            .played_s = played_s,
            .session = "0123456789abcdef",
            .device = "projector",
            .wall = {1'000},
            .boot = "b1",
            .uptime_ms = 5'000,
            .clock = formats::ClockQuality::kUnset};
  }
  static Batch BatchOf(const Box& box, std::int64_t seq, const BlobId& previous, std::vector<Event> events,
                       const std::string& epoch = "00000000000000aa") {
    return {{box.id, epoch, seq}, previous, std::move(events)};
  }
  std::string SealedBy(const Box& box, const Batch& batch) const {
    return formats::SealBatch(batch, box.sign, keys_.seal.seal);
  }
  Result<formats::Receipt> Send(const formats::BatchId& id, const std::string& sealed) {
    const auto receipt = registry_->TakeBatch(id, sealed);
    if (!receipt) return Fail(receipt.error());
    return formats::OpenReceipt(*receipt, keys_.sign.verify);
  }
  std::string Refusal(const std::string& secret, const Box& box) {
    const auto grant = Ask(secret, box);
    EXPECT_FALSE(grant);
    EXPECT_EQ(grant ? ErrorCode::kInternal : grant.error().code, ErrorCode::kRefused);
    return grant ? "" : grant.error().message;
  }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  formats::CenterCard card_;
  std::unique_ptr<Registry> registry_;
};

TEST_F(RegistryTest, ACodeLetsABoxInAndTellsItEverything) {
  Box box;
  const auto code = NewCode();
  const auto parsed = formats::ParseEnrolmentCode(code);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->address, kAddress);
  EXPECT_EQ(parsed->fingerprint, formats::Fingerprint(card_));
  const auto grant = Enrol(code, box);
  ASSERT_TRUE(grant) << grant.error().message;
  EXPECT_EQ(grant->device.size(), 32u);
  EXPECT_EQ(grant->school, "shiyangtang");
  EXPECT_EQ(grant->school_name, "石羊塘村小");
  EXPECT_EQ(grant->center_name, "青禾县电教站");
  EXPECT_EQ(grant->center_address, kAddress);
  EXPECT_THAT(grant->mirrors, ElementsAre(kAddress));
  EXPECT_EQ(grant->root_json, "{\"root\":1}");
}

TEST_F(RegistryTest, ALostReplyIsGivenAgainToTheSameBoxOnly) {
  Box box, stranger;
  const auto code = NewCode();
  const auto first = Enrol(code, box);
  clock_.wall = clock_.wall + 100 * kHourMs;  // Also after the code has ended.
  Reopen();
  const auto again = Ask(SecretOf(code), box);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->device, first->device);
  EXPECT_THAT(Refusal(SecretOf(code), stranger), StartsWith("enrol.code_used: "));
  // Somebody with the box's public signing key but not its sealing key.
  Box thief = box;
  thief.seal = OpenKey::Generate();
  EXPECT_THAT(Refusal(SecretOf(code), thief), StartsWith("enrol.code_used: "));
}

TEST_F(RegistryTest, ACodeEndsAfter72HoursOrWithTheNextOne) {
  Box box;
  const auto old_code = NewCode();
  const auto code = NewCode();
  EXPECT_THAT(Refusal(SecretOf(old_code), box), StartsWith("enrol.code_expired: "));
  clock_.wall = clock_.wall + 72 * kHourMs;
  EXPECT_THAT(Refusal(SecretOf(code), box), StartsWith("enrol.code_expired: "));
}

TEST_F(RegistryTest, FiveWrongTriesAtACodeEndIt) {
  Box box;
  const auto secret = SecretOf(NewCode());
  auto wrong = secret;
  wrong[7] = static_cast<char>(wrong[7] ^ 1);
  for (int i = 0; i < 4; ++i) EXPECT_THAT(Refusal(wrong, box), StartsWith("enrol.code_unknown: "));
  EXPECT_THAT(Refusal(wrong, box), StartsWith("enrol.too_many_tries: "));
  EXPECT_THAT(Refusal(secret, box), StartsWith("enrol.too_many_tries: "));
}

TEST_F(RegistryTest, AStrangerAtTheDoorLocksNobodyOut) {
  Box stranger, box;
  const auto code = NewCode();
  std::string last;
  for (int i = 0; i <= 200; ++i) last = Refusal(RandomBytes(8), stranger);
  EXPECT_THAT(last, StartsWith("enrol.too_many_tries: "));
  EXPECT_TRUE(Enrol(code, box));
}

TEST_F(RegistryTest, ABoxKeepsItsNameInItsNextSchool) {
  Box box;
  const auto first_code = NewCode();
  const auto first = Enrol(first_code, box);
  const auto second = Enrol(NewCode("liushugou", "柳树沟教学点"), box);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->device, first->device);
  EXPECT_EQ(second->school, "liushugou");
  EXPECT_THAT(Refusal(SecretOf(first_code), box), StartsWith("enrol.code_used: "));
}

TEST_F(RegistryTest, RefusesSchoolsAndAddressesThatCannotBe) {
  EXPECT_EQ(registry_->MakeCode("Not An Id", "x", "").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(registry_->MakeCode("school", "", "").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(registry_->MakeCode("school", "x", "ftp://center").error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(registry_->Enrol("not sealed to us"));
}

TEST_F(RegistryTest, OnlyDigestsOfACodeAreOnTheDisk) {
  const auto secret = SecretOf(NewCode());
  registry_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(temp_.path())) {
    EXPECT_EQ(temp_.Read(entry.path().filename().string()).find(secret), std::string::npos) << entry.path();
  }
}

TEST_F(RegistryTest, AReceiptCoversWhatIsStored) {
  const auto box = Enrolled();
  const auto batch = BatchOf(box, 1, {}, {Played("sx-1"), Played("sx-2", 30)});
  const auto sealed = SealedBy(box, batch);
  const auto receipt = Send(batch.id, sealed);
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(receipt->through_seq, 1);
  EXPECT_EQ(receipt->last_batch, HashOf(sealed));
  EXPECT_EQ(receipt->device, box.id);
  Reopen();
  EXPECT_EQ(registry_->EventsOf(box.id).value(), batch.events);
  EXPECT_EQ(registry_->Events().value(), 2);
  EXPECT_EQ(registry_->Watermark(box.id, batch.id.epoch).value(), 1);
}

TEST_F(RegistryTest, ABatchThatComesTwiceCountsOnce) {
  const auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1")});
  const auto sealed = SealedBy(box, first);
  const auto second = BatchOf(box, 2, HashOf(sealed), {Played("sx-1")});
  ASSERT_TRUE(Send(first.id, sealed));
  ASSERT_TRUE(Send(second.id, SealedBy(box, second)));
  const auto again = Send(first.id, sealed);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->through_seq, 2);
  EXPECT_EQ(registry_->Events().value(), 2);
}

TEST_F(RegistryTest, AnEventSentInTwoEpochsCountsOnce) {
  const auto box = Enrolled();
  const auto event = Played("sx-1");
  const auto first = BatchOf(box, 1, {}, {event});
  const auto resent = BatchOf(box, 1, {}, {event, Played("sx-2")}, "00000000000000bb");
  ASSERT_TRUE(Send(first.id, SealedBy(box, first)));
  ASSERT_TRUE(Send(resent.id, SealedBy(box, resent)));
  EXPECT_EQ(registry_->Events().value(), 2);
}

TEST_F(RegistryTest, AGapTellsWhereToGoOn) {
  const auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1")});
  const auto sealed = SealedBy(box, first);
  ASSERT_TRUE(Send(first.id, sealed));
  const auto third = BatchOf(box, 3, HashOf(sealed), {Played("sx-1")});
  const auto refused = Send(third.id, SealedBy(box, third));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(refused.error().message, "batch.gap: batches before it are missing; through_seq=1");
  EXPECT_EQ(registry_->Events().value(), 1);
}

TEST_F(RegistryTest, ARestoredBackupIsNotTakenForWhatIsHeld) {
  const auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1")});
  ASSERT_TRUE(Send(first.id, SealedBy(box, first)));
  // The same number with other events: a receipt would make the box drop them.
  const auto other = BatchOf(box, 1, {}, {Played("sx-2")});
  EXPECT_EQ(Send(other.id, SealedBy(box, other)).error().message, kForked);
  // The next number on another chain.
  const auto next = BatchOf(box, 2, HashOf("another first batch"), {Played("sx-2")});
  EXPECT_EQ(Send(next.id, SealedBy(box, next)).error().message, kForked);
  EXPECT_EQ(registry_->Events().value(), 1);
}

TEST_F(RegistryTest, TellsWhatItLostWhenItWasRestoredFromACopy) {
  const auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1"), Played("sx-2")});
  ASSERT_TRUE(Send(first.id, SealedBy(box, first)));
  EXPECT_TRUE(registry_->Schools()->at(0).notices.empty());
  // The box has receipts for four batches with nine events; this center has one of the two.
  auto next = BatchOf(box, 1, {}, {Played("sx-3")}, "00000000000000bb");
  next.earlier = {{first.id.epoch, 5, 4, 9}};
  ASSERT_TRUE(Send(next.id, SealedBy(box, next)));
  const auto schools = registry_->Schools().value();
  const formats::Problem missing{"problem.usage_missing", "7 (00000000000000aa 2–4)", clock_.wall};
  EXPECT_THAT(schools.at(0).notices, ElementsAre(missing));
}

TEST_F(RegistryTest, NoticesTwoBoxesThatTakeTurns) {
  const auto box = Enrolled();
  const auto send = [&](std::int64_t seq, std::string& last, const std::string& epoch,
                        std::vector<formats::ChainEnd> earlier = {}) {
    auto batch = BatchOf(box, seq, seq == 1 ? BlobId{} : HashOf(last), {Played("sx-1")}, epoch);
    batch.earlier = std::move(earlier);
    last = SealedBy(box, batch);
    const auto receipt = Send(batch.id, last);
    EXPECT_TRUE(receipt) << receipt.error().message;
    return receipt && receipt->two_boxes;
  };
  std::string a, b;
  const std::string epoch_a = "00000000000000aa", epoch_b = "00000000000000bb";
  EXPECT_FALSE(send(1, a, epoch_a));
  EXPECT_FALSE(send(1, b, epoch_b, {{epoch_a, 1, 0, 0}}));
  EXPECT_FALSE(send(2, a, epoch_a)) << "may still be one box, restored twice";
  EXPECT_TRUE(send(2, b, epoch_b));
  EXPECT_TRUE(send(3, a, epoch_a)) << "both are told";
  const auto notices = registry_->Schools()->at(0).notices;
  const formats::Problem twins{"problem.two_boxes", box.id, clock_.wall};
  EXPECT_THAT(notices, ElementsAre(twins));
  EXPECT_EQ(registry_->Events().value(), 5) << "nothing of either is lost";
  clock_.wall = clock_.wall + 8 * kDayMs;
  EXPECT_TRUE(registry_->Schools()->at(0).notices.empty()) << "over when only one goes on";
}

TEST_F(RegistryTest, ABoxThatIsShutOutIsRefusedAndWhatItSentStays) {
  auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1")});
  const auto sealed = SealedBy(box, first);
  ASSERT_TRUE(Send(first.id, sealed));
  EXPECT_EQ(registry_->Revoke("nobody", "stolen").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(registry_->Revoke("shiyangtang", "").error().code, ErrorCode::kInvalid);
  const auto revoked = registry_->Revoke("shiyangtang", "stolen in May");
  ASSERT_TRUE(revoked) << revoked.error().message;
  EXPECT_EQ(revoked->device, box.id);
  ASSERT_TRUE(registry_->Revoke(box.id, "once more"));
  Reopen();

  const auto why = testing::AllOf(StartsWith("device.revoked: "), testing::HasSubstr("stolen in May"));
  const auto second = BatchOf(box, 2, HashOf(sealed), {Played("sx-1")});
  const auto refused = Send(second.id, SealedBy(box, second));
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_THAT(refused.error().message, why);
  EXPECT_THAT(registry_->TakeStatus(box.id, "anything").error().message, why);
  EXPECT_THAT(registry_->mailbox().LetterFor(box.id).error().message, why);
  EXPECT_THAT(registry_->ChangeKeys(box.id, "anything").error().message, why) << "nor does a thief rename it";
  EXPECT_EQ(registry_->Events().value(), 1);
  EXPECT_EQ(registry_->Schools()->at(0).notices.at(0).key, "problem.device_revoked");

  const auto code = NewCode();
  EXPECT_THAT(Refusal(SecretOf(code), box), why) << "whoever has the box has its keys";
  Box anew;
  clock_.wall = clock_.wall + kHourMs;
  ASSERT_TRUE(Enrol(code, anew));
  EXPECT_NE(anew.id, box.id);
  EXPECT_TRUE(registry_->Schools()->at(0).notices.empty());
  const auto again = BatchOf(anew, 1, {}, first.events);
  ASSERT_TRUE(Send(again.id, SealedBy(anew, again)));
  EXPECT_EQ(registry_->Events().value(), 1) << "what it had sent already counts once";
}

TEST_F(RegistryTest, ABoxGetsNewKeysAndWhatTheOldOnesSignedBeforeStillCounts) {
  auto box = Enrolled();
  const auto first = BatchOf(box, 1, {}, {Played("sx-1")});
  const auto sealed = SealedBy(box, first);
  const auto second = BatchOf(box, 2, HashOf(sealed), {Played("sx-2")});
  const auto cut_before = SealedBy(box, second);
  ASSERT_TRUE(Send(first.id, sealed));

  Box next{.id = box.id};
  const formats::NewKeys keys{box.id, next.sign.verify, next.seal.seal, first.id.epoch, 2};
  const auto request = formats::SealNewKeys(keys, box.sign, next.sign, keys_.seal.seal);
  const auto ask = [&](const std::string& named) {
    const auto answer = registry_->ChangeKeys(box.id, named);
    return answer ? formats::OpenKeysTaken(*answer, keys_.sign.verify) : Fail(answer.error());
  };
  const auto taken = ask(request);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->sign, next.sign.verify);
  Reopen();
  EXPECT_EQ(ask(request)->sign, next.sign.verify) << "the reply was lost";

  ASSERT_TRUE(Send(second.id, cut_before)) << "it was on its way";
  const auto third = BatchOf(box, 3, HashOf(cut_before), {Played("sx-3")});
  const auto stolen = Send(third.id, SealedBy(box, third));
  ASSERT_FALSE(stolen) << "a copy of last year's card speaks for nobody";
  EXPECT_EQ(stolen.error().code, ErrorCode::kUntrusted);
  EXPECT_THAT(stolen.error().message, StartsWith("batch.untrusted: "));
  EXPECT_TRUE(Send(third.id, SealedBy(next, third)));

  Box thief{.id = box.id};
  const formats::NewKeys his{box.id, thief.sign.verify, thief.seal.seal, {}, 0};
  EXPECT_EQ(ask(formats::SealNewKeys(his, box.sign, thief.sign, keys_.seal.seal)).error().code,
            ErrorCode::kUntrusted)
      << "old keys name no new ones";
  const formats::NewKeys back{box.id, box.sign.verify, box.seal.seal, {}, 0};
  EXPECT_THAT(ask(formats::SealNewKeys(back, next.sign, box.sign, keys_.seal.seal)).error().message,
              StartsWith("keys.in_use: "));
}

TEST_F(RegistryTest, TakesNothingFromBoxesItDoesNotKnowOrForOthers) {
  const auto box = Enrolled(), other = Enrolled("liushugou");
  const auto batch = BatchOf(box, 1, {}, {Played("sx-1")});
  const auto sealed = SealedBy(box, batch);
  EXPECT_EQ(Send({std::string(32, 'f'), batch.id.epoch, 1}, sealed).error().code, ErrorCode::kRefused);
  EXPECT_EQ(Send({other.id, batch.id.epoch, 1}, sealed).error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(Send({box.id, batch.id.epoch, 2}, sealed).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Send(batch.id, "no batch").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(registry_->Events().value(), 0);
}

formats::StatusReport ReportOf(const Box& box, std::int64_t counter, std::int64_t missing) {
  formats::StatusReport report;
  report.device = box.id;
  report.counter = counter;
  report.program = "lianxiao-schoold 0.1.0";
  report.catalog_version = 7;
  report.bytes_missing = missing;
  report.disk_free_bytes = 123;
  report.starts = 9;
  report.at = {2'000};
  report.problems = {{"problem.disk_full", "/var/lib", {1'000}},
                     {"problem.metadata_untrusted", "x", {2'000}}};
  return report;
}

TEST_F(RegistryTest, KeepsTheNewestReport) {
  const auto box = Enrolled();
  const auto send = [&](const formats::StatusReport& report) {
    return registry_->TakeStatus(box.id, formats::SealStatus(report, box.sign, keys_.seal.seal));
  };
  ASSERT_TRUE(send(ReportOf(box, 2, 500)));
  EXPECT_EQ(send(ReportOf(box, 1, 900)).error().message,
            "status.counter_behind: a newer report is here; counter=2");
  clock_.wall = clock_.wall + kHourMs;
  ASSERT_TRUE(send(ReportOf(box, 2, 700)));  // Sent twice.
  const auto schools = registry_->Schools().value();
  ASSERT_EQ(schools.size(), 1u);
  ASSERT_TRUE(schools[0].report);
  const auto& report = *schools[0].report;
  EXPECT_EQ(report.counter, 2);
  EXPECT_EQ(report.bytes_missing, 500);
  EXPECT_EQ(report.catalog_version, 7);
  EXPECT_EQ(report.disk_free_bytes, 123);
  EXPECT_EQ(report.starts, 9);
  EXPECT_EQ(report.problems, ReportOf(box, 2, 0).problems);
  EXPECT_EQ(schools[0].last_contact, clock_.wall);
  EXPECT_EQ(registry_->TakeStatus(std::string(32, 'f'), "x").error().code, ErrorCode::kRefused);
}

TEST_F(RegistryTest, ListsSchoolsWithAndWithoutABox) {
  NewCode("liushugou", "柳树沟教学点");
  const auto old_box = Enrolled();
  clock_.wall = clock_.wall + kDayMs;
  const auto new_box = Enrolled();
  const auto late = BatchOf(old_box, 1, {}, {Played("sx-1")});
  ASSERT_TRUE(Send(late.id, SealedBy(old_box, late)));  // What the old box still had.
  const auto schools = registry_->Schools().value();
  ASSERT_EQ(schools.size(), 2u);
  EXPECT_EQ(schools[0].id, "liushugou");
  EXPECT_EQ(schools[0].device, "");
  EXPECT_FALSE(schools[0].enrolled);
  EXPECT_EQ(schools[1].device, new_box.id);
  EXPECT_EQ(schools[1].enrolled, clock_.wall);
  EXPECT_EQ(schools[1].events, 1);
}

TEST_F(RegistryTest, AddsUpTheUseOfEachResource) {
  const auto box = Enrolled(), other = Enrolled("liushugou");
  auto opened = Played("sx-1", 0);
  opened.kind = EventKind::kOpened;
  auto finished = Played("sx-2", 0);
  finished.kind = EventKind::kFinished;
  auto searched = Played("", 0);
  searched.kind = EventKind::kSearched;
  searched.file = "";
  searched.query = "分数";
  const auto first = BatchOf(box, 1, {}, {opened, Played("sx-1", 60), searched});
  const auto second = BatchOf(other, 1, {}, {Played("sx-1", 40), finished});
  const auto first_sent = Send(first.id, SealedBy(box, first)),
             second_sent = Send(second.id, SealedBy(other, second));
  ASSERT_TRUE(first_sent) << first_sent.error().message;
  ASSERT_TRUE(second_sent) << second_sent.error().message;
  const auto use = registry_->Use(10).value();
  ASSERT_EQ(use.size(), 2u);
  EXPECT_EQ(use[0].resource, "sx-1");
  EXPECT_EQ(use[0].opened, 1);
  EXPECT_EQ(use[0].played_s, 100);
  EXPECT_EQ(use[0].schools, 2);
  EXPECT_EQ(use[1].finished, 1);
  EXPECT_EQ(registry_->Use(1)->size(), 1u);
}

}  // namespace
}  // namespace lianxiao::center
