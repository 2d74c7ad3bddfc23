#include "tests/sim/crash_life.h"

#include <algorithm>
#include <array>

#include "tests/sim/crash_ledger.h"
#include "tests/sim/crash_world.h"

namespace lianxiao::sim {
namespace {

constexpr int kPowerCuts = 8;  // In one life.
constexpr int kActions = 60;   // Between two of them, if the power holds so long.
constexpr int kResources = 3;

// What a box does, one small thing after another. Each either succeeds and goes into the ledger, or is cut.
class Box {
 public:
  Box(World& world, Ledger& ledger, test::Dice& dice) : world_(world), ledger_(ledger), dice_(dice) {}

  void Act() {
    world_.clock.now = world_.clock.now + static_cast<std::int64_t>(dice_.Below(400));
    using Action = void (Box::*)();
    constexpr std::array<Action, 15> kAll = {
        &Box::Record,  &Box::Record,     &Box::CutBatch,    &Box::SendBatch,     &Box::PackUsage,
        &Box::AddBlob, &Box::AddBlob,    &Box::PutPiece,    &Box::PutPiece,      &Box::Flush,
        &Box::Publish, &Box::RemoveBlob, &Box::TakeCatalog, &Box::HoldOrRelease, &Box::Count};
    (this->*kAll[dice_.Below(kAll.size())])();
  }
  std::int64_t done() const { return done_; }

 private:
  template <typename T>
  bool Done(const Result<T>& result, const char* doing) {
    const bool done = world_.Done(result, doing);
    done_ += done ? 1 : 0;
    return done;
  }
  const Content& Any(std::size_t first, std::size_t count) { return Contents()[first + dice_.Below(count)]; }

  void Record() {
    std::vector<formats::Event> events;
    const auto count = 1 + dice_.Below(4);
    for (std::uint64_t i = 0; i < count; ++i) events.push_back(EventNumber(++ledger_.events_told));
    if (!Done(world_.usage->Append(events), "append events")) ledger_.doubtful_events = events;
  }

  void CutBatch() { (void)Done(world_.usage->CutBatch(kDevice, kEpoch, Spell), "cut a batch"); }

  // Small packs, so that a life of some days has many.
  void PackUsage() { (void)Done(world_.usage->PackOldest({.events = 5, .loose = 4}), "pack usage"); }

  void SendBatch() {
    const auto batch = world_.usage->OldestBatch();
    if (!Done(batch, "read a batch") || !*batch) return;
    const auto receipt = ledger_.center.Take(**batch);
    if (dice_.Below(4) == 0) return;  // The receipt got lost.
    if (Done(world_.usage->Acknowledge(receipt), "acknowledge")) ledger_.acknowledged += (*batch)->events;
  }

  void AddBlob() {
    const auto& content = Any(0, kSmallContents);
    if (dice_.Coin()) return ListOrDoubt(content, world_.library->Add(content.id, content.bytes), "add");
    const auto path = world_.library->Scratch() + "/made";
    // Whoever makes a file for Adopt need not sync it.
    const auto file = world_.disk.Open(path, storage::OpenMode::kWrite);
    if (!Done(file, "make a file") || !Done((*file)->WriteAt(0, content.bytes), "write a file")) return;
    ListOrDoubt(content, world_.library->Adopt(content.id, path), "adopt");
  }

  void ListOrDoubt(const Content& content, const Status& status, const char* doing) {
    if (Done(status, doing)) {
      ledger_.blobs.insert(content.id);
      ledger_.pieces.erase(content.id);
    } else {
      ledger_.doubtful_blobs.insert(content.id);
    }
  }

  storage::Part* PartOf(const Content& content) {
    if (world_.library->Has(content.id)) return nullptr;
    auto& part = world_.parts[content.id];
    if (!part) {
      ledger_.begun.insert(content.id);
      auto begun = world_.library->Begin(content.id, content.pieces);
      if (Done(begun, "begin a part")) part = *std::move(begun);
    }
    return part.get();
  }

  // Pieces that the part calls durable must be so from now on.
  void Remember(const storage::Part& part) {
    for (std::int64_t piece = 0; piece < part.pieces(); ++piece) {
      if (part.Has(piece)) ledger_.pieces[part.blob()].insert(piece);
    }
  }

  void PutPiece() {
    const auto& content = Any(kSmallContents, Contents().size() - kSmallContents);
    auto* part = PartOf(content);
    if (part == nullptr) return;
    const auto piece = static_cast<std::int64_t>(dice_.Below(static_cast<std::uint64_t>(part->pieces())));
    const auto bytes = std::string_view(content.bytes)
                           .substr(static_cast<std::size_t>(content.pieces.Offset(piece)),
                                   static_cast<std::size_t>(content.pieces.Size(piece)));
    const bool hint = dice_.Below(4) == 0;
    const auto at = dice_.Below(2) == 0 ? 0 : bytes.size() / 3;
    (void)Done(hint ? part->PutHint(piece, static_cast<std::int64_t>(at), bytes.substr(at, bytes.size() / 2))
                    : part->PutPiece(piece, bytes),
               hint ? "put a hint" : "put a piece");
    Remember(*part);
  }

  void Flush() {
    for (const auto& [id, part] : world_.parts) {
      if (!part) continue;
      (void)Done(part->Flush(), "flush");
      Remember(*part);
    }
  }

  void Publish() {
    const auto& content = Any(kSmallContents, Contents().size() - kSmallContents);
    auto* part = PartOf(content);
    if (part == nullptr) return;
    for (std::int64_t piece = 0; piece < part->pieces(); ++piece) {
      const auto at = static_cast<std::size_t>(content.pieces.Offset(piece));
      const auto size = static_cast<std::size_t>(content.pieces.Size(piece));
      if (!Done(part->PutPiece(piece, std::string_view(content.bytes).substr(at, size)), "put a piece"))
        return;
    }
    auto taken = std::move(world_.parts[content.id]);
    world_.parts.erase(content.id);
    ListOrDoubt(content, world_.library->Publish(std::move(taken)), "publish");
  }

  void RemoveBlob() {
    const auto& content = Any(0, Contents().size());
    if (!world_.library->Has(content.id) || ledger_.HoldsBlob(content.id)) return;
    if (Done(world_.library->Remove(content.id), "remove")) {
      ledger_.blobs.erase(content.id);
    } else {
      ledger_.doubtful_blobs.insert(content.id);
    }
  }

  void TakeCatalog() {
    for (int number = 1; number <= kResources; ++number) {
      auto& version = ledger_.published[number];
      if (version == 0 || dice_.Coin()) ++version;
    }
    std::vector<formats::Resource> resources;
    for (const auto& [number, version] : ledger_.published) resources.push_back(ResourceOf(number, version));
    const auto taken = world_.catalog->ReplaceShard("math-3", Sha256Hex("any"), resources);
    if (!Done(taken, "take a shard")) ledger_.doubtful_catalog = true;
  }

  void HoldOrRelease() {
    if (ledger_.published.empty()) return;
    const auto number = 1 + static_cast<int>(dice_.Below(kResources));
    const auto version = ledger_.published[number];
    const auto resource = ResourceOf(number, version);
    const bool hold = world_.library->Has(resource.files[0].blob) && dice_.Below(4) != 0;
    const auto status =
        hold ? world_.catalog->Hold(resource.id, version) : world_.catalog->Release(resource.id);
    if (!Done(status, hold ? "hold" : "release")) {
      ledger_.doubtful_held.insert(number);
    } else if (hold) {
      ledger_.held[number] = version;
    } else {
      ledger_.held.erase(number);
    }
  }

  void Count() {
    const auto counted = world_.state->AddToCounter("starts", 1);
    if (Done(counted, "count")) ledger_.counter = *counted;
    const auto seen = static_cast<std::int64_t>(dice_.Below(1'000'000));
    if (Done(world_.state->RaiseTrustedTime({seen}), "raise the time")) {
      ledger_.trusted_ms = std::max(ledger_.trusted_ms, seen);
    }
  }

  World& world_;
  Ledger& ledger_;
  test::Dice& dice_;
  std::int64_t done_ = 0;
};

// Early cuts meet the opening, later ones whatever goes on.
std::int64_t RollCut(test::Dice& dice) {
  const auto range = dice.Coin() ? std::uint64_t{50} : std::uint64_t{500};
  return 1 + static_cast<std::int64_t>(dice.Below(range));
}

// From one power cut to the next, and the look that follows it.
void LiveOn(World& world, Ledger& ledger, test::Dice& dice, LifeStory& story) {
  const bool restart = dice.Coin();
  if (restart) world.Close();
  world.disk.CutPowerAt(RollCut(dice));
  if (world.IsOpen() || world.Open()) {
    Box box(world, ledger, dice);
    for (int i = 0; i < kActions && world.disk.HasPower(); ++i) box.Act();
    story.actions += box.done();
  }
  world.disk.CutPowerNow();
  ++story.power_cuts;
  world.Close();
  world.disk.PowerOn(dice.Below(1'000'000));
  if (!world.Open()) throw Violation("no power after PowerOn");
  Audit(world, ledger);
}

}  // namespace

LifeStory Live(std::uint64_t seed, test::Lies lies) {
  LifeStory story;
  test::Dice dice(seed);
  World world(std::move(lies));
  Ledger ledger;
  try {
    for (int cut = 0; cut < kPowerCuts; ++cut) LiveOn(world, ledger, dice, story);
    AuditEvents(world, ledger);
  } catch (const Violation& violation) {
    story.violation = violation.what();
  }
  world.Close();
  return story;
}

}  // namespace lianxiao::sim
