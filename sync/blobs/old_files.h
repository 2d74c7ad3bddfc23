// The old files from which a new one is put together, open for reading. They may be older versions, whole, or
// parts of them: whatever they say is believed only with the digest of its piece. Used from one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/disk.h"
#include "sync/blobs/download.h"
#include "sync/blobs/reverse_plan.h"

namespace lianxiao::sync {

class OldFiles final : public KnownBytes {
 public:
  // Looks through the files at `paths` for what `signature` tells of the new one. Reads all of them once; a
  // file that cannot be read is left out. kCorrupt: the signature is no good. kNotFound: nothing was found.
  static Result<std::unique_ptr<OldFiles>> Search(storage::Disk& disk, const std::vector<std::string>& paths,
                                                  std::string_view signature, std::int64_t file_bytes);

  const ReversePlan& plan() const { return plan_; }

  std::int64_t Until(std::int64_t at) const override { return plan_.Until(at); }
  std::int64_t Next(std::int64_t at) const override { return plan_.Next(at); }
  std::string Read(std::int64_t first, std::int64_t end) override;

 private:
  OldFiles(std::vector<std::unique_ptr<storage::File>> files, ReversePlan plan)
      : files_(std::move(files)), plan_(std::move(plan)) {}

  std::vector<std::unique_ptr<storage::File>> files_;
  ReversePlan plan_;
};

}  // namespace lianxiao::sync
