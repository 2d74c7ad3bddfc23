#include "center/ingest/ffprobe_report.h"

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

namespace lianxiao::center {
namespace {

using Json = nlohmann::json;

// A week: no lesson lasts longer, and more would not go into a catalog. What a damaged index claims beyond
// it is no duration.
constexpr double kMostSeconds = 7 * 86'400;

std::string Text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// A cover picture in an audio file is a video stream too, in ffprobe's eyes.
bool IsCoverPicture(const Json& stream) {
  const auto disposition = stream.find("disposition");
  if (disposition == stream.end() || !disposition->is_object()) return false;
  const auto attached = disposition->find("attached_pic");
  return attached != disposition->end() && attached->is_number() && attached->get<double>() != 0;
}

void AddStream(const Json& stream, MediaFacts& facts) {
  const auto type = Text(stream, "codec_type");
  if (type == "video" && facts.video_codec.empty() && !IsCoverPicture(stream)) {
    facts.video_codec = Text(stream, "codec_name");
    facts.video_profile = Text(stream, "profile");
    facts.pixel_format = Text(stream, "pix_fmt");
  }
  if (type == "audio" && facts.audio_codec.empty()) facts.audio_codec = Text(stream, "codec_name");
}

// Seconds that ffprobe writes as text; nothing for what is no moment of a lesson.
std::optional<double> Seconds(const Json& object, const char* name) {
  const auto text = Text(object, name);
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(seconds >= 0 && seconds <= kMostSeconds)) return std::nullopt;
  return seconds;
}

// Without those that could not be listed: a box takes no more, and none that begin where another does.
void AddChapters(const Json& list, std::vector<formats::Chapter>& chapters) {
  for (const auto& one : list) {
    if (!one.is_object() || chapters.size() == formats::kMostChapters) continue;
    const auto start = Seconds(one, "start_time");
    if (!start) continue;
    const auto start_ms = static_cast<std::int64_t>(std::llround(*start * 1000));
    if (!chapters.empty() && start_ms <= chapters.back().start_ms) continue;
    const auto tags = one.find("tags");
    const auto title = tags != one.end() && tags->is_object() ? Text(*tags, "title") : std::string();
    chapters.push_back({start_ms, formats::ChapterTitle(title)});
  }
}

}  // namespace

Status AddFfprobeReport(std::string_view json, MediaFacts& facts) {
  const auto report = Json::parse(json, nullptr, false);
  if (!report.is_object()) return Fail(ErrorCode::kInvalid, "ffprobe: its report is not JSON");
  const auto streams = report.find("streams");
  if (streams == report.end() || !streams->is_array())
    return Fail(ErrorCode::kInvalid, "ffprobe: no streams");
  for (const auto& stream : *streams) {
    if (stream.is_object()) AddStream(stream, facts);
  }
  if (facts.video_codec.empty() && facts.audio_codec.empty()) {
    return Fail(ErrorCode::kInvalid, "neither pictures nor sound in it");
  }
  if (facts.media_type == "video/mp4" && facts.video_codec.empty()) facts.media_type = "audio/mp4";

  const auto chapters = report.find("chapters");
  if (chapters != report.end() && chapters->is_array()) AddChapters(*chapters, facts.chapters);
  const auto format = report.find("format");
  if (format == report.end() || !format->is_object()) return {};
  facts.duration_s = Seconds(*format, "duration").value_or(0);
  return {};
}

}  // namespace lianxiao::center
