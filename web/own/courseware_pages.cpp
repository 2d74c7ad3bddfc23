// The list, one item, and its files.
#include <utility>

#include "storage/courseware/file_kind.h"
#include "web/api/media.h"
#include "web/api/parameters.h"
#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"
#include "web/classroom/viewer.h"
#include "web/http/errors.h"
#include "web/own/courseware_offers.h"
#include "web/own/courseware_rules.h"
#include "web/own/courseware_site.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/teaching/lesson_parts.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Courseware;

constexpr std::int64_t kPerPage = 40;
constexpr std::int64_t kLeast = 1;

enum class Shown { kAll, kMine, kDeleted };

Shown ShownBy(const Request& request) {
  if (!MayTeach(request)) return Shown::kAll;
  const auto asked = request.Query("show");
  return asked == "mine" ? Shown::kMine : asked == "deleted" ? Shown::kDeleted : Shown::kAll;
}

storage::CoursewareFilter FilterFor(const Request& request, Shown shown) {
  storage::CoursewareFilter filter;
  filter.words = request.Query("q");
  filter.grade = request.Query("grade");
  filter.subject = request.Query("subject");
  filter.unit = request.Query("unit");
  filter.deleted = shown == Shown::kDeleted;
  const bool manager =
      request.visitor && storage::May(request.visitor->account.role, storage::Permission::kManagePeople);
  if (shown == Shown::kMine || (shown == Shown::kDeleted && !manager)) {
    filter.owner = request.visitor->account.id;
  }
  return filter;
}

void AddTabs(Fields& fields, Shown shown) {
  fields.Set("shows_all", shown == Shown::kAll).Set("shows_mine", shown == Shown::kMine);
  fields.Set("shows_deleted", shown == Shown::kDeleted);
}

Response ListPage(const CoursewareSite& site, const Request& request) {
  const auto shown = ShownBy(request);
  auto filter = FilterFor(request, shown);
  const auto current = std::max(kLeast, ParseCount(request.Query("page")).value_or(kLeast));
  filter.limit = kPerPage;
  filter.offset = (current - 1) * kPerPage;
  const auto list = site.shelf.List(filter);
  if (!list) return ErrorPage(request, list.error());
  const auto totals = site.shelf.Totals();
  if (!totals) return ErrorPage(request, totals.error());
  Page page = PeoplePage(site.people, request, "own");
  const auto now = site.people.clock.Wall();
  Fields fields;
  Fields::List rows;
  for (const auto& item : list->items) rows.push_back(CoursewareRow(site, item, page, now));
  fields.Set("any_own", !rows.empty()).Set("own", std::move(rows));
  fields.Set("may_add", MayTeach(request)).Set("own_words", filter.words);
  fields.Set("add_login", Address("/login", {{"next", "/courseware/new"}}));
  fields.Set("own_tally", page.words().Count("own.tally", list->total));
  fields.Set("own_room", page.words().Get("own.room", {{"used", page.text().Size(totals->bytes)},
                                                       {"all", page.text().Size(totals->budget_bytes)}}));
  AddTabs(fields, shown);
  AddListPager(fields, "/courseware", current, (list->total + kPerPage - 1) / kPerPage, page);
  return page.Send("own", page.words().Get("own.title"), std::move(fields));
}

void AddOpening(Fields& fields, const Courseware& item, const Page& page) {
  const auto source = CoursewareFileAddress(item.id, item.file);
  AddViewer(fields,
            {.address = source,
             .media_type = item.file.media_type,
             .name = item.file.name,
             .size_bytes = item.file.size_bytes,
             .title = item.details.title,
             .link = CoursewareAddress(item.id),
             .keep = "own:" + item.id + ":" + std::to_string(item.file.version),
             .poster = {},
             .style = std::string(SubjectStyle(item.details.subject)),
             .glyph = std::string(CoursewareType(item.file.media_type)),
             .subtitles = {},
             .smaller = {},
             .pages = {}},
            page);
  fields.Set("own_save", Fields()
                             .Set("source", source)
                             .Set("source_name", item.file.name)
                             .Set("source_size", page.text().Size(item.file.size_bytes)));
}

Fields::List EarlierRows(const Courseware& item, const Page& page, WallTime now) {
  Fields::List rows;
  for (const auto& file : item.earlier) {
    rows.push_back(Fields()
                       .Set("earlier_link", CoursewareFileAddress(item.id, file) + "?download=1")
                       .Set("earlier_name", file.name)
                       .Set("earlier_size", page.text().Size(file.size_bytes))
                       .Set("earlier_when", page.text().Moment(file.added, now))
                       .Set("earlier_version", std::to_string(file.version)));
  }
  return rows;
}

std::string DoneWords(const Page& page, const Request& request) {
  for (const auto* done : {"added", "changed", "deleted", "restored", "offered"}) {
    if (request.Query("done") == done) return page.words().Get("own.done_" + std::string(done));
  }
  return {};
}

Response ItemPage(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto item = SeenItem(site, request, id);
  if (!item) return ErrorPage(request, item.error());
  Page page = PeoplePage(site.people, request, "own");
  const auto now = site.people.clock.Wall();
  auto fields = CoursewareRow(site, *item, page, now);
  const auto& d = item->details;
  fields.Set("own_type", page.words().Get("own.type_" + std::string(CoursewareType(item->file.media_type))));
  fields.Set("own_description", d.description).Set("own_subject", d.subject);
  fields.Set("own_place", Together({d.stage, d.grade, d.edition, d.volume, d.unit}, " · "));
  fields.Set("own_file", item->file.name).Set("done", DoneWords(page, request));
  if (site.teaching && !item->deleted) {
    const storage::TeachingItem kept{std::string(storage::kOwnKind), item->id};
    AddOwnMarks(fields, *site.teaching, request, kept, page);
    AddSequence(fields, *site.teaching, request, kept);
    fields.Set("lesson_here", CoursewareAddress(item->id));
  }
  const bool mine = MayChange(request, *item);
  fields.Set("may_change", mine).Set("own_deleted", item->deleted.has_value());
  if (mine) {
    auto earlier = EarlierRows(*item, page, now);
    AddOfferFields(fields, site, request, *item, page);
    fields.Set("any_earlier", !earlier.empty()).Set("earlier", std::move(earlier));
  }
  if (site.shelf.PathOf(item->file)) {
    AddOpening(fields, *item, page);
  } else {
    fields.Set("own_lost", !item->file.damaged);
  }
  return page.Send("own_one", d.title, std::move(fields));
}

// Made by the school's own people and not looked at by the county: shown as what it is and nothing else.
// Pages, drawings with script and the like never got in (file_kind.h); what a browser would still want to run
// has no script here, no form and no other origin.
Response SendFile(const CoursewareSite& site, const Request& request, const Captures& captures) {
  const auto item = SeenItem(site, request, captures.at("id"));
  if (!item) return HttpError(request, HttpStatus(item.error().code));
  const auto version = ParseCount(captures.at("version"));
  const auto* file = version == item->file.version ? &item->file : nullptr;
  for (const auto& earlier : item->earlier) {
    if (version == earlier.version && MayChange(request, *item)) file = &earlier;
  }
  if (file == nullptr) return HttpError(request, 404);
  const auto path = site.shelf.PathOf(*file);
  if (!path) return HttpError(request, HttpStatus(path.error().code));
  auto response = Response::File({*path, file->size_bytes, file->blob.Hex(), true}, file->media_type);
  response.With("Cache-Control", "no-cache");
  const bool shows = storage::ShowsItself(file->media_type) && request.Query("download") != "1";
  if (!shows) response.With("Content-Disposition", SaveAs(file->name));
  // Browsers refuse to show a PDF in a sandbox; theirs runs no script of the file's in our origin anyway.
  const bool pdf = shows && file->media_type == "application/pdf";
  response.With("Content-Security-Policy",
                pdf ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
                    : "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; "
                      "style-src 'unsafe-inline'");
  return response;
}

}  // namespace

void AddCoursewarePages(Router& router, const CoursewareSite& site) {
  const auto add = [&router](std::string pattern, Handler handler) {
    router.Add({.method = "GET",
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .needs = storage::Permission::kBrowse});
  };
  add("/courseware", [site](const Request& r, const Captures&) { return ListPage(site, r); });
  add("/courseware/{id}",
      [site](const Request& r, const Captures& c) { return ItemPage(site, r, c.at("id")); });
  add("/courseware/{id}/file/{version}/{name...}",
      [site](const Request& r, const Captures& c) { return SendFile(site, r, c); });
}

void AddOwnCourseware(Router& router, const CoursewareSite& site) {
  AddCoursewarePages(router, site);
  AddCoursewareForms(router, site);
  AddCoursewareApi(router, site);
  AddCoursewareOffers(router, site);
}

}  // namespace lianxiao::web
