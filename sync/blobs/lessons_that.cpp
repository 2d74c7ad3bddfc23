#include "sync/blobs/lessons_that.h"

#include <algorithm>
#include <utility>

namespace lianxiao::sync {
namespace {

// A megabyte or two; and few transactions for a hundred thousand lessons.
constexpr std::int64_t kPageLessons = 500;

}  // namespace

Status ForEachLesson(const storage::Catalog& catalog,
                     const std::function<void(storage::CatalogEntry&&)>& visit) {
  std::string after;
  for (;;) {
    LIANXIAO_ASSIGN(auto page, catalog.After(after, kPageLessons));
    if (page.empty()) return {};
    after = page.back().published.id;
    for (auto& entry : page) visit(std::move(entry));
  }
}

Result<std::vector<storage::CatalogEntry>> LessonsThat(
    const storage::Catalog& catalog, const std::function<bool(const storage::CatalogEntry&)>& matter) {
  std::vector<storage::CatalogEntry> kept;
  LIANXIAO_TRY(ForEachLesson(catalog, [&](storage::CatalogEntry&& entry) {
    if (matter(entry)) kept.push_back(std::move(entry));
  }));
  return kept;
}

bool NamesAnyOf(const formats::Resource& resource, const std::unordered_set<BlobId>& blobs) {
  const auto any = [&](const auto& named) {
    return std::ranges::any_of(named, [&](const auto& one) {
      return blobs.contains(one.blob) || (one.HasPieces() && blobs.contains(one.pieces));
    });
  };
  return any(resource.files) || any(resource.Ways());
}

}  // namespace lianxiao::sync
