#include "storage/formats/copy_delta.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

const std::string kOld = "the old lesson, page one; the old lesson, page two";

Result<std::string> Apply(std::string_view delta, std::size_t size, std::string_view old_bytes = kOld) {
  std::string made(size, '?');
  LIANXIAO_TRY(ApplyCopyDelta(old_bytes, delta, made));
  return made;
}

std::string Encode(const std::vector<CopyOp>& ops, std::string_view new_bytes) {
  return EncodeCopyDelta(ops, kOld, new_bytes, 3);
}

void ExpectRefused(const Result<std::string>& made) {
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kCorrupt) << made.error().message;
}

TEST(CopyDelta, CopiesAddsAndInserts) {
  const std::string next = "lesson, page owe! old";  // "one" became "owe", "! " is new.
  const std::vector<CopyOp> ops = {{.seek = 8, .copy = 14, .diff = 2, .insert = 2}, {.seek = -20, .copy = 3}};
  EXPECT_EQ(Apply(Encode(ops, next), next.size()).value(), next);
}

TEST(CopyDelta, AnEmptyFileNeedsNoOps) { EXPECT_EQ(Apply(Encode({}, ""), 0).value(), ""); }

TEST(CopyDelta, DoesNotReachBeyondTheOldFile) {
  const auto all = Encode({{.copy = static_cast<std::int64_t>(kOld.size())}}, kOld);
  EXPECT_EQ(Apply(all, kOld.size()).value(), kOld);
  ExpectRefused(Apply(all, kOld.size(), std::string_view(kOld).substr(1)));
  const auto from_the_end = Encode({{.seek = 40, .copy = 10}}, kOld.substr(40));
  ExpectRefused(Apply(from_the_end, 10, std::string_view(kOld).substr(0, 39)));
  ExpectRefused(Apply(from_the_end, 10, std::string_view(kOld).substr(0, 49)));
}

TEST(CopyDelta, WritesNoMoreAndNoLessThanTheSignedSize) {
  const auto delta = Encode({{.copy = 7, .insert = 3}}, "the old new");
  ExpectRefused(Apply(delta, 9));
  ExpectRefused(Apply(delta, 11));
  ExpectRefused(Apply(delta, 0));
}

TEST(CopyDelta, NoticesDamage) {
  const std::string next = kOld + " and a new one";
  const auto delta = Encode({{.copy = static_cast<std::int64_t>(kOld.size()), .insert = 14}}, next);
  ASSERT_EQ(Apply(delta, next.size()).value(), next);
  for (std::size_t size = 0; size < delta.size(); ++size)
    ExpectRefused(Apply(delta.substr(0, size), next.size()));
  ExpectRefused(Apply(delta + "x", next.size()));
  auto unknown = delta;
  unknown[4] |= 0x40;
  ExpectRefused(Apply(unknown, next.size()));
}

// A file too large to be a prefix goes through in a stream.
TEST(CopyDelta, StreamsTheResidueOfALargeFile) {
  const std::string large(kMaxPrefixedBytes + 1, 'a');
  std::string next = "b" + large.substr(0, 3'000'000) + std::string(300'000, 'c');
  const std::vector<CopyOp> ops = {{.insert = 1}, {.copy = 3'000'000, .insert = 300'000}};
  const auto delta = EncodeCopyDelta(ops, large, next, 3);
  EXPECT_LT(delta.size(), 300u);
  EXPECT_TRUE(Apply(delta, next.size(), large).value() == next);
}

}  // namespace
}  // namespace lianxiao::formats
