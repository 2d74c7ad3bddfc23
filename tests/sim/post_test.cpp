// Questions, answers and withdrawals between two schools, over a line that loses requests and replies and
// boxes that lose their power anywhere: whatever a teacher was told is written down arrives once, and only
// once.
//
//   LIANXIAO_SEED=17 build/tests/sim_post     lives one life again
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

#include "center/registry/registry.h"
#include "storage/base/encoding.h"
#include "storage/people/people.h"
#include "storage/post/post_book.h"
#include "sync/line/line.h"
#include "sync/post/post_round.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

using formats::Post;
using formats::PostKind;

constexpr std::uint64_t kLives = 12;
constexpr int kDays = 25;
constexpr std::int64_t kNever = std::int64_t{1} << 60;

template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

struct TurnedClock final : Clock {
  Instant Now() const override { return up; }
  WallTime Wall() const override { return wall; }
  std::string BootId() const override { return "boot"; }
  void Pass(std::int64_t ms) { up.ms += ms, wall.ms += ms; }
  Instant up{3'600'000};
  WallTime wall{1'795'250'000'000};
};

struct County {
  explicit County(const Clock& clock) {
    keys.sign = SigningKey::Generate();
    keys.seal = OpenKey::Generate();
    card = {"县", keys.sign.verify, keys.seal.seal, std::string(64, '0')};
    Open(clock);
  }
  void Open(const Clock& clock) {
    registry = Must(center::Registry::Open(folder.path() + "/center.db", keys, card, "{}", clock,
                                           {.public_address = "http://center:8440"}));
  }
  // As somebody copies the file of a center that is switched off, and puts the copy back one day.
  void Copy(const Clock& clock) {
    registry.reset();
    std::filesystem::copy_file(folder.path() + "/center.db", folder.path() + "/copy.db");
    Open(clock);
  }
  void Restore(const Clock& clock) {
    registry.reset();
    for (const auto* more : {"-wal", "-shm"}) std::filesystem::remove(folder.path() + "/center.db" + more);
    std::filesystem::copy_file(folder.path() + "/copy.db", folder.path() + "/center.db",
                               std::filesystem::copy_options::overwrite_existing);
    Open(clock);
  }
  test::TempFolder folder;
  center::CenterKeys keys;
  formats::CenterCard card;
  std::unique_ptr<center::Registry> registry;
};

class BadLine final : public sync::Line {
 public:
  BadLine(County& county, std::mt19937& random) : county_(county), random_(random) {}
  Result<sync::HttpAnswer> Exchange(const sync::HttpRequest& request) override {
    if (Lost()) return Fail(ErrorCode::kOffline, "the request is lost");
    const auto at = request.url.find("/devices/") + 9;
    auto down = county_.registry->ExchangePost(request.url.substr(at, 32), request.body);
    // Networks repeat what they think was lost.
    if (Lost()) down = county_.registry->ExchangePost(request.url.substr(at, 32), request.body);
    if (Lost()) return Fail(ErrorCode::kOffline, "the reply is lost");
    return sync::HttpAnswer{200, "application/octet-stream", Must(std::move(down))};
  }
  void Fetch(const sync::RangeRequest&, sync::RangeSink&) override {}
  void Cancel(sync::RangeSink&) override {}
  void Turn(std::int64_t) override {}
  sync::Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }
  unsigned lost_in_a_hundred = 30;

 private:
  bool Lost() { return random_() % 100 < lost_in_a_hundred; }
  County& county_;
  std::mt19937& random_;
};

class Box {
 public:
  Box(County& county, const TurnedClock& clock, const std::string& school, const std::string& name)
      : clock_(clock), vfs_(disk_, "post-" + school) {
    const auto code =
        Must(formats::ParseEnrolmentCode(Must(county.registry->MakeCode(school, name, "")).text));
    const auto sealed = Must(county.registry->Enrol(formats::SealRequest(
        {code.secret, keys_.sign.verify, keys_.seal.seal, "schoold", "arm"}, county.keys.seal.seal)));
    enrolled_ = {Must(formats::OpenGrant(sealed, keys_.seal, county.keys.sign.verify)), county.card};
    Must(disk_.MakeFolders("/box"));
    Open();
    account_ =
        Must(people_->Add({"wangfang", "王芳", storage::Role::kTeacher, ""}, storage::Actor::Console()))
            .account.id;
  }
  // False: nobody was told that it is written down.
  bool Write(const Post& post, std::optional<std::int64_t> power_cut, std::uint64_t seed) {
    disk_.CutPowerAt(power_cut.value_or(kNever));
    const auto written = book_->Write(account_, post, clock_.Wall());
    PowerBack(seed);
    return written.has_value();
  }
  bool TakeBack(const std::string& id) { return book_->Withdraw(account_, id, clock_.Wall()).has_value(); }
  void Erase() { Must(people_->Erase(account_, storage::Actor::Console())); }
  void Round(sync::Line& line, std::optional<std::int64_t> power_cut, std::uint64_t seed) {
    disk_.CutPowerAt(power_cut.value_or(kNever));
    round_->TryAgain();
    const auto done = round_->Run(line, enrolled_, keys_, std::nullopt);
    const bool excused = !disk_.HasPower() || (!done && done.error().code == ErrorCode::kOffline);
    if (!excused) Must(done);
    PowerBack(seed);
  }
  // As the engine makes one each few minutes.
  void QuietRound(sync::Line& line) { Must(round_->Run(line, enrolled_, keys_, std::nullopt)); }
  storage::PostBook& book() { return *book_; }
  const std::string& account() const { return account_; }

 private:
  void Open() {
    people_ =
        Must(storage::People::Open("/box/people.db", clock_, {.cost = {.memory_bytes = 8'192, .passes = 1}},
                                   {.vfs = vfs_.name(), .disk = &disk_}));
    book_ = std::make_unique<storage::PostBook>(people_->rows());
    round_ = std::make_unique<sync::PostRound>(*book_, clock_, log_);
  }
  void PowerBack(std::uint64_t seed) {
    if (disk_.HasPower()) {
      disk_.CutPowerAt(kNever);
      return;
    }
    round_.reset();
    book_.reset();
    people_.reset();
    disk_.PowerOn(seed);
    Open();
  }

  const TurnedClock& clock_;
  test::FalseDisk disk_;
  test::FalseVfs vfs_;
  NoLog log_;
  storage::DeviceKeys keys_{SigningKey::Generate(), OpenKey::Generate()};
  storage::Enrolled enrolled_;
  std::unique_ptr<storage::People> people_;
  std::unique_ptr<storage::PostBook> book_;
  std::unique_ptr<sync::PostRound> round_;
  std::string account_;
};

Post Written(PostKind kind, const TurnedClock& clock, const std::string& text) {
  Post post;
  post.id = ToHex(RandomBytes(16));
  post.kind = kind;
  post.at = clock.wall;
  post.author = "王芳";
  post.text = text;
  return post;
}

struct Life {
  explicit Life(std::uint64_t seed) : random(static_cast<std::uint32_t>(seed)) {
    center::Pairing pairing;
    pairing.school = "longtan";
    pairing.helper = "zhenxiao";
    Must(county.registry->alliances().Pair(pairing));
  }
  std::optional<std::int64_t> Cut() {
    return random() % 4 == 0 ? std::optional<std::int64_t>(1 + random() % 40) : std::nullopt;
  }
  void Day() {
    clock.Pass(kDayMs);
    auto question = Written(PostKind::kQuestion, clock, "为什么？");
    question.to_kind = formats::kToSchool;
    question.to = "zhenxiao";
    if (village.Write(question, Cut(), random())) asked.insert(question.id);
    Round(village);
    Round(town);
    for (const auto& one : Must(town.book().QuestionsFromElsewhere())) {
      if (!Must(town.book().AnswersTo(one.post.id)).empty()) continue;
      auto answer = Written(PostKind::kAnswer, clock, "因为。");
      answer.about = one.post.id;
      if (town.Write(answer, Cut(), random())) answered[one.post.id] = answer.id;
    }
    if (random() % 5 == 0 && !asked.empty()) {
      const auto id = *std::next(asked.begin(), static_cast<std::ptrdiff_t>(random() % asked.size()));
      if (village.TakeBack(id)) {
        asked.erase(id);
        taken_back.insert(id);
      }
    }
    Round(town);
    Round(village);
  }
  void Round(Box& box) { box.Round(line, Cut(), random()); }
  void GoodDays() {
    line.lost_in_a_hundred = 0;
    for (int i = 0; i < 3; ++i) {
      village.Round(line, std::nullopt, 0);
      town.Round(line, std::nullopt, 0);
    }
  }

  std::mt19937 random;
  TurnedClock clock;
  County county{clock};
  Box village{county, clock, "longtan", "龙潭教学点"};
  Box town{county, clock, "zhenxiao", "镇小学"};
  BadLine line{county, random};
  std::set<std::string> asked, taken_back;
  std::map<std::string, std::string> answered;
};

std::set<std::string> IdsOf(const std::vector<storage::PostHere>& rows) {
  std::set<std::string> ids;
  for (const auto& row : rows) {
    EXPECT_TRUE(ids.insert(row.post.id).second) << row.post.id << " came twice";
  }
  return ids;
}

void ExpectAllArrived(Life& life) {
  const auto here = IdsOf(Must(life.town.book().QuestionsFromElsewhere()));
  for (const auto& id : life.asked) EXPECT_TRUE(here.contains(id)) << id << " did not arrive";
  for (const auto& id : life.taken_back) EXPECT_FALSE(here.contains(id)) << id << " was taken back";
  for (const auto& row : Must(life.village.book().QuestionsOf(life.village.account()))) {
    EXPECT_EQ(row.state, "delivered") << row.post.id;
    const auto answers = IdsOf(Must(life.village.book().AnswersTo(row.post.id)));
    EXPECT_EQ(answers, IdsOf(Must(life.town.book().AnswersTo(row.post.id))));
    const auto promised = life.answered.find(row.post.id);
    if (promised == life.answered.end()) continue;
    EXPECT_TRUE(answers.contains(promised->second)) << promised->second << " did not come back";
  }
  for (const auto& thread : Must(life.county.registry->posts().Questions(1'000))) {
    if (life.taken_back.contains(thread.question.id)) {
      EXPECT_FALSE(thread.question.post) << "its words are gone from the county";
    }
  }
}

// All lives, or the one that LIANXIAO_SEED names; the first that goes wrong is the last.
void LiveEach(const std::function<void(Life&)>& live) {
  ASSERT_TRUE(InitCrypto());
  const char* only = std::getenv("LIANXIAO_SEED");
  const std::uint64_t first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
  const std::uint64_t last = only != nullptr ? first : kLives;
  for (auto seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("LIANXIAO_SEED=" + std::to_string(seed));
    Life life(seed);
    live(life);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Post, EveryQuestionAndAnswerArrivesOnceWhateverTheLineAndThePowerDo) {
  LiveEach([](Life& life) {
    for (int day = 0; day < kDays; ++day) life.Day();
    life.GoodDays();
    ExpectAllArrived(life);
    EXPECT_GT(life.asked.size(), 5U);
  });
}

// Never a word of it before the other box has it, also where numbers of mail were given twice.
void ExpectNothingIsCalledDeliveredThatIsNot(Life& life) {
  const auto here = IdsOf(Must(life.town.book().QuestionsFromElsewhere()));
  for (const auto& row : Must(life.village.book().QuestionsOf(life.village.account()))) {
    EXPECT_TRUE(row.state != "delivered" || here.contains(row.post.id)) << row.post.id;
  }
}

TEST(Post, ACountyThatIsRestoredFromACopyIsSentAgainWhatItForgotAndEachArrivesOnce) {
  LiveEach([](Life& life) {
    const auto days = [&](std::uint64_t most) {
      for (auto day = 1 + life.random() % most; day > 0; --day) {
        life.Day();
        ExpectNothingIsCalledDeliveredThatIsNot(life);
      }
    };
    days(8);
    life.county.Copy(life.clock);
    days(8);
    life.county.Restore(life.clock);
    days(8);
    life.GoodDays();
    ExpectAllArrived(life);
  });
}

TEST(Post, AskedOnceADayACountyIsFoundRestoredThoughNobodyWrites) {
  ASSERT_TRUE(InitCrypto());
  Life life(3);
  life.line.lost_in_a_hundred = 0;
  life.county.Copy(life.clock);
  auto question = Written(PostKind::kQuestion, life.clock, "为什么？");
  question.to_kind = formats::kToSchool;
  question.to = "zhenxiao";
  ASSERT_TRUE(life.village.Write(question, std::nullopt, 0));
  life.village.Round(life.line, std::nullopt, 0);
  life.county.Restore(life.clock);
  ASSERT_TRUE(Must(life.county.registry->posts().Questions(10)).empty());
  life.village.QuietRound(life.line);
  EXPECT_TRUE(Must(life.county.registry->posts().Questions(10)).empty()) << "not each minute";
  life.clock.Pass(kDayMs);
  life.village.QuietRound(life.line);
  EXPECT_EQ(Must(life.county.registry->posts().Questions(10)).size(), 1U);
}

TEST(Post, WithTheAccountAllGoesThatThePersonWroteWhereverItIs) {
  ASSERT_TRUE(InitCrypto());
  Life life(7);
  for (int day = 0; day < 6; ++day) life.Day();
  life.GoodDays();
  ASSERT_FALSE(Must(life.town.book().QuestionsFromElsewhere()).empty());
  life.village.Erase();
  life.GoodDays();
  EXPECT_TRUE(Must(life.town.book().QuestionsFromElsewhere()).empty());
  for (const auto& thread : Must(life.county.registry->posts().Questions(1'000))) {
    EXPECT_FALSE(thread.question.post);
  }
}

}  // namespace
}  // namespace lianxiao::sim
