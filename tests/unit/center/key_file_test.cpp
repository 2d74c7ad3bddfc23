#include "center/keys/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr LockCost kCheap{.passes = 1, .memory_bytes = 8192};
constexpr WallTime kMade{1'795'000'000'000};

Passphrase Words(const std::string& text) { return SecretBytes(text); }

class KeyFileTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  std::string Locked() const {
    return std::string(WriteKeyFile(key_, "root-1", kMade, Words("correct horse battery"), kCheap)->View());
  }

  SigningKey key_ = SigningKey::Generate();
};

TEST_F(KeyFileTest, ALockedKeyComesBackWithItsPassphrase) {
  const auto text = Locked();
  EXPECT_THAT(text, Not(HasSubstr(key_.seed.View())));
  const auto head = ReadKeyHead(text);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(*head, (KeyHead{KeyKind::kSign, "root-1", key_.verify.Hex(), kMade, true}));
  const auto back = ReadSigningKey(text, Words("correct horse battery"));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->seed.View(), key_.seed.View());
}

TEST_F(KeyFileTest, AWrongPassphraseSaysOnlyThatItIsWrong) {
  const auto wrong = ReadSigningKey(Locked(), Words("correct horse batterz"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kRefused);
  EXPECT_THAT(wrong.error().message, StartsWith("keys.passphrase_wrong"));
  const auto none = ReadSigningKey(Locked(), {});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, StartsWith("keys.passphrase_needed"));
}

TEST_F(KeyFileTest, AFileCutAnywhereIsNoKey) {
  const auto text = Locked();
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto cut = ReadSigningKey(text.substr(0, size), Words("correct horse battery"));
    ASSERT_FALSE(cut) << size;
    EXPECT_THAT(cut.error().message, StartsWith("keys.file_broken")) << size;
  }
}

TEST_F(KeyFileTest, ALockThatWouldTakeAllMemoryIsNotTried) {
  for (const auto* cost : {"argon2id 3 268435456000 ", "argon2id 1000000 8192 ", "argon2id 0 8192 "}) {
    auto text = Locked();
    text.replace(text.find("argon2id 1 8192 "), 16, cost);
    const auto read = ReadSigningKey(text, Words("correct horse battery"));
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, StartsWith("keys.too_costly")) << cost;
  }
}

TEST_F(KeyFileTest, NobodyGivesALockedKeyAnotherNameOrDate) {
  auto text = Locked();
  text.replace(text.find("root-1"), 6, "root-2");
  const auto renamed = ReadSigningKey(text, Words("correct horse battery"));
  ASSERT_FALSE(renamed);
  EXPECT_THAT(renamed.error().message, StartsWith("keys.file_broken"));
}

TEST_F(KeyFileTest, APublicKeyThatIsNotOfTheSecretIsFoundOut) {
  auto text = std::string(WriteKeyFile(key_, "root-1", kMade, {})->View());
  text.replace(text.find(key_.verify.Hex()), 64, SigningKey::Generate().verify.Hex());
  EXPECT_FALSE(ReadSigningKey(text, {}));
}

TEST_F(KeyFileTest, AKeyToSealIsNoKeyToSign) {
  const auto seal = OpenKey::Generate();
  const auto text = WriteKeyFile(seal, "center-seal", kMade, {});
  ASSERT_TRUE(text);
  EXPECT_TRUE(ReadOpenKey(text->View(), {}));
  EXPECT_FALSE(ReadSigningKey(text->View(), {}));
}

TEST_F(KeyFileTest, ThePublicHalfTravelsWithoutTheSecret) {
  const auto head = ReadKeyHead(Locked());
  const auto text = WritePublicKey(*head);
  EXPECT_THAT(text, Not(HasSubstr("secret")));
  const auto back = ReadPublicKey(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->public_hex, key_.verify.Hex());
  EXPECT_EQ(back->name, "root-1");
  const auto as_key = ReadSigningKey(text, {});
  ASSERT_FALSE(as_key);
  EXPECT_THAT(as_key.error().message, StartsWith("keys.only_public"));
  EXPECT_TRUE(ReadPublicKey(Locked()));  // The whole key knows its public half.
}

TEST_F(KeyFileTest, ShortOrManyLinedPassphrasesAreRefused) {
  EXPECT_FALSE(CheckPassphrase("short"));
  EXPECT_FALSE(CheckPassphrase("long enough\nbut two lines"));
  EXPECT_FALSE(CheckPassphrase("not \xff text at all"));
  EXPECT_TRUE(CheckPassphrase("青山绿水"));
}

TEST_F(KeyFileTest, NamesAreShortAndPlain) {
  EXPECT_FALSE(WriteKeyFile(key_, "", kMade, {}));
  EXPECT_FALSE(WriteKeyFile(key_, "../root", kMade, {}));
  EXPECT_FALSE(WriteKeyFile(key_, "root\n", kMade, {}));
}

}  // namespace
}  // namespace lianxiao::center
