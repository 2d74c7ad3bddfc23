#include "web/http/range.h"

#include <gtest/gtest.h>

#include <limits>

namespace lianxiao::web {
namespace {

FilePart Ask(std::string_view range, std::int64_t size_bytes = 1'000) {
  return Decide({.method = "GET", .range = range, .etag = "v1", .size_bytes = size_bytes});
}

TEST(Range, GivesTheWholeFileWhenNotAsked) { EXPECT_EQ(Ask(""), (FilePart{200, 0, 1'000})); }

TEST(Range, GivesFirstToLastInclusive) {
  EXPECT_EQ(Ask("bytes=0-0"), (FilePart{206, 0, 1}));
  EXPECT_EQ(Ask("bytes=100-199"), (FilePart{206, 100, 100}));
  EXPECT_EQ(Ask("bytes=100-199").ContentRange(1'000), "bytes 100-199/1000");
}

TEST(Range, GivesFromAByteToTheEnd) { EXPECT_EQ(Ask("bytes=999-"), (FilePart{206, 999, 1})); }

TEST(Range, GivesTheLastBytes) {
  EXPECT_EQ(Ask("bytes=-1"), (FilePart{206, 999, 1}));
  EXPECT_EQ(Ask("bytes=-5000"), (FilePart{206, 0, 1'000}));
}

TEST(Range, EndsAtTheEndOfTheFile) {
  EXPECT_EQ(Ask("bytes=990-5000"), (FilePart{206, 990, 10}));
  EXPECT_EQ(Ask("bytes=990-99999999999999999999999"), (FilePart{206, 990, 10}));
}

TEST(Range, RefusesWhatLiesBeyondTheFile) {
  EXPECT_EQ(Ask("bytes=1000-").status, 416);
  EXPECT_EQ(Ask("bytes=99999999999999999999999-").status, 416);
  EXPECT_EQ(Ask("bytes=-0").status, 416);
  EXPECT_EQ(Ask("bytes=1000-").ContentRange(1'000), "bytes */1000");
}

TEST(Range, OfAnEmptyFileIsTheWholeOrNothing) {
  EXPECT_EQ(Ask("bytes=-5", 0), (FilePart{200, 0, 0}));
  EXPECT_EQ(Ask("bytes=0-", 0).status, 416);
}

TEST(Range, PassesOverWhatIsNoSingleRange) {
  for (const auto* header :
       {"bytes=0-1,5-6", "bytes=5-2", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "lines=0-1", "bytes 0-1",
        "bytes=+1-2", "bytes=--1", "bytes=1-2x", "0-1", "bytes= 1 - 2"}) {
    EXPECT_EQ(Ask(header), (FilePart{200, 0, 1'000})) << header;
  }
}

TEST(Range, CountsForGetOnly) {
  EXPECT_EQ(Decide({.method = "HEAD", .range = "bytes=0-1", .size_bytes = 9}), (FilePart{200, 0, 9}));
}

TEST(Range, StandsOnlyWithTheSameStrongTagInIfRange) {
  const auto status = [](std::string_view if_range) {
    return Decide(
               {.method = "GET", .range = "bytes=0-1", .if_range = if_range, .etag = "v1", .size_bytes = 9})
        .status;
  };
  EXPECT_EQ(status("\"v1\""), 206);
  EXPECT_EQ(status("\"v2\""), 200);
  EXPECT_EQ(status("W/\"v1\""), 200);
  EXPECT_EQ(status("v1"), 200);
  EXPECT_EQ(status("Sat, 21 Nov 2026 08:00:00 GMT"), 200);
}

TEST(Range, AFileTheClientHasIsNotSentAgain) {
  const auto status = [](std::string_view if_none_match) {
    return Decide({.method = "GET", .if_none_match = if_none_match, .etag = "v1", .size_bytes = 9}).status;
  };
  EXPECT_EQ(status("\"v1\""), 304);
  EXPECT_EQ(status("\"v0\", W/\"v1\""), 304);
  EXPECT_EQ(status("*"), 304);
  EXPECT_EQ(status("\"v0\""), 200);
  EXPECT_EQ(status("v1"), 200);
}

TEST(Range, EveryPartLiesWithinTheFile) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1'000}, kMost}) {
    for (const auto* header :
         {"bytes=0-", "bytes=-1", "bytes=9223372036854775807-", "bytes=1-9223372036854775807",
          "bytes=9223372036854775806-9223372036854775807", "bytes=-9223372036854775807"}) {
      const auto part = Ask(header, size);
      EXPECT_GE(part.first_byte, 0) << header << " of " << size;
      EXPECT_GE(part.length, 0) << header << " of " << size;
      EXPECT_LE(part.length, size - part.first_byte) << header << " of " << size;
    }
  }
}

}  // namespace
}  // namespace lianxiao::web
