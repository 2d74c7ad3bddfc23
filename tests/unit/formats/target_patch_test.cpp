#include "storage/formats/target_patch.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "storage/formats/packing.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

std::string PackAgainst(const std::string& basis, const std::string& bytes) {
  auto* context = ZSTD_createCCtx();
  ZSTD_CCtx_refPrefix(context, basis.data(), basis.size());
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), bytes.data(), bytes.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

TEST(TargetPatch, LiesBesideTheFileItLeadsTo) {
  EXPECT_EQ(PatchOf("https://a/metadata/8.targets.json", std::string(64, 'c')),
            "https://a/metadata/8.targets.json.from-cccccccccccccccc");
  EXPECT_EQ(PatchOf("bundles/x.json", kFromNothing), "bundles/x.json.from-0");
}

TEST(TargetPatch, APackedTargetSaysWhatItUnpacksTo) {
  const std::string text = "one line\n";
  const auto packed = Pack(text, 3);
  const auto target = DescribeTarget("catalog/a.ndjson.zst", packed);
  EXPECT_EQ(target.length, std::ssize(packed));
  EXPECT_EQ(target.sha256, Sha256Hex(packed));
  ASSERT_TRUE(target.unpacked);
  EXPECT_EQ(target.unpacked->length, 9);
  EXPECT_EQ(target.unpacked->sha256, Sha256Hex(text));
  EXPECT_FALSE(DescribeTarget("bundles/a.json", text).unpacked);
  EXPECT_EQ(PlainTarget("catalog/a.ndjson.zst", packed).value(), text);
  EXPECT_EQ(PlainTarget("bundles/a.json", text).value(), text);
  EXPECT_FALSE(PlainTarget("catalog/a.ndjson.zst", text));
}

TEST(TargetPatch, WhatATargetUnpacksToTravelsInTheListAndBack) {
  const auto key = SigningKey::Generate();
  TufTargets lists{.version = 1, .expires = WallTime{1'800'000'000'000}};
  lists.targets["catalog/a.ndjson.zst"] = DescribeTarget("catalog/a.ndjson.zst", Pack("one line\n", 3));
  const auto read = ParseTufTargets(SignTufTargets(lists, std::span(&key, 1)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->body.targets, lists.targets);
}

TEST(TargetPatch, WhatOthersSayInCustomIsPassedOver) {
  for (const auto* custom : {R"(7)", R"({})", R"({"x-lianxiao-unpacked":7})", R"({"x-lianxiao-unpacked":{}})",
                             R"({"x-lianxiao-unpacked":{"length":-1,"sha256":"0"}})"}) {
    const auto read = ParseTufTargets(
        std::string(R"({"signatures":[],"signed":{"_type":"targets",)") +
        R"("expires":"2030-01-01T00:00:00Z","spec_version":"1.0.31","targets":)" + R"({"a":{"custom":)" +
        custom + R"(,"hashes":{"sha256":")" + std::string(64, 'a') + R"("},"length":1}},"version":1}})");
    ASSERT_TRUE(read) << custom << ": " << read.error().message;
    EXPECT_FALSE(read->body.targets.at("a").unpacked) << custom;
  }
}

TEST(TargetPatch, OnlyOneWholeFrameOfTheRightSizeUnpacks) {
  const auto basis = RandomBytes(50'000);
  const auto newer = basis.substr(0, 20'000) + "a changed line" + basis.substr(20'000);
  const auto patch = PackAgainst(basis, newer);
  EXPECT_LT(patch.size(), 200U);
  EXPECT_EQ(UnpackAgainst(basis, patch, newer.size()).value(), newer);
  EXPECT_FALSE(UnpackAgainst(basis, patch, newer.size() + 1));
  EXPECT_FALSE(UnpackAgainst(basis, patch, newer.size() - 1));
  EXPECT_FALSE(UnpackAgainst(basis, patch + "x", newer.size()));
  EXPECT_FALSE(UnpackAgainst(basis, patch.substr(0, patch.size() - 1), newer.size()));
  EXPECT_FALSE(UnpackAgainst(basis, "", newer.size()));
  EXPECT_FALSE(UnpackAgainst(basis, "no frame", newer.size()));
  const auto other = UnpackAgainst("another basis", patch, newer.size());
  EXPECT_TRUE(!other || *other != newer);
}

}  // namespace
}  // namespace lianxiao::formats
