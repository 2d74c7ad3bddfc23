#include <gtest/gtest.h>

#include <sstream>

#include "center/ingest/content_type.h"
#include "center/ingest/ffprobe_report.h"
#include "center/ingest/html_outside.h"
#include "center/ingest/run_program.h"
#include "center/ingest/table_text.h"
#include "storage/formats/mp4_boxes.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

std::string Box(const std::string& type, std::size_t payload) {
  const auto size = payload + 8;
  std::string box;
  for (int shift = 24; shift >= 0; shift -= 8) box += static_cast<char>(size >> shift & 0xFF);
  return box + type + std::string(payload, 'x');
}

Result<bool> FastStart(const std::string& bytes) {
  std::istringstream file(bytes);
  return formats::IsFastStart(file);
}

TEST(Mp4Boxes, AFastStartHasItsIndexFirst) {
  EXPECT_TRUE(FastStart(Box("ftyp", 8) + Box("moov", 20) + Box("mdat", 30)).value());
  EXPECT_FALSE(FastStart(Box("ftyp", 8) + Box("mdat", 30) + Box("moov", 20)).value());
  const std::string large = std::string("\0\0\0\1mdat\0\0\0\0\0\0\0\x14", 16) + "1234";
  EXPECT_FALSE(FastStart(large + Box("moov", 20)).value());
}

TEST(Mp4Boxes, ARecordingCutOffIsNoticed) {
  const auto whole = Box("ftyp", 8) + Box("moov", 20) + Box("mdat", 30);
  EXPECT_FALSE(FastStart(whole.substr(0, whole.size() - 1)));
  EXPECT_FALSE(FastStart(Box("ftyp", 8) + Box("mdat", 30)));
  EXPECT_FALSE(FastStart(std::string("\0\0\0\3moov", 8)));
}

TEST(FfprobeReport, TellsCodecsAndDuration) {
  MediaFacts facts{.media_type = "video/mp4"};
  ASSERT_TRUE(AddFfprobeReport(R"({"streams":[{"codec_type":"audio","codec_name":"aac"},
      {"codec_type":"video","codec_name":"h264","profile":"High","pix_fmt":"yuv420p"}],
      "format":{"duration":"61.500000"}})",
                               facts));
  EXPECT_EQ(facts.video_codec, "h264");
  EXPECT_EQ(facts.pixel_format, "yuv420p");
  EXPECT_EQ(facts.audio_codec, "aac");
  EXPECT_DOUBLE_EQ(facts.duration_s, 61.5);
}

TEST(FfprobeReport, ACoverPictureIsNoVideo) {
  MediaFacts facts{.media_type = "video/mp4"};
  ASSERT_TRUE(AddFfprobeReport(R"({"streams":[{"codec_type":"audio","codec_name":"aac"},
      {"codec_type":"video","codec_name":"png","disposition":{"attached_pic":1}}]})",
                               facts));
  EXPECT_EQ(facts.media_type, "audio/mp4");
  EXPECT_EQ(facts.video_codec, "");
}

TEST(FfprobeReport, ADurationThatNoLessonHasIsNone) {
  for (const auto* duration : {"1e300", "inf", "nan", "-1", "604801", "N/A"}) {
    MediaFacts facts{.media_type = "audio/mpeg"};
    ASSERT_TRUE(AddFfprobeReport(R"({"streams":[{"codec_type":"audio","codec_name":"mp3"}],
        "format":{"duration":")" + std::string(duration) +
                                     "\"}}",
                                 facts));
    EXPECT_EQ(facts.duration_s, 0) << duration;
  }
}

TEST(FfprobeReport, TellsChaptersThatCouldBeListedInOrder) {
  MediaFacts facts;
  ASSERT_TRUE(AddFfprobeReport(R"({"streams":[{"codec_type":"video","codec_name":"h264"}],"chapters":[
      {"start_time":"0.000000","tags":{"title":"分月饼"}},{"start_time":"31.200000","tags":{"title":" 折\n纸 "}},
      {"start_time":"31.2"},{"start_time":"-5"},{"start_time":"1e99"},{"start_time":"40x"},{"start_time":40},7,
      {"start_time":"20"},{"start_time":"60.5","tags":[]}]})",
                               facts));
  const std::vector<formats::Chapter> expected = {{0, "分月饼"}, {31'200, "折 纸"}, {60'500, ""}};
  EXPECT_EQ(facts.chapters, expected);
}

TEST(FfprobeReport, RefusesWhatIsNone) {
  MediaFacts facts;
  EXPECT_FALSE(AddFfprobeReport("", facts));
  EXPECT_FALSE(AddFfprobeReport("[]", facts));
  EXPECT_FALSE(AddFfprobeReport(R"({"streams":[]})", facts));
  EXPECT_FALSE(AddFfprobeReport(R"({"streams":[1,{"codec_type":7}]})", facts));
}

TEST(RunProgram, GivesBackOutputAndExitCode) {
  const auto output = RunProgram({"sh", "-c", "echo out; echo err >&2; exit 3"}, 5'000);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->exit_code, 3);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
}

TEST(RunProgram, EndsAProgramThatDoesNotEnd) {
  const auto output = RunProgram({"sleep", "60"}, 50);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::kOffline) << "on another day it may";
}

TEST(RunProgram, TellsAProgramThatWasKilledFromOneThatSaidNo) {
  const auto killed = RunProgram({"sh", "-c", "kill -9 $$"}, 5'000);
  ASSERT_TRUE(killed);
  EXPECT_EQ(EndedItself(*killed).error().code, ErrorCode::kOffline);
  const auto refused = RunProgram({"sh", "-c", "exit 3"}, 5'000);
  ASSERT_TRUE(refused);
  EXPECT_TRUE(EndedItself(*refused));
}

TEST(RunProgram, SaysWhenThereIsNoSuchProgram) {
  EXPECT_EQ(RunProgram({"lianxiao-no-such-program"}, 1'000).error().code, ErrorCode::kNotFound);
}

TEST(ContentType, KnowsAnOfficeFileAndABookByTheirParts) {
  TempFolder folder;
  // One stored entry is enough of a zip to list.
  const auto zip = [](const std::string& first, const std::string& second) {
    std::string list, bytes = "PK\x03\x04";
    for (const auto& name : {first, second}) {
      std::string entry(46, '\0');
      entry.replace(0, 4, "PK\x01\x02");
      entry[28] = static_cast<char>(name.size());
      list += entry + name;
    }
    std::string end(22, '\0');
    end.replace(0, 4, "PK\x05\x06");
    end[12] = static_cast<char>(list.size());
    end[16] = static_cast<char>(bytes.size());
    return bytes + list + end;
  };
  folder.Write("a.pptx", zip("[Content_Types].xml", "ppt/presentation.xml"));
  folder.Write("b.zip", zip("a.txt", "b.txt"));
  EXPECT_EQ(TypeOfContent(folder.At("a.pptx")).value(), TypeOfEnding("a.pptx"));
  EXPECT_EQ(TypeOfContent(folder.At("b.zip")).value(), "application/zip");
  folder.Write("c.epub", zip("mimetype", "META-INF/container.xml"));
  folder.Write("d.epub", zip("a.txt", "META-INF/container.xml"));
  EXPECT_EQ(TypeOfContent(folder.At("c.epub")).value(), TypeOfEnding("c.epub"));
  EXPECT_EQ(TypeOfContent(folder.At("d.epub")).value(), "application/zip") << "a book says so first";
}

TEST(TableText, TellsUtf8FromWhatIsNot) {
  EXPECT_TRUE(IsUtf8("分数 ½ 🐱"));
  EXPECT_FALSE(IsUtf8("\xB7\xD6"));          // GB18030.
  EXPECT_FALSE(IsUtf8("\xC0\x80"));          // Overlong.
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));      // A surrogate.
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));  // Beyond the last character.
  EXPECT_FALSE(IsUtf8("\xE5\x88"));          // Cut.
}

TEST(ContentType, AWordInATextMakesItNoMedia) {
  const TempFolder folder;
  folder.Write("a.txt", "The ftyp box comes first");
  folder.Write("b.vtt", "WEBVTT\n\nWAVE\n00:00.000 --> 00:01.000\nx\n");
  folder.Write("c.wav", std::string("RIFF\x10\0\0\0WAVEfmt ", 16));
  EXPECT_EQ(TypeOfContent(folder.At("a.txt")).value(), "text/plain");
  EXPECT_EQ(TypeOfContent(folder.At("b.vtt")).value(), "text/vtt");
  EXPECT_EQ(TypeOfContent(folder.At("c.wav")).value(), "audio/wav");
}

TEST(HtmlOutside, FindsWhatAPageLoadsFromElsewhere) {
  const auto found = OutsideAddresses(R"(<link href="style.css"><IMG alt='a > b' SRC = '//a.example/b.png'>
      <a href="http://b.example">b</a><!-- <img src="//c.example"> --><script/src=https://d.example></script>)");
  EXPECT_EQ(found, (std::vector<std::string>{"//a.example/b.png", "https://d.example"}));
}

TEST(HtmlOutside, NamesAnAddressOnceHoweverTheTagsAreNested) {
  EXPECT_EQ(OutsideAddresses("<img src=//a <img src=//b"), (std::vector<std::string>{"//a", "//b"}));
  EXPECT_EQ(OutsideAddresses("<img alt='<img src=//a'><video src=//b>"), std::vector<std::string>{"//b"});
}

// These two would go on for hours if each tag or item looked through all that follows.
TEST(HtmlOutside, ReadsALargePageInOneGo) {
  std::string page;
  while (page.size() < (8u << 20)) page += "<img <";
  EXPECT_TRUE(OutsideAddresses(page).empty());
  EXPECT_TRUE(OutsideAddresses(std::string(8 << 20, '<')).empty());
}

TEST(TableText, SplitsALargeCellInOneGo) {
  std::string cell = "a";
  while (cell.size() < (16u << 20)) cell += ";b";
  EXPECT_EQ(SplitList(cell).size(), (8u << 20) + 1);
}

TEST(TableText, TrimsAndSplitsAsEditorsType) {
  EXPECT_EQ(Trim(" \t　分数　\n"), "分数");
  EXPECT_EQ(SplitList("分数；月饼; ;　一半 "), (std::vector<std::string>{"分数", "月饼", "一半"}));
}

}  // namespace
}  // namespace lianxiao::center
