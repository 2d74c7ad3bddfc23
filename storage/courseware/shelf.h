// 本校课件: what the school's own teachers brought, apart from the county's library.
//
//   own/files/ab/cdef…   whole, checked, named by the digest of its bytes, never evicted
//   own/parts/ID.part    on its way from a browser (upload_desk.h)
//
// Nothing of it makes way for lessons. What is deleted or replaced stays for kKeepMs and can be restored.
// Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/courseware/courseware.h"
#include "storage/database.h"
#include "storage/disk.h"

namespace lianxiao::storage {

struct ShelfOptions {
  std::int64_t most_of_a_file = std::int64_t{2} << 30;
  std::int64_t budget_bytes = std::int64_t{20} << 30;
  std::int64_t keep_free_bytes = 0;  // As for lessons.
};

class CoursewareShelf {
 public:
  static Result<std::unique_ptr<CoursewareShelf>> Open(Disk& disk, Database& journal, const Clock& clock,
                                                       Log& log, std::string root, ShelfOptions options = {});
  virtual ~CoursewareShelf() = default;

  // --- Files on their way. An upload that is not the owner's is kNotFound "own.no_upload".
  // The same file chosen again goes on. kInvalid "own.name", "own.mark", "own.empty"; kRefused
  // "own.kind", "own.too_large", "own.too_many"; kNoSpace "own.budget", "own.disk_full".
  virtual Result<Upload> Begin(const NewUpload& wanted) = 0;
  virtual Result<Upload> FindUpload(const std::string& id, const std::string& owner) const = 0;
  virtual std::vector<Upload> Uploads(const std::string& owner) const = 0;
  // kInvalid "own.offset: …": go on where FindUpload says. kNoSpace: the disk is full.
  virtual Result<Upload> Put(const std::string& id, const std::string& owner, std::int64_t at,
                             std::string_view bytes) = 0;
  virtual Status DropUpload(const std::string& id, const std::string& owner) = 0;

  // --- Items. Durable when it returns; asking again with the same upload gives the same item. kInvalid as
  // CheckDetails, "own.unfinished"; kRefused as KindOfFile (then the upload is gone).
  virtual Result<Courseware> Add(const std::string& upload, const std::string& owner,
                                 const CoursewareDetails& details) = 0;
  // kNotFound "own.unknown" from all that name an item.
  virtual Status Replace(const std::string& id, const std::string& upload, const std::string& owner) = 0;
  virtual Status Change(const std::string& id, const CoursewareDetails& details) = 0;
  virtual Status Delete(const std::string& id) = 0;                             // Again is no mistake.
  virtual Status Restore(const std::string& id) = 0;                            // Again is no mistake.
  virtual Status ShowEarlier(const std::string& id, std::int64_t version) = 0;  // "own.version_gone".
  virtual Result<Courseware> Find(const std::string& id) const = 0;             // Deleted ones too.
  virtual Result<CoursewareList> List(const CoursewareFilter& filter) const = 0;
  // kNotFound: lost by the disk. kCorrupt: changed by it, so nobody is shown it.
  virtual Result<std::string> PathOf(const CoursewareFile& file) const = 0;
  virtual Result<CoursewareTotals> Totals() const = 0;

  // Forgets what was deleted or replaced kKeepMs ago, and uploads that nobody went on with for kUploadMs. For
  // a clock that can be believed.
  virtual Status Tidy(WallTime now) = 0;

  // --- Reading everything again. Damaged files are left out until they are brought again.
  virtual Result<std::optional<CheckedCourseware>> LeastLatelyChecked() const = 0;  // Nothing: there is none.
  // Reads it whole. kCorrupt: it is not what was saved, or gone; that is noted, and what is left of it is
  // kept. kNotFound: it is nobody's any more.
  virtual Status Recheck(const BlobId& blob) = 0;
  virtual Result<std::vector<Courseware>> Damaged() const = 0;  // Shown items whose file is; newest first.

  static constexpr std::int64_t kKeepMs = 30 * kDayMs;
  static constexpr std::int64_t kUploadMs = 14 * kDayMs;
  static constexpr std::size_t kMostUploads = 20;  // Of one owner at a time.
};

}  // namespace lianxiao::storage
