#include "storage/base/keys.h"

#include <gtest/gtest.h>

#include "storage/base/digest.h"

namespace lianxiao {
namespace {

TEST(Keys, ASignatureHoldsForItsMessageAndKeyOnly) {
  ASSERT_TRUE(InitCrypto());
  const auto key = SigningKey::Generate();
  const auto other = SigningKey::Generate();
  const auto signature = key.Sign("three thirds make a whole");
  EXPECT_TRUE(Verify(key.verify, "three thirds make a whole", signature));
  EXPECT_FALSE(Verify(key.verify, "three thirds make a half", signature));
  EXPECT_FALSE(Verify(other.verify, "three thirds make a whole", signature));
  EXPECT_FALSE(Verify(key.verify, "three thirds make a whole", signature.substr(1)));
}

TEST(Keys, ASigningKeyIsMadeAgainFromItsSeed) {
  ASSERT_TRUE(InitCrypto());
  const auto key = SigningKey::Generate();
  const auto again = SigningKey::FromSeed(key.seed.View());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->verify, key.verify);
  EXPECT_FALSE(SigningKey::FromSeed("short"));
}

TEST(Keys, OnlyTheOneItIsSealedToOpensIt) {
  ASSERT_TRUE(InitCrypto());
  const auto center = OpenKey::Generate();
  const auto relay = OpenKey::Generate();
  auto sealed = Seal(center.seal, "usage of a school");
  EXPECT_EQ(center.Open(sealed).value(), "usage of a school");
  EXPECT_EQ(relay.Open(sealed).error().code, ErrorCode::kCorrupt);
  sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
  EXPECT_EQ(center.Open(sealed).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(center.Open(""));
}

TEST(BlobId, IsBlake2b256) {
  // RFC 7693 has the 512-bit vector; this is the well-known 256-bit digest of "abc".
  EXPECT_EQ(HashOf("abc").Hex(), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(BlobId::FromHex(HashOf("abc").Hex()).value(), HashOf("abc"));
  BlobHasher hasher;
  hasher.Add("a");
  hasher.Add("bc");
  EXPECT_EQ(hasher.Finish(), HashOf("abc"));
}

}  // namespace
}  // namespace lianxiao
