// The catalog page by page, for who needs few of its lessons: a county has a hundred thousand and more, and
// all of them at once are hundreds of megabytes, which a small box has not.
#pragma once

#include <functional>
#include <unordered_set>
#include <vector>

#include "storage/base/digest.h"
#include "storage/catalog.h"

namespace lianxiao::sync {

// In order of ids; memory: a page.
Status ForEachLesson(const storage::Catalog& catalog,
                     const std::function<void(storage::CatalogEntry&&)>& visit);
// The same; memory: those that matter, and a page.
Result<std::vector<storage::CatalogEntry>> LessonsThat(
    const storage::Catalog& catalog, const std::function<bool(const storage::CatalogEntry&)>& matter);
// Whether one of these blobs is a file of the resource, a piece list, or leads to one of its files.
bool NamesAnyOf(const formats::Resource& resource, const std::unordered_set<BlobId>& blobs);

}  // namespace lianxiao::sync
