// The rows of own courseware in the journal. Private to this room.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/courseware/courseware.h"
#include "storage/database.h"

namespace lianxiao::storage::courseware_rows {

struct UploadRow {
  Upload upload;               // `received` is what was synced.
  std::optional<BlobId> blob;  // About to get its place.
};

Result<std::vector<UploadRow>> Uploads(const Database& journal);
Status InsertUpload(Database& journal, const Upload& upload);
Status NoteDurable(Database& journal, const std::string& id, std::int64_t bytes, WallTime now);
Status NoteBlob(Database& journal, const std::string& id, const std::optional<BlobId>& blob);
Status DeleteUpload(Connection& c, const std::string& id);

// Within the transaction that ends the upload. kNotFound "own.unknown": no such item.
Status InsertItem(Connection& c, const Courseware& item, const std::string& upload);
Status ReplaceFile(Connection& c, const std::string& item, CoursewareFile file, const std::string& upload);

Result<Courseware> Find(const Database& journal, const std::string& id);  // kNotFound "own.unknown".
Result<std::optional<std::string>> ItemOfUpload(const Database& journal, const std::string& upload);
Result<CoursewareList> List(const Database& journal, const CoursewareFilter& filter);
Status Change(Database& journal, const std::string& id, const CoursewareDetails& details, WallTime now);
Status SetDeleted(Database& journal, const std::string& id, std::optional<WallTime> when);
Status ShowVersion(Database& journal, const std::string& id, std::int64_t version, WallTime now);

struct Sums {
  std::int64_t items = 0, bytes = 0;
};
Result<Sums> Totals(const Database& journal);
Result<std::set<BlobId>> Blobs(const Database& journal);
// Forgets items deleted, and files replaced, before `before`.
Status Purge(Database& journal, WallTime before);

enum class Found { kWhole, kDamaged };
Result<std::optional<CheckedCourseware>> LeastLatelyChecked(const Database& journal);
// False: no item has that file any more, and nothing was noted.
Result<bool> NoteChecked(Database& journal, const BlobId& blob, WallTime now, Found found);
Result<std::vector<Courseware>> Damaged(const Database& journal);

}  // namespace lianxiao::storage::courseware_rows
