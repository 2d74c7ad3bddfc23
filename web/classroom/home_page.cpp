#include "web/classroom/home_page.h"

#include "web/classroom/browse_path.h"
#include "web/classroom/cards.h"
#include "web/classroom/subjects.h"
#include "web/classroom/timetable.h"
#include "web/teaching/lesson_parts.h"
#include "web/teaching/progress_pages.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kNewest = 8;      // Two rows on a projector, one screen on a phone.
constexpr std::int64_t kNews = 4;        // A row; the partner's own page has the rest.
constexpr std::size_t kComingNames = 3;  // More would be a table, and that is the technician's.

// "三年级" is shown as a large 三 over a small 年级; other names as they are.
void AddGradeName(Fields& tile, const std::string& grade) {
  constexpr std::string_view kYear = "年级";
  const bool primary = grade.size() > kYear.size() && grade.ends_with(kYear);
  tile.Set("grade_big", primary ? grade.substr(0, grade.size() - kYear.size()) : std::string());
  tile.Set("grade_small", primary ? std::string(kYear) : grade);
  tile.Set("grade_name", grade);
}

Result<Fields::List> GradesOf(const std::string& stage, const SchoolView& view, const Page& page) {
  storage::CatalogFilter filter;
  filter.stage = stage;
  LIANXIAO_ASSIGN(const auto grades, view.Facets("grade", filter));
  Fields::List tiles;
  for (const auto& grade : grades) {
    if (grade.value.empty()) continue;
    Fields tile;
    AddGradeName(tile, grade.value);
    tile.Set("grade_link", Address("/browse", {{"stage", stage}, {"grade", grade.value}}));
    tile.Set("grade_count", page.words().Count("home.ready_count", grade.cached));
    tiles.push_back(std::move(tile));
  }
  return tiles;
}

// One group a stage; a school that has one stage sees no heading for it.
Result<Fields::List> Stages(const SchoolView& view, const Page& page) {
  LIANXIAO_ASSIGN(const auto stages, view.Facets("stage", {}));
  Fields::List groups;
  for (const auto& stage : stages) {
    LIANXIAO_ASSIGN(auto grades, GradesOf(stage.value, view, page));
    if (grades.empty()) continue;
    Fields group;
    group.Set("stage_name", stages.size() > 1 ? stage.value : std::string());
    group.Set("grades", std::move(grades));
    groups.push_back(std::move(group));
  }
  return groups;
}

Result<Fields::List> Subjects(const SchoolView& view, const Page& page) {
  LIANXIAO_ASSIGN(const auto subjects, view.Facets("subject", {}));
  Fields::List tiles;
  for (const auto& subject : subjects) {
    if (subject.value.empty()) continue;
    tiles.push_back(Fields()
                        .Set("subject_name", subject.value)
                        .Set("subject_style", std::string(SubjectStyle(subject.value)))
                        .Set("subject_link", Address("/browse", {{"subject", subject.value}}))
                        .Set("subject_count", page.words().Count("home.item_count", subject.resources)));
  }
  return tiles;
}

Result<Fields::List> Newest(const SchoolView& view, const Page& page, WallTime now) {
  LIANXIAO_ASSIGN(const auto newest, view.NewlyArrived(kNewest));
  Fields::List cards;
  for (const auto& resource : newest.resources) cards.push_back(Card(resource, page, now));
  return cards;
}

// A row of its own beside what came lately: it may not be here yet. Failures to read it are not the page's.
void AddNews(Fields& fields, const NewsView& view, const Page& page, WallTime now) {
  const auto news = view.News(kNews);
  if (!news) return;
  Fields::List cards;
  for (const auto& lesson : *news) {
    auto card = Card(lesson.resource, page, now);
    card.Set("card_school", lesson.from);
    cards.push_back(std::move(card));
  }
  const bool any = !cards.empty();
  fields.Set("any_news", any).Set("news", std::move(cards));
}

void AddComing(Fields& fields, const BoxStatus& box, const Page& page) {
  if (box.queue_total == 0) return;
  Fields coming;
  std::string titles;
  std::size_t names = 0;
  std::string last;
  for (const auto& item : box.queue) {
    if (item.title.empty() || item.title == last || names == kComingNames) continue;
    titles += (names++ ? page.words().Get("list.comma") : "") +
              page.words().Get("list.title", {{"title", item.title}});
    last = item.title;
  }
  coming.Set("coming_titles", titles);
  const std::string size = page.text().Size(box.bytes_missing);
  coming.Set(
      "coming_left",
      box.expected_finish
          ? page.words().Get("home.coming_left_when",
                             {{"size", size}, {"when", page.text().Moment(*box.expected_finish, box.now)}})
          : page.words().Get("home.coming_left", {{"size", size}}));
  coming.Set("coming_waiting", box.state == SyncState::kWaiting);
  fields.Set("coming", std::move(coming));
}

void AddCame(Fields& fields, const BoxStatus& box) {
  Fields::List list;
  for (const auto& lesson : box.came) {
    list.push_back(
        Fields().Set("came_title", lesson.title).Set("came_link", ResourceAddress(lesson.resource)));
  }
  fields.Set("any_came", !list.empty());
  fields.Set("came", std::move(list));
}

// Nothing to show yet: which of the calm pages says what will come and what to do.
void AddWelcome(Fields& fields, const BoxStatus& box) {
  const bool unenrolled = box.state == SyncState::kUnenrolled;
  fields.Set("welcome", Fields().Set("not_enrolled", unenrolled).Set("waiting_for_first", !unenrolled));
}

// Newest first: the older may have been read already.
void AddNotices(Fields& fields, const BoxStatus& box, const Page& page) {
  Fields::List list;
  for (auto notice = box.notices.rbegin(); notice != box.notices.rend(); ++notice) {
    list.push_back(
        Fields()
            .Set("notice_text", notice->text)
            .Set("notice_at", page.words().Get("home.notice_at", {{"date", page.text().Date(notice->at)}})));
  }
  const bool any = !list.empty();
  fields.Set("notices", std::move(list)).Set("any_notice", any);
}

Result<Fields> HomeFields(const SchoolView& view, const BoxStatus& box, const Page& page) {
  Fields fields;
  fields.Set("today", page.text().Today(box.now)).Set("clock_known", box.clock_plausible);
  AddNotices(fields, box, page);
  LIANXIAO_TRY(AddToday(fields, view, box, page));
  if (box.resources == 0) {
    AddWelcome(fields, box);
    return fields;
  }
  AddCame(fields, box);
  AddComing(fields, box, page);
  LIANXIAO_ASSIGN(auto stages, Stages(view, page));
  LIANXIAO_ASSIGN(auto subjects, Subjects(view, page));
  LIANXIAO_ASSIGN(auto newest, Newest(view, page, box.now));
  const bool any_stage = !stages.empty(), any_subject = !subjects.empty(), any_newest = !newest.empty();
  fields.Set("stages", std::move(stages)).Set("any_stage", any_stage);
  fields.Set("subjects", std::move(subjects)).Set("any_subject", any_subject);
  fields.Set("newest", std::move(newest)).Set("any_newest", any_newest);
  return fields;
}

}  // namespace

Response HomePage(const Request& request, const SchoolView& view, const HomeParts& parts) {
  Page page(request);
  const auto box = view.BoxStatusNow();
  page.Name(box.school_name);
  page.Here("home");
  auto fields = HomeFields(view, box, page);
  if (!fields) return ErrorPage(request, fields.error());
  if (parts.teaching != nullptr) AddOwnToday(*fields, *parts.teaching, request, page);
  if (parts.progress != nullptr) AddThisWeek(*fields, *parts.progress, box, page);
  if (parts.news != nullptr && box.resources > 0) AddNews(*fields, *parts.news, page, box.now);
  return page.Send("home", page.words().Get("home.title"), *std::move(fields));
}

}  // namespace lianxiao::web
