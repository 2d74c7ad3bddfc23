#include "tests/sim/crash_world.h"

#include <algorithm>

#include "storage/journal_schema.h"

namespace lianxiao::sim {
namespace {

std::vector<Content> MakeContents() {
  constexpr std::int64_t kMiB = formats::kPieceBytes;
  std::vector<Content> contents;
  test::Dice dice(7);
  for (const std::int64_t size :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{511}, std::int64_t{512}, std::int64_t{700},
        std::int64_t{4'096}, std::int64_t{9'000}, std::int64_t{70'000}, kMiB, kMiB + 1, 2 * kMiB + 70'000}) {
    std::string bytes;
    while (static_cast<std::int64_t>(bytes.size()) < size) bytes += static_cast<char>(dice.Below(256));
    formats::PieceHasher hasher;
    hasher.Add(bytes);
    auto names = hasher.Finish();
    contents.push_back({std::move(bytes), names.blob, std::move(names.pieces)});
  }
  return contents;
}

}  // namespace

World::World(test::Lies lies) : disk(std::move(lies)) {}

void World::Check(const Error& error, const std::string& doing) const {
  if (disk.HasPower()) throw Violation(doing + " failed with the power on: " + error.message);
}

bool World::Open() {
  if (!Done(disk.MakeFolders("/box"), "make the folder")) return false;
  auto opened = storage::Database::Open("/box/journal.db", storage::JournalSchema(),
                                        {.vfs = vfs_.name(), .disk = &disk, .readers = 1});
  if (!Done(opened, "open the journal")) return false;
  journal = *std::move(opened);
  state = std::make_unique<storage::BoxState>(*journal);
  catalog = std::make_unique<storage::Catalog>(*journal);
  usage = std::make_unique<storage::UsageLog>(*journal);
  auto library_opened = storage::Library::Open(disk, *journal, clock, log, "/box/library");
  if (!Done(library_opened, "open the library")) return false;
  library = *std::move(library_opened);
  return true;
}

void World::Close() {
  parts.clear();
  library.reset();
  usage.reset();
  catalog.reset();
  state.reset();
  journal.reset();
}

const std::vector<Content>& Contents() {
  static const auto contents = MakeContents();
  return contents;
}

const Content& ContentOf(const BlobId& id) {
  const auto found = std::find_if(Contents().begin(), Contents().end(),
                                  [&](const Content& content) { return content.id == id; });
  if (found == Contents().end()) throw Violation("a blob that nobody published: " + id.Hex());
  return *found;
}

formats::Resource ResourceOf(int number, std::int64_t version) {
  const auto& content = Contents()[static_cast<std::size_t>(3 * version + number) % kSmallContents];
  formats::Resource r;
  r.id = "lesson-" + std::to_string(number);
  r.version = version;
  r.title = "第" + std::to_string(number) + "课";
  r.grade = "三年级";
  formats::File file;
  file.path = "main.pdf";
  file.media_type = "application/pdf";
  file.size_bytes = content.pieces.file_bytes;
  file.blob = content.id;
  r.files = {file};
  return r;
}

}  // namespace lianxiao::sim
