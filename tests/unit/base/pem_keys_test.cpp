#include "storage/base/pem_keys.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/base/encoding.h"
#include "tests/unit/base/pem_samples.h"

namespace lianxiao {
namespace {

bool Good(PemScheme scheme, std::string_view pem, std::string_view signature_hex,
          std::string_view message = kMessage) {
  return VerifyPem(scheme, pem, message, FromHex(signature_hex).value());
}

TEST(PemKeys, VerifyWhatOthersSigned) {
  EXPECT_TRUE(Good(PemScheme::kEcdsaP256Sha256, kEcdsaKey, kEcdsaSignature));
  EXPECT_TRUE(Good(PemScheme::kRsaPssSha256, kRsaKey, kPssSalt32));
  EXPECT_TRUE(Good(PemScheme::kRsaPssSha256, kRsaKey, kPssSaltMax));
  EXPECT_TRUE(Good(PemScheme::kRsaPkcs1Sha256, kRsaKey, kPkcs1));
}

TEST(PemKeys, RefuseAnotherMessageAndEveryFlippedBit) {
  const auto check = [](PemScheme scheme, std::string_view pem, std::string_view hex) {
    EXPECT_FALSE(Good(scheme, pem, hex, "{}"));
    const auto signature = FromHex(hex).value();
    for (std::size_t i = 0; i < signature.size(); i += 7) {
      auto flipped = signature;
      flipped[i] = static_cast<char>(flipped[i] ^ 1);
      EXPECT_FALSE(VerifyPem(scheme, pem, kMessage, flipped)) << i;
    }
    EXPECT_FALSE(VerifyPem(scheme, pem, kMessage, ""));
    EXPECT_FALSE(VerifyPem(scheme, pem, kMessage, signature + "x"));
  };
  check(PemScheme::kEcdsaP256Sha256, kEcdsaKey, kEcdsaSignature);
  check(PemScheme::kRsaPssSha256, kRsaKey, kPssSalt32);
  check(PemScheme::kRsaPkcs1Sha256, kRsaKey, kPkcs1);
}

TEST(PemKeys, CountForTheirOwnSchemeOnly) {
  EXPECT_FALSE(Good(PemScheme::kRsaPkcs1Sha256, kRsaKey, kPssSalt32));
  EXPECT_FALSE(Good(PemScheme::kRsaPssSha256, kRsaKey, kPkcs1));
  EXPECT_FALSE(Good(PemScheme::kRsaPssSha256, kRsaKey, kPssSha1Mask));
  EXPECT_FALSE(Good(PemScheme::kRsaPssSha256, kEcdsaKey, kEcdsaSignature));
  EXPECT_FALSE(Good(PemScheme::kEcdsaP256Sha256, kRsaKey, kPssSalt32));
  EXPECT_FALSE(Good(PemScheme::kEcdsaP256Sha256, kP384Key, kP384Signature));  // Another curve.
}

TEST(PemKeys, AreNotTooSmall) {
  EXPECT_FALSE(Good(PemScheme::kRsaPssSha256, kShortKey, kShortSignature));
  EXPECT_EQ(PemKeyDer(PemScheme::kRsaPssSha256, kShortKey).error().code, ErrorCode::kInvalid);
}

TEST(PemKeys, AreTheSameKeyHoweverTheyAreWritten) {
  const auto der = PemKeyDer(PemScheme::kEcdsaP256Sha256, kEcdsaKey).value();
  const auto other_words = "a comment\n" + std::string(kEcdsaKey) + "\n\n";
  EXPECT_EQ(PemKeyDer(PemScheme::kEcdsaP256Sha256, other_words).value(), der);
  EXPECT_NE(PemKeyDer(PemScheme::kRsaPssSha256, kRsaKey).value(), der);
}

TEST(PemKeys, RefuseWhatIsNoPublicKey) {
  const auto damaged = std::string(kEcdsaKey).substr(0, 90) + "-----END PUBLIC KEY-----\n";
  const std::string encrypted =
      "-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
      "00000000000000000000000000000000\n\nAAAA\n-----END PUBLIC KEY-----\n";
  for (const auto& pem : {std::string(), std::string("-----BEGIN PUBLIC KEY-----"), std::string(9'000, 'x'),
                          std::string(9'000, '\n') + std::string(kEcdsaKey), damaged, encrypted}) {
    for (const auto scheme :
         {PemScheme::kEcdsaP256Sha256, PemScheme::kRsaPssSha256, PemScheme::kRsaPkcs1Sha256}) {
      EXPECT_FALSE(PemKeyDer(scheme, pem));
      EXPECT_FALSE(Good(scheme, pem, kEcdsaSignature));
    }
  }
}

}  // namespace
}  // namespace lianxiao
