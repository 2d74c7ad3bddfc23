#include "center/ingest/stored_zip.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>
#include <fstream>

#include "center/publish/copy_finder.h"
#include "center/publish/normal_form.h"
#include "storage/formats/zip_names.h"
#include "tests/support/zip_members.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using Members = test::ZipMembers;

std::string Slide(int number) {
  std::string slide = "<p:sld xmlns:p=\"presentation\">";
  for (int i = 0; i < 400; ++i)
    slide += "<a:t>第" + std::to_string(number * 1'000 + i) + "张：分数的初步认识</a:t>";
  return slide + "</p:sld>";
}

Members Deck() {
  Members members = {{"[Content_Types].xml", "<Types/>"}, {"ppt/", ""}};
  for (int i = 1; i <= 20; ++i)
    members.emplace_back("ppt/slides/slide" + std::to_string(i) + ".xml", Slide(i));
  members.emplace_back("ppt/media/图片.png", std::string(30'000, '\x89'));
  return members;
}

class StoredZip : public testing::Test {
 protected:
  // As an office program writes it: deflated, with a password if there is one.
  std::string Write(const std::string& name, const Members& members, const char* password = nullptr) {
    const auto path = temp_.At(name);
    int problem = 0;
    auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
    for (const auto& [member, bytes] : members) {
      auto* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
      const auto at =
          static_cast<zip_uint64_t>(zip_file_add(archive, member.c_str(), source, ZIP_FL_ENC_GUESS));
      zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 6);
      zip_file_set_dostime(archive, at, 0x6000, 0x5b76, 0);
      if (password != nullptr) zip_file_set_encryption(archive, at, ZIP_EM_AES_256, password);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }
  static std::string Bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Stored(const std::string& from) {
    const auto to = from + ".stored";
    EXPECT_TRUE(StoreMembers(from, to, 10 << 20).value());
    return to;
  }
  void ExpectLeftAlone(const std::string& from, std::int64_t most_bytes = 10 << 20) {
    const auto to = temp_.At("untouched");
    EXPECT_FALSE(StoreMembers(from, to, most_bytes).value());
    EXPECT_FALSE(std::filesystem::exists(to));
  }

  TempFolder temp_;
};

TEST_F(StoredZip, KeepsEveryMemberByteForByteInItsOrder) {
  const auto stored = Stored(Write("deck.pptx", Deck()));
  EXPECT_EQ(test::ReadZip(stored), Deck());
  EXPECT_EQ(formats::ZipNames(stored).value().front(), "[Content_Types].xml");
}

// Old office programs read no zip64, and an e-book's first member must have no extra field.
TEST_F(StoredZip, BeginsAsSimplyAsAnyZipDoes) {
  const auto bytes =
      Bytes(Stored(Write("book.epub", {{"mimetype", "application/epub+zip"}, {"page", Slide(1)}})));
  EXPECT_LE(bytes.at(4), 20) << "2.0 suffices to read it";
  EXPECT_EQ(bytes.at(8), 0) << "stored";
  EXPECT_EQ(bytes.at(28), 0) << "no extra field";
  EXPECT_EQ(bytes.substr(30, 28), "mimetypeapplication/epub+zip");
}

TEST_F(StoredZip, DependsOnTheMembersAlone) {
  const auto deflated = Write("a.pptx", Deck());
  EXPECT_EQ(Bytes(Stored(deflated)), Bytes(Stored(Write("b.pptx", Deck()))));
  ExpectLeftAlone(Stored(deflated));
}

TEST_F(StoredZip, OneChangedSlideCostsWhatTheSlideCosts) {
  auto next = Deck();
  next[7].second.replace(3'000, 30, "<a:t>这一张改过了</a:t>");
  const auto old_deck = Bytes(Stored(Write("v1.pptx", Deck()))),
             new_deck = Bytes(Stored(Write("v2.pptx", next)));
  const auto delta = CopyDelta(old_deck, new_deck);
  ASSERT_TRUE(delta);
  EXPECT_LT(delta->size(), 300u);
}

TEST_F(StoredZip, LeavesAloneWhatIsLockedDamagedOrNoZip) {
  ExpectLeftAlone(Write("locked.pptx", Deck(), "secret"));
  temp_.Write("no.pptx", "PK\x03\x04 and nothing more");
  ExpectLeftAlone(temp_.At("no.pptx"));
  ExpectLeftAlone(temp_.At("nowhere.pptx"));
  auto damaged = Bytes(Write("damaged.pptx", Deck()));
  damaged[400] = static_cast<char>(damaged[400] ^ 0x55);  // Within the first slide.
  temp_.Write("damaged.pptx", damaged);
  ExpectLeftAlone(temp_.At("damaged.pptx"));
}

TEST_F(StoredZip, LeavesAloneWhatWouldGrowTooLarge) {
  const auto deck = Write("deck.pptx", Deck());
  std::int64_t content = 0;
  for (const auto& [name, bytes] : Deck()) content += static_cast<std::int64_t>(bytes.size());
  ExpectLeftAlone(deck, content);
  ExpectLeftAlone(deck, -1);
}

TEST(NormalForm, MayTakeHalfAsMuchAgainOrSomeMebibytesAndStillFitAStick) {
  EXPECT_EQ(MostStoredBytes(1'000), 1'000 + (64 << 20));
  EXPECT_EQ(MostStoredBytes(200 << 20), 300 << 20);
  EXPECT_EQ(MostStoredBytes(std::int64_t{3} << 30), (std::int64_t{4} << 30) - 1);
}

}  // namespace
}  // namespace lianxiao::center
