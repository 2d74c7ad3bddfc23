// The bell rings: 60 teachers log in within 10 seconds while 30 classrooms watch a video. What a login costs,
// and whether the videos notice. Quiet and storm in the same run, on two processors, schoold and its visitors
// together.
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <thread>

#include "storage/people/people.h"
#include "tests/bench/lan_client.h"
#include "tests/bench/video_watcher.h"
#include "tests/support/deployment.h"

namespace lianxiao::test {
namespace {

constexpr int kTeachers = 60;
constexpr int kClassrooms = 30;
constexpr std::int64_t kStormMs = 10'000;
constexpr std::int64_t kQuietMs = 12'000;
constexpr std::int64_t kSettleMs = 4'000;  // Two segments, until all have begun.
constexpr int kVideoSeconds = 60;
constexpr const char* kBitRate = "2M";  // A recorded lesson at 720p.
constexpr const char* kPassword = "teaching-38";

void Print(const char* what, double value, const char* unit) {
  std::printf("%-52s %10.1f %s\n", what, value, unit);
}

double Part(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(last * part + 0.5)];
}

void UseTwoProcessors() {
  cpu_set_t two;
  CPU_ZERO(&two);
  CPU_SET(0, &two);
  CPU_SET(1, &two);
  sched_setaffinity(0, sizeof two, &two);
}

template <typename T>
T Or(Result<T> result, const char* doing) {
  if (!result) throw std::runtime_error(std::string(doing) + ": " + result.error().message);
  return *std::move(result);
}

// A folder to import with one H.264 lesson at the bit rate of a recorded one.
std::string HandedIn(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto made = Run({"ffmpeg",
                         "-v",
                         "error",
                         "-f",
                         "lavfi",
                         "-i",
                         "testsrc2=size=1280x720:rate=25:duration=" + std::to_string(kVideoSeconds),
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
  WriteFile(folder + "/resources.csv",
            "编号,标题,类型,学段,年级,学科,文件\nstorm-1,录播课,录播课,小学,三年级,数学,lesson.mp4\n");
  return folder;
}

// Straight into the box's database while it is off: how accounts are made is not what is measured.
void MakeTeachers(const std::string& box) {
  const SystemClock clock;
  const auto people = Or(storage::People::Open(box + "/people.db", clock, {}), "people.db");
  for (int n = 0; n < kTeachers; ++n) {
    const auto login = "teacher" + std::to_string(n);
    const auto made =
        Or(people->Add({login, "老师", storage::Role::kTeacher, ""}, storage::Actor::Console()), "account");
    const auto first = Or(people->LogIn(login, SecretBytes(made.code), "127.0.0.1"), "code");
    Or(people->SetFirstPassword(first.ticket, SecretBytes(kPassword), "127.0.0.1"), "password");
  }
}

void MeasureHash() {
  const storage::Passwords passwords({});
  std::vector<double> took;
  for (int n = 0; n < 7; ++n) {
    const auto begin = std::chrono::steady_clock::now();
    Or(passwords.Hash(SecretBytes(kPassword)), "hash");
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  Print("one hash alone (Argon2id, 19 MiB, 2 passes), median", Part(took, 0.5), "ms");
}

Video VideoOf(const SchoolProgram& school) {
  const auto resource = school.Get("/api/v1/resources/storm-1");
  for (const auto& file : resource.at("files")) {
    if (file.at("role") != "main") continue;
    const auto size = file.at("size").get<std::int64_t>();
    return {school.url() + file.at("url").get<std::string>(), size, size / kVideoSeconds};
  }
  throw std::runtime_error("the lesson has no video");
}

struct Login {
  double took_ms = 0;
  bool in = false;
};

// Each at a moment of its own within the ten seconds, the same in every run.
std::vector<Login> Storm(const std::string& url) {
  std::vector<Login> logins(kTeachers);
  std::vector<std::thread> teachers;
  std::mt19937 dice(60);
  for (int n = 0; n < kTeachers; ++n) {
    const auto at = static_cast<std::int64_t>(dice() % kStormMs);
    teachers.emplace_back([&, n, at] {
      LanClient client(1'000 + n);
      SleepMs(at);
      const auto begin = std::chrono::steady_clock::now();
      const auto answer = client.PostJson(
          url + "/api/v1/session",
          nlohmann::json{{"login", "teacher" + std::to_string(n)}, {"password", kPassword}}.dump());
      logins[static_cast<std::size_t>(n)].took_ms =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
      const auto me = client.Get(url + "/api/v1/me", LanClient::Body::kKeep);
      logins[static_cast<std::size_t>(n)].in = answer.status == 200 && me.status == 200;
    });
  }
  for (auto& teacher : teachers) teacher.join();
  return logins;
}

void PrintVideos(const char* when, const std::vector<WatchedSegment>& all, std::int64_t from,
                 std::int64_t to) {
  std::vector<double> took;
  int stalls = 0, failed = 0;
  for (const auto& segment : all) {
    if (segment.asked_ms < from || segment.asked_ms >= to) continue;
    took.push_back(segment.took_ms);
    stalls += segment.stalled ? 1 : 0;
    failed += segment.failed ? 1 : 0;
  }
  std::printf("%s: %zu segments of %lld s\n", when, took.size(),
              static_cast<long long>(VideoWatcher::kSegmentMs / 1'000));
  Print("  a segment, p50", Part(took, 0.5), "ms");
  Print("  a segment, p99", Part(took, 0.99), "ms");
  Print("  stalls (later than it was to be shown)", stalls, "");
  Print("  wrong answers", failed, "");
}

void PrintLogins(const std::vector<Login>& logins) {
  std::vector<double> took;
  for (const auto& login : logins) took.push_back(login.took_ms);
  Print("logins that let in", static_cast<double>(std::ranges::count_if(logins, &Login::in)), "of 60");
  Print("  a login, median", Part(took, 0.5), "ms");
  Print("  a login, p95", Part(took, 0.95), "ms");
  Print("  a login, slowest", Part(took, 1), "ms");
}

void Measure() {
  UseTwoProcessors();
  const TempFolder folder;
  const auto places = Places::FromEnvironment();
  CenterProgram center(places, folder.path() + "/center");
  center.Init();
  if (const auto said = center.Import(HandedIn(folder.path() + "/handed-in")); said.exit_code != 0) {
    throw std::runtime_error(said.err);
  }
  center.Publish();
  center.Start();
  SchoolProgram school(places, folder.path() + "/school");
  school.Start();
  school.Enroll(center.Code("bench", "石羊塘村小"));
  if (!school.WaitUntilComplete(60'000)) throw std::runtime_error("the box does not get the lesson");
  school.Stop();
  center.Stop();
  MakeTeachers(school.folder());
  MeasureHash();
  school.Start();

  const auto video = VideoOf(school);
  Print("the video's bit rate", static_cast<double>(video.bytes_per_second) * 8 / 1'000'000, "Mbit/s");
  std::vector<std::unique_ptr<VideoWatcher>> classrooms;
  for (int n = 0; n < kClassrooms; ++n) classrooms.push_back(std::make_unique<VideoWatcher>(video, n));
  SleepMs(kSettleMs);
  const auto quiet = MonotonicMs();
  SleepMs(kQuietMs);
  const auto storm = MonotonicMs();
  const auto logins = Storm(school.url());
  const auto end = MonotonicMs();
  std::vector<WatchedSegment> watched;
  for (auto& classroom : classrooms) {
    const auto segments = classroom->Stop();
    watched.insert(watched.end(), segments.begin(), segments.end());
  }
  PrintVideos("30 videos, nobody logs in", watched, quiet, storm);
  PrintVideos("30 videos while 60 teachers log in", watched, storm, end);
  PrintLogins(logins);
}

}  // namespace
}  // namespace lianxiao::test

int main() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    lianxiao::test::Measure();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
