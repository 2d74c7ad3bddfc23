#include "tests/bench/serve/bell.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <vector>

namespace lianxiao::bench {
namespace {

constexpr int kVideoSeconds = 60;
constexpr const char* kBitRate = "2M";  // A recorded lesson at 720p.
constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kComeWithinUs = 3 * kSecondUs;
constexpr std::int64_t kFirstBytes = 1 << 20;  // What a browser asks for to begin.

// A folder to import with one H.264 lesson.
std::string HandedIn(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto source = "testsrc2=size=1280x720:rate=25:duration=" + std::to_string(kVideoSeconds);
  const auto made = test::Run({"ffmpeg",
                               "-v",
                               "error",
                               "-f",
                               "lavfi",
                               "-i",
                               source,
                               "-vf",
                               "noise=alls=20:allf=t",
                               "-c:v",
                               "libx264",
                               "-preset",
                               "ultrafast",
                               "-pix_fmt",
                               "yuv420p",
                               "-b:v",
                               kBitRate,
                               "-maxrate",
                               kBitRate,
                               "-bufsize",
                               kBitRate,
                               "-movflags",
                               "+faststart",
                               "-y",
                               folder + "/lesson.mp4"});
  if (made.exit_code != 0) throw std::runtime_error("ffmpeg (./dev installs it): " + made.err);
  test::WriteFile(folder + "/resources.csv",
                  "编号,标题,类型,学段,年级,学科,文件\nbell-1,录播课,录播课,小学,三年级,数学,lesson.mp4\n");
  return folder;
}

std::string Get(const std::string& path, const std::string& more = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n" + more + "\r\n";
}

std::string Range(std::int64_t first, std::int64_t length) {
  return "Range: bytes=" + std::to_string(first) + "-" + std::to_string(first + length - 1) + "\r\n";
}

struct Bell final : Script {
  int port = 0;
  std::string video;
  std::int64_t video_bytes = 0;
  std::int64_t begin_us = 0, bell_us = 0;
  std::mt19937 dice{300};
  std::vector<int> step = std::vector<int>(kBellVideos + kBellClients);

  std::optional<Wish> Next(int client, const Got*) override {
    auto& at = step[static_cast<std::size_t>(client)];
    auto wish = client < kBellVideos ? Watch(client, at) : Visit(at);
    ++at;
    return wish;
  }
  // Every second, not a second after the last: who falls behind shows it.
  Wish Watch(int client, int second) const {
    const auto a_second = video_bytes / kVideoSeconds;
    const auto which = (client * 7 + second) % (kVideoSeconds - 1);
    return {port, Get(video, Range(which * a_second, a_second)), kSegment,
            begin_us + client * kSecondUs / kBellVideos + second * kSecondUs};
  }
  Wish Visit(int at) {
    switch (at % 4) {
      case 0: {
        const auto come = at == 0 ? bell_us + static_cast<std::int64_t>(dice() % kComeWithinUs)
                                  : NowUs() + kSecondUs + static_cast<std::int64_t>(dice() % kSecondUs);
        return {port, Get("/"), kPage, come};
      }
      case 1: return {port, Get("/search?q=%E5%BD%95%E6%92%AD"), kSearch, 0};
      case 2: return {port, Get(video, Range(0, kFirstBytes)), kVideoStart, 0};
      default: break;
    }
    const std::string note = R"([{"kind":"opened","resource":"bell-1"}])";
    return {port,
            "POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            "Content-Length: " +
                std::to_string(note.size()) + "\r\n\r\n" + note,
            kNote, 0};
  }
};

}  // namespace

BellSchool::BellSchool(const std::string& folder) {
  const auto places = test::Places::FromEnvironment();
  test::CenterProgram center(places, folder + "/center");
  center.Init();
  if (const auto said = center.Import(HandedIn(folder + "/handed-in")); said.exit_code != 0) {
    throw std::runtime_error(said.err);
  }
  center.Publish();
  center.Start();
  school_ = std::make_unique<test::SchoolProgram>(places, folder + "/school");
  school_->Start();
  school_->Enroll(center.Code("bench", "石羊塘村小"));
  if (!school_->WaitUntilComplete(60'000)) throw std::runtime_error("the box does not get the lesson");
  const auto resource = school_->Get("/api/v1/resources/bell-1");
  for (const auto& file : resource.at("files")) {
    if (file.at("role") != "main") continue;
    video_ = file.at("url").get<std::string>();
    video_bytes_ = file.at("size").get<std::int64_t>();
  }
  if (video_.empty()) throw std::runtime_error("the lesson has no video");
  port_ = std::stoi(school_->url().substr(school_->url().rfind(':') + 1));
}

Load BellSchool::Ring(std::int64_t quiet_us, std::int64_t storm_us) {
  Bell bell;
  bell.port = port_;
  bell.video = video_;
  bell.video_bytes = video_bytes_;
  bell.begin_us = NowUs();
  bell.bell_us = bell.begin_us + quiet_us;
  return RunLoad(kBellVideos + kBellClients, bell, quiet_us + storm_us);
}

}  // namespace lianxiao::bench
