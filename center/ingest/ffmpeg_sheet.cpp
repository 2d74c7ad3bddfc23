#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "center/ingest/run_program.h"
#include "center/ingest/thumbnails.h"

namespace lianxiao::center {
namespace {

namespace fs = std::filesystem;

// Of two hours in HD, from a slow disk, key pictures alone take about a minute.
constexpr std::int64_t kTimeoutMs = 180'000;
constexpr const char* kMemory = "--as=2147483648";
constexpr const char* kLargest = "--fsize=67108864";  // Of any file it writes.
// ffmpeg's scale for JPEG, finest first. Slides are good to read at 12; blackboards and faces take 18 or
// more.
constexpr std::array kQualities = {8, 12, 18, 24, 31};

std::string FirstLine(const ProgramOutput& output) {
  auto line = output.err.substr(0, output.err.find('\n'));
  return line.empty() ? "exit code " + std::to_string(output.exit_code) : line;
}

// The sheet before it is packed, gone with this.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) {}
  ~Draft() {
    std::error_code error;
    fs::remove(path_, error);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Only files may be opened and the demuxer is named, as in media_probe.cpp: nothing in a film leads
// elsewhere.
std::vector<std::string> Ffmpeg(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {
      "nice", "-n",       "10", "prlimit", kMemory,    kLargest, "--core=0",
      "--",   "ffmpeg",   "-v", "error",   "-nostdin", "-y",     "-protocol_whitelist",
      "file", "-threads", "1"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::string Filter(const SheetPlan& plan) {
  const auto size = std::to_string(kThumbnailWidth) + ":" + std::to_string(kThumbnailHeight);
  return "fps=1/" + std::to_string(plan.every_s) + ":start_time=0:eof_action=pass,scale=iw*sar:ih,setsar=1," +
         "scale=" + size + ":force_original_aspect_ratio=decrease:flags=area,pad=" + size + ":-1:-1," +
         "tile=" + std::to_string(plan.columns) + "x" + std::to_string(plan.rows);
}

class FfmpegSheet final : public SheetMaker {
 public:
  Status Make(const std::string& from, const SheetPlan& plan, const std::string& to) override {
    const Draft draft(to + ".png");
    LIANXIAO_TRY(
        RunOnce({"-skip_frame", "nokey", "-f",  "mov", "-i",         "file:" + from,        "-map",
                 "0:V:0",       "-an",   "-sn", "-dn", "-vf",        Filter(plan),          "-frames:v",
                 "1",           "-c:v",  "png", "-f",  "image2pipe", "file:" + draft.path()}));
    for (const int quality : kQualities) {
      LIANXIAO_TRY(
          RunOnce({"-f", "png_pipe", "-i", "file:" + draft.path(), "-bitexact", "-pix_fmt", "yuvj420p",
                   "-c:v", "mjpeg", "-q:v", std::to_string(quality), "-f", "mjpeg", "file:" + to}));
      std::error_code error;
      if (static_cast<std::int64_t>(fs::file_size(to, error)) <= kMostSheetBytes && !error) return {};
    }
    return Fail(ErrorCode::kInvalid,
                "its pictures do not fit in " + std::to_string(kMostSheetBytes) + " bytes");
  }

 private:
  static Status RunOnce(const std::vector<std::string>& arguments) {
    LIANXIAO_ASSIGN(const auto output, RunProgram(Ffmpeg(arguments), kTimeoutMs));
    if (output.exit_code == 0) return {};
    // What nice(1) and prlimit(1) say of a program that is not there.
    if (output.exit_code == 127) return Fail(ErrorCode::kNotFound, "ffmpeg is not installed");
    LIANXIAO_TRY(EndedItself(output));
    return Fail(ErrorCode::kInvalid, FirstLine(output));
  }
};

}  // namespace

std::unique_ptr<SheetMaker> MakeFfmpeg() { return std::make_unique<FfmpegSheet>(); }

}  // namespace lianxiao::center
