#include "center/ingest/ffprobe_report.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

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

  const auto format = report.find("format");
  if (format == report.end() || !format->is_object()) return {};
  const double seconds = std::strtod(Text(*format, "duration").c_str(), nullptr);
  if (seconds > 0 && seconds <= kMostSeconds) facts.duration_s = seconds;
  return {};
}

}  // namespace lianxiao::center
