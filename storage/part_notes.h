// Which bytes of a part were put down since it was recorded in the journal, in a file beside it, so that a
// program that is killed loses nothing of them.
//
//   entry = u64le(first) u64le(end) BLAKE2b-256(the part's bytes [first, end))
//
// Added to without a sync, which would wear out a card and hold up the line: what the kernel was given
// outlives the program. A power cut may leave the file old, torn or ahead of the part, so an entry counts
// only where the part's bytes have its digest. Private to this room; used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

struct PartNote {
  std::int64_t first = 0, end = 0;  // Of the part's bytes.
  BlobId digest;
};

class PartNotes {
 public:
  explicit PartNotes(std::unique_ptr<File> file) : file_(std::move(file)) {}

  // Reads what a program before this one left. Those whose bytes in `part` are not what they were are
  // dropped.
  Status Load(const File& part, std::int64_t part_bytes);
  const std::vector<PartNote>& notes() const { return notes_; }

  Status Add(std::int64_t first, std::string_view bytes);
  // Leaves only those that `keep` says are still worth something.
  Status Reduce(const std::function<bool(const PartNote&)>& keep);
  Status Sync() { return file_->Sync(); }

 private:
  std::unique_ptr<File> file_;
  std::vector<PartNote> notes_;
};

}  // namespace lianxiao::storage
