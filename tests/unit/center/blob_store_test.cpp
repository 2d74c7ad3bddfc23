#include "center/publish/blob_store.h"

#include <gtest/gtest.h>

#include <array>
#include <barrier>
#include <thread>

#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

TEST(BlobStore, TheSameBytesFromSeveralThreadsAreWrittenOnce) {
  constexpr int kRounds = 40;
  const TempFolder folder;
  storage::RealDisk disk;
  auto blobs = BlobStore::Open(disk, folder.path()).value();
  std::array<std::string, 3> failures;
  std::barrier start(static_cast<std::ptrdiff_t>(failures.size()));
  const auto put = [&](std::string& failure) {
    for (int round = 0; round < kRounds; ++round) {
      start.arrive_and_wait();
      const auto id = blobs.PutBytes("delta " + std::to_string(round));
      if (!id) failure = id.error().message;
    }
  };
  {
    std::array<std::jthread, failures.size()> threads;
    for (std::size_t i = 0; i < threads.size(); ++i) threads[i] = std::jthread(put, std::ref(failures[i]));
  }
  for (const auto& failure : failures) EXPECT_EQ(failure, "");
  for (int round = 0; round < kRounds; ++round) {
    const auto bytes = "delta " + std::to_string(round);
    EXPECT_EQ(storage::ReadWhole(disk, blobs.PathOf(HashOf(bytes)), 100).value(), bytes);
  }
}

}  // namespace
}  // namespace lianxiao::center
