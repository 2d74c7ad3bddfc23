#include "center/ingest/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <map>

#include "center/ingest/content_type.h"
#include "storage/base/keys.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Says what a test told it of a file; of others, what their first bytes say.
class FakeProbe final : public MediaProbe {
 public:
  Result<MediaFacts> Look(const std::string& disk_path) override {
    const auto name = disk_path.substr(disk_path.rfind('/') + 1);
    if (const auto known = facts.find(name); known != facts.end()) return known->second;
    if (name.starts_with("broken")) return Fail(ErrorCode::kInvalid, "moov atom not found");
    MediaFacts found;
    LIANXIAO_ASSIGN(found.media_type, TypeOfContent(disk_path));
    return found;
  }
  std::map<std::string, MediaFacts> facts;
};

MediaFacts GoodVideo() {
  return {.media_type = "video/mp4",
          .duration_s = 61.6,
          .video_codec = "h264",
          .video_profile = "High",
          .pixel_format = "yuv420p",
          .audio_codec = "aac",
          .fast_start = true};
}

constexpr std::string_view kHeader = "编号,标题,类型,学段,年级,学科,文件,字幕,封面,附件,状态,关键词\n";

class IngestTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    probe_.facts["fenshu.mp4"] = GoodVideo();
    folder_.Write("fenshu.mp4", "pictures and sound");
    folder_.Write("lianxi.pdf", "%PDF-1.7 worksheet");
  }

  // Row 2 of a table with kHeader: a lesson in order but for what a test changes.
  static std::string Lesson(const std::string& file, const std::string& subtitle = "",
                            const std::string& poster = "", const std::string& attachments = "") {
    return "sx-fenshu,分数的初步认识,录播课,小学,三年级,数学," + file + "," + subtitle + "," + poster + "," +
           attachments + ",发布,分数；月饼\n";
  }

  IngestResult Take(std::string_view table, std::string_view name = "resources.csv") {
    folder_.Write(name, table);
    auto result = Ingest(folder_.path(), probe_);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : IngestResult{};
  }
  std::vector<std::string> KeysOf(std::string_view table) {
    std::vector<std::string> keys;
    for (const auto& finding : Take(table).findings) keys.push_back(finding.key);
    return keys;
  }
  std::vector<std::string> KeysOfLesson(const std::string& file, const std::string& subtitle = "",
                                        const std::string& poster = "", const std::string& attachments = "") {
    return KeysOf(std::string(kHeader) + Lesson(file, subtitle, poster, attachments));
  }

  TempFolder folder_;
  FakeProbe probe_;
};

TEST_F(IngestTest, TakesInARowWithItsFilesSizesAndDigests) {
  folder_.Write("fenshu.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n同学们好\n");
  const auto result = Take(std::string(kHeader) + Lesson("fenshu.mp4", "fenshu.vtt", "", "lianxi.pdf"));
  ASSERT_THAT(result.findings, IsEmpty());
  ASSERT_EQ(result.drafts.size(), 1u);
  const auto& resource = result.drafts[0].resource;
  EXPECT_EQ(resource.id, "sx-fenshu");
  EXPECT_EQ(resource.title, "分数的初步认识");
  EXPECT_THAT(resource.keywords, ElementsAre("分数", "月饼"));
  EXPECT_EQ(resource.version, 0);
  EXPECT_EQ(resource.duration_s, 62);
  ASSERT_EQ(resource.files.size(), 3u);
  EXPECT_EQ(resource.files[0].media_type, "video/mp4");
  EXPECT_EQ(resource.files[0].size_bytes, 18);
  EXPECT_EQ(resource.files[0].blob, HashOf("pictures and sound"));
  EXPECT_EQ(resource.files[1].role, formats::FileRole::kSubtitle);
  EXPECT_EQ(resource.files[1].language, "zh-CN");
  EXPECT_EQ(resource.files[2].role, formats::FileRole::kAttachment);
  EXPECT_EQ(result.drafts[0].disk_paths[2],
            std::filesystem::canonical(folder_.path()).string() + "/lianxi.pdf");
}

constexpr std::string_view kChapterHeader = "编号,标题,类型,学段,年级,学科,文件,章节\n";
std::string WithChapters(const std::string& chapters) {
  return std::string(kChapterHeader) + "sx-fenshu,分数,录播课,小学,三年级,数学,fenshu.mp4," + chapters + "\n";
}

TEST_F(IngestTest, TakesInAnEditorsChaptersAndSaysWhatIsWrongWithThem) {
  folder_.Write("zhangjie.vtt",
                "WEBVTT\n\n00:00.000 --> 00:30.000\n分月饼\n\n00:30.000 --> 01:00.000\n折纸\n");
  const auto result = Take(WithChapters("zhangjie.vtt"));
  ASSERT_THAT(result.findings, IsEmpty());
  const auto& files = result.drafts[0].resource.files;
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].role, formats::FileRole::kChapters);
  EXPECT_EQ(files[1].media_type, "text/vtt");

  folder_.Write("late.vtt", "WEBVTT\n\n00:30.000 --> 01:00.000\nb\n\n00:00.000 --> 00:30.000\na\n");
  const auto wrong = Take(WithChapters("late.vtt")).findings;
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].key, "ingest.not_chapters");
  EXPECT_EQ(wrong[0].column, "章节");
  EXPECT_THAT(wrong[0].detail, testing::HasSubstr("line 6"));
  EXPECT_THAT(KeysOf(WithChapters("zhangjie.vtt；late.vtt")), ElementsAre("ingest.one_value"));
  EXPECT_THAT(KeysOf(WithChapters("lianxi.pdf")), ElementsAre("ingest.wrong_place"));
}

TEST_F(IngestTest, RemembersTheChaptersThatAFilmItselfKnowsOf) {
  probe_.facts["fenshu.mp4"].chapters = {{0, "分月饼"}, {30'000, "折纸"}};
  const auto result = Take(std::string(kHeader) + Lesson("fenshu.mp4", "", "", ""));
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.drafts[0].chapters.size(), 2U);
}

TEST_F(IngestTest, GivesAFileOfSeveralPiecesThePieceListsName) {
  folder_.Write("fenshu.mp4", std::string((1 << 20) + 1, 'x'));
  const auto result = Take(std::string(kHeader) + Lesson("fenshu.mp4"));
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_TRUE(result.drafts[0].resource.files[0].HasPieces());
}

TEST_F(IngestTest, ReadsEnglishColumnNamesTabsAndAUtf8Mark) {
  const auto result = Take(
      "\xEF\xBB\xBFid\ttitle\ttype\tstage\tgrade\tsubject\tfile\r\n"
      "sx-1\t分数, 第一课\t录播课\t小学\t三年级\t数学\tfenshu.mp4\r\n");
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.drafts[0].resource.title, "分数, 第一课");
}

TEST_F(IngestTest, ReadsWhatExcelOnAChineseWindowsWrites) {
  // "编号,标题,类型,学段,年级,学科,文件" and one row, in GB18030.
  const std::string utf8 =
      "编号,标题,类型,学段,年级,学科,文件\r\nsx-1,分数,录播课,小学,三年级,数学,fenshu.mp4\r\n";
  std::string gb(utf8.size() * 2, '\0');
  const auto to_gb = iconv_open("GB18030", "UTF-8");
  char* in = const_cast<char*>(utf8.data());
  char* out = gb.data();
  std::size_t in_left = utf8.size(), out_left = gb.size();
  ASSERT_NE(iconv(to_gb, &in, &in_left, &out, &out_left), static_cast<std::size_t>(-1));
  iconv_close(to_gb);
  gb.resize(gb.size() - out_left);
  ASSERT_EQ(gb.find("编号"), std::string::npos);

  const auto result = Take(gb, "资源.csv");
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.drafts[0].resource.title, "分数");
}

TEST_F(IngestTest, ReadsTheSameResourceFromToml) {
  const auto result = Take(
      "[[resource]]\nid = \"sx-1\"\ntitle = \"分数\"\ntype = \"微课\"\n\"学段\" = \"小学\"\ngrade = "
      "\"三年级\"\n"
      "subject = \"数学\"\nfile = \"fenshu.mp4\"\nkeywords = [\"月饼\", \"二分之一；一半\"]\n",
      "resources.toml");
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.drafts[0].resource.stage, "小学");
  EXPECT_THAT(result.drafts[0].resource.keywords, ElementsAre("月饼", "二分之一；一半"));
}

TEST_F(IngestTest, NamesTheLineOfWhatIsWrongInToml) {
  const auto result = Take("[[resource]]\nid = \"A\"\nshelf = 3\n", "resources.toml");
  ASSERT_FALSE(result.findings.empty());
  EXPECT_THAT(result.drafts, IsEmpty());
  const auto unknown = std::ranges::find(result.findings, "ingest.unknown_column", &Finding::key);
  ASSERT_NE(unknown, result.findings.end());
  EXPECT_EQ(unknown->row, 3);
  EXPECT_EQ(unknown->subject, "shelf");
}

TEST_F(IngestTest, TellsEverythingWrongInOnePassAndTakesNothingIn) {
  const auto result = Take(std::string(kHeader) +
                           "sx-1,分数,录播课,小学,三年级,数学,fenshu.mp4,,,,发布,\n"
                           "Sx_2,,录像,大学,三年级,数学,nowhere.mp4,,,,停用,\n"
                           "\n"
                           "sx-1,又一个,微课,小学,三年级,数学,lianxi.pdf,,,,,\n");
  EXPECT_THAT(result.drafts, IsEmpty());
  std::vector<std::pair<int, std::string>> found;
  for (const auto& finding : result.findings) found.emplace_back(finding.row, finding.key);
  EXPECT_THAT(found,
              UnorderedElementsAre(std::pair(3, "ingest.bad_id"), std::pair(3, "ingest.missing_field"),
                                   std::pair(3, "ingest.unknown_value"), std::pair(3, "ingest.unknown_value"),
                                   std::pair(3, "ingest.unknown_value"), std::pair(3, "ingest.file_missing"),
                                   std::pair(5, "ingest.duplicate_id")));
}

TEST_F(IngestTest, NamesTheWordsThatGoInAColumn) {
  const auto result = Take(std::string(kHeader) + "sx-1,分数,录播课,大学,三年级,数学,fenshu.mp4,,,,,\n");
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].column, "学段");
  EXPECT_EQ(result.findings[0].subject, "大学");
  EXPECT_EQ(result.findings[0].detail, "幼儿园、小学、初中、高中");
}

TEST_F(IngestTest, NamesMissingUnknownAndDoubledColumnsOnce) {
  EXPECT_THAT(
      KeysOf("编号,标题,标题,类型,学段,年级,文件,字墓,备注\n"
             "sx-1,a,a,微课,小学,三年级,fenshu.mp4,,记得补拍\n"
             "sx-2,b,b,微课,小学,三年级,fenshu.mp4,,\n"),
      UnorderedElementsAre("ingest.duplicate_column", "ingest.unknown_column", "ingest.missing_column"));
}

TEST_F(IngestTest, ReportsHalfATable) {
  EXPECT_THAT(KeysOf(std::string(kHeader) + "sx-1,分数,微课,小学"), testing::Contains("ingest.row_short"));
  const auto keys = KeysOf(std::string(kHeader) + "sx-1,\"分数,微课,小学\n");
  EXPECT_THAT(keys, testing::Contains("ingest.table_broken"));
  EXPECT_THAT(KeysOf(std::string(kHeader) + "sx-1,a,微课,小学,三年级,数学,fenshu.mp4,,,,发布,分数,多一格\n"),
              ElementsAre("ingest.row_long"));
  EXPECT_THAT(KeysOf(kHeader), ElementsAre("ingest.table_empty"));
}

TEST_F(IngestTest, SaysWhichTableToKeepWhenThereAreTwo) {
  folder_.Write("resources.toml", "");
  EXPECT_THAT(KeysOf(std::string(kHeader) + Lesson("fenshu.mp4")), ElementsAre("ingest.two_tables"));
}

TEST_F(IngestTest, SaysWhatToDoWithoutATable) {
  const auto result = Ingest(folder_.path(), probe_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_NE(result.error().message.find("resources.csv"), std::string::npos);
  EXPECT_EQ(Ingest(folder_.At("nowhere"), probe_).error().code, ErrorCode::kNotFound);
}

TEST_F(IngestTest, NeverLeavesTheFolder) {
  TempFolder elsewhere;
  elsewhere.Write("secret.pdf", "%PDF-1.7 secret");
  std::filesystem::create_symlink(elsewhere.At("secret.pdf"), folder_.At("link.pdf"));
  EXPECT_THAT(KeysOfLesson("../secret.pdf"), ElementsAre("ingest.path_leaves"));
  EXPECT_THAT(KeysOfLesson(elsewhere.At("secret.pdf")), ElementsAre("ingest.path_leaves"));
  EXPECT_THAT(KeysOfLesson("C:\\secret.pdf"), ElementsAre("ingest.path_leaves"));
  EXPECT_THAT(KeysOfLesson("a/../../secret.pdf"), ElementsAre("ingest.path_leaves"));
  EXPECT_THAT(KeysOfLesson("link.pdf"), ElementsAre("ingest.path_leaves"));
}

TEST_F(IngestTest, ReadsAWindowsEditorsPath) {
  folder_.Write("shuxue/a.pdf", "%PDF-1.7");
  EXPECT_THAT(KeysOfLesson("shuxue\\a.pdf"), IsEmpty());
}

TEST_F(IngestTest, RefusesWhatOldBrowsersCannotPlay) {
  auto facts = GoodVideo();
  facts.video_codec = "hevc";
  probe_.facts["fenshu.mp4"] = facts;
  EXPECT_THAT(KeysOfLesson("fenshu.mp4"), ElementsAre("ingest.video_codec"));

  facts = GoodVideo();
  facts.video_profile = "High 10";
  facts.pixel_format = "yuv420p10le";
  facts.audio_codec = "opus";
  probe_.facts["fenshu.mp4"] = facts;
  EXPECT_THAT(KeysOfLesson("fenshu.mp4"), ElementsAre("ingest.video_profile", "ingest.audio_codec"));
}

TEST_F(IngestTest, TellsTheCommandThatMendsASlowStart) {
  auto facts = GoodVideo();
  facts.fast_start = false;
  probe_.facts["fenshu.mp4"] = facts;
  const auto result = Take(std::string(kHeader) + Lesson("fenshu.mp4"));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].key, "ingest.not_fast_start");
  EXPECT_EQ(result.findings[0].detail,
            "ffmpeg -i \"fenshu.mp4\" -c copy -movflags +faststart \"fenshu-faststart.mp4\"");
}

TEST_F(IngestTest, LooksAtContentNotAtEndings) {
  folder_.Write("notes.mp4", "only words");
  folder_.Write("a.pdf", "only words");
  folder_.Write("a.pptx", std::string("PK\x03\x04") + "no zip behind it");
  folder_.Write("a.vtt", "1\n00:00:01,000 --> 00:00:02,000\nSRT\n");
  folder_.Write("a.jpg", "GIF89a");
  folder_.Write("empty.pdf", "");
  folder_.Write("broken.mp4", std::string("\0\0\0\x14", 4) + "ftypisom");
  folder_.Write("old.exe", "MZ");
  EXPECT_THAT(KeysOfLesson("notes.mp4"), ElementsAre("ingest.type_mismatch"));
  EXPECT_THAT(KeysOfLesson("a.pdf"), ElementsAre("ingest.not_pdf"));
  EXPECT_THAT(KeysOfLesson("a.pptx"), ElementsAre("ingest.not_office"));
  EXPECT_THAT(KeysOfLesson("empty.pdf"), ElementsAre("ingest.file_empty"));
  EXPECT_THAT(KeysOfLesson("broken.mp4"), ElementsAre("ingest.broken_media"));
  EXPECT_THAT(KeysOfLesson("old.exe"), ElementsAre("ingest.unknown_ending"));
  EXPECT_THAT(KeysOfLesson("fenshu.mp4", "a.vtt"), ElementsAre("ingest.not_webvtt"));
  EXPECT_THAT(KeysOfLesson("fenshu.mp4", "", "a.jpg"), ElementsAre("ingest.type_mismatch"));
  EXPECT_THAT(KeysOfLesson("fenshu.mp4", "lianxi.pdf", "lianxi.pdf"),
              ElementsAre("ingest.wrong_place", "ingest.wrong_place"));
  EXPECT_THAT(KeysOfLesson("fenshu.mp4", "", "", "fenshu.mp4"), ElementsAre("ingest.same_name"));
}

TEST_F(IngestTest, KeepsPostersSmall) {
  folder_.Write("big.jpg", "\xFF\xD8\xFF" + std::string(2 << 20, 'x'));
  EXPECT_THAT(KeysOfLesson("fenshu.mp4", "", "big.jpg"), ElementsAre("ingest.file_too_large"));
}

TEST_F(IngestTest, TakesAPackageAsItsFiles) {
  folder_.Write("game/index.html",
                "<!doctype html><script src=\"js/game.js\"></script><a href='http://x.cn/'>x</a>");
  folder_.Write("game/js/game.js", "go()");
  folder_.Write("game/.DS_Store", "leftover");
  for (const auto* cell : {"game/", "game"}) {
    const auto result = Take(std::string(kHeader) + Lesson(cell));
    ASSERT_THAT(result.findings, IsEmpty());
    const auto& resource = result.drafts[0].resource;
    ASSERT_EQ(resource.files.size(), 2u);
    EXPECT_TRUE(resource.IsPackage());
    EXPECT_EQ(resource.Main()->path, "index.html");
    EXPECT_EQ(resource.files[1].path, "js/game.js");
    EXPECT_EQ(resource.files[1].role, formats::FileRole::kPackage);
  }
}

TEST_F(IngestTest, RefusesAPackageThatCannotRunInASchool) {
  folder_.Write("empty/readme.txt", "no page");
  folder_.Write("online/index.html",
                "<!-- <img src='https://old.example/'> --><LINK rel=x HREF = https://cdn.example/a.css >"
                "<img src='//cdn.example/b.png'><img src='data:,x'>");
  folder_.Write("linked/index.html", "<html>");
  std::filesystem::create_directory_symlink(folder_.path(), folder_.At("linked/all"));
  folder_.Write("page.html", "<html>");
  EXPECT_THAT(KeysOfLesson("empty/"), ElementsAre("ingest.package_no_index"));
  EXPECT_THAT(KeysOfLesson("linked/"), ElementsAre("ingest.package_link"));
  EXPECT_THAT(KeysOfLesson("page.html"), ElementsAre("ingest.html_needs_folder"));
  const auto result = Take(std::string(kHeader) + Lesson("online"));
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].key, "ingest.package_outside");
  EXPECT_EQ(result.findings[0].detail, "https://cdn.example/a.css");
  EXPECT_EQ(result.findings[1].detail, "//cdn.example/b.png");
}

TEST_F(IngestTest, AWithdrawnResourceNeedsNoFile) {
  const auto result = Take(std::string(kHeader) + "sx-1,分数,录播课,小学,三年级,数学,,,,,下架,\n");
  ASSERT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.drafts[0].resource.status, formats::ResourceStatus::kWithdrawn);
  EXPECT_THAT(result.drafts[0].resource.files, IsEmpty());
}

}  // namespace
}  // namespace lianxiao::center
