#include "storage/formats/packing.h"

#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace lianxiao::formats {
namespace {

struct FreeDStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
struct FreeDCtx {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct FreeCCtx {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::string Pack(std::string_view bytes, int level) {
  const std::unique_ptr<ZSTD_CCtx, FreeCCtx> context(ZSTD_createCCtx());
  if (!context) std::abort();  // Out of memory.
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, kMaxWindowLog);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress2(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) std::abort();  // Only if our own buffer or parameters were wrong.
  packed.resize(size);
  return packed;
}

Result<std::string> Unpack(std::string_view packed, std::size_t max_bytes) {
  const std::unique_ptr<ZSTD_DStream, FreeDStream> stream(ZSTD_createDStream());
  if (!stream) return Fail(ErrorCode::kInternal, "no memory to unpack");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kMaxWindowLog);

  std::string bytes;
  std::string chunk(std::min<std::size_t>(ZSTD_DStreamOutSize(), max_bytes + 1), '\0');
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  for (;;) {
    ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
    const auto left = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(left)) {
      return Fail(ErrorCode::kInvalid, std::string("zstd: ") + ZSTD_getErrorName(left));
    }
    if (bytes.size() + out.pos > max_bytes) {
      return Fail(ErrorCode::kInvalid, "unpacks to more than " + std::to_string(max_bytes) + " bytes");
    }
    bytes.append(chunk, 0, out.pos);
    if (left == 0) break;
    // Neither in nor out can move any more: the frame is not finished, but its bytes are.
    if (in.pos == in.size && out.pos < out.size) return Fail(ErrorCode::kInvalid, "zstd: cut short");
  }
  if (in.pos != in.size) return Fail(ErrorCode::kInvalid, "zstd: more bytes after the frame");
  return bytes;
}

// In one shot, so that zstd needs no window buffer of its own: the result is the window.
Status UnpackAgainst(std::string_view basis, std::string_view packed, std::span<char> into) {
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != into.size() ||
      ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size()) {
    return Fail(ErrorCode::kInvalid,
                "zstd: not one whole frame of " + std::to_string(into.size()) + " bytes");
  }
  const std::unique_ptr<ZSTD_DCtx, FreeDCtx> context(ZSTD_createDCtx());
  if (!context) return Fail(ErrorCode::kInternal, "no memory to unpack");
  if (ZSTD_isError(ZSTD_DCtx_refPrefix(context.get(), basis.data(), basis.size()))) {
    return Fail(ErrorCode::kInternal, "zstd does not take the basis");
  }
  const auto made =
      ZSTD_decompressDCtx(context.get(), into.data(), into.size(), packed.data(), packed.size());
  if (ZSTD_isError(made)) return Fail(ErrorCode::kInvalid, std::string("zstd: ") + ZSTD_getErrorName(made));
  if (made != into.size()) return Fail(ErrorCode::kInvalid, "zstd: cut short");
  return {};
}

Result<std::string> UnpackAgainst(std::string_view basis, std::string_view packed, std::size_t size) {
  // What the frame itself says first: a stranger's small frame does not make us ask for much.
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != size) {
    return Fail(ErrorCode::kInvalid, "zstd: not one whole frame of " + std::to_string(size) + " bytes");
  }
  std::string bytes(size, '\0');
  LIANXIAO_TRY(UnpackAgainst(basis, packed, std::span(bytes)));
  return bytes;
}

}  // namespace lianxiao::formats
