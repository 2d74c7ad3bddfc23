// A box's storage on a false disk, to be opened again after each power cut. Used from one thread.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/database.h"
#include "storage/library.h"
#include "storage/usage_log.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"

namespace lianxiao::sim {

// A promise that was not kept.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class StillClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  WallTime Wall() const override { return {1'795'250'000'000 + now.ms}; }
  std::string BootId() const override { return "boot"; }
  Instant now{0};
};

class World {
 public:
  explicit World(test::Lies lies);

  // False: the power went meanwhile. Anything else that goes wrong is a violation.
  bool Open();
  void Close();
  bool IsOpen() const { return library != nullptr; }

  // Whether `status` is a success; a failure while the power is on is a violation.
  void Check(const Error& error, const std::string& doing) const;
  template <typename T>
  bool Done(const Result<T>& result, const std::string& doing) const {
    if (!result) Check(result.error(), doing);
    return result.has_value();
  }

  test::FalseDisk disk;
  StillClock clock;
  NoLog log;

 private:
  test::FalseVfs vfs_{disk, "crash"};

 public:
  std::unique_ptr<storage::Database> journal;
  std::unique_ptr<storage::BoxState> state;
  std::unique_ptr<storage::Catalog> catalog;
  std::unique_ptr<storage::UsageLog> usage;
  std::unique_ptr<storage::Library> library;
  std::map<BlobId, std::unique_ptr<storage::Part>> parts;  // In hand.
};

// The files that this county publishes, small ones first.
struct Content {
  std::string bytes;
  BlobId id;
  formats::PieceList pieces;
};
inline constexpr std::size_t kSmallContents = 8;
const std::vector<Content>& Contents();
const Content& ContentOf(const BlobId& id);

// Resource `number` in `version`: one small file.
formats::Resource ResourceOf(int number, std::int64_t version);

}  // namespace lianxiao::sim
