// The years of a box: power cuts, lost replies, copies put back, a card cloned, the center's own copy put
// back, new keys of the box and of the center. Whatever the seed draws, each event is at the center exactly
// once, except what only a lost state of the center held; and that is said.
//
//   LIANXIAO_SEED=17 build/tests/sim_epochs     lives one life again
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "storage/formats/enrolment.h"
#include "tests/sim/epochs_world.h"

namespace lianxiao::sim {
namespace {

constexpr std::uint64_t kLives = 14;
constexpr int kActions = 70;
constexpr std::size_t kMostBoxes = 3;

// What may happen in a life beside power cuts and lost replies.
struct Fate {
  bool box_restored, cloned, center_restored;
  // A copy of a box from before its keys changed speaks for nobody: where there are copies, they stay.
  bool device_keys = false;
  bool center_keys = false;
};

class Life {
 public:
  Life(std::uint64_t seed, Fate fate) : random_(static_cast<unsigned>(seed)), fate_(fate) {
    cards_.push_back(std::make_unique<Card>(clock_, "0"));
    Enrol(*cards_[0]);
    center_.Backup();
    copies_.push_back(cards_[0]->Copy());
  }

  void Run() {
    for (int i = 0; i < kActions; ++i) {
      Act();
      clock_.Pass(kMinuteMs);
    }
    Settle();
    Audit();
  }

  std::size_t events() const { return all_.size(); }
  std::size_t lost() const { return lost_.size(); }
  std::size_t rotations() const { return rotations_; }

 private:
  void Enrol(Card& card) {
    const auto code = center_.registry().MakeCode("shiyang", "石羊塘村小", "");
    const auto keys = card.state().Keys();
    const auto sealed = center_.registry().Enrol(formats::SealRequest(
        {formats::ParseEnrolmentCode(code->text)->secret, keys->sign.verify, keys->seal.seal, "sim", "sim"},
        center_.keys().seal.seal));
    const auto grant = formats::OpenGrant(*sealed, keys->seal, center_.keys().sign.verify);
    ASSERT_TRUE(grant) << grant.error().message;
    device_ = grant->device;
    ASSERT_TRUE(card.state().Enrol(*grant, center_.card()));
  }

  bool Chance(unsigned in_a_hundred) { return random_() % 100 < in_a_hundred; }
  Card& Any() { return *cards_[random_() % cards_.size()]; }
  std::optional<std::int64_t> MaybePowerCut() {
    return Chance(20) ? std::optional<std::int64_t>(1 + random_() % 40) : std::nullopt;
  }

  void Act() {
    if (fate_.center_keys && Chance(4)) center_.NewKeys();
    if (fate_.device_keys && Chance(12)) RotateDeviceKeys();
    const auto dice = random_() % 100;
    if (dice < 42) return Any().Record(1 + static_cast<int>(random_() % 4), MaybePowerCut(), random_());
    if (dice < 84) return Send(Any(), 25);
    if (dice < 88) return Backup();
    if (dice < 91 && fate_.center_restored) return RestoreCenter();
    if (dice < 95) return copies_.push_back(Any().Copy());
    if (dice < 97 && fate_.box_restored) return Any().Restore(copies_[random_() % copies_.size()]);
    if (dice < 99 && fate_.cloned && cards_.size() < kMostBoxes) Clone();
  }

  void Send(Card& card, unsigned lost_in_a_hundred) {
    for (const auto& one : cards_) all_.insert(one->told().begin(), one->told().end());
    PostLine line(center_, random_, lost_in_a_hundred);
    const auto sent = card.Send(line, lost_in_a_hundred == 0 ? std::nullopt : MaybePowerCut(), random_());
    // A box that the new root has not reached yet seals for keys that are no more, and keeps what it has.
    if (!sent && card.Knows(center_.card())) throw std::runtime_error("send: " + sent.error().message);
  }

  // Twice since the center's copy, and a center put back would not know the keys before the last either: then
  // a box is enrolled anew, which is another story.
  void RotateDeviceKeys() {
    if (std::exchange(rotated_since_backup_, true)) return;
    ++rotations_;
    cards_[0]->RotateKeys(MaybePowerCut(), random_());
  }
  void Backup() {
    center_.Backup();
    rotated_since_backup_ = cards_[0]->RotationWaits();
  }

  void Clone() {
    const auto image = Any().Copy();
    cards_.push_back(std::make_unique<Card>(clock_, std::to_string(cards_.size()), &image));
  }

  // What the center forgets is lost unless a box still has it to send.
  void RestoreCenter() {
    const auto before = center_.Held(device_);
    center_.Restore();
    const auto after = center_.Held(device_);
    Ids pending;
    for (const auto& card : cards_) pending.merge(card->Pending());
    for (const auto& id : before) {
      if (!after.contains(id) && !pending.contains(id)) lost_.insert(id);
    }
  }

  // A good line, and some more use of every box.
  void Settle() {
    for (int round = 0; round < 4; ++round) {
      for (const auto& card : cards_) {
        card->Record(1, std::nullopt, 0);
        Send(*card, 0);
        EXPECT_TRUE(card->Pending().empty()) << "all that a box has goes up at once";
      }
    }
  }

  bool Says(const std::string& key) const {
    return std::ranges::any_of(center_.Notices(), [&](const auto& notice) { return notice.key == key; });
  }

  void Audit() {
    const auto held = center_.Held(device_);
    for (const auto& card : cards_) {
      for (const auto& id : card->told()) {
        EXPECT_TRUE(held.contains(id) || lost_.contains(id)) << "event " << id << " never arrived";
      }
    }
    for (const auto& id : held) EXPECT_TRUE(all_.contains(id)) << "nobody told event " << id;

    // Which batches a card put back to an older state had receipts for, nobody knows any more.
    EXPECT_TRUE(lost_.empty() || fate_.box_restored || Says("problem.usage_missing"));
    EXPECT_TRUE(fate_.center_restored || !Says("problem.usage_missing"));
    if (cards_.size() > 1) {
      EXPECT_TRUE(Says("problem.two_boxes"));
      for (const auto& card : cards_) EXPECT_TRUE(card->HasProblem("problem.two_boxes"));
    } else if (!fate_.box_restored) {
      EXPECT_FALSE(Says("problem.two_boxes"));
    }
    for (const auto& card : cards_) {
      EXPECT_FALSE(card->HasProblem("problem.usage_refused"));
      EXPECT_FALSE(card->RotationWaits()) << "new keys were never confirmed";
      EXPECT_TRUE(card->Knows(center_.card()));
    }
  }

  std::mt19937 random_;
  const Fate fate_;
  FalseClock clock_{WallTime{1'788'220'800'000}};
  LastingCenter center_{clock_};
  std::string device_;
  std::vector<std::unique_ptr<Card>> cards_;
  std::vector<Card::Image> copies_;
  std::size_t rotations_ = 0;  // Of the box's keys, begun.
  bool rotated_since_backup_ = false;
  Ids all_;   // Whatever a box had when something was sent.
  Ids lost_;  // With a state of the center.
};

struct Named {
  const char* name;
  Fate fate;
};
void PrintTo(const Named& named, std::ostream* out) { *out << named.name; }

class Epochs : public testing::TestWithParam<Named> {};

TEST_P(Epochs, EveryEventIsAtTheCenterExactlyOnceOrSaidToBeLost) {
  const char* only = std::getenv("LIANXIAO_SEED");
  const std::uint64_t first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
  const std::uint64_t last = only != nullptr ? first : kLives;
  std::size_t events = 0, lost = 0, rotations = 0;
  for (auto seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("LIANXIAO_SEED=" + std::to_string(seed));
    try {
      Life life(seed, GetParam().fate);
      life.Run();
      events += life.events();
      lost += life.lost();
      rotations += life.rotations();
    } catch (const std::exception& e) {
      FAIL() << e.what();
    }
    if (HasFailure()) return;
  }
  std::printf("%zu events, %zu of them lost with a state of the center; %zu times new keys of a box\n",
              events, lost, rotations);
  EXPECT_TRUE(only != nullptr || !GetParam().fate.device_keys || rotations > 20) << "hardly any new keys";
  EXPECT_GT(events, only != nullptr ? 0U : 1'000U) << "the boxes hardly lived";
}

INSTANTIATE_TEST_SUITE_P(Fates, Epochs,
                         testing::Values(Named{"PowerCuts", {false, false, false}},
                                         Named{"RestoredBoxes", {true, false, false}},
                                         Named{"ClonedCards", {false, true, false}},
                                         Named{"RestoredCenters", {false, false, true}},
                                         Named{"NewKeys", {false, false, false, true, true}},
                                         Named{"NewKeysAndRestoredCenters", {false, false, true, true, true}},
                                         Named{"Everything", {true, true, true, false, true}}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace lianxiao::sim
