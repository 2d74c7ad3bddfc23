#include "sync/relay/way_keeper.h"

#include <algorithm>
#include <optional>

#include "storage/way_shelf.h"
#include "sync/blobs/lessons_that.h"
#include "sync/line/small_file.h"
#include "sync/relay/tuning.h"

namespace lianxiao::sync {
namespace {

std::string PathOf(const BlobId& id) {
  const auto hex = id.Hex();
  return "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

}  // namespace

Status WayKeeper::Run(Line& line, Mirrors& mirrors) {
  if (parts_.ways == nullptr) return {};
  const auto news = parts_.ways->TakeAsked();
  asked_.insert(news.begin(), news.end());
  if (asked_.empty()) return {};
  LIANXIAO_ASSIGN(const auto named, Named());
  // What is named stays until there is room for it; the rest was no question of ours.
  std::erase_if(asked_, [&named = named](const BlobId& id) { return !named.contains(id); });
  auto room = std::min(kWayBytesPerRound, LeftToday());
  for (const auto& [id, size] : named) {
    if (line.Stopped()) return {};
    if (size > room) continue;
    const auto fetched = Fetch(line, mirrors, id, size);
    if (!fetched && fetched.error().code == ErrorCode::kOffline) return fetched;
    // Whatever else became of it: it is fetched again when somebody asks again.
    asked_.erase(id);
    room -= size;
    today_bytes_ += size;
    LIANXIAO_TRY(fetched);
  }
  return {};
}

std::int64_t WayKeeper::LeftToday() {
  const auto now = parts_.clock.Now();
  if (!today_ || now - *today_ >= kDayMs) {
    today_ = now;
    today_bytes_ = 0;
  }
  return std::max<std::int64_t>(parts_.ways->most_bytes() - today_bytes_, 0);
}

Result<std::map<BlobId, std::int64_t>> WayKeeper::Named() const {
  std::map<BlobId, std::int64_t> named;
  const auto most = std::min(kMostWayBytes, parts_.ways->most_bytes());
  const auto look = [&](const BlobId& id, std::int64_t size) {
    if (size <= most && asked_.contains(id)) named.emplace(id, size);
  };
  const auto looked = LessonsThat(parts_.catalog, [&](const storage::CatalogEntry& entry) {
    for (const auto& way : entry.published.Ways()) {
      look(way.blob, way.size_bytes);
      if (way.HasPieces() && way.size_bytes <= most) look(way.pieces, kMostWayPieceListBytes);
    }
    return false;  // None is kept.
  });
  if (!looked) return Fail(looked.error());
  return named;
}

Status WayKeeper::Fetch(Line& line, Mirrors& mirrors, const BlobId& id, std::int64_t most_bytes) {
  std::optional<Error> away = Error{ErrorCode::kOffline, "no mirror can be reached"};
  for (const int mirror : mirrors.Usable(parts_.clock.Now())) {
    const auto got = FetchSmallFile(line, mirrors.Url(mirror, PathOf(id)), most_bytes);
    if (!got && got.error().code == ErrorCode::kOffline) continue;
    away.reset();
    if (!got) continue;
    const auto put = parts_.ways->Put(id, *got);
    if (put || put.error().code != ErrorCode::kCorrupt) return put;
  }
  // One that no mirror has as it was signed is not waited for.
  return away ? Status(Fail(*away)) : Status();
}

}  // namespace lianxiao::sync
