#include "center/publish/delta_maker.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "center/publish/copy_finder.h"
#include "center/publish/rdiff.h"
#include "center/publish/zstd_patch.h"
#include "storage/formats/copy_delta.h"
#include "storage/formats/packing.h"
#include "storage/mapped_file.h"

namespace lianxiao::center {
namespace {

using formats::DeltaFormat;

// Small blocks find small moves, large ones cost fewer commands on files that hardly changed.
constexpr std::array<std::size_t, 2> kRdiffBlocks = {512, 2048};
// zstd keeps tables for both files in memory; beyond this the county's old PC would swap.
constexpr std::size_t kMostZstdBytes = std::size_t{1} << 30;
constexpr std::size_t kMostRdiffDeltaBytes = std::size_t{1} << 30;

// A larger file that a delta makes, to compare it, is made on the disk.
constexpr std::size_t kMostInMemory = 64 << 20;

using Candidate = std::optional<MadeDelta>;

// So small that looking for a smaller one is not worth the office's minutes.
constexpr std::size_t kSmallEnough = 4096;

// Takes the packed bytes if they are the smallest so far.
void Consider(DeltaFormat format, std::optional<std::string> packed, Candidate& best) {
  if (!packed || (best && best->bytes.size() <= packed->size())) return;
  best = MadeDelta{format, *std::move(packed)};
}

// Finding takes seconds even for a long recording, and for one that was cut or packed anew it comes out ten
// times smaller than all others; so it is first.
void TryCopies(std::string_view old_bytes, std::string_view new_bytes, std::size_t most_bytes,
               Candidate& best) {
  auto delta = CopyDelta(old_bytes, new_bytes);
  if (delta && delta->size() <= most_bytes) Consider(DeltaFormat::kCopyDelta, std::move(delta), best);
}

Status TryZstd(std::string_view old_bytes, std::string_view new_bytes, std::size_t most_bytes,
               Candidate& best) {
  if (old_bytes.size() + new_bytes.size() > kMostZstdBytes) return {};
  LIANXIAO_ASSIGN(auto packed, ZstdAgainst(old_bytes, new_bytes, most_bytes));
  Consider(DeltaFormat::kZstdPatch, std::move(packed), best);
  return {};
}

// Of very large files librsync would find less than the copies did, at several times the memory.
Status TryRdiff(std::string_view old_bytes, std::string_view new_bytes, std::size_t most_bytes,
                Candidate& best) {
  if (old_bytes.size() + new_bytes.size() > kMostZstdBytes) return {};
  for (const auto block : kRdiffBlocks) {
    LIANXIAO_ASSIGN(const auto delta, RdiffDelta(old_bytes, new_bytes, block));
    LIANXIAO_ASSIGN(auto packed, ZstdAgainst({}, delta, most_bytes));
    Consider(DeltaFormat::kRdiffZstd, std::move(packed), best);
  }
  return {};
}

Status ApplyRdiffZstd(const MadeDelta& delta, std::string_view old_bytes, std::span<char> result) {
  LIANXIAO_ASSIGN(const auto commands_size, UnzstdSize(delta.bytes));
  if (commands_size > kMostRdiffDeltaBytes) return Fail(ErrorCode::kCorrupt, "delta: unpacks to too much");
  LIANXIAO_ASSIGN(const auto commands, formats::UnpackAgainst({}, delta.bytes, commands_size));
  LIANXIAO_ASSIGN(const auto made, RdiffPatch(old_bytes, commands, result.size()));
  if (made.size() != result.size()) return Fail(ErrorCode::kCorrupt, "delta: makes a file of another size");
  std::memcpy(result.data(), made.data(), made.size());
  return {};
}

Status ApplyInto(const MadeDelta& delta, std::string_view old_bytes, std::span<char> result) {
  switch (delta.format) {
    case DeltaFormat::kZstdPatch: return formats::UnpackAgainst(old_bytes, delta.bytes, result);
    case DeltaFormat::kPacked: return formats::UnpackAgainst({}, delta.bytes, result);
    case DeltaFormat::kRdiffZstd: return ApplyRdiffZstd(delta, old_bytes, result);
    case DeltaFormat::kCopyDelta: return formats::ApplyCopyDelta(old_bytes, delta.bytes, result);
  }
  std::abort();  // No default above, so that a new format fails to compile here.
}

Status Compare(const MadeDelta& delta, std::string_view old_bytes, std::string_view new_bytes,
               std::span<char> room) {
  LIANXIAO_TRY(ApplyInto(delta, old_bytes, room));
  if (std::string_view(room.data(), room.size()) == new_bytes) return {};
  return Fail(ErrorCode::kInternal, "a delta does not make the file it was made for");
}

Status CompareOnDisk(const MadeDelta& delta, std::string_view old_bytes, std::string_view new_bytes,
                     const std::string& path) {
  Status same;
  {
    LIANXIAO_ASSIGN(auto room, storage::MappedFile::Make(path, std::ssize(new_bytes)));
    same = Compare(delta, old_bytes, new_bytes, room.Bytes());
  }
  (void)std::remove(path.c_str());  // The scratch folder is emptied at the next opening anyway.
  return same;
}

Result<Candidate> Proved(Candidate delta, std::string_view old_bytes, std::string_view new_bytes,
                         const std::string& proof_path) {
  if (!delta) return delta;
  if (new_bytes.size() > kMostInMemory && !proof_path.empty()) {
    LIANXIAO_TRY(CompareOnDisk(*delta, old_bytes, new_bytes, proof_path));
  } else {
    std::string room(new_bytes.size(), '\0');
    LIANXIAO_TRY(Compare(*delta, old_bytes, new_bytes, room));
  }
  return delta;
}

}  // namespace

Result<std::optional<MadeDelta>> MakeDelta(std::string_view old_bytes, std::string_view new_bytes,
                                           std::int64_t most_bytes, const std::string& proof_path) {
  Candidate best;
  if (most_bytes <= 0) return best;
  const auto most = static_cast<std::size_t>(most_bytes);
  TryCopies(old_bytes, new_bytes, most, best);
  if (!best || best->bytes.size() > kSmallEnough) {
    LIANXIAO_TRY(TryZstd(old_bytes, new_bytes, best ? best->bytes.size() : most, best));
    LIANXIAO_TRY(TryRdiff(old_bytes, new_bytes, best ? best->bytes.size() : most, best));
  }
  return Proved(std::move(best), old_bytes, new_bytes, proof_path);
}

// What was measured (./dev bench large), rounded up: finding copies takes its tables and three times what it
// leaves over; zstd its tables; librsync its table and, in the worst case, all of the new file as commands.
std::int64_t MemoryToMake(std::int64_t old_bytes, std::int64_t new_bytes) {
  constexpr std::int64_t kMiB = 1 << 20;
  const auto together = old_bytes + new_bytes;
  const auto zstd = std::min(10 * together, 160 * kMiB);
  const auto proof = std::min(new_bytes, static_cast<std::int64_t>(kMostInMemory));
  if (old_bytes == 0) return zstd + new_bytes + proof;
  const auto copies = std::min(old_bytes, 128 * kMiB) + 3 * std::min(new_bytes, 256 * kMiB);
  if (together > static_cast<std::int64_t>(kMostZstdBytes)) return copies + proof;
  return std::max(copies, zstd + old_bytes / 10 + 2 * new_bytes) + proof;
}

Result<Candidate> PackWhole(std::string_view new_bytes, std::int64_t most_bytes,
                            const std::string& proof_path) {
  Candidate best;
  if (most_bytes <= 0) return best;
  LIANXIAO_ASSIGN(auto packed, ZstdAgainst({}, new_bytes, static_cast<std::size_t>(most_bytes)));
  Consider(DeltaFormat::kPacked, std::move(packed), best);
  return Proved(std::move(best), {}, new_bytes, proof_path);
}

Result<std::string> ApplyDelta(const MadeDelta& delta, std::string_view old_bytes, std::size_t new_size) {
  std::string made(new_size, '\0');
  LIANXIAO_TRY(ApplyInto(delta, old_bytes, made));
  return made;
}

}  // namespace lianxiao::center
