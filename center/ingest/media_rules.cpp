#include "center/ingest/media_rules.h"

#include <algorithm>
#include <array>

#include "center/ingest/content_type.h"
#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

constexpr std::array<std::string_view, 19> kMainEndings = {
    ".epub", ".mp4", ".m4v", ".m4a", ".mp3",  ".pdf", ".pptx", ".docx", ".xlsx", ".ppt",
    ".doc",  ".xls", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".txt",  ".zip"};
constexpr std::array<std::string_view, 3> kFurtherAttachments = {".csv", ".md", ".svg"};
constexpr std::array<std::string_view, 4> kPosterEndings = {".jpg", ".jpeg", ".png", ".webp"};
// Of a video its smaller picture, of anything else its pages.
constexpr std::array<std::string_view, 3> kRenditionEndings = {".mp4", ".m4v", ".pdf"};
constexpr std::array<std::string_view, 1> kTimedTextEndings = {".vtt"};

// Every decoder since about 2008 plays these; the others need a browser the schools do not have.
constexpr std::array<std::string_view, 6> kProfiles = {
    "Constrained Baseline", "Baseline", "Main", "High", "Progressive High", "Constrained High"};

template <std::size_t N>
bool Has(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

template <std::size_t N>
std::string Listed(const std::array<std::string_view, N>& words) {
  std::string list;
  for (const auto word : words) list += (list.empty() ? "" : " ") + std::string(word);
  return list;
}

bool IsOldOffice(std::string_view type) {
  return type == "application/msword" || type == "application/vnd.ms-powerpoint" ||
         type == "application/vnd.ms-excel";
}

bool Agrees(std::string_view by_ending, std::string_view by_content) {
  if (by_ending == by_content) return true;
  if (IsOldOffice(by_ending)) return by_content == "application/x-ole-storage";
  return by_ending == "text/csv" && by_content == "text/plain";
}

// Names that a shell would read as more than a name are left for the editor to fill in.
std::string FastStartCommand(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.find_first_of("\"$`\\!%") != std::string::npos) {
    return "ffmpeg -i IN -c copy -movflags +faststart OUT";
  }
  const auto stem = name.substr(0, name.rfind('.'));
  return "ffmpeg -i \"" + name + "\" -c copy -movflags +faststart \"" + stem + "-faststart.mp4\"";
}

Complaint Mismatch(const std::string& path, std::string_view by_ending, const std::string& by_content) {
  if (by_ending == "application/pdf") return {"ingest.not_pdf", path, by_content};
  if (by_ending.find("openxmlformats") != std::string_view::npos)
    return {"ingest.not_office", path, by_content};
  if (by_ending == "text/vtt") return {"ingest.not_webvtt", path, by_content};
  return {"ingest.type_mismatch", path, by_content};
}

void CheckPictures(const std::string& path, const MediaFacts& facts, std::vector<Complaint>& complaints) {
  if (facts.video_codec.empty()) return;
  if (facts.video_codec != "h264") {
    complaints.push_back({"ingest.video_codec", path, facts.video_codec});
    return;
  }
  const bool plain_pixels = facts.pixel_format == "yuv420p" || facts.pixel_format == "yuvj420p";
  if (!Has(kProfiles, facts.video_profile) || !plain_pixels) {
    complaints.push_back({"ingest.video_profile", path, facts.video_profile + ", " + facts.pixel_format});
  }
}

void CheckSound(const std::string& path, const MediaFacts& facts, std::vector<Complaint>& complaints) {
  const auto& codec = facts.audio_codec;
  if (codec.empty() || codec == "aac" || codec == "mp3") return;
  complaints.push_back({"ingest.audio_codec", path, codec});
}

}  // namespace

std::vector<Complaint> CheckEnding(Column column, const std::string& path) {
  const auto ending = Ending(path);
  const bool timed_text = column == Column::kSubtitle || column == Column::kChapters;
  if (timed_text && !Has(kTimedTextEndings, ending)) {
    return {{"ingest.wrong_place", path, Listed(kTimedTextEndings)}};
  }
  if (column == Column::kPoster && !Has(kPosterEndings, ending)) {
    return {{"ingest.wrong_place", path, Listed(kPosterEndings)}};
  }
  if (column == Column::kRendition && !Has(kRenditionEndings, ending)) {
    return {{"ingest.wrong_place", path, Listed(kRenditionEndings)}};
  }
  if (timed_text || column == Column::kPoster || Has(kMainEndings, ending)) return {};
  if (column == Column::kAttachments && Has(kFurtherAttachments, ending)) return {};
  if (ending == ".html" || ending == ".htm") return {{"ingest.html_needs_folder", path, ""}};
  return {{"ingest.unknown_ending", path, Listed(kMainEndings)}};
}

std::vector<Complaint> CheckMedia(const std::string& path, const MediaFacts& facts) {
  const auto by_ending = TypeOfEnding(path).value_or("");
  if (!Agrees(by_ending, facts.media_type)) return {Mismatch(path, by_ending, facts.media_type)};
  std::vector<Complaint> complaints;
  CheckPictures(path, facts, complaints);
  CheckSound(path, facts, complaints);
  if (facts.media_type == "video/mp4" && !facts.fast_start) {
    complaints.push_back({"ingest.not_fast_start", path, FastStartCommand(path)});
  }
  return complaints;
}

std::vector<Complaint> CheckSubtitle(const std::string& path, std::string_view text) {
  if (!IsUtf8(text)) return {{"ingest.not_webvtt", path, "UTF-8?"}};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  constexpr std::string_view kMark = "WEBVTT";
  if (!text.starts_with(kMark)) return {{"ingest.not_webvtt", path, "WEBVTT?"}};
  text.remove_prefix(kMark.size());
  if (!text.empty() && std::string_view(" \t\r\n").find(text.front()) == std::string_view::npos) {
    return {{"ingest.not_webvtt", path, "WEBVTT?"}};
  }
  if (text.find("-->") == std::string_view::npos) return {{"ingest.not_webvtt", path, "-->?"}};
  return {};
}

std::vector<Complaint> CheckChapters(const std::string& path, std::string_view text) {
  const auto chapters = formats::ReadChapters(text);
  if (chapters) return {};
  return {{"ingest.not_chapters", path, chapters.error().message}};
}

}  // namespace lianxiao::center
