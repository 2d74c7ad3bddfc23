#include "storage/formats/signed_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr SignedWord kWord{"lianxiao test 1", "the word", 400};
constexpr SignedWord kOther{"lianxiao test 2", "the word", 400};

class SignedJsonTest : public testing::Test {
 protected:
  SignedJsonTest() { EXPECT_TRUE(InitCrypto()); }
  ErrorCode Refusal(const std::string& text) const {
    const auto opened = OpenSignedJson(kWord, text, center.verify);
    return opened ? ErrorCode::kInternal : opened.error().code;
  }
  const SigningKey center = SigningKey::Generate();
  const json body = {{"name", "渌口"}, {"number", 7}, {"yes", true}};
};

TEST_F(SignedJsonTest, SaysWhatWasSigned) {
  const auto opened = OpenSignedJson(kWord, SignJson(kWord, body, center), center.verify);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, body);
}

TEST_F(SignedJsonTest, AnotherPurposeAnotherKeyOrAChangedWordIsUntrusted) {
  EXPECT_EQ(Refusal(SignJson(kOther, body, center)), ErrorCode::kUntrusted);
  EXPECT_EQ(Refusal(SignJson(kWord, body, SigningKey::Generate())), ErrorCode::kUntrusted);
  auto changed = json::parse(SignJson(kWord, body, center));
  changed["signed"]["number"] = 8;
  EXPECT_EQ(Refusal(changed.dump()), ErrorCode::kUntrusted);
  changed["signed"] = body;
  EXPECT_EQ(Refusal(changed.dump(2)), ErrorCode::kInternal) << "white space is not signed";
  changed["signature"] = "no hex";
  EXPECT_EQ(Refusal(changed.dump()), ErrorCode::kUntrusted);
}

TEST_F(SignedJsonTest, WhatIsNoSuchWordIsInvalid) {
  const auto sound = SignJson(kWord, body, center);
  EXPECT_EQ(Refusal(sound + std::string(kWord.max_bytes, ' ')), ErrorCode::kInvalid);
  EXPECT_EQ(Refusal(sound.substr(0, sound.size() - 1)), ErrorCode::kInvalid);
  for (const auto* text : {"", "[]", "{}", R"({"signature":"00"})", R"({"signature":"00","signed":[]})",
                           R"({"signature":1,"signed":{}})", R"({"signature":"00","signed":{"a":1.5}})"}) {
    EXPECT_EQ(Refusal(text), ErrorCode::kInvalid) << text;
  }
}

}  // namespace
}  // namespace lianxiao::formats
