#include "web/api/media.h"

#include <algorithm>
#include <utility>

#include "web/api/parameters.h"
#include "web/classroom/visit.h"
#include "web/http/errors.h"
#include "web/http/range.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

// Types a browser would run in our origin. SVG stays viewable, since pages show it as a picture, but
// sandboxed for when it is opened by itself.
bool IsActive(std::string_view media_type) {
  return media_type.starts_with("text/html") || media_type.starts_with("application/xhtml") ||
         media_type.starts_with("text/xml") || media_type.starts_with("application/xml") ||
         media_type.starts_with("text/javascript") || media_type.starts_with("application/javascript");
}

// A download begins with a GET of the file's first byte; what a download manager asks later belongs to it.
bool BeginsDownload(const Request& request) {
  if (request.method != "GET" || request.Query("download") != "1") return false;
  if (!request.Header("if-none-match").empty()) return false;
  const auto range = ParseRange(request.Header("range"));
  return !range || range->first == 0;
}

void RecordDownload(SchoolView& view, const Request& request, const std::string& id, std::size_t index) {
  const auto resource = view.Find(id);
  if (!resource || index >= resource->files.size()) return;
  formats::Event event;
  event.kind = formats::EventKind::kDownloaded;
  event.resource = id;
  event.version = resource->shown.version;
  event.file = resource->files[index].file.path;
  event.device = DeviceKind(request);
  event.person = PersonOf(request);
  // A full disk keeps nobody from a file that is here; the status page says what is wrong with it.
  [[maybe_unused]] const auto recorded = view.Record({std::move(event)});
}

Response SendFile(SchoolView& view, const Request& request, const Captures& captures) {
  const auto index = ParseCount(captures.at("index"));
  if (!index) return HttpError(request, 404);
  const auto& id = captures.at("id");
  auto file = view.FileOf(id, *index);
  if (!file) return HttpError(request, HttpStatus(file.error().code));

  const bool save = request.Query("download") == "1" || IsActive(file->media_type);
  auto response = Response::File({file->disk_path, file->size_bytes, file->etag, true}, file->media_type);
  // The address outlives an update of the resource, so a browser asks each time whether it is still this.
  response.With("Cache-Control", "no-cache");
  if (save) response.With("Content-Disposition", SaveAs(file->name));
  if (save || file->media_type.starts_with("image/svg")) {
    response.With("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
  }
  if (BeginsDownload(request)) RecordDownload(view, request, id, static_cast<std::size_t>(*index));
  return response;
}

}  // namespace

std::string SaveAs(std::string_view name) {
  std::string plain;  // For browsers that do not know filename*.
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0u) == 0x80u) continue;  // One '_' for a character, not for each of its bytes.
    const bool safe = byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\' && c != '%' && c != '/';
    plain += safe ? c : '_';
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + EncodeSegment(name);
}

void AddMedia(Router& router, SchoolView& view) {
  router.Add({.method = "GET",
              .pattern = "/files/{id}/{index}/{name...}",
              .handler = [&view](const Request& r, const Captures& c) { return SendFile(view, r, c); },
              .needs = storage::Permission::kBrowse});
}

}  // namespace lianxiao::web
