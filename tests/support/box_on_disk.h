// The parts of a box in a folder: what the engine works on. Making it again from the same folder is what a
// restart is.
#pragma once

#include <memory>
#include <string>

#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/lesson_marks.h"
#include "storage/library.h"
#include "storage/part_owners.h"
#include "storage/search/index.h"
#include "storage/usage_log.h"

namespace lianxiao::test {

class BoxOnDisk {
 public:
  // Aborts when it cannot be opened. `vfs`: where SQLite finds `on` (FalseVfs); empty: the real disk.
  BoxOnDisk(storage::Disk& on, const std::string& folder, const std::string& search_path, const Clock& clock,
            const std::string& vfs = {});

  // One event of a lesson opened, durable.
  void Use(const std::string& resource);
  std::string Read(const std::string& resource) const;  // The main file of the held version; empty: none.
  std::int64_t HeldVersion(const std::string& resource) const;  // 0: none.
  bool HasProblem(const std::string& key) const;
  std::string ProblemSubjects(const std::string& key = {}) const;  // A line for each; of all without key.

 private:
  NoLog log_;

 public:
  storage::Disk& disk;
  std::unique_ptr<storage::Database> journal;
  storage::BoxState state;
  storage::Catalog catalog;
  storage::UsageLog usage;
  storage::LessonMarks marks;
  storage::PartOwners part_owners;
  std::unique_ptr<storage::Library> library;
  std::unique_ptr<storage::SearchIndex> search;

 private:
  const Clock& clock_;
};

}  // namespace lianxiao::test
