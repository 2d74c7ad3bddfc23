#include <fstream>

#include "center/ingest/content_type.h"
#include "center/ingest/ffprobe_report.h"
#include "center/ingest/ingest.h"
#include "center/ingest/run_program.h"
#include "storage/formats/mp4_boxes.h"

namespace lianxiao::center {
namespace {

// Reading the index of a two-hour recording from a slow disk takes seconds, never a minute.
constexpr std::int64_t kFfprobeTimeoutMs = 60'000;

bool Plays(std::string_view media_type) {
  return media_type == "video/mp4" || media_type == "audio/mpeg" || media_type == "audio/wav";
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

class Ffprobe final : public MediaProbe {
 public:
  Result<MediaFacts> Look(const std::string& disk_path) override {
    MediaFacts facts;
    LIANXIAO_ASSIGN(facts.media_type, TypeOfContent(disk_path));
    if (!Plays(facts.media_type)) return facts;
    if (facts.media_type == "video/mp4") {
      std::ifstream file(disk_path, std::ios::binary);
      LIANXIAO_ASSIGN(facts.fast_start, formats::IsFastStart(file));
    }
    LIANXIAO_TRY(Ask(disk_path, facts));
    return facts;
  }

 private:
  // The demuxer is named and only files may be opened: whatever an editor hands in, ffprobe neither
  // guesses at it nor follows an address in it.
  static Status Ask(const std::string& disk_path, MediaFacts& facts) {
    const char* demuxer = facts.media_type == "video/mp4"   ? "mov"
                          : facts.media_type == "audio/wav" ? "wav"
                                                            : "mp3";
    const auto output =
        RunProgram({"ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", demuxer, "-print_format",
                    "json", "-show_format", "-show_streams", "-show_chapters", "-i", "file:" + disk_path},
                   kFfprobeTimeoutMs);
    if (!output && output.error().code == ErrorCode::kNotFound) {
      return Fail(ErrorCode::kInternal,
                  "ffprobe is not on this machine; install it with: apt install ffmpeg");
    }
    if (!output) return Fail(ErrorCode::kInvalid, output.error().message);
    if (output->exit_code != 0) return Fail(ErrorCode::kInvalid, FirstLine(output->err));
    return AddFfprobeReport(output->out, facts);
  }
};

}  // namespace

std::unique_ptr<MediaProbe> MakeFfprobe() { return std::make_unique<Ffprobe>(); }

}  // namespace lianxiao::center
