#include "center/publish/delta_maker.h"

#include <array>

#include "center/publish/copy_finder.h"
#include "center/publish/rdiff.h"
#include "center/publish/zstd_patch.h"
#include "storage/formats/copy_delta.h"

namespace lianxiao::center {
namespace {

using formats::DeltaFormat;

// Small blocks find small moves, large ones cost fewer commands on files that hardly changed.
constexpr std::array<std::size_t, 2> kRdiffBlocks = {512, 2048};
// zstd keeps tables for both files in memory; beyond this the county's old PC would swap.
constexpr std::size_t kMostZstdBytes = std::size_t{1} << 30;
constexpr std::size_t kMostRdiffDeltaBytes = std::size_t{1} << 30;

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

Status TryRdiff(std::string_view old_bytes, std::string_view new_bytes, std::size_t most_bytes,
                Candidate& best) {
  for (const auto block : kRdiffBlocks) {
    LIANXIAO_ASSIGN(const auto delta, RdiffDelta(old_bytes, new_bytes, block));
    LIANXIAO_ASSIGN(auto packed, ZstdAgainst({}, delta, most_bytes));
    Consider(DeltaFormat::kRdiffZstd, std::move(packed), best);
  }
  return {};
}

Result<std::string> ApplyRdiffZstd(const MadeDelta& delta, std::string_view old_bytes, std::size_t new_size) {
  LIANXIAO_ASSIGN(const auto commands_size, UnzstdSize(delta.bytes));
  if (commands_size > kMostRdiffDeltaBytes) return Fail(ErrorCode::kCorrupt, "delta: unpacks to too much");
  LIANXIAO_ASSIGN(const auto commands, UnzstdAgainst({}, delta.bytes, commands_size));
  LIANXIAO_ASSIGN(auto made, RdiffPatch(old_bytes, commands, new_size));
  if (made.size() != new_size) return Fail(ErrorCode::kCorrupt, "delta: makes a file of another size");
  return made;
}

Result<Candidate> Proved(Candidate delta, std::string_view old_bytes, std::string_view new_bytes) {
  if (!delta) return delta;
  LIANXIAO_ASSIGN(const auto made, ApplyDelta(*delta, old_bytes, new_bytes.size()));
  if (made != new_bytes) return Fail(ErrorCode::kInternal, "a delta does not make the file it was made for");
  return delta;
}

}  // namespace

Result<std::optional<MadeDelta>> MakeDelta(std::string_view old_bytes, std::string_view new_bytes,
                                           std::int64_t most_bytes) {
  Candidate best;
  if (most_bytes <= 0) return best;
  const auto most = static_cast<std::size_t>(most_bytes);
  TryCopies(old_bytes, new_bytes, most, best);
  if (!best || best->bytes.size() > kSmallEnough) {
    LIANXIAO_TRY(TryZstd(old_bytes, new_bytes, best ? best->bytes.size() : most, best));
    LIANXIAO_TRY(TryRdiff(old_bytes, new_bytes, best ? best->bytes.size() : most, best));
  }
  return Proved(std::move(best), old_bytes, new_bytes);
}

Result<Candidate> PackWhole(std::string_view new_bytes, std::int64_t most_bytes) {
  Candidate best;
  if (most_bytes <= 0) return best;
  LIANXIAO_ASSIGN(auto packed, ZstdAgainst({}, new_bytes, static_cast<std::size_t>(most_bytes)));
  Consider(DeltaFormat::kPacked, std::move(packed), best);
  return Proved(std::move(best), {}, new_bytes);
}

Result<std::string> ApplyDelta(const MadeDelta& delta, std::string_view old_bytes, std::size_t new_size) {
  switch (delta.format) {
    case DeltaFormat::kZstdPatch: return UnzstdAgainst(old_bytes, delta.bytes, new_size);
    case DeltaFormat::kPacked: return UnzstdAgainst({}, delta.bytes, new_size);
    case DeltaFormat::kRdiffZstd: return ApplyRdiffZstd(delta, old_bytes, new_size);
    case DeltaFormat::kCopyDelta: break;
  }
  std::string made(new_size, '\0');
  LIANXIAO_TRY(formats::ApplyCopyDelta(old_bytes, delta.bytes, made));
  return made;
}

}  // namespace lianxiao::center
