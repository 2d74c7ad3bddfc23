// What the county's console and command line may know and do about going back. The console only asks: what
// boxes trust is signed elsewhere. web owns it, daemon implements it, tests fake it. Every call is safe from
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

struct RollbackBundle {
  std::string id, name;
  std::int64_t lessons = 0;  // That would go back.
  bool asks_again = false;   // And what it asks for.
};

struct RollbackLesson {
  std::string id, title;
  std::int64_t version = 0;
  bool withdrawn = false;
  WallTime published;
};

// One lesson: what it is, and what it would be again.
struct RollbackChange {
  std::string id, title, old_title;
  std::int64_t version = 0, content_of = 0, becomes = 0;
  bool withdrawn = false, was_withdrawn = false;
  std::optional<WallTime> published, was_published;
  std::vector<std::string> files;  // That differ, as they were.
  std::int64_t bytes = 0;          // Of those.
};

// What would happen. `plan` names it: what was shown is what is asked for.
struct RollbackPreview {
  std::string kind, id, name;  // "bundle", "lesson"
  std::string plan;
  std::int64_t lessons = 0;  // In all; the first ones are in `changes`.
  std::vector<RollbackChange> changes;
  bool asks_again = false;
  std::vector<std::string> leave, join, stay;  // Titles; `stay`: came new, there is nothing older.
  std::int64_t bytes = 0;                      // Most that a box fetches for it.
};

struct RollbackWish {
  std::int64_t number = 0;
  std::string kind, id, name, plan, who, why;
  WallTime asked;
  // "waiting", "changed" (something else was published since), "unknown" (waits; what was published cannot be
  // looked up now), "done", "dropped"
  std::string state;
  std::string decided_by;
  std::optional<WallTime> decided;
};

class RollbackView {
 public:
  virtual ~RollbackView() = default;

  virtual Result<std::vector<RollbackBundle>> Bundles() const = 0;  // That have something older.
  // Published last first; of these words, when there are any.
  virtual Result<std::vector<RollbackLesson>> Lessons(const std::string& words) const = 0;
  // kNotFound "rollback.…", kInvalid "rollback.same".
  virtual Result<RollbackPreview> Preview(const std::string& kind, const std::string& id) const = 0;

  virtual Result<std::vector<RollbackWish>> Wishes() const = 0;  // What waits first, then what was decided.
  // kRefused "rollback.changed": it would do something else than `plan`. kInvalid "rollback.why".
  virtual Result<RollbackWish> Ask(const std::string& kind, const std::string& id, const std::string& plan,
                                   const std::string& who, const std::string& why) = 0;
  virtual Result<RollbackWish> Drop(std::int64_t number, const std::string& who) = 0;  // kNotFound
  virtual Result<RollbackWish> Done(std::int64_t number, const std::string& who) = 0;  // kNotFound
};

}  // namespace lianxiao::web
