// The old files from which a new one is put together, open for reading. They may be older versions, whole, or
// parts of them: whatever they say is believed only with the digest of its piece. What they lack may be put
// together by a repair (formats/repair.h), which counts as one old file more. Used from one thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/disk.h"
#include "storage/formats/repair.h"
#include "sync/blobs/download.h"
#include "sync/blobs/reverse_plan.h"

namespace lianxiao::sync {

class OldFiles final : public KnownBytes {
 public:
  using Stopped = std::function<bool()>;
  // Looks through the files at `paths` for what `signature` tells of the new one. Reads all of them once; a
  // file that cannot be read is left out. kCorrupt: the signature is no good. kNotFound: nothing was found.
  // This and what follows leave off with kOffline soon after `stopped` says yes.
  static Result<std::unique_ptr<OldFiles>> Search(
      storage::Disk& disk, const std::vector<std::string>& paths, std::string_view signature,
      std::int64_t file_bytes, Stopped stopped = [] { return false; });

  const ReversePlan& plan() const { return plan_; }

  // The range of a repair of that shape that is to be fetched next; nothing: what is missing comes otherwise,
  // or nothing is. `most_bytes`: what it costs by the cheapest other way than ranges.
  using Range = formats::Mending::Range;
  std::optional<Range> RepairWanted(const formats::RepairShape& shape, std::int64_t most_bytes);
  // That range's bytes. On a failure the plan is as it was without the repair.
  Status TakeRepair(std::string_view bytes);

  std::int64_t Until(std::int64_t at) const override { return plan_.Until(at); }
  std::int64_t Next(std::int64_t at) const override { return plan_.Next(at); }
  std::string Read(std::int64_t first, std::int64_t end) override;

 private:
  using Files = std::vector<std::unique_ptr<storage::File>>;
  enum class Repair { kNotAsked, kSums, kBlocks, kOver };
  OldFiles(Files files, std::vector<ReversePlan::Place> places, std::int64_t block_bytes,
           std::int64_t file_bytes, Stopped stopped)
      : stopped_(std::move(stopped)),
        files_(std::move(files)),
        places_(std::move(places)),
        block_bytes_(block_bytes),
        plan_(places_, block_bytes, file_bytes) {}
  Status TakeSums(std::string_view bytes);
  Status TakeBlocks(std::string_view bytes);
  Result<std::string> ReadOld(std::int32_t old_file, std::int64_t offset, std::int64_t size) const;

  Stopped stopped_;
  Files files_;
  std::vector<ReversePlan::Place> places_;
  std::int64_t block_bytes_;
  ReversePlan plan_;
  Repair repair_ = Repair::kNotAsked;
  std::optional<formats::Mending> mending_;
  std::string mended_;  // What the repair brought: the last of the old files.
};

}  // namespace lianxiao::sync
