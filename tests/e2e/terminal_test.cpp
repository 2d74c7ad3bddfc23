// What people type: passphrases and a written-out yes, at a real terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "center/county_files.h"
#include "center/keys/key_file.h"
#include "tests/support/deployment.h"
#include "tests/support/typed_program.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kWords = "four words drawn by lot";

class Typing : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }
  std::string In(const std::string& name) const { return folder_.path() + "/" + name; }
  static center::Passphrase Typed(const std::string& words) { return SecretBytes(words); }

  TempFolder folder_;
  const std::string lianxiao_ = Places::FromEnvironment().bin + "/lianxiao";
  storage::RealDisk disk_;
};

TEST_F(Typing, PassphrasesThatArePastedAtOnceAreAllTakenAndNeverShown) {
  TypedProgram init({lianxiao_, "center", "init", In("county")});
  ASSERT_TRUE(init.Shows("of key root-1")) << init.screen();
  std::string keys;
  for (int key = 1; key <= 3; ++key) {
    for (int twice = 0; twice < 2; ++twice) keys += kWords + " " + std::to_string(key) + "\n";
  }
  init.Type(keys);
  ASSERT_EQ(init.Wait(), 0) << init.screen();
  EXPECT_THAT(init.screen(), Not(HasSubstr(kWords)));
  for (int key = 1; key <= 3; ++key) {
    const auto number = std::to_string(key);
    const auto path = center::RootKeysFolder(In("county")) + "/root-" + number + ".key";
    EXPECT_TRUE(center::LoadSigningKey(disk_, path, Typed(kWords + " " + number))) << path;
  }
}

TEST_F(Typing, CtrlCGivesTheTerminalBackAsItWas) {
  TypedProgram init({lianxiao_, "library", "init", In("studio"), "chen"});
  ASSERT_TRUE(init.Shows("New passphrase of key chen"));
  EXPECT_FALSE(init.Echoes());
  init.Type("four words\x03");
  EXPECT_TRUE(init.Shows("Cancelled")) << init.screen();
  EXPECT_NE(init.Wait(), 0);
  EXPECT_TRUE(init.Echoes());
  EXPECT_FALSE(std::filesystem::exists(In("studio") + "/library.key"));
}

TEST_F(Typing, AWeakOrDifferentPassphraseIsAskedForAgain) {
  TypedProgram init({lianxiao_, "library", "init", In("studio"), "chen"});
  ASSERT_TRUE(init.Shows("New passphrase of key chen"));
  init.Type("short\n");
  ASSERT_TRUE(init.Shows("12 to 1024 characters")) << init.screen();
  ASSERT_TRUE(init.Shows("New passphrase of key chen"));
  init.Type(kWords + "\n");
  ASSERT_TRUE(init.Shows("The same again"));
  init.Type(kWords + "s\n");
  ASSERT_TRUE(init.Shows("not the same")) << init.screen();
  ASSERT_TRUE(init.Shows("New passphrase of key chen"));
  init.Type(kWords + "\n");
  ASSERT_TRUE(init.Shows("The same again"));
  init.Type(kWords + "\n");
  ASSERT_EQ(init.Wait(), 0) << init.screen();
  EXPECT_TRUE(center::LoadSigningKey(disk_, In("studio") + "/library.key", Typed(kWords)));
}

TEST_F(Typing, OnlyAWrittenOutYesDelegatesToALibrary) {
  ASSERT_EQ(test::Run({lianxiao_, "center", "init", In("county"), "--no-passphrase"}).exit_code, 0);
  ASSERT_EQ(test::Run({lianxiao_, "library", "init", In("studio"), "chen", "--no-passphrase"}).exit_code, 0);
  const std::vector<std::string> add = {
      lianxiao_, "center", "library", "add", "chen", In("studio/chen.pub"), "--center", In("county")};
  const auto list = [&] {
    return test::Run({lianxiao_, "center", "library", "list", "--center", In("county")}).out;
  };
  for (const auto* answer : {"y\n", "\n", "no\n"}) {
    TypedProgram unsure(add);
    ASSERT_TRUE(unsure.Shows("Fingerprint: ")) << unsure.screen();
    ASSERT_TRUE(unsure.Shows("Type yes in full:"));
    unsure.Type(answer);
    EXPECT_EQ(unsure.Wait(), 1);
    EXPECT_THAT(list(), Not(HasSubstr("chen"))) << answer;
  }
  TypedProgram sure(add);
  ASSERT_TRUE(sure.Shows("Type yes in full:"));
  sure.Type("yes\n");
  EXPECT_EQ(sure.Wait(), 0) << sure.screen();
  EXPECT_THAT(list(), HasSubstr("chen"));
}

}  // namespace
}  // namespace lianxiao::test
