// Enrolment by files: what is read is what was written, and any other file says what is wrong with it.
#include "storage/formats/enrolment_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/encoding.h"

namespace lianxiao::formats {
namespace {

using testing::StartsWith;

class EnrolmentFiles : public testing::Test {
 protected:
  EnrolmentFiles() {
    card_ = {"青禾县电教站", SigningKey::Generate().verify, OpenKey::Generate().seal, std::string(64, '0')};
    code_ = ToText(EnrolmentCode{"8 bytes.", Fingerprint(card_), "http://10.0.3.7:8440"});
  }
  CenterCard card_;
  std::string code_;
  const std::string center_ = std::string(32, 'c');
};

TEST_F(EnrolmentFiles, AreReadAsWritten) {
  const auto code = ReadCodeFile(ToFile(CodeFile{code_, card_}));
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(code->code, code_);
  EXPECT_EQ(ToJson(code->card), ToJson(card_));
  const auto request = ReadRequestFile(ToFile(RequestFile{center_, std::string("se\0aled", 7)}));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->center, center_);
  EXPECT_EQ(request->sealed, std::string("se\0aled", 7));
  const auto grant = ReadGrantFile(ToFile(GrantFile{center_, HashOf("r"), "granted"}));
  ASSERT_TRUE(grant) << grant.error().message;
  EXPECT_EQ(grant->request, HashOf("r"));
  EXPECT_EQ(grant->sealed, "granted");
}

TEST_F(EnrolmentFiles, TellWhatIsWrongWithThem) {
  const auto request = ToFile(RequestFile{center_, "sealed"});
  const auto said = [](const std::string& bytes) {
    const auto read = ReadRequestFile(bytes);
    return read ? "fine" : read.error().message;
  };
  EXPECT_EQ(said(request), "fine");
  EXPECT_EQ(said(request + "\r\n"), "fine") << "an editor's line end";
  EXPECT_THAT(said(""), StartsWith("enrol_file.not_ours: "));
  EXPECT_THAT(said("PK\x03\x04"), StartsWith("enrol_file.not_ours: "));
  EXPECT_THAT(said(std::string(kMaxEnrolmentFile + 1, 'l')), StartsWith("enrol_file.not_ours: "));
  EXPECT_THAT(said(ToFile(CodeFile{code_, card_})), StartsWith("enrol_file.other_kind: "));
  EXPECT_THAT(said(ToFile(GrantFile{center_, HashOf("r"), "g"})), StartsWith("enrol_file.other_kind: "));
  EXPECT_THAT(said("lianxiao-enrolment-request 2 x\n{}\n"), StartsWith("enrol_file.newer: "));
  EXPECT_THAT(said("lianxiao-enrolment-wish 1 x\n{}\n"), StartsWith("enrol_file.newer: "));
  for (std::size_t size = request.find('\n'); size < request.size() - 2; ++size) {
    EXPECT_THAT(said(request.substr(0, size)), StartsWith("enrol_file.damaged: ")) << size;
  }
  EXPECT_THAT(said("lianxiao-enrolment-request 1 x\n[]\n"), StartsWith("enrol_file.damaged: "));
  EXPECT_THAT(said("lianxiao-enrolment-request 1 x\n{\"center\":\"no\",\"sealed\":\"AAAA\"}\n"),
              StartsWith("enrol_file.damaged: "));
}

TEST_F(EnrolmentFiles, ACodeFileOfTwoCentersIsRefused) {
  auto other = card_;
  other.name = "另一个县";
  const auto read = ReadCodeFile(ToFile(CodeFile{code_, other}));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "enrol_file.damaged: code and card are of two centers");
}

}  // namespace
}  // namespace lianxiao::formats
