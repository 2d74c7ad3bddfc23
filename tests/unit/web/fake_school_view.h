// A school box that is not there: five resources in every state a page has to show, and a status. Tests
// change its public parts before they ask. Used from one thread.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/school_view.h"

namespace lianxiao::web {

inline formats::File SampleFile(formats::FileRole role, std::string path, std::string media_type,
                                std::int64_t size_bytes) {
  formats::File file;
  file.role = role;
  file.blob = HashOf(path);
  file.path = std::move(path);
  file.media_type = std::move(media_type);
  file.size_bytes = size_bytes;
  if (role == formats::FileRole::kSubtitle) file.language = "zh-CN";
  return file;
}

inline formats::Resource SampleResource(std::string id, std::string title, std::string grade,
                                        std::string subject, std::string type,
                                        std::vector<formats::File> files) {
  formats::Resource resource;
  resource.id = std::move(id);
  resource.version = 1;
  resource.title = std::move(title);
  resource.stage = "小学";
  resource.grade = std::move(grade);
  resource.subject = std::move(subject);
  resource.edition = resource.subject == "英语" ? "外研版" : resource.subject == "数学" ? "人教版" : "统编版";
  resource.volume = "上册";
  resource.unit = "第一单元";
  resource.type = std::move(type);
  resource.teacher = "李慧";
  resource.school = "渌口区实验小学";
  resource.area = "株洲市(渌口区)";
  resource.published = "2026-11-01T00:00:00Z";
  resource.files = std::move(files);
  return resource;
}

// `here` of the resource's bytes, first files first.
inline ResourceOnBox OnBox(formats::Resource resource, std::int64_t here) {
  ResourceOnBox on_box;
  on_box.bytes_total = resource.TotalBytes();
  on_box.bytes_here = std::min(here, on_box.bytes_total);
  on_box.published_version = resource.version;
  on_box.playable = on_box.bytes_here == on_box.bytes_total;
  for (const auto& file : resource.files) {
    const auto bytes = std::min(here, file.size_bytes);
    here -= bytes;
    const auto state = bytes == file.size_bytes ? FileState::kCached
                       : bytes > 0              ? FileState::kPartial
                                                : FileState::kAbsent;
    on_box.files.push_back({file, state, bytes});
  }
  on_box.shown = std::move(resource);
  return on_box;
}

inline std::vector<ResourceOnBox> SampleResources() {
  using enum formats::FileRole;
  constexpr std::int64_t kAll = std::int64_t{1} << 40;
  auto pictures = SampleResource(
      "yw-1s-kantushuohua", "看图说话", "一年级", "语文", "录播课",
      {SampleFile(kMain, "看图说话.mp4", "video/mp4", 14'400'000),
       SampleFile(kSubtitle, "看图说话.vtt", "text/vtt", 2'100),
       SampleFile(kPoster, "封面.jpg", "image/jpeg", 48'000),
       SampleFile(kAttachment, "教学设计.docx",
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 61'000)});
  pictures.duration_s = 502;
  pictures.lesson_type = "专递课堂";
  pictures.quality = "市级";
  pictures.description = "看清图上有谁、在做什么,再完整地说一句话。";
  pictures.keywords = {"看图", "说话"};
  auto fractions = SampleResource("sx-3s-fenshu", "分数的初步认识", "三年级", "数学", "录播课",
                                  {SampleFile(kMain, "分数的初步认识.mp4", "video/mp4", 20'000'000),
                                   SampleFile(kSubtitle, "分数的初步认识.vtt", "text/vtt", 3'000)});
  fractions.duration_s = 611;
  fractions.knowledge_points = {"分数", "几分之一"};
  auto pizza = SampleResource("sx-3s-fenbing", "分饼:几分之一", "三年级", "数学", "习题",
                              {SampleFile(kMain, "index.html", "text/html", 4'200),
                               SampleFile(kPackage, "js/pie.js", "text/javascript", 9'000),
                               SampleFile(kPackage, "img/饼.svg", "image/svg+xml", 1'500)});
  auto english = SampleResource("yy-5s-unit3", "Unit 3 听力", "五年级", "英语", "音频",
                                {SampleFile(kMain, "unit3.m4a", "audio/mp4", 3'300'000)});
  auto worksheet = SampleResource("sx-3s-zuoye", "《分数》课后作业 & <思考>", "三年级", "数学", "作业",
                                  {SampleFile(kMain, "作业.pdf", "application/pdf", 310'000)});

  std::vector<ResourceOnBox> all;
  all.push_back(OnBox(std::move(pictures), kAll));
  all.push_back(OnBox(std::move(fractions), 12'400'000));
  all.push_back(OnBox(std::move(pizza), kAll));
  all.push_back(OnBox(std::move(english), 0));
  all.push_back(OnBox(std::move(worksheet), kAll));
  all[0].times_opened = 12;
  all[1].expected = WallTime{1'795'220'400'000};
  // An update is on its way; version 1 goes on being shown.
  all[4].published_version = 2;
  all[4].bytes_here = 40'000;
  all[4].bytes_total = 90'000;
  return all;
}

inline QueueNow SampleQueue() {
  const WallTime now{1'795'219'200'000};
  QueueNow queue;
  queue.line = {.open = false,
                .why = "window",
                .until = now + 5 * kHourMs,
                .quota_bytes = 20'000'000'000,
                .quota_used = 7'300'000'000,
                .quota_left = 10'700'000'000,
                .quota_renews = now + 12 * kDayMs,
                .speed = 96'000,
                .measured = true};
  queue.lessons = {{.resource = "sx-3s-fenshu",
                    .title = "分数的初步认识",
                    .rank = "timetable",
                    .bytes = 7'600'000,
                    .needed_by = now + 20 * kHourMs,
                    .why = "window",
                    .until = now + 5 * kHourMs,
                    .expected = now + 6 * kHourMs,
                    .safely = now + 8 * kHourMs,
                    .promise = "in_time",
                    .smaller = true},
                   {.resource = "yy-5s-unit3",
                    .title = "Unit 3 听力",
                    .rank = "timetable",
                    .bytes = 3'300'000'000,
                    .needed_by = now + 2 * kDayMs,
                    .why = "window",
                    .until = now + 5 * kHourMs,
                    .expected = now + 4 * kDayMs,
                    .safely = now + 5 * kDayMs,
                    .promise = "too_late"},
                   {.resource = "sx-3s-zuoye",
                    .title = "《分数》课后作业 & <思考>",
                    .rank = "subscription",
                    .bytes = 50'000,
                    .why = "quota",
                    .until = now + 12 * kDayMs,
                    .promise = "none"}};
  queue.total = 3;
  return queue;
}

inline BoxStatus SampleStatus() {
  BoxStatus s;
  s.program = "lianxiao-schoold 0.1.0";
  s.device = std::string(32, 'a');
  s.school = "shiyangtang";
  s.school_name = "石羊塘村小";
  s.center_name = "渌口区教育资源中心";
  s.center_address = "http://10.0.3.7:8440";
  s.resources = 5, s.cached = 2, s.outdated = 1, s.bytes = 14'800'000, s.bytes_missing = 10'950'000;
  s.catalog_version = 7;
  s.state = SyncState::kFetching;
  s.bytes_received_total = 41'000'000, s.bytes_sent_total = 210'000, s.bytes_per_second = 96'000;
  s.now = WallTime{1'795'219'200'000};
  s.last_contact = s.now + -kMinuteMs;
  s.last_sync = s.now + -kHourMs;
  s.expected_finish = s.now + 2 * kMinuteMs;
  s.queue = {{"sx-3s-fenshu", "分数的初步认识", "分数的初步认识.mp4", 12'400'000, 20'000'000, true},
             {"yy-5s-unit3", "Unit 3 听力", "unit3.m4a", 0, 3'300'000, false}};
  s.queue_total = 2;
  s.usage_pending = 3, s.usage_acknowledged = 128;
  s.disk_free_bytes = std::int64_t{21} << 30, s.disk_total_bytes = std::int64_t{58} << 30;
  s.uptime_s = 86'400, s.starts = 4;
  s.problems = {{"problem.metadata_signature", "timestamp.json", s.now + -kHourMs}};
  return s;
}

class FakeSchoolView final : public SchoolView {
 public:
  std::vector<ResourceOnBox> resources = SampleResources();
  SearchOnBox search_says;  // What Search adds its hits to.
  BoxStatus status = SampleStatus();
  QueueNow queue = SampleQueue();
  std::optional<Error> failure;  // What every call that can fail answers, when set.
  // Seen by it:
  std::vector<formats::Event> recorded;
  std::vector<std::string> codes;
  int syncs = 0;
  mutable storage::CatalogFilter last_filter;
  mutable storage::Paging last_paging;

  Result<ListOnBox> List(const storage::CatalogFilter& filter, const storage::Paging& paging) const override {
    last_filter = filter;
    last_paging = paging;
    if (failure) return Fail(*failure);
    ListOnBox found;
    for (const auto& resource : resources) {
      if (!Passes(filter, resource)) continue;
      if (found.total++ < paging.offset || std::ssize(found.resources) >= paging.limit) continue;
      found.resources.push_back(resource);
    }
    return found;
  }

  Result<std::vector<storage::Facet>> Facets(const std::string& field,
                                             const storage::CatalogFilter& filter) const override {
    last_filter = filter;
    if (failure) return Fail(*failure);
    if (!FieldOf({}, field)) return Fail(ErrorCode::kInvalid, "no field " + field);
    std::vector<storage::Facet> facets;
    for (const auto& resource : resources) {
      if (!Passes(filter, resource)) continue;
      const auto value = *FieldOf(resource.shown, field);
      auto at = std::find_if(facets.begin(), facets.end(), [&](const auto& f) { return f.value == value; });
      if (at == facets.end()) at = facets.insert(at, {value, 0, 0});
      ++at->resources;
      at->cached += resource.playable ? 1 : 0;
    }
    return facets;
  }

  Result<ResourceOnBox> Find(const std::string& id) const override {
    if (failure) return Fail(*failure);
    for (const auto& resource : resources) {
      if (resource.shown.id == id) return resource;
    }
    return Fail(ErrorCode::kNotFound, "no resource " + id);
  }

  Result<SearchOnBox> Search(const std::string& query, const storage::Paging& paging) const override {
    last_paging = paging;
    if (failure) return Fail(*failure);
    SearchOnBox found = search_says;
    for (const auto& resource : resources) {
      const auto at = resource.shown.title.find(query);
      if (query.empty() || at == std::string::npos) continue;
      if (found.total++ < paging.offset || std::ssize(found.hits) >= paging.limit) continue;
      auto html = resource.shown.title;
      html.insert(at + query.size(), "</mark>").insert(at, "<mark>");
      found.hits.push_back({resource, html});
    }
    return found;
  }

  Result<std::vector<std::string>> Suggest(const std::string& typed) const override {
    if (failure) return Fail(*failure);
    std::vector<std::string> titles;
    for (const auto& resource : resources) {
      const bool meant = !typed.empty() && resource.shown.title.find(typed) != std::string::npos;
      if (meant && titles.size() < 8) titles.push_back(resource.shown.title);
    }
    return titles;
  }

  Result<ListOnBox> NewlyArrived(std::int64_t limit) const override {
    storage::CatalogFilter cached;
    cached.cached_only = true;
    return List(cached, {.offset = 0, .limit = limit});
  }

  std::vector<LessonOnBox> lessons;  // Of the timetable.
  Result<std::vector<LessonOnBox>> Timetable(WallTime from, WallTime to) const override {
    if (failure) return Fail(*failure);
    std::vector<LessonOnBox> found;
    for (const auto& one : lessons) {
      if (one.lesson.ends > from && one.lesson.starts < to) found.push_back(one);
    }
    return found;
  }

  Result<ServedFile> FileOf(const std::string& id, std::int64_t index) const override {
    LIANXIAO_ASSIGN(const auto resource, Find(id));
    if (index < 0 || index >= std::ssize(resource.files)) return Fail(ErrorCode::kNotFound, "no such file");
    return Served(resource.files[static_cast<std::size_t>(index)]);
  }

  Result<ServedFile> PackageFile(const std::string& id, const std::string& path) const override {
    LIANXIAO_ASSIGN(const auto resource, Find(id));
    if (!resource.shown.IsPackage()) return Fail(ErrorCode::kNotFound, "no package");
    for (const auto& file : resource.files) {
      if (file.file.path == path) return Served(file);
    }
    return Fail(ErrorCode::kNotFound, "no such file");
  }

  Status Record(std::vector<formats::Event> events) override {
    if (failure) return Fail(*failure);
    recorded.insert(recorded.end(), events.begin(), events.end());
    return {};
  }

  BoxStatus BoxStatusNow() const override { return status; }
  QueueNow Queue() const override { return queue; }

  Status Enrol(const std::string& code) override {
    if (failure) return Fail(*failure);
    codes.push_back(code);
    return {};
  }
  Status SyncNow() override {
    if (failure) return Fail(*failure);
    ++syncs;
    return {};
  }

 private:
  static std::optional<std::string> FieldOf(const formats::Resource& r, const std::string& field) {
    const std::map<std::string, std::string> fields{
        {"stage", r.stage},     {"grade", r.grade},   {"subject", r.subject}, {"edition", r.edition},
        {"volume", r.volume},   {"unit", r.unit},     {"lesson", r.lesson},   {"type", r.type},
        {"teacher", r.teacher}, {"school", r.school}, {"studio", r.studio},   {"quality", r.quality}};
    const auto at = fields.find(field);
    return at == fields.end() ? std::nullopt : std::optional(at->second);
  }

  static bool Passes(const storage::CatalogFilter& f, const ResourceOnBox& resource) {
    const auto& r = resource.shown;
    const std::pair<const std::string&, const std::string&> pairs[] = {{f.stage, r.stage},
                                                                       {f.grade, r.grade},
                                                                       {f.subject, r.subject},
                                                                       {f.edition, r.edition},
                                                                       {f.volume, r.volume},
                                                                       {f.unit, r.unit},
                                                                       {f.lesson, r.lesson},
                                                                       {f.type, r.type},
                                                                       {f.teacher, r.teacher},
                                                                       {f.school, r.school},
                                                                       {f.studio, r.studio},
                                                                       {f.quality, r.quality},
                                                                       {f.lesson_type, r.lesson_type}};
    const bool fits = std::all_of(std::begin(pairs), std::end(pairs),
                                  [](const auto& p) { return p.first.empty() || p.first == p.second; });
    return fits && (!f.cached_only || resource.playable);
  }

  static Result<ServedFile> Served(const FileOnBox& on_box) {
    if (on_box.state != FileState::kCached) return Fail(ErrorCode::kNotFound, "not whole here");
    const auto& file = on_box.file;
    const auto hex = file.blob.Hex();
    return ServedFile{"/library/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2), file.size_bytes, hex,
                      file.media_type, file.path.substr(file.path.rfind('/') + 1)};
  }
};

}  // namespace lianxiao::web
