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

BoxOnDisk::BoxOnDisk(const std::string& folder, const Clock& clock)
    : journal(Must(storage::Database::Open(folder + "/journal.db", storage::JournalSchema()))),
      state(*journal),
      catalog(*journal),
      usage(*journal),
      library(Must(storage::Library::Open(disk, *journal, clock, log_, folder + "/library"))),
      search(Must(storage::SearchIndex::Open(folder + "/search.db"))),
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
  return blob ? ReadFile(blob->path) : std::string();
}

std::int64_t BoxOnDisk::HeldVersion(const std::string& resource) const {
  const auto entry = catalog.Find(resource);
  return entry && entry->held ? entry->held->version : 0;
}

bool BoxOnDisk::HasProblem(const std::string& key) const { return !ProblemSubject(key).empty(); }

std::string BoxOnDisk::ProblemSubject(const std::string& key) const {
  for (const auto& problem : Must(state.Problems())) {
    if (problem.key == key) return problem.subject;
  }
  return {};
}

}  // namespace lianxiao::test
