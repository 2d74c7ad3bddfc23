#include "storage/formats/held_blobs.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

TEST(HeldBlobs, SaysOfEachBlobWhetherItIsThere) {
  const auto here = HashOf("here"), also = HashOf("also"), missing = HashOf("missing");
  const std::vector<BlobId> blobs{here, also, here};
  const HeldBlobs held(blobs);
  EXPECT_EQ(held.size(), 2U);
  EXPECT_TRUE(held.Has(here));
  EXPECT_TRUE(held.Has(also));
  EXPECT_FALSE(held.Has(missing));
  EXPECT_FALSE(HeldBlobs().Has(here));
}

TEST(HeldBlobs, ComesBackFromItsBytes) {
  std::vector<BlobId> blobs;
  for (int i = 0; i < 100; ++i) blobs.push_back(HashOf(std::to_string(i)));
  const HeldBlobs held(blobs);
  EXPECT_EQ(held.Encode().size(), 4U + 100U * 8U);
  EXPECT_EQ(HeldBlobs::Decode(held.Encode()), held);
  EXPECT_EQ(HeldBlobs::Decode(HeldBlobs().Encode()), HeldBlobs());
}

TEST(HeldBlobs, TakesNothingThatIsCutUnsortedOrAnotherThing) {
  const std::vector<BlobId> blobs{HashOf("a"), HashOf("b")};
  const auto good = HeldBlobs(blobs).Encode();
  const auto swapped = good.substr(0, 4) + good.substr(12) + good.substr(4, 8);
  const auto twice = good.substr(0, 12) + good.substr(4, 8);
  for (const auto& bytes : {std::string(), std::string("LXH"), std::string("LXH2") + good.substr(4),
                            good.substr(0, 13), swapped, twice, std::string("<html>")}) {
    const auto held = HeldBlobs::Decode(bytes);
    ASSERT_FALSE(held) << bytes.size();
    EXPECT_EQ(held.error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace lianxiao::formats
