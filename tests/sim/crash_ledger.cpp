#include "tests/sim/crash_ledger.h"

#include <sstream>

namespace lianxiao::sim {
namespace {

void Expect(bool kept, const std::string& promise) {
  if (!kept) throw Violation(promise);
}

void AuditJournal(World& world) {
  std::string verdict;
  const auto read = world.journal->Read([&](storage::Connection& c) -> Status {
    auto row = c.Prepare("PRAGMA integrity_check");
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) verdict = row.Text(0);
    return {};
  });
  (void)world.Done(read, "check the journal");
  Expect(verdict == "ok", "the journal is damaged: " + verdict);
}

// Everything listed is whole on the disk, whatever anybody remembers.
void AuditWholeness(World& world) {
  const auto listed = world.library->List();
  for (const auto& id : *listed) {
    const auto blob = world.library->Find(id);
    const auto bytes = storage::ReadWhole(world.disk, blob->path, 1 << 30);
    Expect(bytes && HashOf(*bytes) == id, "listed and not whole: " + id.Hex());
    Expect(blob->size_bytes == static_cast<std::int64_t>(bytes->size()), "listed with a wrong size");
  }
}

void AuditBlobs(World& world, Ledger& ledger) {
  AuditWholeness(world);
  for (const auto& id : ledger.doubtful_blobs) {
    if (world.library->Has(id)) {
      ledger.blobs.insert(id);
      ledger.pieces.erase(id);
    } else {
      ledger.blobs.erase(id);
    }
  }
  ledger.doubtful_blobs.clear();
  for (const auto& id : ledger.blobs) Expect(world.library->Has(id), "published and lost: " + id.Hex());
  const auto listed = world.library->List();
  for (const auto& id : *listed) {
    if (ledger.blobs.contains(id)) continue;
    // Removed and begun again, and the power cut brought the old file back: whole and wanted, so it is
    // listed instead of being fetched once more.
    Expect(ledger.begun.contains(id), "listed and never published: " + id.Hex());
    ledger.blobs.insert(id);
    ledger.pieces.erase(id);
  }
}

void AuditParts(World& world, Ledger& ledger) {
  for (const auto& [id, pieces] : ledger.pieces) {
    if (pieces.empty()) continue;
    const auto& content = ContentOf(id);
    const auto part = world.library->Begin(id, content.pieces);
    if (!world.Done(part, "go on with a part")) continue;
    const auto bytes = storage::ReadWhole(world.disk, "/box/library/parts/" + id.Hex() + ".part", 1 << 30);
    Expect(bytes.has_value(), "a part without its file: " + id.Hex());
    for (const auto piece : pieces) {
      Expect((*part)->Has(piece), "a durable piece was forgotten: " + id.Hex());
      const auto at = static_cast<std::size_t>(content.pieces.Offset(piece));
      const auto size = static_cast<std::size_t>(content.pieces.Size(piece));
      Expect(bytes->size() >= at + size && bytes->compare(at, size, content.bytes, at, size) == 0,
             "a durable piece has other bytes: " + id.Hex());
    }
  }
}

constexpr std::int64_t kMoreThanThereAre = 1'000'000;

void AuditCatalog(World& world, Ledger& ledger) {
  const auto all = world.catalog->After("", kMoreThanThereAre);
  if (!world.Done(all, "read the catalog")) return;
  std::map<int, std::int64_t> published, held;
  for (const auto& entry : *all) {
    const int number = std::stoi(entry.published.id.substr(entry.published.id.find('-') + 1));
    published[number] = entry.published.version;
    if (!entry.held) continue;
    held[number] = entry.held->version;
    for (const auto& file : entry.held->files) {
      Expect(world.library->Has(file.blob), "held without its file: " + entry.published.id);
    }
  }
  if (ledger.doubtful_catalog) {
    for (auto& [number, version] : ledger.published) {
      Expect(published[number] == version || published[number] == version - 1, "another catalog");
      version = published[number];
    }
    std::erase_if(ledger.published, [](const auto& entry) { return entry.second == 0; });
    std::erase_if(published, [](const auto& entry) { return entry.second == 0; });
    ledger.doubtful_catalog = false;
  }
  for (const auto number : ledger.doubtful_held) {
    ledger.held.erase(number);
    if (held.contains(number)) ledger.held[number] = held[number];
  }
  ledger.doubtful_held.clear();
  Expect(published == ledger.published, "the catalog is not what was taken in");
  Expect(held == ledger.held, "what was held is not");
}

void AuditState(World& world, const Ledger& ledger) {
  const auto counter = world.state->Counter("starts");
  if (world.Done(counter, "read a counter")) Expect(*counter >= ledger.counter, "a counter went back");
  const auto time = world.state->TrustedTime();
  if (world.Done(time, "read the trusted time")) {
    Expect(time->ms >= ledger.trusted_ms, "trusted time went back");
  }
}

// No event lost or doubled, by number; AuditEvents looks at each.
void AuditUsage(World& world, Ledger& ledger) {
  (void)world.Done(world.usage->Append(ledger.doubtful_events), "tell doubtful events again");
  ledger.doubtful_events.clear();
  const auto totals = world.usage->Totals();
  if (!world.Done(totals, "count events")) return;
  Expect(totals->pending + totals->acknowledged == ledger.events_told,
         std::to_string(ledger.events_told) + " events told, " + std::to_string(totals->pending) +
             " pending and " + std::to_string(totals->acknowledged) + " acknowledged");
  Expect(totals->acknowledged >= ledger.acknowledged, "a receipt was forgotten");
}

}  // namespace

std::string Spell(const formats::Batch& batch) {
  auto text = std::to_string(batch.id.seq) + " " + batch.previous.Hex();
  for (const auto& event : batch.events) text += " " + event.id;
  return text;
}

formats::Receipt FalseCenter::Take(const storage::StoredBatch& batch) {
  const auto index = static_cast<std::size_t>(batch.id.seq - 1);
  Expect(batch.id.seq >= 1 && index <= sealed_.size(), "a gap before batch " + std::to_string(batch.id.seq));
  if (index < sealed_.size()) {
    Expect(sealed_[index] == batch.sealed, "a batch changed after it was sent");
  } else {
    std::istringstream text(batch.sealed);
    std::string seq, previous, event;
    text >> seq >> previous;
    const auto expected = sealed_.empty() ? BlobId{} : HashOf(sealed_.back());
    Expect(previous == expected.Hex(), "a batch is not chained to the one before");
    while (text >> event) events_.insert(event);
    sealed_.push_back(batch.sealed);
  }
  return {batch.id.device, batch.id.epoch, batch.id.seq, HashOf(batch.sealed), WallTime{0}};
}

bool Ledger::HoldsBlob(const BlobId& id) const {
  for (const auto& [number, version] : held) {
    if (ResourceOf(number, version).files[0].blob == id) return true;
  }
  return false;
}

formats::Event EventNumber(int number) {
  const auto digits = std::to_string(number);
  formats::Event event;
  event.id = std::string(32 - digits.size(), '0') + digits;
  event.kind = formats::EventKind::kOpened;
  event.resource = "lesson-1";
  event.version = 1;
  event.session = "s";
  event.boot = "boot";
  event.wall = WallTime{1'795'250'000'000};
  return event;
}

void Audit(World& world, Ledger& ledger) {
  AuditJournal(world);
  AuditBlobs(world, ledger);
  AuditParts(world, ledger);
  AuditCatalog(world, ledger);
  AuditState(world, ledger);
  AuditUsage(world, ledger);
}

void AuditEvents(World& world, Ledger& ledger) {
  for (;;) {
    const auto batch = world.usage->OldestBatch();
    if (!world.Done(batch, "read a batch")) return;
    if (*batch) {
      const auto receipt = ledger.center.Take(**batch);
      (void)world.Done(world.usage->Acknowledge(receipt), "acknowledge");
      continue;
    }
    const auto cut = world.usage->CutBatch(kDevice, kEpoch, Spell);
    if (!world.Done(cut, "cut a batch") || !*cut) break;
  }
  const auto& arrived = ledger.center.events();
  for (int number = 1; number <= ledger.events_told; ++number) {
    const auto times = arrived.count(EventNumber(number).id);
    Expect(times == 1, "event " + std::to_string(number) + " arrived " + std::to_string(times) + " times");
  }
  Expect(static_cast<int>(arrived.size()) == ledger.events_told, "events that nobody told");
}

}  // namespace lianxiao::sim
