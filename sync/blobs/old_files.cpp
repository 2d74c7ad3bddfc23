#include "sync/blobs/old_files.h"

#include <algorithm>

namespace lianxiao::sync {
namespace {

Error Leaving() { return {ErrorCode::kOffline, "stopping"}; }

}  // namespace

Result<std::unique_ptr<OldFiles>> OldFiles::Search(storage::Disk& disk, const std::vector<std::string>& paths,
                                                   std::string_view signature, std::int64_t file_bytes,
                                                   Stopped stopped) {
  LIANXIAO_ASSIGN(auto finder, formats::BlockFinder::Read(signature, file_bytes));
  Files files;
  for (const auto& path : paths) {
    auto opened = disk.Open(path, storage::OpenMode::kRead);
    if (!opened) continue;
    files.push_back(*std::move(opened));
    const auto& file = *files.back();
    // What was found before a bad sector counts too.
    (void)finder.LookThrough([&](std::int64_t at, std::int64_t size) -> Result<std::string> {
      if (stopped()) return Fail(Leaving());
      return file.ReadAt(at, size);
    });
    if (stopped()) return Fail(Leaving());
  }
  std::unique_ptr<OldFiles> found(new OldFiles(std::move(files), finder.places(), finder.shape().block_bytes,
                                               file_bytes, std::move(stopped)));
  if (found->plan_.missing().bytes == file_bytes) {
    return Fail(ErrorCode::kNotFound,
                "nothing of it is in the " + std::to_string(found->files_.size()) + " old files");
  }
  return found;
}

std::optional<OldFiles::Range> OldFiles::RepairWanted(const formats::RepairShape& shape,
                                                      std::int64_t most_bytes) {
  const auto most = std::min(most_bytes, plan_.missing().OnTheWire());
  if (plan_.file_bytes() > formats::kMostRepairedBytes) return std::nullopt;
  if (repair_ == Repair::kNotAsked && block_bytes_ % shape.block_bytes == 0) {
    mending_.emplace(shape, plan_.file_bytes(), places_, block_bytes_);
    mending_->StopWhen(stopped_);
    repair_ = Repair::kSums;
    if (const auto sums = mending_->SumsWanted(); sums && mending_->LikelyBytes() < most) return sums;
  } else if (repair_ == Repair::kBlocks) {
    const auto blocks = mending_->BlocksWanted();
    const bool bearable = std::ssize(mending_->missing()) <= formats::kMostRowBytes / plan_.file_bytes();
    if (bearable && blocks && blocks->Bytes() + formats::kRangeHeadBytes < most) return blocks;
  }
  repair_ = Repair::kOver;
  return std::nullopt;
}

Status OldFiles::TakeRepair(std::string_view bytes) {
  const auto was = std::exchange(repair_, Repair::kOver);
  auto taken = was == Repair::kSums ? TakeSums(bytes) : TakeBlocks(bytes);
  // A small block may have been taken for another, and what its piece would cost is more than larger holes.
  if (!taken) plan_ = ReversePlan(places_, block_bytes_, plan_.file_bytes());
  return taken;
}

Status OldFiles::TakeSums(std::string_view bytes) {
  LIANXIAO_TRY(
      mending_->TakeSums(bytes, [this](std::int32_t old_file, std::int64_t offset, std::int64_t size) {
        return ReadOld(old_file, offset, size);
      }));
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto& file = *files_[i];
    (void)mending_->LookThrough(static_cast<std::int32_t>(i),
                                [&](std::int64_t at, std::int64_t size) { return file.ReadAt(at, size); });
  }
  if (stopped_()) return Fail(Leaving());
  repair_ = Repair::kBlocks;
  plan_ = ReversePlan(mending_->places(), mending_->shape().block_bytes, plan_.file_bytes());
  return {};
}

Status OldFiles::TakeBlocks(std::string_view bytes) {
  LIANXIAO_ASSIGN(mended_, mending_->TakeBlocks(
                               bytes, [this](std::int32_t old_file, std::int64_t offset, std::int64_t size) {
                                 return ReadOld(old_file, offset, size);
                               }));
  auto places = mending_->places();
  const auto block_bytes = mending_->shape().block_bytes;
  std::int64_t offset = 0;
  for (const auto block : mending_->missing()) {
    places[static_cast<std::size_t>(block)] = {static_cast<std::int32_t>(files_.size()), offset};
    offset += block_bytes;
  }
  plan_ = ReversePlan(places, block_bytes, plan_.file_bytes());
  return {};
}

Result<std::string> OldFiles::ReadOld(std::int32_t old_file, std::int64_t offset, std::int64_t size) const {
  if (static_cast<std::size_t>(old_file) < files_.size()) {
    return files_[static_cast<std::size_t>(old_file)]->ReadAt(offset, size);
  }
  return mended_.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

std::string OldFiles::Read(std::int64_t first, std::int64_t end) {
  std::string bytes;
  for (const auto& stretch : plan_.Within(first, end)) {
    const auto got = ReadOld(stretch.from.old_file, stretch.from.offset, stretch.end - stretch.first);
    if (!got) break;
    bytes += *got;
    if (std::ssize(*got) != stretch.end - stretch.first) break;
  }
  return bytes;
}

}  // namespace lianxiao::sync
