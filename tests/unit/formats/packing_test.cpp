#include "storage/formats/packing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/keys.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;

TEST(Packing, UnpacksWhatItPacked) {
  for (const std::size_t size : {0U, 1U, 1'000U, 300'000U, 9'000'000U}) {
    const auto bytes = std::string(size / 2, 'x') + RandomBytes(size - size / 2);
    EXPECT_EQ(Unpack(Pack(bytes, 3), size).value(), bytes);
  }
}

TEST(Packing, ABombStopsAtTheCap) {
  const auto bomb = Pack(std::string(64 << 20, '\0'), 3);
  ASSERT_LT(bomb.size(), 10'000U);
  const auto unpacked = Unpack(bomb, 1 << 20);
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(unpacked.error().message, HasSubstr("more than 1048576 bytes"));
  EXPECT_TRUE(Unpack(Pack("12345", 3), 5));
  EXPECT_FALSE(Unpack(Pack("123456", 3), 5));
}

TEST(Packing, RefusesAFrameThatAsksForTooMuchMemory) {
  // A frame header (RFC 8878, 3.1.1.1) with a window of 2^27 bytes, then one empty last block.
  const std::string frame("\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 9);
  EXPECT_THAT(Unpack(frame, 100).error().message, HasSubstr("memory"));
}

TEST(Packing, RefusesCutAndTrailingBytes) {
  const auto packed = Pack(std::string(5'000, 'a') + "end", 3);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(Unpack(packed.substr(0, size), 10'000)) << size;
  }
  EXPECT_THAT(Unpack(packed + "x", 10'000).error().message, HasSubstr("after the frame"));
  EXPECT_FALSE(Unpack(packed + packed, 20'000));
  EXPECT_FALSE(Unpack("<html>please log in</html>", 10'000));
}

}  // namespace
}  // namespace lianxiao::formats
