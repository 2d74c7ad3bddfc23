#include "web/api/courseware.h"

#include "web/http/errors.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

// A sandbox without allow-same-origin makes the package's origin opaque: no cookies, no storage, no
// reading of other packages. Inline and evaluated script is what authoring tools make, so it may run
// here; it has nobody to talk to. Some browsers match 'self' with the opaque origin, hence the name too.
std::string Policy(const Request& request) {
  const std::string here = (request.secure ? "https://" : "http://") + std::string(request.Header("host"));
  return "sandbox allow-scripts; default-src 'self' " + here +
         " 'unsafe-inline' 'unsafe-eval' data: blob:; form-action 'none'; base-uri 'self' " + here;
}

bool IsHost(std::string_view host) {
  return !host.empty() && host.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789.-:[]") == host.npos;
}

Response SendPackageFile(SchoolView& view, const Request& request, const Captures& captures) {
  if (!IsHost(request.Header("host"))) return HttpError(request, 400);
  const auto& id = captures.at("id");
  auto path = captures.at("path");
  if (path.empty() || path.ends_with('/')) path += "index.html";
  const auto file = view.PackageFile(id, path);
  if (!file && file.error().code == ErrorCode::kNotFound && view.PackageFile(id, path + "/index.html")) {
    // A page's relative links need the slash.
    return Response::Redirect(EncodePath(request.path) + "/");
  }
  if (!file) return HttpError(request, HttpStatus(file.error().code));
  return Response::File({file->disk_path, file->size_bytes, file->etag}, file->media_type)
      .With("Content-Security-Policy", Policy(request))
      // Scripts, fonts and data of the package itself count as another origin's inside the sandbox. What
      // is here is open to everyone on this network and asks for no cookie, so any origin may read it.
      .With("Access-Control-Allow-Origin", "*")
      .With("Cross-Origin-Resource-Policy", "cross-origin")
      .With("Cache-Control", "no-cache");
}

}  // namespace

void AddCourseware(Router& router, SchoolView& view) {
  router.Add(
      {.method = "GET",
       .pattern = "/p/{id}/{path...}",
       .handler = [&view](const Request& r, const Captures& c) { return SendPackageFile(view, r, c); }});
  router.Add({.method = "GET", .pattern = "/p/{id}", .handler = [](const Request& r, const Captures&) {
                return Response::Redirect(EncodePath(r.path) + "/");
              }});
}

}  // namespace lianxiao::web
