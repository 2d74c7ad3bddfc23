#include "tests/support/box_on_disk.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/journal_schema.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

template <typename T>
T Must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "box: %s\n", result.error().message.c_str());
    std::abort();
  }
  return *std::move(result);
}

}  // namespace

BoxOnDisk::BoxOnDisk(storage::Disk& on, const std::string& folder, const std::string& search_path,
                     const Clock& clock, const std::string& vfs)
    : disk(on),
      journal(Must(storage::Database::Open(folder + "/journal.db", storage::JournalSchema(),
                                           {.vfs = vfs, .disk = &on}))),
      state(*journal),
      catalog(*journal),
      usage(*journal),
      marks(*journal),
      part_owners(*journal),
      library(Must(storage::Library::Open(disk, *journal, clock, log_, folder + "/library"))),
      search(Must(storage::SearchIndex::Open(search_path))),
      clock_(clock) {}

void BoxOnDisk::Use(const std::string& resource) {
  formats::Event event;
  event.id = ToHex(RandomBytes(16));
  event.resource = resource;
  event.version = 1;
  event.session = "viewing1";
  event.wall = clock_.Wall();
  event.boot = clock_.BootId();
  event.uptime_ms = clock_.Now().ms;
  const std::array events{event};
  if (const auto appended = usage.Append(events); !appended) {
    std::fprintf(stderr, "event: %s\n", appended.error().message.c_str());
    std::abort();
  }
}

std::string BoxOnDisk::Read(const std::string& resource) const {
  const auto entry = catalog.Find(resource);
  if (!entry || !entry->held || entry->held->Main() == nullptr) return {};
  const auto blob = library->Find(entry->held->Main()->blob);
  if (!blob) return {};
  return storage::ReadWhole(disk, blob->path, blob->size_bytes).value_or(std::string());
}

std::int64_t BoxOnDisk::HeldVersion(const std::string& resource) const {
  const auto entry = catalog.Find(resource);
  return entry && entry->held ? entry->held->version : 0;
}

bool BoxOnDisk::HasProblem(const std::string& key) const { return !ProblemSubjects(key).empty(); }

std::string BoxOnDisk::ProblemSubjects(const std::string& key) const {
  std::string subjects;
  for (const auto& problem : Must(state.Problems())) {
    if (key.empty() || problem.key == key) subjects += problem.subject + "\n";
  }
  return subjects;
}

}  // namespace lianxiao::test
