#include "storage/people/passwords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

TEST(PasswordRules, TakeWhatATeacherCanRemember) {
  for (const auto* good : {"teaching-38", "Xiaohe7Xuesheng", "春天的花儿开了8", "wo jia men kou 3 ke shu",
                           "QingMing2Mai", "kedou-zhao-mama"}) {
    EXPECT_TRUE(CheckPassword(good, "wangfang")) << good;
  }
}

TEST(PasswordRules, SayWhatIsWrong) {
  EXPECT_THAT(CheckPassword("abc-123", "wangfang"), FailsWith("password.short"));
  EXPECT_THAT(CheckPassword("春天的花8", "wangfang"), FailsWith("password.short"));  // 6, whatever its bytes.
  EXPECT_THAT(CheckPassword("abcdefghijkl", "wangfang"), FailsWith("password.one_kind"));
  EXPECT_THAT(CheckPassword("8402758193", "wangfang"), FailsWith("password.one_kind"));
  EXPECT_THAT(CheckPassword(std::string(129, 'a') + "1", "wangfang"), FailsWith("password.long"));
  EXPECT_THAT(CheckPassword("two\nlines-38", "wangfang"), FailsWith("password.not_text"));
  EXPECT_THAT(CheckPassword("\xff\xff\xff\xff\xff\xff\xff\xff", "wangfang"), FailsWith("password.not_text"));
}

TEST(PasswordRules, RefuseTheLoginNameWithALittleAroundIt) {
  for (const auto* bad : {"wangfang1", "WangFang2026", "1wangfang!", "wangfang@123"}) {
    EXPECT_THAT(CheckPassword(bad, "WangFang"), FailsWith("password.is_name")) << bad;
  }
  EXPECT_TRUE(CheckPassword("wangfang-jiao-shuxue", "wangfang"));
}

TEST(PasswordRules, RefuseWhatIsTriedFirst) {
  for (const auto* bad :
       {"a12345678", "12345678a", "woaini1314", "Woaini520!", "admin888", "Admin@123", "password1",
        "P@ssw0rd", "1qaz2wsx", "qwer1234", "5201314qq", "laoshi123", "xuexiao2026", "abc123456", "aaaa1111",
        "lianxiao123", "Huawei@123", "zhang123", "1q2w3e4r"}) {
    const auto checked = CheckPassword(bad, "teacher7");
    ASSERT_FALSE(checked) << bad;
    EXPECT_THAT(Key(checked.error()), testing::AnyOf("password.common", "password.short")) << bad;
  }
  EXPECT_THAT(CheckPassword("woaini1314", "teacher7"), FailsWith("password.common"));
}

TEST(PasswordsTest, AHashIsItsPasswordsAndNoTwoAreEqual) {
  ASSERT_TRUE(InitCrypto());
  const Passwords passwords(kCheap);
  const SecretBytes right("teaching-38");
  const auto hash = passwords.Hash(right);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$"));
  EXPECT_NE(*hash, *passwords.Hash(right));
  EXPECT_EQ(passwords.Matches(right, *hash), true);
  EXPECT_EQ(passwords.Matches(SecretBytes("teaching-39"), *hash), false);
  EXPECT_EQ(passwords.Matches(SecretBytes(""), *hash), false);
  EXPECT_EQ(passwords.Matches(right, "no hash at all"), false);
}

TEST(PasswordsTest, AnEmptyHashIsNobodys) {
  ASSERT_TRUE(InitCrypto());
  const Passwords passwords(kCheap);
  EXPECT_EQ(passwords.Matches(SecretBytes(""), ""), false);
  EXPECT_EQ(passwords.Matches(SecretBytes("anything"), ""), false);
}

TEST(PasswordsTest, KnowsAHashOfAnotherCost) {
  ASSERT_TRUE(InitCrypto());
  const Passwords before(kCheap);
  auto dearer = kCheap;
  dearer.passes = 2;
  const Passwords after(dearer);
  const auto hash = *before.Hash(SecretBytes("teaching-38"));
  EXPECT_FALSE(before.IsOfAnotherCost(hash));
  EXPECT_TRUE(after.IsOfAnotherCost(hash));
  EXPECT_EQ(after.Matches(SecretBytes("teaching-38"), hash), true);
}

// One hash takes its turn long enough here that the others are surely waiting.
TEST(PasswordsTest, WhoComesWhenTooManyWaitIsToldSo) {
  ASSERT_TRUE(InitCrypto());
  const Passwords passwords({.memory_bytes = 16 << 20, .passes = 3, .at_once = 1, .most_waiting = 1});
  std::atomic<int> done = 0, busy = 0;
  std::vector<std::thread> callers;
  for (int n = 0; n < 8; ++n) {
    callers.emplace_back([&] {
      const auto hash = passwords.Hash(SecretBytes("teaching-38"));
      if (hash) {
        ++done;
      } else if (Key(hash.error()) == "login.busy" && hash.error().code == ErrorCode::kOffline) {
        ++busy;
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(done + busy, 8);
  EXPECT_GE(done, 2);
  EXPECT_GE(busy, 1);
}

}  // namespace
}  // namespace lianxiao::storage
