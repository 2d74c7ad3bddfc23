#include "tests/preview/preview_school.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

namespace lianxiao::web {
namespace {

namespace fs = std::filesystem;
using formats::FileRole;

std::vector<std::string> Split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (auto end = text.find(by); end != std::string::npos; end = text.find(by, at)) {
    parts.push_back(text.substr(at, end - at));
    at = end + by.size();
  }
  parts.push_back(text.substr(at));
  return parts;
}

std::string MediaTypeOf(const std::string& path) {
  constexpr std::pair<const char*, const char*> kTypes[] = {
      {".mp4", "video/mp4"},
      {".vtt", "text/vtt"},
      {".jpg", "image/jpeg"},
      {".png", "image/png"},
      {".pdf", "application/pdf"},
      {".m4a", "audio/mp4"},
      {".mp3", "audio/mpeg"},
      {".html", "text/html"},
      {".css", "text/css"},
      {".svg", "image/svg+xml"},
      {".js", "text/javascript"},
      {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

void AddFile(formats::Resource& r, FileRole role, const fs::path& folder, const std::string& path) {
  if (path.empty() || !fs::exists(folder / path)) return;
  r.files.push_back(
      SampleFile(role, path, MediaTypeOf(path), static_cast<std::int64_t>(fs::file_size(folder / path))));
}

// A line of the samples' table, which has no quoted fields. Columns as in samples/v1/resources.csv.
ResourceOnBox FromLine(const std::string& line, const fs::path& folder) {
  const auto c = Split(line, ",");
  formats::Resource r;
  r.id = c.at(0), r.version = 1, r.title = c.at(1), r.type = c.at(2), r.stage = c.at(3), r.grade = c.at(4);
  r.subject = c.at(5), r.edition = c.at(6), r.volume = c.at(7), r.unit = c.at(8), r.lesson = c.at(9);
  r.knowledge_points = Split(c.at(10), "；"), r.description = c.at(12), r.lesson_type = c.at(14);
  r.teacher = c.at(15), r.school = c.at(16), r.studio = c.at(17), r.area = c.at(18), r.quality = c.at(19);
  r.copyright = c.at(20), r.published = "2026-11-20T01:00:00Z";
  const std::string& main = c.at(22);
  if (main.ends_with("/")) {
    for (const auto& entry : fs::recursive_directory_iterator(folder / main)) {
      if (!entry.is_regular_file()) continue;
      const auto inside = fs::relative(entry.path(), folder).string();
      AddFile(r, inside.ends_with("index.html") ? FileRole::kMain : FileRole::kPackage, folder, inside);
    }
  } else {
    AddFile(r, FileRole::kMain, folder, main);
  }
  AddFile(r, FileRole::kSubtitle, folder, c.at(23));
  AddFile(r, FileRole::kPoster, folder, c.at(24));
  for (const auto& path : Split(c.at(25), "；")) AddFile(r, FileRole::kAttachment, folder, path);
  if (main.ends_with(".mp4") || main.ends_with(".m4a")) r.duration_s = 95;
  auto on_box = OnBox(std::move(r), std::int64_t{1} << 40);
  on_box.times_opened = 12;
  return on_box;
}

std::vector<ResourceOnBox> Samples(const fs::path& folder) {
  std::vector<ResourceOnBox> all;
  std::ifstream table(folder / "resources.csv");
  std::string line;
  std::getline(table, line);  // The head.
  while (std::getline(table, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) all.push_back(FromLine(line, folder));
  }
  return all;
}

struct Outline {
  const char* subject;
  const char* edition;
  std::vector<const char*> units;
};

const std::vector<Outline>& Outlines() {
  static const std::vector<Outline> outlines = {
      {"语文",
       "统编版",
       {"第一单元 校园与成长", "第二单元 秋天的景色", "第三单元 想象的世界", "第四单元 观察与发现"}},
      {"数学",
       "人教版",
       {"第一单元 时、分、秒", "第二单元 万以内的加减法", "第三单元 测量", "第四单元 长方形和正方形"}},
      {"英语", "人教版", {"Unit 1 Hello!", "Unit 2 Colours", "Unit 3 My school"}},
      {"科学", "教科版", {"第一单元 水", "第二单元 空气", "第三单元 天气"}},
      {"道德与法治", "统编版", {"第一单元 快乐学习", "第二单元 我们的学校"}},
      {"音乐", "人音版", {"第一单元 童年", "第二单元 草原"}},
      {"美术", "人美版", {"第一单元 色彩", "第二单元 家乡的桥"}},
      {"体育与健康", "人教版", {"第一单元 队列与跑"}},
      {"信息科技", "川教版", {"第一单元 认识数据"}},
      {"劳动", "地方版", {"第一单元 种一盆菜"}},
  };
  return outlines;
}

ResourceOnBox Invented(int n, const std::string& grade, const Outline& outline, const std::string& volume,
                       const std::string& unit, int lesson) {
  constexpr const char* kTypes[] = {"录播课", "课件", "微课", "习题", "教案", "录播课"};
  constexpr const char* kTeachers[] = {"李明霞", "周志远", "陈小兰", "何静", "赵晓峰", "孙桂芳"};
  constexpr const char* kSchools[] = {"青禾县第一小学", "云岭市实验小学", "石羊塘中心小学"};
  const std::string type = kTypes[n % 6];
  const auto space = unit.find(' ');
  auto r = SampleResource("x-" + std::to_string(n),
                          unit.substr(space + 1) + " 第" + std::to_string(lesson) + "课时", grade,
                          outline.subject, type,
                          {SampleFile(FileRole::kMain, "课.mp4",
                                      type == "课件" || type == "教案" ? "application/pdf" : "video/mp4",
                                      20'000'000 + n * 777'777)});
  r.edition = outline.edition, r.volume = volume, r.unit = unit,
  r.lesson = "第" + std::to_string(lesson) + "课时";
  r.teacher = kTeachers[n % 6], r.school = kSchools[n % 3], r.quality = n % 7 == 0 ? "县级" : "";
  if (type == "录播课" || type == "微课") r.duration_s = 420 + n * 37 % 2'000;
  const std::int64_t here = n % 3 == 0   ? 0
                            : n % 5 == 0 ? r.TotalBytes() * (n % 90 + 5) / 100
                                         : std::int64_t{1} << 40;
  auto on_box = OnBox(std::move(r), here);
  if (here > 0 && !on_box.playable) on_box.expected = SampleStatus().now + (n % 30) * kHourMs;
  return on_box;
}

std::vector<ResourceOnBox> Lively(const fs::path& samples) {
  auto all = Samples(samples);
  int n = 0;
  for (const std::string grade : {"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"}) {
    for (const auto& outline : Outlines()) {
      if (std::string_view(outline.subject) == "英语" && grade < std::string("三年级") && grade != "三年级")
        continue;
      for (const std::string volume : {"上册", "下册"}) {
        for (const auto* unit : outline.units) {
          for (int lesson = 1; lesson <= 2; ++lesson)
            all.push_back(Invented(n++, grade, outline, volume, unit, lesson));
        }
      }
    }
  }
  all[1].published_version = 2;
  return all;
}

void SetMood(Mood mood, FakeSchoolView& fake) {
  auto& s = fake.status;
  s.problems.clear();
  s.resources = std::ssize(fake.resources);
  for (const auto& r : fake.resources) s.cached += r.playable ? 1 : 0;
  s.bytes = std::int64_t{38} << 30, s.bytes_missing = std::int64_t{210} << 20;
  s.expected_finish = s.now + 95 * kMinuteMs;
  s.next_contact = s.now + 4 * kMinuteMs;
  switch (mood) {
    case Mood::kBusy:
      s.relay.asked = {{"http://10.1.0.2:8482", false, "well", 3},
                       {"http://10.1.0.7:8482", true, "behind", 41}};
      s.relay.bytes_received = std::int64_t{7} << 30, s.relay.batches_handed = 3;
      s.relay.serves = s.relay.listens = true, s.relay.serves_at = "0.0.0.0:8482";
      s.relay.offers = 2, s.relay.offers_bytes = 7'300'000;
      s.relay.post_boxes = 4, s.relay.post_batches = 11, s.relay.post_bytes = 240'000;
      s.relay.batches_delivered = 1'302;
      break;
    case Mood::kWell:
      s.state = SyncState::kIdle, s.queue.clear(), s.queue_total = 0, s.bytes_missing = 0, s.outdated = 0;
      s.expected_finish.reset();
      break;
    case Mood::kTrouble:
      s.relay.serves = true, s.relay.serves_at = "0.0.0.0:8482";
      s.state = SyncState::kWaiting, s.bytes_per_second = 0, s.last_contact = s.now + -9 * kDayMs;
      s.disk_free_bytes = std::int64_t{900} << 20, s.clock_plausible = false;
      s.problems = {
          {"problem.offline", "http://10.0.3.7:8440", s.now + -9 * kDayMs},
          {"problem.blob_corrupt", "sx-3s-fenshu/分数的初步认识.mp4", s.now + -2 * kDayMs},
          {"problem.metadata_signature", "timestamp.json, mirror http://10.0.3.7:8440", s.now + -kHourMs},
          {"problem.center_key", "https://10.0.3.7:8440: key 3f9a…", s.now + -kHourMs},
          {"problem.library_waits", "studio-li: signature does not hold", s.now + -2 * kHourMs},
          {"problem.clock", "1970-01-01T00:04:10Z", s.now + -kDayMs},
          {"problem.two_boxes", "0f3c… epoch 2", s.now + -kDayMs},
          {"problem.device_revoked", "11月20日夜里学校失窃", s.now + -3 * kHourMs}};
      break;
    case Mood::kEmpty:
      fake.resources.clear();
      s.resources = 0, s.cached = 0, s.bytes = 0;
      break;
    case Mood::kUnenrolled:
      fake.resources.clear();
      s = BoxStatus{.program = s.program,
                    .state = SyncState::kUnenrolled,
                    .disk_free_bytes = s.disk_free_bytes,
                    .disk_total_bytes = s.disk_total_bytes,
                    .starts = 1,
                    .now = s.now};
      break;
  }
}

}  // namespace

PreviewSchool::PreviewSchool(std::string samples, Mood mood) : samples_(std::move(samples)) {
  fake_.resources = Lively(samples_);
  SetMood(mood, fake_);
  FillSearch();
}

PreviewSchool::~PreviewSchool() {
  search_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(search_folder_, ignored);
}

// The search is the real one: what it makes of a query is what the page is about.
void PreviewSchool::FillSearch() {
  if (::mkdtemp(search_folder_.data()) == nullptr) std::abort();
  auto opened = storage::SearchIndex::Open(search_folder_ + "/search.db");
  if (!opened) std::abort();
  search_ = *std::move(opened);
  std::vector<storage::Searchable> lessons;
  for (const auto& resource : fake_.resources) lessons.push_back({resource.shown, resource.playable, 0});
  if (!search_->BeginFill() || !search_->Fill(lessons) || !search_->EndFill()) std::abort();
}

Result<ListOnBox> PreviewSchool::List(const storage::CatalogFilter& filter,
                                      const storage::Paging& paging) const {
  return FakeSchoolView(fake_).List(filter, paging);
}
Result<std::vector<storage::Facet>> PreviewSchool::Facets(const std::string& field,
                                                          const storage::CatalogFilter& filter) const {
  auto facets = FakeSchoolView(fake_).Facets(field, filter);
  if (!facets || field != "grade") return facets;
  constexpr std::string_view kOrder = "一二三四五六";
  std::sort(facets->begin(), facets->end(), [&](const storage::Facet& a, const storage::Facet& b) {
    return kOrder.find(a.value.substr(0, 3)) < kOrder.find(b.value.substr(0, 3));
  });
  return facets;
}
Result<SearchOnBox> PreviewSchool::Search(const std::string& query, const storage::Paging& paging) const {
  LIANXIAO_ASSIGN(const auto page, search_->Find(query, paging));
  SearchOnBox found{
      .hits = {}, .total = page.total, .more = page.more, .filters = page.filters, .match = page.match};
  for (const auto& hit : page.hits) {
    LIANXIAO_ASSIGN(auto resource, Find(hit.id));
    found.hits.push_back({std::move(resource), hit.title_html});
  }
  return found;
}
Result<std::vector<std::string>> PreviewSchool::Suggest(const std::string& typed) const {
  return search_->Suggest(typed, 8);
}
Result<ListOnBox> PreviewSchool::NewlyArrived(std::int64_t limit) const {
  return FakeSchoolView(fake_).NewlyArrived(limit);
}

// Six lessons around now, in every state a row has to show, and one each further day.
Result<std::vector<LessonOnBox>> PreviewSchool::Timetable(WallTime from, WallTime to) const {
  std::vector<LessonOnBox> all;
  const auto now = fake_.status.now;
  const auto add = [&](std::int64_t in_minutes, std::size_t resource, LessonState state, const char* kind) {
    const auto& shown = fake_.resources.at(resource % fake_.resources.size());
    const auto starts = now + in_minutes * kMinuteMs;
    LessonOnBox one{.lesson = {.starts = starts,
                               .ends = starts + 40 * kMinuteMs,
                               .title = shown.shown.title,
                               .kind = kind,
                               .subject = shown.shown.subject,
                               .grade = shown.shown.grade,
                               .teacher = shown.shown.teacher,
                               .school = shown.shown.school},
                    .state = state};
    if (state != LessonState::kLive && state != LessonState::kNone) one.resource = shown;
    if (state == LessonState::kLate) one.resource->playable = false;
    if (state == LessonState::kLive) one.lesson.platform = "县云课堂";
    if (one.lesson.ends > from && one.lesson.starts < to) all.push_back(std::move(one));
  };
  add(-90, 0, LessonState::kReady, "录播");
  add(-10, 1, LessonState::kReady, "录播");
  add(50, 20, LessonState::kComing, "录播");
  add(110, 21, LessonState::kLate, "录播");
  add(170, 2, LessonState::kLive, "直播");
  add(230, 3, LessonState::kNone, "录播");
  for (int day = 1; day < 6; ++day) {
    add(day * 1'440, static_cast<std::size_t>(day), LessonState::kReady, "录播");
  }
  return all;
}

Result<ServedFile> PreviewSchool::FileOf(const std::string& id, std::int64_t index) const {
  LIANXIAO_ASSIGN(const auto resource, Find(id));
  if (index < 0 || index >= std::ssize(resource.files)) return Fail(ErrorCode::kNotFound, "no such file");
  const auto& file = resource.files[static_cast<std::size_t>(index)].file;
  const auto disk = fs::path(samples_) / file.path;
  if (!fs::exists(disk)) return Fail(ErrorCode::kNotFound, "invented");
  return ServedFile{disk.string(), file.size_bytes, file.blob.Hex(), file.media_type,
                    disk.filename().string()};
}

Result<ServedFile> PreviewSchool::PackageFile(const std::string& id, const std::string& path) const {
  LIANXIAO_ASSIGN(const auto resource, Find(id));
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    if (resource.files[i].file.path == path) return FileOf(id, static_cast<std::int64_t>(i));
  }
  return Fail(ErrorCode::kNotFound, "no such file");
}

Status PreviewSchool::Record(std::vector<formats::Event> events) {
  for (const auto& event : events) std::cout << formats::ToJson(event) << std::endl;
  return {};
}

BoxStatus PreviewSchool::BoxStatusNow() const { return fake_.status; }

QueueNow PreviewSchool::Queue() const { return fake_.queue; }

}  // namespace lianxiao::web
