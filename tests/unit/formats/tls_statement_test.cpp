#include "storage/formats/tls_statement.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

class TlsStatementTest : public testing::Test {
 protected:
  TlsStatementTest() { EXPECT_TRUE(InitCrypto()); }
  static TlsStatement Two() {
    return {.keys = {std::string(64, 'a'), std::string(64, '0')},
            .public_ca = true,
            .number = 7,
            .at = WallTime{1'795'250'000'000}};
  }
  const SigningKey center = SigningKey::Generate();
};

TEST_F(TlsStatementTest, SaysWhatTheCenterSaid) {
  const auto read = OpenTlsStatement(SignTlsStatement(Two(), center), center.verify);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Two());
}

TEST_F(TlsStatementTest, IsNobodysWhenAnotherSignedItOrAWordWasChanged) {
  const auto text = SignTlsStatement(Two(), SigningKey::Generate());
  EXPECT_EQ(OpenTlsStatement(text, center.verify).error().code, ErrorCode::kUntrusted);
  auto higher = SignTlsStatement(Two(), center);
  higher.replace(higher.find("\"number\":7"), 10, "\"number\":8");
  EXPECT_EQ(OpenTlsStatement(higher, center.verify).error().code, ErrorCode::kUntrusted);
}

TEST_F(TlsStatementTest, NamesTheFieldThatIsWrong) {
  auto none = Two();
  none.keys.clear();
  auto crowd = Two();
  crowd.keys.resize(kMaxTlsKeys + 1, std::string(64, 'b'));
  auto odd = Two();
  odd.keys[1] = "sha256//AAAA";
  auto zero = Two();
  zero.number = 0;
  for (const auto& statement : {none, crowd, odd, zero}) {
    const auto read = OpenTlsStatement(SignTlsStatement(statement, center), center.verify);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kInvalid);
    EXPECT_TRUE(read.error().message.starts_with("signed.")) << read.error().message;
  }
  EXPECT_EQ(OpenTlsStatement(std::string(5'000, ' '), center.verify).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace lianxiao::formats
