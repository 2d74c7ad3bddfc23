// Adding and changing, by forms that work without a script too: then the file travels in the form, and has to
// be small enough for that. With own.js it has come in pieces before, and the form only names the upload.
#include <algorithm>
#include <array>
#include <utility>

#include "storage/base/digest.h"
#include "web/http/errors.h"
#include "web/own/courseware_rules.h"
#include "web/own/courseware_site.h"
#include "web/people/form.h"
#include "web/people/multipart.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Courseware;
using storage::CoursewareDetails;

// A form with a file is in memory while it is taken: worksheets and most slides fit, films come in pieces.
constexpr std::int64_t kMostFormBytes = 16 << 20;
constexpr std::int64_t kFieldsBytes = 64 << 10;
constexpr std::size_t kPutBytes = 1 << 20;
constexpr std::size_t kMostChoices = 200;  // Of one field: a list of units for all books would be thousands.

struct Field {
  const char* name;
  std::string CoursewareDetails::*value;
};
constexpr std::array kPlaces = {
    Field{"stage", &CoursewareDetails::stage},     Field{"grade", &CoursewareDetails::grade},
    Field{"subject", &CoursewareDetails::subject}, Field{"edition", &CoursewareDetails::edition},
    Field{"volume", &CoursewareDetails::volume},   Field{"unit", &CoursewareDetails::unit}};

// What the form shows again after a failure. Plain value.
struct Typed {
  CoursewareDetails details;
  std::string upload;  // Whole and waiting for the form, or empty.
};

const std::string& Me(const Request& request) { return request.visitor->account.id; }

Typed TypedIn(const Multipart& form) {
  Typed typed;
  typed.details.title = form.Text("title");
  typed.details.description = form.Text("description");
  for (const auto& place : kPlaces) typed.details.*place.value = form.Text(place.name);
  typed.upload = form.Text("upload");
  return typed;
}

// Words the county's lists use, of the grade and subject that were chosen already.
Fields::List Choices(const SchoolView& school, const std::string& field, const CoursewareDetails& details) {
  storage::CatalogFilter filter;
  if (field == "unit" || field == "volume" || field == "edition") {
    filter.grade = details.grade;
    filter.subject = details.subject;
  }
  if (field == "unit") filter.volume = details.volume;
  Fields::List choices;
  const auto facets = school.Facets(field, filter);
  if (!facets) return choices;  // Suggestions only; what is typed counts.
  for (const auto& facet : *facets) {
    if (facet.value.empty() || choices.size() == kMostChoices) continue;
    choices.push_back(Fields().Set("choice", facet.value));
  }
  return choices;
}

Fields::List PlaceFields(const CoursewareSite& site, const CoursewareDetails& details, const Page& page) {
  Fields::List rows;
  for (const auto& place : kPlaces) {
    rows.push_back(Fields()
                       .Set("place_field", place.name)
                       .Set("place_label", page.words().Get("browse." + std::string(place.name)))
                       .Set("place_value", details.*place.value)
                       .Set("choices", Choices(site.school, place.name, details)));
  }
  return rows;
}

// Files of this teacher that are not whole, to be chosen again.
Fields::List WaitingRows(const CoursewareSite& site, const Request& request, const Page& page) {
  Fields::List rows;
  for (const auto& upload : site.shelf.Uploads(Me(request))) {
    rows.push_back(Fields()
                       .Set("upload_id", upload.id)
                       .Set("upload_name", upload.name)
                       .Set("upload_size", page.text().Size(upload.size_bytes))
                       .Set("upload_percent", std::to_string(Percent(upload.received, upload.size_bytes))));
  }
  return rows;
}

void AddUpload(Fields& fields, const CoursewareSite& site, const Request& request, const std::string& id) {
  if (id.empty()) return;
  const auto upload = site.shelf.FindUpload(id, Me(request));
  if (!upload || upload->received < upload->size_bytes) return;
  fields.Set("typed_upload", upload->id).Set("typed_upload_name", upload->name);
}

// What the script cannot know in the reader's language, by the key of the API's error.
Fields::List ScriptWords(const Page& page) {
  Fields::List words;
  for (const auto* key : {"own.kind", "own.empty", "own.too_large", "own.too_many", "own.budget",
                          "own.disk_full", "own.name", "own.disk", "login.needed", "login.session_ended"}) {
    words.push_back(
        Fields().Set("word_key", key).Set("word", page.words().Get("failed." + std::string(key))));
  }
  return words;
}

Response FormPage(const CoursewareSite& site, const Request& request, const Courseware* item,
                  const Typed& typed, const Error* failure) {
  const Page page = PeoplePage(site.people, request, "own");
  const auto totals = site.shelf.Totals();
  if (!totals) return ErrorPage(request, totals.error());
  Fields fields;
  const auto& d = typed.details;
  fields.Set("typed_title", d.title).Set("typed_description", d.description);
  fields.Set("places", PlaceFields(site, d, page));
  AddUpload(fields, site, request, typed.upload);
  auto waiting = WaitingRows(site, request, page);
  fields.Set("any_waiting", !waiting.empty()).Set("waiting", std::move(waiting));
  fields.Set("words", ScriptWords(page));
  fields.Set("most", page.text().Size(totals->most_of_a_file));
  fields.Set("most_form", page.text().Size(kMostFormBytes));
  fields.Set("form_address", item != nullptr ? CoursewareAddress(item->id) + "/edit" : "/courseware/new");
  fields.Set("form_back", item != nullptr ? CoursewareAddress(item->id) : "/courseware");
  fields.Set("editing", item != nullptr);
  if (item != nullptr) fields.Set("own_file", item->file.name);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.people.clock.Wall()));
  const auto title = page.words().Get(item != nullptr ? "own.edit_title" : "own.new_title");
  fields.Set("form_title", title);
  return SendPeople(site.people, page, "own_form", title, std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

// The upload the form names, or one made of the file in it; empty when it has neither.
Result<std::string> UploadOf(const CoursewareSite& site, const Request& request, const Multipart& form) {
  if (auto named = form.Text("upload"); !named.empty()) return named;
  const auto* file = form.File("file");
  if (file == nullptr) return std::string();
  const auto& owner = Me(request);
  LIANXIAO_ASSIGN(auto upload,
                  site.shelf.Begin({owner, *file->file_name, static_cast<std::int64_t>(file->bytes.size()),
                                    HashOf(file->bytes).Hex()}));
  while (upload.received < upload.size_bytes) {
    const auto piece = file->bytes.substr(static_cast<std::size_t>(upload.received), kPutBytes);
    LIANXIAO_ASSIGN(upload, site.shelf.Put(upload.id, owner, upload.received, piece));
  }
  return upload.id;
}

Result<std::string> AddItem(const CoursewareSite& site, const Request& request, const Multipart& form,
                            Typed& typed) {
  LIANXIAO_ASSIGN(typed.upload, UploadOf(site, request, form));
  if (typed.upload.empty()) return Fail(ErrorCode::kInvalid, "own.no_file: choose a file first");
  if (typed.details.title.empty()) {
    const auto upload = site.shelf.FindUpload(typed.upload, Me(request));
    if (upload) typed.details.title = storage::TitleFromName(upload->name);
  }
  LIANXIAO_ASSIGN(const auto item, site.shelf.Add(typed.upload, Me(request), typed.details));
  return item.id;
}

Response CannotChange(const Request& request, const Error& error) {
  return error.code == ErrorCode::kRefused ? ErrorPage(request, 403, error.message)
                                           : ErrorPage(request, error);
}

Response TakeNew(const CoursewareSite& site, const Request& request) {
  const auto form = Multipart::Read(request);
  if (!form) return FormPage(site, request, nullptr, {}, &form.error());
  auto typed = TypedIn(*form);
  const auto id = AddItem(site, request, *form, typed);
  if (!id) return FormPage(site, request, nullptr, typed, &id.error());
  return Response::Redirect(CoursewareAddress(*id) + "?done=added");
}

Status ChangeItem(const CoursewareSite& site, const Request& request, const Multipart& form,
                  const std::string& id, Typed& typed) {
  LIANXIAO_TRY(storage::CheckDetails(typed.details));
  LIANXIAO_ASSIGN(typed.upload, UploadOf(site, request, form));
  if (!typed.upload.empty()) LIANXIAO_TRY(site.shelf.Replace(id, typed.upload, Me(request)));
  return site.shelf.Change(id, typed.details);
}

Response TakeEdit(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto item = ItemToChange(site, request, id);
  if (!item) return CannotChange(request, item.error());
  const auto form = Multipart::Read(request);
  if (!form) return FormPage(site, request, &*item, {item->details, {}}, &form.error());
  auto typed = TypedIn(*form);
  const auto done = ChangeItem(site, request, *form, id, typed);
  if (!done) return FormPage(site, request, &*item, typed, &done.error());
  return Response::Redirect(CoursewareAddress(id) + "?done=changed");
}

Response EditPage(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto item = ItemToChange(site, request, id);
  if (!item) return CannotChange(request, item.error());
  return FormPage(site, request, &*item, {item->details, {}}, nullptr);
}

// What was chosen in the lists before: "add courseware here" of a unit.
Response NewPage(const CoursewareSite& site, const Request& request) {
  Typed typed;
  for (const auto& place : kPlaces) typed.details.*place.value = std::string(request.Query(place.name));
  return FormPage(site, request, nullptr, typed, nullptr);
}

using Act = Status (*)(const CoursewareSite& site, const std::string& id, const Form& form);

Response TakeAct(const CoursewareSite& site, const Request& request, const std::string& id, Act act,
                 std::string_view done) {
  const auto item = ItemToChange(site, request, id);
  if (!item) return CannotChange(request, item.error());
  const auto form = Form::Read(request);
  if (!form) return ErrorPage(request, form.error());
  if (const auto acted = act(site, id, *form); !acted) return ErrorPage(request, acted.error());
  return Response::Redirect(CoursewareAddress(id) + "?done=" + std::string(done));
}

Response GiveUp(const CoursewareSite& site, const Request& request) {
  const auto form = Form::Read(request);
  if (!form) return ErrorPage(request, form.error());
  const auto dropped = site.shelf.DropUpload(form->Text("upload"), Me(request));
  if (!dropped && dropped.error().code != ErrorCode::kNotFound) return ErrorPage(request, dropped.error());
  return Response::Redirect("/courseware/new");
}

Status DeleteIt(const CoursewareSite& site, const std::string& id, const Form&) {
  return site.shelf.Delete(id);
}
Status RestoreIt(const CoursewareSite& site, const std::string& id, const Form&) {
  return site.shelf.Restore(id);
}
Status ShowEarlierFile(const CoursewareSite& site, const std::string& id, const Form& form) {
  const auto version = form.Text("version");
  const bool plain =
      !version.empty() && version.size() < 10 && version.find_first_not_of("0123456789") == version.npos;
  if (!plain) return Fail(ErrorCode::kInvalid, "form.broken: version");
  return site.shelf.ShowEarlier(id, std::stoll(version));
}

}  // namespace

void AddCoursewareForms(Router& router, const CoursewareSite& site) {
  const auto add = [&router](std::string method, std::string pattern, Handler handler,
                             std::int64_t max_body = kFieldsBytes) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .max_body = max_body,
                .needs = storage::Permission::kTeach,
                .cost = max_body > kFieldsBytes ? Cost::kUpload : Cost::kLittle});
  };
  constexpr auto kWithFile = kMostFormBytes + kFieldsBytes;
  add("GET", "/courseware/new", [site](const Request& r, const Captures&) { return NewPage(site, r); });
  add(
      "POST", "/courseware/new", [site](const Request& r, const Captures&) { return TakeNew(site, r); },
      kWithFile);
  add("GET", "/courseware/{id}/edit",
      [site](const Request& r, const Captures& c) { return EditPage(site, r, c.at("id")); });
  add(
      "POST", "/courseware/{id}/edit",
      [site](const Request& r, const Captures& c) { return TakeEdit(site, r, c.at("id")); }, kWithFile);
  const auto act = [&add, &site](std::string name, Act what, std::string done) {
    add("POST", "/courseware/{id}/" + std::move(name),
        [site, what, done = std::move(done)](const Request& r, const Captures& c) {
          return TakeAct(site, r, c.at("id"), what, done);
        });
  };
  act("delete", DeleteIt, "deleted");
  act("restore", RestoreIt, "restored");
  act("earlier", ShowEarlierFile, "changed");
  add("POST", "/courseware/give-up", [site](const Request& r, const Captures&) { return GiveUp(site, r); });
}

}  // namespace lianxiao::web
