#include "storage/formats/holdings.h"

#include <gtest/gtest.h>

#include "storage/formats/packing.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::formats {
namespace {

const std::string kDevice(32, 'd');

TEST(Holdings, ComeBackAsTheyWereSealedAndToNobodyElse) {
  ASSERT_TRUE(InitCrypto());
  const auto box = SigningKey::Generate(), other = SigningKey::Generate();
  const auto center = OpenKey::Generate(), stranger = OpenKey::Generate();
  const Holdings holdings{kDevice, 7, {{"sx-1", 3}, {"yw-2", 1}}};
  const auto sealed = SealHoldings(holdings, box, center.seal);
  EXPECT_EQ(OpenHoldings(sealed, center, box.verify), holdings);
  EXPECT_EQ(OpenHoldings(sealed, stranger, box.verify).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(OpenHoldings(sealed, center, other.verify).error().code, ErrorCode::kUntrusted);
}

TEST(Holdings, RefusesWhatNoBoxWrites) {
  const std::string header = R"({"counter":1,"device":")" + kDevice + "\"}\n";
  const auto read = [](const std::string& text) { return ParsePackedHoldings(Pack(text, 1)); };
  EXPECT_TRUE(read(header));
  EXPECT_TRUE(read(header + "a 1\nb 2\n"));
  for (const std::string bad :
       {"a 1\na 1\n", "b 1\na 1\n", "a 0\n", "a 01\n", "a -1\n", "a\n", "A 1\n", "a 1", " 1\n"}) {
    EXPECT_EQ(read(header + bad).error().code, ErrorCode::kInvalid) << bad;
  }
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("{}\n"));
  EXPECT_FALSE(ParsePackedHoldings("no frame"));
}

TEST(StickLayout, EachNameIsReadBackAsTheThingThatItNames) {
  const BatchId id{kDevice, "0123456789abcdef", 12};
  const auto path = StickBatch(id);
  EXPECT_EQ(path, "up/" + kDevice + "/0123456789abcdef-12.batch");
  EXPECT_EQ(ParseStickBatch(kDevice, path.substr(path.rfind('/') + 1)), id);
  for (const std::string odd :
       {"0123456789abcdef-012.batch", "0123456789abcdef-0.batch", "0123456789abcdef-.batch",
        "0123456789ABCDEF-1.batch", "0123456789abcdef-1.batch.tmp", "status", "", ".batch",
        "0123456789abcdef-99999999999999999999.batch", "0123456789abcdef-1x.batch"}) {
    EXPECT_FALSE(ParseStickBatch(kDevice, odd)) << odd;
  }
  EXPECT_EQ(ParseStickReceipt("0123456789abcdef.receipt"), "0123456789abcdef");
  EXPECT_FALSE(ParseStickReceipt("../../etc.receipt"));
  EXPECT_EQ(StickGrant("x.request"), "");
  EXPECT_TRUE(IsStickGrant(
      StickGrant(StickRequest("asked").substr(kStickRequests.size() + 1)).substr(kStickGrants.size() + 1)));
  EXPECT_TRUE(IsStickCode("liushugou.code"));
  EXPECT_FALSE(IsStickCode("../x.code"));
}

TEST(StickLayout, PartsAreWholePiecesAndNotWithoutEnd) {
  constexpr std::int64_t kMiB = 1 << 20;
  EXPECT_EQ(StickParts(3 * kMiB + 1, kMiB), 4);
  EXPECT_EQ(StickParts(4 * kMiB, kMiB), 4);
  EXPECT_FALSE(StickParts(kMiB, kMiB)) << "one file is no parts";
  EXPECT_FALSE(StickParts(3 * kMiB, kMiB + 1)) << "pieces lie across";
  EXPECT_FALSE(StickParts(3 * kMiB, 0));
  EXPECT_FALSE(StickParts(3 * kMiB, -kMiB));
  EXPECT_FALSE(StickParts(2'000 * kMiB, kMiB));
  EXPECT_EQ(StickPart("blobs/ab/cd", 7), "blobs/ab/cd.007");
}

}  // namespace
}  // namespace lianxiao::formats
