#include "web/people/multipart.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

const std::string kType = "multipart/form-data; boundary=----WebKitFormBoundaryX7";
const std::string kLine = "------WebKitFormBoundaryX7";

std::string Field(const std::string& name, const std::string& value) {
  return kLine + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(Multipart, ReadsAFormAsABrowserSendsIt) {
  const std::string bytes("a\r\n--b\0c", 8);
  const auto body = Field("csrf", "abc") + Field("title", "  分数\r\n") + kLine +
                    "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"课件 1.pptx\"\r\n"
                    "Content-Type: application/octet-stream\r\n\r\n" +
                    bytes + "\r\n" + kLine + "--\r\n";
  const auto form = Multipart::Parse(kType, body);
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->Get("csrf"), "abc");
  EXPECT_EQ(form->Text("title"), "分数");
  ASSERT_TRUE(form->File("file"));
  EXPECT_EQ(*form->File("file")->file_name, "课件 1.pptx");
  EXPECT_EQ(form->File("file")->bytes, bytes);
  EXPECT_EQ(form->Get("file"), "") << "a file is no field";
  EXPECT_EQ(form->File("csrf"), nullptr);
  EXPECT_EQ(form->Get("none"), "");
}

TEST(Multipart, AFileThatWasNotChosenIsNone) {
  const auto form = Multipart::Parse(
      kType,
      kLine + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n" + kLine + "--");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->File("file"), nullptr);
}

TEST(Multipart, WhatIsCutOrCrookedIsRefused) {
  const auto good = Field("a", "1") + kLine + "--\r\n";
  EXPECT_TRUE(Multipart::Parse(kType, good));
  for (std::size_t cut = 1; cut + 4 < good.size(); ++cut) {
    EXPECT_FALSE(Multipart::Parse(kType, good.substr(0, cut))) << cut;
  }
  EXPECT_FALSE(Multipart::Parse("application/x-www-form-urlencoded", good));
  EXPECT_FALSE(Multipart::Parse("multipart/form-data", good));
  EXPECT_FALSE(Multipart::Parse("multipart/form-data; boundary=", good));
  EXPECT_FALSE(Multipart::Parse("multipart/form-data; boundary=" + std::string(71, 'x'), good));
  EXPECT_FALSE(Multipart::Parse(kType, "x" + good));
  EXPECT_FALSE(
      Multipart::Parse(kType, kLine + "\r\nContent-Disposition: form-data\r\n\r\n1\r\n" + kLine + "--"));
  EXPECT_FALSE(Multipart::Parse(kType, kLine + "\r\nno head\r\n\r\n1\r\n" + kLine + "--"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += Field("a", "1");
  EXPECT_FALSE(Multipart::Parse(kType, many + kLine + "--"));
}

}  // namespace
}  // namespace lianxiao::web
