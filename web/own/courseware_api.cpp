// Own courseware for programs and for own.js: uploads in pieces, and items as JSON.
//
//   POST /api/v1/courseware/uploads {"name", "size", "mark"} ─▶ PUT …/uploads/{id}?at=N, piece by piece ─▶
//   POST /api/v1/courseware {"upload", "title", …}
#include <Poco/Checksum.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/own/courseware_offers.h"
#include "web/own/courseware_rules.h"
#include "web/own/courseware_site.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Courseware;
using storage::CoursewareDetails;
using storage::Permission;
using storage::Upload;

// A piece is in memory while it is taken; a lost one costs a classroom's network a tenth of a second.
constexpr std::int64_t kPieceBytes = 1 << 20;
constexpr std::int64_t kMaxJsonBytes = 16 << 10;
constexpr int kConflict = 409;

struct Field {
  const char* name;
  std::string CoursewareDetails::*value;
};
constexpr std::array kFields = {
    Field{"title", &CoursewareDetails::title},     Field{"description", &CoursewareDetails::description},
    Field{"stage", &CoursewareDetails::stage},     Field{"grade", &CoursewareDetails::grade},
    Field{"subject", &CoursewareDetails::subject}, Field{"edition", &CoursewareDetails::edition},
    Field{"volume", &CoursewareDetails::volume},   Field{"unit", &CoursewareDetails::unit}};

const std::string& Me(const Request& request) { return request.visitor->account.id; }

json UploadJson(const Upload& upload) {
  return {{"id", upload.id},     {"name", upload.name},         {"size", upload.size_bytes},
          {"mark", upload.mark}, {"received", upload.received}, {"piece", kPieceBytes}};
}

Response SendUpload(const Result<Upload>& upload, int status = 200) {
  return upload ? Response::Json(Dump(UploadJson(*upload)), status) : JsonError(upload.error());
}

json FileJson(const std::string& id, const storage::CoursewareFile& file) {
  return {{"version", file.version},
          {"name", file.name},
          {"size", file.size_bytes},
          {"media_type", file.media_type},
          {"digest", file.blob.Hex()},
          {"added", ToRfc3339(file.added)},
          {"address", CoursewareFileAddress(id, file)}};
}

json ItemJson(const CoursewareSite& site, const Request& request, const Courseware& item) {
  json row = {{"id", item.id},
              {"name", "own:" + item.id},
              {"by", OwnerName(site, item.owner)},
              {"made", ToRfc3339(item.made)},
              {"changed", ToRfc3339(item.changed)},
              {"deleted", TimeOrNull(item.deleted)},
              {"file", FileJson(item.id, item.file)},
              {"may_change", MayChange(request, item)},
              {"offer", OfferJson(site, request, item)}};
  for (const auto& field : kFields) row[field.name] = item.details.*field.value;
  return row;
}

Response SendItem(const CoursewareSite& site, const Request& request, const Result<Courseware>& item,
                  int status = 200) {
  return item ? Response::Json(Dump(ItemJson(site, request, *item)), status) : JsonError(item.error());
}

Result<json> ObjectIn(const Request& request) {
  const auto type = request.Header("content-type");
  if (type.substr(0, type.find(';')) != "application/json") {
    return Fail(ErrorCode::kInvalid, "form.broken: send application/json");
  }
  LIANXIAO_ASSIGN(auto body, formats::ParseJson(request.body));
  if (!body.is_object()) return Fail(ErrorCode::kInvalid, "form.broken: send a JSON object");
  return body;
}

Response BeginUpload(const CoursewareSite& site, const Request& request) {
  const auto body = ObjectIn(request);
  if (!body) return JsonError(body.error());
  formats::JsonFields fields(*body);
  storage::NewUpload wanted{Me(request), fields.Text("name"), fields.Integer("size"), fields.Text("mark")};
  if (const auto& read = fields.status(); !read) return JsonError(read.error().While("form.broken"));
  return SendUpload(site.shelf.Begin(wanted));
}

Response ListUploads(const CoursewareSite& site, const Request& request) {
  json rows = json::array();
  for (const auto& upload : site.shelf.Uploads(Me(request))) rows.push_back(UploadJson(upload));
  return Response::Json(Dump({{"uploads", std::move(rows)}}));
}

// Eight hex digits; a radio in a classroom flips bits that TCP's sum misses once in some gigabytes.
bool SumAgrees(const Request& request) {
  const auto said = request.Header("x-crc32");
  if (said.empty()) return true;
  Poco::Checksum sum(Poco::Checksum::TYPE_CRC32);
  sum.update(request.body);
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(sum.checksum()));
  return said == hex;
}

Response PutPiece(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto at = ParseCount(request.Query("at"));
  if (!at || request.body.empty()) {
    return JsonError(
        {ErrorCode::kInvalid, "form.broken: PUT the next bytes with ?at=their first byte's place"});
  }
  if (!SumAgrees(request)) {
    return JsonError({ErrorCode::kCorrupt, "own.piece: the piece was changed on its way; send it again"});
  }
  const auto put = site.shelf.Put(id, Me(request), *at, request.body);
  if (put || !put.error().message.starts_with("own.offset")) return SendUpload(put);
  const auto stands = site.shelf.FindUpload(id, Me(request));
  return SendUpload(stands, kConflict);
}

Response DropUpload(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto dropped = site.shelf.DropUpload(id, Me(request));
  return dropped ? Response::NoContent() : JsonError(dropped.error());
}

Response ListItems(const CoursewareSite& site, const Request& request) {
  const auto paging = PagingOf(request);
  if (!paging) return JsonError(paging.error());
  storage::CoursewareFilter filter;
  filter.words = request.Query("q");
  filter.grade = request.Query("grade");
  filter.subject = request.Query("subject");
  filter.unit = request.Query("unit");
  filter.offset = paging->offset;
  filter.limit = paging->limit;
  if (request.Query("mine") == "1") {
    if (!request.visitor) return JsonError({ErrorCode::kRefused, "login.needed: log in first"}, 401);
    filter.owner = Me(request);
    filter.deleted = request.Query("deleted") == "1";
  }
  const auto list = site.shelf.List(filter);
  if (!list) return JsonError(list.error());
  json rows = json::array();
  for (const auto& item : list->items) rows.push_back(ItemJson(site, request, item));
  return Response::Json(Dump({{"courseware", std::move(rows)}, {"total", list->total}}));
}

struct Wanted {
  std::string upload;
  CoursewareDetails details;
};

// Fields that are not sent are as in `now`.
Result<Wanted> WantedIn(const Request& request, const CoursewareDetails& now) {
  LIANXIAO_ASSIGN(const auto body, ObjectIn(request));
  formats::JsonFields fields(body);
  Wanted wanted{fields.TextOr("upload"), now};
  for (const auto& field : kFields) {
    wanted.details.*field.value = fields.TextOr(field.name, now.*field.value);
  }
  if (const auto& read = fields.status(); !read) return Fail(read.error().While("form.broken"));
  return wanted;
}

Response AddItem(const CoursewareSite& site, const Request& request) {
  const auto wanted = WantedIn(request, {});
  if (!wanted) return JsonError(wanted.error());
  if (wanted->upload.empty()) return JsonError({ErrorCode::kInvalid, "own.no_file: name the upload"});
  return SendItem(site, request, site.shelf.Add(wanted->upload, Me(request), wanted->details), 201);
}

Response ChangeItem(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto item = ItemToChange(site, request, id);
  if (!item) return JsonError(item.error());
  const auto wanted = WantedIn(request, item->details);
  if (!wanted) return JsonError(wanted.error());
  if (const auto good = storage::CheckDetails(wanted->details); !good) return JsonError(good.error());
  if (!wanted->upload.empty()) {
    const auto replaced = site.shelf.Replace(id, wanted->upload, Me(request));
    if (!replaced) return JsonError(replaced.error());
  }
  const auto changed = site.shelf.Change(id, wanted->details);
  return changed ? SendItem(site, request, site.shelf.Find(id)) : JsonError(changed.error());
}

Response DeleteOrRestore(const CoursewareSite& site, const Request& request, const std::string& id,
                         bool restore) {
  const auto item = ItemToChange(site, request, id);
  if (!item) return JsonError(item.error());
  const auto done = restore ? site.shelf.Restore(id) : site.shelf.Delete(id);
  return done ? Response::NoContent() : JsonError(done.error());
}

}  // namespace

void AddCoursewareApi(Router& router, const CoursewareSite& site) {
  const auto add = [&router](std::string method, std::string path, Permission needs, Handler handler) {
    router.Add({.method = std::move(method),
                .pattern = "/api/v1/courseware" + std::move(path),
                .handler = std::move(handler),
                .max_body = kMaxJsonBytes,
                .needs = needs});
  };
  add("POST", "/uploads", Permission::kTeach,
      [site](const Request& r, const Captures&) { return BeginUpload(site, r); });
  add("GET", "/uploads", Permission::kTeach,
      [site](const Request& r, const Captures&) { return ListUploads(site, r); });
  add("GET", "/uploads/{id}", Permission::kTeach, [site](const Request& r, const Captures& c) {
    return SendUpload(site.shelf.FindUpload(c.at("id"), Me(r)));
  });
  add("DELETE", "/uploads/{id}", Permission::kTeach,
      [site](const Request& r, const Captures& c) { return DropUpload(site, r, c.at("id")); });
  router.Add(
      {.method = "PUT",
       .pattern = "/api/v1/courseware/uploads/{id}",
       .handler = [site](const Request& r, const Captures& c) { return PutPiece(site, r, c.at("id")); },
       .max_body = kPieceBytes,
       .needs = Permission::kTeach,
       .cost = Cost::kUpload});
  add("GET", "", Permission::kBrowse,
      [site](const Request& r, const Captures&) { return ListItems(site, r); });
  // Reads the whole file once more.
  router.Add({.method = "POST",
              .pattern = "/api/v1/courseware",
              .handler = [site](const Request& r, const Captures&) { return AddItem(site, r); },
              .max_body = kMaxJsonBytes,
              .needs = Permission::kTeach,
              .cost = Cost::kUpload});
  add("GET", "/{id}", Permission::kBrowse, [site](const Request& r, const Captures& c) {
    return SendItem(site, r, SeenItem(site, r, c.at("id")));
  });
  router.Add(
      {.method = "PUT",
       .pattern = "/api/v1/courseware/{id}",
       .handler = [site](const Request& r, const Captures& c) { return ChangeItem(site, r, c.at("id")); },
       .max_body = kMaxJsonBytes,
       .needs = Permission::kTeach,
       .cost = Cost::kUpload});
  add("DELETE", "/{id}", Permission::kTeach,
      [site](const Request& r, const Captures& c) { return DeleteOrRestore(site, r, c.at("id"), false); });
  add("POST", "/{id}/restore", Permission::kTeach,
      [site](const Request& r, const Captures& c) { return DeleteOrRestore(site, r, c.at("id"), true); });
}

}  // namespace lianxiao::web
