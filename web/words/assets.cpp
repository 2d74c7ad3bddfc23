#include "web/words/assets.h"

#include <algorithm>
#include <map>

#include "lianxiao_web_PageFiles.h"
#include "storage/base/digest.h"

namespace lianxiao::web {
namespace {

struct Asset {
  std::string_view bytes;
  std::string_view media_type;
  std::string digest;
};

std::string_view MediaType(std::string_view path) {
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  if (path.ends_with(".png")) return "image/png";
  if (path.ends_with(".webmanifest")) return "application/manifest+json; charset=utf-8";
  return {};  // A template.
}

// Long enough that two versions of one file never share it.
constexpr std::size_t kDigestDigits = 12;

const std::map<std::string, Asset, std::less<>>& Assets() {
  static const auto assets = [] {
    std::map<std::string, Asset, std::less<>> made;
    for (const auto& file : PageFiles()) {
      const auto type = MediaType(file.path);
      if (type.empty()) continue;
      const auto name = file.path.substr(file.path.rfind('/') + 1);
      made.emplace(name, Asset{file.bytes, type, HashOf(file.bytes).Hex().substr(0, kDigestDigits)});
    }
    return made;
  }();
  return assets;
}

Response Send(const Request& request, std::string_view name) {
  const auto found = Assets().find(name);
  if (found == Assets().end()) {
    return Response::Text("", 404);
  }
  const Asset& asset = found->second;
  Response response;
  response.body = std::string(asset.bytes);
  // Asked for with its digest the answer can never change; without, the browser asks again each time.
  const bool pinned = request.Query("v") == asset.digest;
  response.With("Content-Type", std::string(asset.media_type))
      .With("ETag", "\"" + asset.digest + "\"")
      .With("Cache-Control", pinned ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

}  // namespace

Result<std::string> AssetAddress(std::string_view name) {
  const auto found = Assets().find(name);
  if (found == Assets().end()) return Fail(ErrorCode::kNotFound, "no file pages/" + std::string(name));
  return "/assets/" + std::string(name) + "?v=" + found->second.digest;
}

void AddAssets(Router& router) {
  router.Add({.method = "GET",
              .pattern = "/assets/{name}",
              .handler = [](const Request& request,
                            const Captures& captures) { return Send(request, captures.at("name")); },
              .where = Where::kAtOnce});
  router.Add({.method = "GET",
              .pattern = "/favicon.ico",
              .handler = [](const Request& request, const Captures&) { return Send(request, "icon.png"); },
              .where = Where::kAtOnce});
}

}  // namespace lianxiao::web
