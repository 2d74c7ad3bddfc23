#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "storage/courseware/details.h"
#include "storage/courseware/file_kind.h"

namespace lianxiao::storage {
namespace {

using testing::HasSubstr;

std::string Little(std::size_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

// A zip with members of those names and nothing in them.
std::string Zip(const std::vector<std::string>& names) {
  std::string bytes, list;
  for (const auto& name : names) {
    const auto at = bytes.size();
    bytes += "PK\x03\x04" + std::string(22, '\0') + Little(name.size(), 2) + Little(0, 2) + name;
    list += "PK\x01\x02" + std::string(24, '\0') + Little(name.size(), 2) + std::string(12, '\0') +
            Little(at, 4) + name;
  }
  return bytes + list + "PK\x05\x06" + std::string(8, '\0') + Little(list.size(), 4) +
         Little(bytes.size(), 4) + Little(0, 2);
}

std::string Box(const std::string& type, const std::string& content) {
  std::string size = Little(content.size() + 8, 4);
  return std::string(size.rbegin(), size.rend()) + type + content;
}

std::string KindOf(const std::string& bytes, const std::string& name) {
  std::istringstream file(bytes);
  const auto kind = KindOfFile(file, name);
  return kind ? *kind : kind.error().message.substr(0, kind.error().message.find(':'));
}

const std::string kFilm = Box("ftyp", "isom0000") + Box("moov", "index") + Box("mdat", "pictures");
const std::string kSlides = Zip({"[Content_Types].xml", "ppt/presentation.xml"});
const std::string kPng =
    std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16) + std::string(40, 'x') + "IEND\xAE\x42\x60\x82";

TEST(FileKind, IsToldByTheContent) {
  EXPECT_EQ(KindOf(kSlides, "课件.PPTX"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation");
  EXPECT_EQ(KindOf(Zip({"[Content_Types].xml", "word/document.xml"}), "a.docx"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(KindOf(kFilm, "a.mp4"), "video/mp4");
  EXPECT_EQ(KindOf("%PDF-1.7 ... %%EOF\n", "a.pdf"), "application/pdf");
  EXPECT_EQ(KindOf(kPng, "a.png"), "image/png");
  EXPECT_EQ(KindOf("\xFF\xD8\xFF\xE0 rest", "a.jpg"), "image/jpeg");
  EXPECT_EQ(KindOf("GIF89a rest", "a.gif"), "image/gif");
  EXPECT_EQ(KindOf("RIFF1234WEBPVP8 ", "a.webp"), "image/webp");
  EXPECT_EQ(KindOf("ID3 rest", "a.mp3"), "audio/mpeg");
  EXPECT_EQ(KindOf("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest", "a.ppt"), "application/vnd.ms-powerpoint");
}

TEST(FileKind, WhatABrowserWouldRunIsNotTakenUnderAnyName) {
  for (const auto* bytes : {"<!doctype html><script>", "<svg xmlns=\"http://www.w3.org/2000/svg\">",
                            "alert(1)", "<?xml version=\"1.0\"?>", "MZ\x90",
                            "\x7F"
                            "ELF",
                            "#!/bin/sh", ""}) {
    for (const auto* name : {"a.html", "a.svg", "a.js", "a.pdf", "a.png", "a.mp4", "a.pptx", "a"}) {
      EXPECT_EQ(KindOf(bytes, name), "own.kind") << bytes << " as " << name;
    }
  }
  EXPECT_EQ(KindOf(Zip({"index.html"}), "a.pptx"), "own.kind") << "any zip is no slides";
  EXPECT_EQ(KindOf("\x1A\x45\xDF\xA3 matroska", "a.mkv"), "own.kind");
}

TEST(FileKind, MacrosAreSaidToBeTheReason) {
  EXPECT_EQ(KindOf(Zip({"[Content_Types].xml", "ppt/presentation.xml", "ppt/vbaProject.bin"}), "a.pptx"),
            "own.macros");
}

TEST(FileKind, WhatWasCutOffIsSaidToBeDamaged) {
  EXPECT_EQ(KindOf(kFilm.substr(0, kFilm.size() - 3), "a.mp4"), "own.broken");
  EXPECT_EQ(KindOf(Box("ftyp", "isom0000") + Box("mdat", "pictures"), "a.mp4"), "own.broken");
  EXPECT_EQ(KindOf(kSlides.substr(0, kSlides.size() - 30), "a.pptx"), "own.broken");
  EXPECT_EQ(KindOf("%PDF-1.7 ...", "a.pdf"), "own.broken");
  EXPECT_EQ(KindOf(kPng.substr(0, 30), "a.png"), "own.broken");
}

TEST(FileKind, NameAndContentHaveToAgree) {
  EXPECT_EQ(KindOf(kFilm, "a.pdf"), "own.ending");
  EXPECT_EQ(KindOf(kSlides, "a.docx"), "own.ending");
  EXPECT_EQ(KindOf("GIF89a", "a.png"), "own.ending");
  EXPECT_EQ(KindOf(kFilm, "a.html"), "own.kind") << "such an ending is never kept";
}

TEST(FileKind, OnlyWhatABrowserShowsItselfIsShown) {
  for (const auto* type : {"video/mp4", "audio/mpeg", "image/png", "application/pdf"})
    EXPECT_TRUE(ShowsItself(type));
  for (const auto* type : {"application/msword", "text/html", "application/vnd.ms-powerpoint"}) {
    EXPECT_FALSE(ShowsItself(type));
  }
}

TEST(CoursewareDetails, FileNamesLoseTheirFoldersAndNothingHidden) {
  EXPECT_EQ(CleanFileName("C:\\课件\\分数.pptx").value(), "分数.pptx");
  EXPECT_EQ(CleanFileName("C:/bilder/a b.pdf").value(), "a b.pdf");
  for (const auto& bad : {std::string(""), std::string(".."), std::string("a/"), std::string(".htaccess"),
                          std::string("a\nb.pdf"), std::string("\xFF.pdf"), std::string(300, 'a')}) {
    EXPECT_THAT(CleanFileName(bad).error().message, HasSubstr("own.name")) << bad;
  }
  EXPECT_EQ(TitleFromName("分数.初步.pptx"), "分数.初步");
}

}  // namespace
}  // namespace lianxiao::storage
