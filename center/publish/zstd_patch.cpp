#include "center/publish/zstd_patch.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>
#include <memory>

namespace lianxiao::center {
namespace {

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

// Level 19 makes about 2 MB/s; a long recording would keep the office waiting for an hour.
constexpr std::size_t kThoroughBytes = 64 << 20;
int LevelFor(std::size_t bytes) { return bytes <= kThoroughBytes ? 19 : 9; }

// The window has to reach from the end of the new file back to the start of the old one.
int WindowLogFor(std::size_t bytes) {
  const auto bounds = ZSTD_cParam_getBounds(ZSTD_c_windowLog);
  return std::clamp(static_cast<int>(std::bit_width(bytes)), bounds.lowerBound, bounds.upperBound);
}

Error Problem(std::string_view doing, std::size_t code) {
  return {ErrorCode::kInternal, std::string(doing) + ": " + ZSTD_getErrorName(code)};
}

Status SetUp(ZSTD_CCtx* context, std::string_view prefix, std::string_view bytes) {
  const auto together = prefix.size() + bytes.size();
  const std::pair<ZSTD_cParameter, int> parameters[] = {
      {ZSTD_c_compressionLevel, LevelFor(together)},
      {ZSTD_c_windowLog, WindowLogFor(together)},
      {ZSTD_c_enableLongDistanceMatching, prefix.empty() ? 0 : 1}};
  for (const auto& [parameter, value] : parameters) {
    const auto set = ZSTD_CCtx_setParameter(context, parameter, value);
    if (ZSTD_isError(set)) return Fail(Problem("zstd parameter", set));
  }
  const auto referred = ZSTD_CCtx_refPrefix(context, prefix.data(), prefix.size());
  if (ZSTD_isError(referred)) return Fail(Problem("zstd prefix", referred));
  return {};
}

}  // namespace

Result<std::optional<std::string>> ZstdAgainst(std::string_view prefix, std::string_view bytes,
                                               std::size_t most_bytes) {
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  if (!context) return Fail(ErrorCode::kInternal, "zstd: out of memory");
  LIANXIAO_TRY(SetUp(context.get(), prefix, bytes));
  // A buffer of the limit's size ends a hopeless try early. What is not written to takes no memory.
  const auto room = std::min(most_bytes, ZSTD_compressBound(bytes.size()));
  const auto packed = std::make_unique_for_overwrite<char[]>(room);
  const auto size = ZSTD_compress2(context.get(), packed.get(), room, bytes.data(), bytes.size());
  if (ZSTD_getErrorCode(size) == ZSTD_error_dstSize_tooSmall) return std::nullopt;
  if (ZSTD_isError(size)) return Fail(Problem("zstd", size));
  return std::string(packed.get(), size);
}

Result<std::size_t> UnzstdSize(std::string_view packed) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return Fail(ErrorCode::kCorrupt, "zstd: the frame does not tell its size");
  }
  return static_cast<std::size_t>(size);
}

}  // namespace lianxiao::center
