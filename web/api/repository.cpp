#include "web/api/repository.h"

#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

std::string MediaType(std::string_view path) {
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".zst")) return "application/zstd";
  return "application/octet-stream";
}

Response SendRepositoryFile(const FindRepositoryFile& find, const Request& request) {
  const auto file = find(request.path.substr(1));
  if (!file) return HttpError(request, HttpStatus(file.error().code));
  return Response::File({file->disk_path, file->size_bytes, file->etag}, MediaType(request.path))
      .With("Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
}

}  // namespace

void AddRepository(Router& router, CenterView& view) {
  AddRepository(router, [&view](const std::string& path) { return view.Repository(path); });
}

void AddRepository(Router& router, const FindRepositoryFile& find) {
  for (const auto* pattern : {"/metadata/{path...}", "/targets/{path...}", "/blobs/{path...}"}) {
    router.Add({.method = "GET", .pattern = pattern, .handler = [find](const Request& r, const Captures&) {
                  return SendRepositoryFile(find, r);
                }});
  }
}

}  // namespace lianxiao::web
