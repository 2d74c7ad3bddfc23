#include "tests/bench/day/stage.h"

#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "center/county_files.h"
#include "center/publish/publisher.h"
#include "storage/base/encoding.h"
#include "storage/people/people.h"

namespace lianxiao::bench {
namespace {

using test::ReadFile;
using test::WriteFile;

constexpr int kFilmSeconds = 60;
constexpr const char* kBitRate = "2M";   // A recorded lesson at 720p.
constexpr int kMorning = 6, kToday = 6;  // Films that are here, and that come during the day.
constexpr std::int64_t kFetchMs = 300'000;
constexpr const char* kPassword = "teaching-38";
constexpr const char* kGrades[] = {"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"};
constexpr const char* kSubjects[] = {"语文", "数学", "英语", "科学", "音乐", "美术"};

template <typename T>
T Or(Result<T> result, const std::string& doing) {
  if (!result) throw std::runtime_error(doing + ": " + result.error().message);
  return *std::move(result);
}

void Must(const test::Finished& done, const std::string& doing) {
  if (done.exit_code != 0) throw std::runtime_error(doing + ": " + done.out + done.err);
}

std::string FilmId(int number) { return "film-" + std::to_string(number); }

std::string MakeFilm(const std::string& path) {
  const auto source = "testsrc2=size=1280x720:rate=25:duration=" + std::to_string(kFilmSeconds);
  Must(test::Run({"ffmpeg",    "-v",         "error",
                  "-f",        "lavfi",      "-i",
                  source,      "-vf",        "noise=alls=20:allf=t",
                  "-c:v",      "libx264",    "-preset",
                  "ultrafast", "-pix_fmt",   "yuv420p",
                  "-b:v",      kBitRate,     "-maxrate",
                  kBitRate,    "-bufsize",   kBitRate,
                  "-movflags", "+faststart", "-y",
                  path}),
       "ffmpeg (./dev installs it)");
  return ReadFile(path);
}

// The film with an empty box of its own at the end, as editors leave them; other bytes, so another file.
std::string FilmOf(int number, const std::string& film) {
  auto mark = "lesson " + std::to_string(number) + " ";
  mark.resize(64, '.');
  const auto size = static_cast<unsigned char>(8 + mark.size());
  return film + std::string{'\0', '\0', '\0', static_cast<char>(size)} + "free" + mark;
}

center::Draft AwayLesson(const std::string& county, int number) {
  center::Draft draft;
  auto& r = draft.resource;
  r.id = AwayId(number);
  r.stage = "小学", r.type = "录播课", r.edition = "人教版", r.volume = number % 2 == 0 ? "上册" : "下册";
  r.grade = kGrades[static_cast<std::size_t>(number) % std::size(kGrades)];
  r.subject = kSubjects[static_cast<std::size_t>(number) / 6 % std::size(kSubjects)];
  r.unit = "第" + std::to_string(number % 8 + 1) + "单元";
  r.title = r.unit + " 第" + std::to_string(number % 40 + 1) + "课 看图说话 " + std::to_string(number);
  r.teacher = "李老师" + std::to_string(number % 300);
  const auto bytes = "a lesson of the county, " + r.id;
  const auto path = center::BlobFile(county, HashOf(bytes));
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  WriteFile(path, bytes);
  draft.disk_paths.push_back(path);
  r.files.push_back({.role = formats::FileRole::kMain, .path = "lesson.mp4", .media_type = "video/mp4"});
  r.files.back().size_bytes = std::ssize(bytes);
  r.files.back().blob = HashOf(bytes);
  return draft;
}

// First column of the samples' table.
std::vector<std::string> SampleIds(const std::string& samples) {
  std::istringstream lines(ReadFile(samples + "/v1/resources.csv"));
  std::vector<std::string> ids;
  std::string line;
  std::getline(lines, line);  // Names of the columns.
  while (std::getline(lines, line)) ids.push_back(line.substr(0, line.find(',')));
  return ids;
}

}  // namespace

std::string AwayId(int lesson) { return "away-" + std::to_string(lesson); }

Stage::Stage(const std::string& folder, int lessons, int teachers)
    : folder_(folder), lessons_(lessons), teachers_(teachers), center_(places_, folder + "/center") {
  Must(center_.Init(), "center init");
  Must(center_.Import(places_.samples + "/v1"), "import");
  film_ = std::make_shared<const std::string>(MakeFilm(folder_ + "/film.mp4"));
  ImportFilms(0, kMorning);
  PublishAll(kMorning);
  center_.Start();
  test::SchoolProgram first(places_, folder_ + "/school");
  first.Start();
  first.Enroll(center_.Code("bench", "石羊塘村小"));
  const auto wanted = SampleIds(places_.samples).size() + kMorning;
  const auto cached = [&] { return first.Status().at("library").at("cached").get<std::size_t>(); };
  if (!test::WaitUntil([&] { return cached() >= wanted; }, kFetchMs)) {
    throw std::runtime_error("only " + std::to_string(cached()) + " lessons came\n" + first.log());
  }
  first.Stop();
  MakeTeachers();
}

void Stage::ImportFilms(int first, int end) {
  const auto handed_in = folder_ + "/films-" + std::to_string(first);
  std::filesystem::create_directories(handed_in);
  std::string table = "编号,标题,类型,学段,年级,学科,文件\n";
  for (int i = first; i < end; ++i) {
    WriteFile(handed_in + "/" + FilmId(i) + ".mp4", FilmOf(i, *film_));
    table += FilmId(i) + ",录播课 " + std::to_string(i) + ",录播课,小学,三年级,数学," + FilmId(i) + ".mp4\n";
  }
  WriteFile(handed_in + "/resources.csv", table);
  Must(center_.Import(handed_in), "import");
}

// In this program: the same code as `lianxiao center publish`, which has no way to take a lesson without
// file.
void Stage::PublishAll(int films) {
  storage::RealDisk disk(storage::Readable::kEveryone);
  const SystemClock clock;
  NoLog log;
  const auto publisher = Or(center::Publisher::Open(disk, clock, log, center_.folder()), "publisher");
  if (films == kMorning) {
    std::vector<center::Draft> drafts;
    for (int i = 0; i < lessons_; ++i) drafts.push_back(AwayLesson(center_.folder(), i));
    Or(publisher->Import(drafts), "import");
  }
  formats::Bundle bundle{.id = "all", .name = "本校的课"};
  bundle.resources = SampleIds(places_.samples);
  for (int i = 0; i < films; ++i) bundle.resources.push_back(FilmId(i));
  if (const auto set = publisher->SetBundles({bundle}); !set) throw std::runtime_error(set.error().message);
  Or(publisher->Publish({}, [](const center::Step&) {}), "publish");
}

// Straight into the box's database while it is off: how accounts are made is not what is measured.
void Stage::MakeTeachers() {
  const SystemClock clock;
  const auto people = Or(storage::People::Open(folder_ + "/school/people.db", clock, {}), "people.db");
  for (int n = 0; n < teachers_; ++n) {
    const auto login = "teacher" + std::to_string(n);
    const auto made =
        Or(people->Add({login, "王芳", storage::Role::kTeacher, ""}, storage::Actor::Console()), "account");
    const auto first = Or(people->LogIn(login, SecretBytes(made.code), "127.0.0.1"), "code");
    Or(people->SetFirstPassword(first.ticket, SecretBytes(kPassword), "127.0.0.1"), "password");
  }
}

void Stage::Open(const Cage& cage, std::int64_t kbit_per_second) {
  const auto settings =
      "[sync]\nround_every_s = 10\nusage_every_s = 5\nlongest_pause_s = 5\nkeep_free_mib = 16\n"
      "max_kbit_per_second = " +
      std::to_string(kbit_per_second) + "\n";
  box_ = std::make_unique<test::SchoolProgram>(places_, folder_ + "/school", settings);
  cage.Enter();
  try {
    box_->Start();
  } catch (...) {
    cage.Leave();
    throw;
  }
  cage.Leave();
  ImportFilms(kMorning, kMorning + kToday);
  PublishAll(kMorning + kToday);
}

School Stage::Opened() {
  School school;
  school.url = box_->url();
  school.password = kPassword;
  for (int n = 0; n < teachers_; ++n) school.logins.push_back("teacher" + std::to_string(n));
  auto here = SampleIds(places_.samples);
  for (int i = 0; i < kMorning; ++i) here.push_back(FilmId(i));
  for (const auto& id : here) {
    const auto lesson = box_->Get("/api/v1/resources/" + id);
    for (const auto& file : lesson.at("files")) {
      if (file.at("role") != "main" || file.at("state") != "cached") continue;
      const auto url = file.at("url").get<std::string>();
      if (file.at("media_type") == "application/pdf") school.sheets.push_back(url);
      if (!id.starts_with("film-")) continue;
      auto bytes = std::make_shared<const std::string>(FilmOf(std::stoi(id.substr(5)), *film_));
      school.films.push_back({id, url, std::move(bytes), kFilmSeconds});
    }
  }
  if (school.films.empty() || school.sheets.empty()) throw std::runtime_error("nothing to open this morning");
  school.lessons = here;
  for (int i = 0; i < lessons_; i += 7) school.away.push_back(AwayId(i));
  for (int i = 0; i < lessons_; i += 50) school.lessons.push_back(AwayId(i));
  school.words = {"看图说话", "分数",   "三年级数学", "kantu",     "ktsh",
                  "第12课",   "录播课", "乘法口诀",   "单元 说话", "看图说活"};
  return school;
}

}  // namespace lianxiao::bench
