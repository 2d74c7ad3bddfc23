// A school's own courseware as values. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/time.h"
#include "storage/courseware/details.h"

namespace lianxiao::storage {

struct NewUpload {
  std::string owner;  // An account's id.
  std::string name;   // Of the file, as the browser says it.
  std::int64_t size_bytes = 0;
  std::string mark;  // By which the browser knows the same file again: up to 64 hex digits.
};

// A file on its way into the box.
struct Upload {
  std::string id;  // 32 hex digits.
  std::string owner, name;
  std::int64_t size_bytes = 0;
  std::string mark;
  std::int64_t received = 0;  // Bytes from the start; the next piece begins there.
  WallTime used;
};

struct CoursewareFile {
  std::int64_t version = 0;
  BlobId blob;
  std::int64_t size_bytes = 0;
  std::string name, media_type;
  WallTime added;
  std::optional<WallTime> replaced;  // Nothing: it is the one that is shown.
  bool damaged = false;              // The medium changed it. Brought again, it is whole again.
};

struct Courseware {
  std::string id;     // 16 hex digits; lists of others name it "own:" + id.
  std::string owner;  // An account's id. Whose name that is, only the accounts say.
  CoursewareDetails details;
  CoursewareFile file;                  // The one that is shown.
  std::vector<CoursewareFile> earlier;  // Replaced, newest first; told by Find alone.
  WallTime made, changed;
  std::optional<WallTime> deleted;  // It can be restored for some days.
};

struct CoursewareFilter {
  std::string owner;                 // Empty: everybody's.
  std::string words;                 // Each in its title, description, place or file name. Empty: any.
  std::string grade, subject, unit;  // Empty: any.
  bool deleted = false;
  std::int64_t offset = 0, limit = 60;
};

struct CoursewareList {
  std::vector<Courseware> items;  // Changed last first.
  std::int64_t total = 0;
};

struct CheckedCourseware {
  BlobId blob;
  std::int64_t size_bytes = 0;
  WallTime checked;  // Last read whole.
};

struct CoursewareTotals {
  std::int64_t items = 0;         // Shown.
  std::int64_t bytes = 0;         // On the disk: deleted and replaced files too, each once.
  std::int64_t upload_bytes = 0;  // Promised to files on their way.
  std::int64_t budget_bytes = 0;  // For both.
  std::int64_t most_of_a_file = 0;
};

}  // namespace lianxiao::storage
