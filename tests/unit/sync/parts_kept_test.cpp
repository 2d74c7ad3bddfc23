#include "sync/blobs/parts_kept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const BlobId kOld = HashOf("old"), kNew = HashOf("new"), kOther = HashOf("other"), kDelta = HashOf("delta");

Want Wanted(const std::string& resource, const BlobId& blob, const std::string& path = "film.mp4") {
  Want want{.resource = resource};
  want.file.blob = blob;
  want.file.path = path;
  return want;
}

TEST(PartsKept, APartStaysWhileItsBlobOrTheWayToItIsWanted) {
  auto want = Wanted("film", kNew);
  want.delta = formats::Delta{.blob = kDelta};
  const BlobId parts[] = {kNew, kDelta};
  EXPECT_THAT(PartsToDrop(parts, std::span(&want, 1), {}), IsEmpty());
  EXPECT_THAT(PartsToDrop(parts, {}, {}), ElementsAre(kNew, kDelta));
}

TEST(PartsKept, AnOvertakenPartStaysWhileTheNewVersionIsMissing) {
  const OwnerOfPart owners{{kOld, {"film", "film.mp4"}}};
  const BlobId parts[] = {kOld};
  const Want want = Wanted("film", kNew);
  EXPECT_THAT(PartsToDrop(parts, std::span(&want, 1), owners), IsEmpty());
  const Want another = Wanted("poem", kOther);
  EXPECT_THAT(PartsToDrop(parts, std::span(&another, 1), owners), ElementsAre(kOld));
}

TEST(PartsKept, ThePartOfTheSameFileIsTheFirstToBeginFrom) {
  const OwnerOfPart owners{{kOther, {"film", "extra.zip"}},
                           {kOld, {"film", "film.mp4"}},
                           {kNew, {"film", "film.mp4"}},
                           {kDelta, {"poem", "film.mp4"}}};
  const auto want = Wanted("film", kNew);
  const auto some = [](const BlobId&) { return std::int64_t{1}; };
  EXPECT_THAT(SupersededParts("film", want.file, owners, some), ElementsAre(kOld, kOther));
  EXPECT_THAT(SupersededParts("film", want.file, owners, [](const BlobId&) { return std::int64_t{0}; }),
              IsEmpty());
}

}  // namespace
}  // namespace lianxiao::sync
