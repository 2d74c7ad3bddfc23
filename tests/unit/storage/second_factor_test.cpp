#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/people/totp.h"
#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

// The last six of the eight digits in RFC 6238, appendix B, SHA-1.
TEST(Totp, GivesTheDigitsOfTheStandard) {
  const std::string secret = "12345678901234567890";
  const auto at = [&](std::int64_t second) { return TotpDigits(secret, TotpStep(WallTime{second * 1'000})); };
  EXPECT_EQ(at(59), "287082");
  EXPECT_EQ(at(1'111'111'109), "081804");
  EXPECT_EQ(at(1'111'111'111), "050471");
  EXPECT_EQ(at(1'234'567'890), "005924");
  EXPECT_EQ(at(2'000'000'000), "279037");
  EXPECT_EQ(at(20'000'000'000), "353130");
}

TEST(Totp, TakesOneStepBeforeAndAfterAndNoFurther) {
  const std::string secret = "12345678901234567890";
  const WallTime now{1'795'250'000'000};
  const auto step = TotpStep(now);
  for (const int off : {-1, 0, 1})
    EXPECT_EQ(MatchTotp(secret, TotpDigits(secret, step + off), now, 0), step + off);
  for (const int off : {-2, 2})
    EXPECT_EQ(MatchTotp(secret, TotpDigits(secret, step + off), now, 0), std::nullopt);
}

TEST(Totp, DigitsCountOnce) {
  const std::string secret = "12345678901234567890";
  const WallTime now{1'795'250'000'000};
  const auto step = TotpStep(now);
  EXPECT_EQ(MatchTotp(secret, TotpDigits(secret, step), now, step), std::nullopt);
  EXPECT_EQ(MatchTotp(secret, TotpDigits(secret, step - 1), now, step), std::nullopt);
  EXPECT_EQ(MatchTotp(secret, TotpDigits(secret, step + 1), now, step), step + 1);
}

TEST(Totp, RefusesWhatIsNotSixDigits) {
  const std::string secret = "12345678901234567890";
  const WallTime now{1'795'250'000'000};
  const auto right = TotpDigits(secret, TotpStep(now));
  EXPECT_TRUE(MatchTotp(secret, right.substr(0, 3) + " " + right.substr(3), now, 0));
  for (const std::string& typed :
       std::vector<std::string>{"", right.substr(1), right + "0", "12345x", "-" + right.substr(1)}) {
    EXPECT_EQ(MatchTotp(secret, typed, now, 0), std::nullopt) << typed;
  }
}

TEST(Totp, ItsAddressIsWhatAuthenticatorsRead) {
  EXPECT_EQ(TotpAddress("12345678901234567890", "王芳"),
            "otpauth://totp/Lianxiao:%E7%8E%8B%E8%8A%B3?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=Lianxiao&algorithm=SHA1&digits=6&period=30");
}

class SecondFactorTest : public SchoolOfPeople {
 protected:
  SecondFactorTest() : SchoolOfPeople(Place::kCounty) { boss = Member("boss", Role::kAdministrator); }

  static std::string SecretIn(const std::string& address) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const auto begin = address.find("secret=") + 7;
    std::string bytes;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : address.substr(begin, address.find('&', begin) - begin)) {
      buffer = buffer << 5 | static_cast<unsigned>(kAlphabet.find(c));
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits & 0xFF);
    }
    return bytes;
  }
  std::string Digits() const { return TotpDigits(secret, TotpStep(clock.wall)); }
  void TurnOn() {
    const auto address = people->BeginSecondFactor(boss.id);
    ASSERT_TRUE(address) << address.error().message;
    secret = SecretIn(*address);
    ASSERT_TRUE(people->ConfirmSecondFactor(boss.id, Digits(), As(boss)));
    clock.Pass(30 * kSecondMs);
  }
  Account boss;
  std::string secret;
};

TEST_F(SecondFactorTest, IsInForceOnlyAfterTheFirstRightDigits) {
  ASSERT_TRUE(people->BeginSecondFactor(boss.id));
  In("boss");
  EXPECT_THAT(people->ConfirmSecondFactor(boss.id, "000000", As(boss)), FailsWith("login.second_wrong"));
  In("boss");
  TurnOn();
  const auto end = LogIn("boss");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, LoginEnd::Kind::kSecondFactor);
  EXPECT_FALSE(end->session);
  EXPECT_TRUE(people->Find(boss.id)->second_factor);
  const auto in = people->GiveSecondFactor(end->ticket, Digits(), "192.168.1.20");
  ASSERT_TRUE(in) << in.error().message;
  EXPECT_TRUE(people->Check(in->session->token));
}

TEST_F(SecondFactorTest, TheSameDigitsDoNotLetInTwice) {
  TurnOn();
  const auto first = LogIn("boss")->ticket;
  ASSERT_TRUE(people->GiveSecondFactor(first, Digits(), ""));
  const auto second = LogIn("boss")->ticket;
  EXPECT_THAT(people->GiveSecondFactor(second, Digits(), ""), FailsWith("login.second_wrong"));
  EXPECT_THAT(people->GiveSecondFactor(first, Digits(), ""), FailsWith("login.ticket_old"));
}

TEST_F(SecondFactorTest, GuessingDigitsRestsLikeGuessingPasswords) {
  TurnOn();
  const auto ticket = LogIn("boss", kPassword, "10.0.0.1")->ticket;
  for (int n = 0; n < 5; ++n) {
    EXPECT_THAT(people->GiveSecondFactor(ticket, "00000" + std::to_string(n), "10.0.0.1"),
                FailsWith("login.second_wrong"));
  }
  EXPECT_THAT(people->GiveSecondFactor(ticket, Digits(), "10.0.0.1"), FailsWith("login.locked"));
  // And the right password in between forgives nothing.
  EXPECT_THAT(LogIn("boss", kPassword, "10.0.0.1"), FailsWith("login.locked"));
}

TEST_F(SecondFactorTest, ANewPasswordByCodeDoesNotPassItBy) {
  TurnOn();
  const auto code = people->NewCode(boss.id, Actor::Console())->code;
  const auto first = LogIn("boss", code)->ticket;
  const auto end = people->SetFirstPassword(first, SecretBytes(kPassword), "");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, LoginEnd::Kind::kSecondFactor);
  EXPECT_TRUE(people->GiveSecondFactor(end->ticket, Digits(), ""));
}

TEST_F(SecondFactorTest, ALostPhoneIsHelpedByAnother) {
  TurnOn();
  const auto other = Member("other", Role::kAdministrator);
  const auto editor = Member("editor", Role::kEditor);
  EXPECT_THAT(people->DropSecondFactor(boss.id, As(editor)), FailsWith("account.not_yours"));
  ASSERT_TRUE(people->DropSecondFactor(boss.id, As(other)));
  In("boss");
  EXPECT_THAT(Acts(), testing::Contains("second.off boss"));
}

class NoSecondFactor : public SchoolOfPeople {};

TEST_F(NoSecondFactor, OnABoxThatMayNotKnowTheTime) {
  const auto account = Member("guanli", Role::kManager);
  EXPECT_THAT(people->BeginSecondFactor(account.id), FailsWith("second.county_only"));
  EXPECT_THAT(people->ConfirmSecondFactor(account.id, "123456", As(account)), FailsWith("second.none"));
}

}  // namespace
}  // namespace lianxiao::storage
