// Waiting usage comes to lie packed, and goes by receipt, with the power cut at every single step of it: each
// event is there once, and arrives once.
#include <gtest/gtest.h>

#include <functional>

#include "tests/sim/crash_ledger.h"
#include "tests/sim/crash_world.h"

namespace lianxiao::sim {
namespace {

constexpr int kEvents = 20;
constexpr storage::PackLimits kSmall{.events = 6, .loose = 5};  // 20 events: two packs and eight rows.

class Packing : public testing::Test {
 protected:
  static std::vector<formats::Event> All() {
    std::vector<formats::Event> events;
    for (int number = 1; number <= kEvents; ++number) events.push_back(EventNumber(number));
    return events;
  }
  static Status PackAll(World& world) {
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, world.usage->PackOldest(kSmall));
      if (!more) return {};
    }
  }
  // How many steps `act` has, with the power cut at each.
  static int CutAtEachStepOf(const std::function<Status(World&, Ledger&)>& prepare,
                             const std::function<Status(World&, Ledger&)>& act) {
    for (int step = 1;; ++step) {
      World world(nullptr);
      EXPECT_TRUE(world.Open());
      Ledger ledger;
      EXPECT_TRUE(world.usage->Append(All()));
      EXPECT_TRUE(prepare(world, ledger));
      world.disk.CutPowerAt(step);
      (void)act(world, ledger);
      const bool through = world.disk.HasPower();
      world.disk.CutPowerNow();
      world.Close();
      world.disk.PowerOn(static_cast<std::uint64_t>(step));
      EXPECT_TRUE(world.Open());
      Look(world, ledger, step);
      if (through || testing::Test::HasFailure()) return step;
    }
  }

 private:
  static void Look(World& world, Ledger& ledger, int step) {
    ledger.events_told = kEvents;
    ledger.doubtful_events = All();  // Told once more: each is passed over.
    // What is receipted already would be taken for new: the school does not record it again.
    const auto arrived = ledger.center.events();
    std::erase_if(ledger.doubtful_events,
                  [&](const formats::Event& event) { return arrived.contains(event.id); });
    try {
      Audit(world, ledger);
      EXPECT_TRUE(PackAll(world));
      Audit(world, ledger);
      AuditEvents(world, ledger);
    } catch (const Violation& violation) {
      ADD_FAILURE() << "power cut at step " << step << ": " << violation.what();
    }
    world.Close();
  }
};

TEST_F(Packing, LeavesEachEventOnceWhereverThePowerIsCut) {
  const auto nothing = [](World&, Ledger&) { return Status(); };
  const auto steps = CutAtEachStepOf(nothing, [](World& world, Ledger&) { return PackAll(world); });
  EXPECT_GT(steps, 6) << "two transactions have more";
}

TEST_F(Packing, AReceiptForHalfAPackTakesThatHalfWhereverThePowerIsCut) {
  // A batch of ten: a pack and more than half of the next.
  const auto prepare = [](World& world, Ledger& ledger) -> Status {
    LIANXIAO_TRY(PackAll(world));
    const auto ten = [](const formats::Batch& batch) {
      return batch.events.size() > 10 ? std::string(formats::kBatchBytes + 1, 'x') : Spell(batch);
    };
    LIANXIAO_TRY(world.usage->CutBatch(kDevice, kEpoch, ten));
    LIANXIAO_ASSIGN(const auto batch, world.usage->OldestBatch());
    (void)ledger.center.Take(*batch);
    return {};
  };
  const auto take = [](World& world, Ledger& ledger) -> Status {
    LIANXIAO_ASSIGN(const auto batch, world.usage->OldestBatch());
    if (!batch) return {};
    LIANXIAO_TRY(world.usage->Acknowledge(ledger.center.Take(*batch)));
    return {};
  };
  const auto steps = CutAtEachStepOf(prepare, take);
  EXPECT_GT(steps, 3);
}

}  // namespace
}  // namespace lianxiao::sim
