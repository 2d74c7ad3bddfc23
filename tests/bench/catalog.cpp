// What news cost a box that knows a catalog of 100,000 lessons: real programs, an nginx as the only mirror,
// bytes of HTTP as nginx counts them. Lessons themselves are not fetched: no bundle asks for them. Beside it,
// what rsync -z moves for the same change of the same lists.
#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>

#include "center/county_files.h"
#include "center/publish/metadata.h"
#include "center/publish/publisher.h"
#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/formats/target_patch.h"
#include "tests/support/deployment.h"
#include "tests/support/nginx.h"

namespace lianxiao::test {
namespace {

constexpr int kLessons = 100'000;
constexpr int kTouched = 10;
constexpr int kImportedAtOnce = 5'000;
constexpr std::int64_t kPatienceMs = 600'000;

// Grades and subjects of a county, so that there are as many shards as there would be.
constexpr const char* kGrades[] = {"一年级", "二年级", "三年级", "四年级", "五年级",
                                   "六年级", "七年级", "八年级", "九年级"};
constexpr const char* kSubjects[] = {"语文", "数学", "英语", "科学", "道德与法治", "音乐", "美术", "体育"};

std::string IdOf(int lesson) { return "lesson-" + std::to_string(lesson); }

// A line as long as real ones: video, smaller rendition, poster, subtitle. The files lie in the repository
// already: syncing 400,000 of them one by one is not what is measured here.
center::Draft MakeDraft(const std::string& county, int lesson, int edition) {
  center::Draft draft;
  auto& resource = draft.resource;
  resource.id = IdOf(lesson);
  resource.title = "第" + std::to_string(lesson % 40 + 1) + "课 " + resource.id;
  resource.stage = "小学";
  resource.grade = kGrades[static_cast<std::size_t>(lesson) % std::size(kGrades)];
  resource.subject = kSubjects[static_cast<std::size_t>(lesson) / 9 % std::size(kSubjects)];
  resource.edition = "人教版";
  resource.volume = lesson % 2 == 0 ? "上册" : "下册";
  resource.unit = "第" + std::to_string(lesson % 8 + 1) + "单元";
  resource.type = "录播课";
  resource.teacher = "老师" + std::to_string(lesson % 300);
  resource.school = "第" + std::to_string(lesson % 90 + 1) + "小学";
  const auto add = [&](formats::FileRole role, const char* path, const char* type) {
    const auto bytes = resource.id + path + std::to_string(edition);
    const auto on_disk = center::BlobFile(county, HashOf(bytes));
    WriteFile(on_disk, bytes);
    draft.disk_paths.push_back(on_disk);
    formats::File file{.role = role, .path = path, .media_type = type};
    file.size_bytes = std::ssize(bytes);
    file.blob = HashOf(bytes);
    resource.files.push_back(std::move(file));
  };
  add(formats::FileRole::kMain, "lesson.mp4", "video/mp4");
  add(formats::FileRole::kRendition, "lesson-360p.mp4", "video/mp4");
  add(formats::FileRole::kPoster, "poster.jpg", "image/jpeg");
  add(formats::FileRole::kSubtitle, "zh.vtt", "text/vtt");
  return draft;
}

void MakeBlobFolders(const std::string& county) {
  for (int i = 0; i < 256; ++i) {
    const auto digits = ToHex(std::string(1, static_cast<char>(i)));
    std::filesystem::create_directories(center::BlobsFolder(county) + "/" + digits);
  }
}

void Require(bool fine, const std::string& what) {
  if (fine) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

// Publishes these lessons in this edition, in-process: the same code as `lianxiao center publish`.
void Publish(const std::string& county, const std::vector<int>& lessons, int edition) {
  storage::RealDisk disk(storage::Readable::kEveryone);
  const SystemClock clock;
  NoLog log;
  auto publisher = center::Publisher::Open(disk, clock, log, county);
  Require(publisher.has_value(), "the county's folder does not open");
  std::vector<center::Draft> drafts;
  for (const auto lesson : lessons) {
    drafts.push_back(MakeDraft(county, lesson, edition));
    if (drafts.size() < kImportedAtOnce && lesson != lessons.back()) continue;
    const auto imported = (*publisher)->Import(drafts);
    Require(imported.has_value(), imported ? "" : imported.error().message);
    drafts.clear();
  }
  formats::Bundle bundle{.id = "none", .name = "只看目录"};
  bundle.resources = {"nothing-yet"};
  Require((*publisher)->SetBundles({bundle}).has_value(), "the bundle is refused");
  const auto published = (*publisher)->Publish({}, [](const center::Step&) {});
  Require(published.has_value(), published ? "" : published.error().message);
}

struct Cost {
  int requests = 0;
  std::int64_t sent = 0, received = 0;  // By the server.
};

// What nginx logged since `from`, its line format being tests/support/nginx.cpp's.
Cost CostSince(const Nginx& nginx, std::size_t from) {
  std::istringstream lines(nginx.access_log().substr(from));
  Cost cost;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line.substr(line.rfind('"') + 1));
    std::int64_t status = 0, body = 0, request = 0, sent = 0;
    numbers >> status >> body >> request >> sent;
    if (status == 0) continue;
    ++cost.requests;
    cost.sent += sent;
    cost.received += request;
  }
  return cost;
}

void Print(const char* what, const Cost& cost) {
  std::printf("%-56s %8d %12.1f\n", what, cost.requests,
              static_cast<double>(cost.sent + cost.received) / 1'024);
}

std::vector<int> Spread(int day) {
  std::vector<int> lessons;
  for (int i = 0; i < kTouched; ++i) lessons.push_back((i * 9'901 + day * 37) % kLessons);
  std::ranges::sort(lessons);
  return lessons;
}

// rsync over the very lists that a box would have to bring up to date.
std::int64_t RsyncBytes(const std::string& older, const std::string& newer) {
  const auto run = Run({"rsync", "-rz", "--fuzzy", "--delete-after", "--stats", newer + "/", older + "/"});
  std::int64_t moved = 0;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("Total bytes")) continue;
    std::erase(line, ',');
    moved += std::stoll(line.substr(line.find(':') + 1));
  }
  return moved;
}

// The newest lists unpacked, under names without digests: rsync at its best.
void LayOut(const std::string& county, const std::string& folder) {
  storage::RealDisk disk;
  const auto metadata = center::ReadMetadata(disk, county);
  Require(metadata.has_value(), "the metadata does not read back");
  std::filesystem::create_directories(folder);
  WriteFile(folder + "/targets.json",
            ReadFile(center::MetadataFile(county, formats::TufRole::kTargets, metadata->targets.version)));
  for (const auto& [name, target] : metadata->targets.targets) {
    const auto bytes = ReadFile(center::TargetFile(county, name, target.sha256));
    auto flat = name;
    std::ranges::replace(flat, '/', '_');
    WriteFile(folder + "/" + flat, formats::PlainTarget(name, bytes).value_or(""));
  }
}

class World {
 public:
  World() {
    center_.Init();
    std::vector<int> all(kLessons);
    for (int i = 0; i < kLessons; ++i) all[static_cast<std::size_t>(i)] = i;
    const auto begin = MonotonicMs();
    MakeBlobFolders(center_.folder());
    Publish(center_.folder(), all, 1);
    std::printf("published %d lessons in %lld s\n", kLessons,
                static_cast<long long>((MonotonicMs() - begin) / 1'000));
    nginx_.emplace(folder_.path() + "/nginx", center_.repository());
    center_.UseMirrors({nginx_->url()});
    center_.Start();
    school_.Start();
    school_.Enroll(center_.Code("bench", "石羊塘村小"));
  }

  Cost Round() {
    const auto from = nginx_->access_log().size();
    school_.SyncNow();
    const auto newest = Newest();
    Require(WaitUntil([&] { return Sees(newest) && CostSince(*nginx_, from).requests > 0; }, kPatienceMs),
            "the box does not see the newest catalog\n" + school_.log());
    SleepMs(1'500);
    return CostSince(*nginx_, from);
  }
  void Touch(int day) { Publish(center_.folder(), Spread(day), day + 1); }
  void Keep(const std::string& name) { LayOut(center_.folder(), At(name)); }
  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }

 private:
  std::int64_t Newest() const {
    storage::RealDisk disk;
    return center::ReadMetadata(disk, center_.folder())->snapshot.version;
  }
  bool Sees(std::int64_t version) const {
    const auto status = school_.Status();
    return status.at("sync").at("catalog_version").get<std::int64_t>() == version;
  }

  const TempFolder folder_;
  const Places places_ = Places::FromEnvironment();
  CenterProgram center_{places_, folder_.path() + "/center"};
  SchoolProgram school_{places_, folder_.path() + "/school", "[sync]\nround_every_s = 86400\n"};
  std::optional<Nginx> nginx_;
};

void Measure() {
  World world;
  std::printf("%-56s %8s %12s\n", "", "requests", "KiB");
  Print("the whole catalog, once", world.Round());
  Print("a round without news", world.Round());
  world.Keep("older");
  world.Touch(1);
  world.Keep("newer");
  Print("10 of 100,000 lessons touched", world.Round());
  std::printf("%-56s %8s %12.1f\n", "  the same lists by rsync -z", "",
              static_cast<double>(RsyncBytes(world.At("older"), world.At("newer"))) / 1'024);
  for (int day = 2; day <= 6; ++day) world.Touch(day);
  Print("five such publishings at once", world.Round());
}

}  // namespace
}  // namespace lianxiao::test

int main() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (!lianxiao::InitCrypto()) return 1;
  lianxiao::test::Measure();
}
