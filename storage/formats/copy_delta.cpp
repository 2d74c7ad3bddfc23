#include "storage/formats/copy_delta.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

constexpr std::string_view kMagic = "LXD1";
constexpr std::size_t kHeadBytes = 9;
constexpr char kPrefixed = 1;
constexpr int kControlLevel = 19;
constexpr std::size_t kMaxNumberBytes = 9;  // 63 bits.
constexpr std::array kColumns = {&CopyOp::seek, &CopyOp::copy, &CopyOp::diff, &CopyOp::insert};

tl::unexpected<Error> Wrong(std::string_view what) {
  return Fail(ErrorCode::kCorrupt, "copy delta: " + std::string(what));
}

std::uint64_t ZigZag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
std::int64_t UnZigZag(std::uint64_t n) {
  return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
}

void PutNumber(std::string& to, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) to += static_cast<char>(n | 0x80);
  to += static_cast<char>(n);
}

std::optional<std::uint64_t> TakeNumber(std::string_view& from) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < kMaxNumberBytes && i < from.size(); ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    n |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    from.remove_prefix(i + 1);
    return n;
  }
  return std::nullopt;
}

std::string PackOps(std::span<const CopyOp> ops) {
  std::string text;
  PutNumber(text, ops.size());
  for (const auto column : kColumns) {
    for (const auto& op : ops) {
      PutNumber(text, column == &CopyOp::seek ? ZigZag(op.seek) : static_cast<std::uint64_t>(op.*column));
    }
  }
  return Pack(text, kControlLevel);
}

// Every op stays within both files, and together they make `new_bytes`; adds up what the residue has to have.
Result<std::size_t> CheckOps(std::span<const CopyOp> ops, std::size_t old_bytes, std::size_t new_bytes) {
  const auto old_end = static_cast<std::int64_t>(old_bytes);
  const auto new_end = static_cast<std::int64_t>(new_bytes);
  std::int64_t place = 0, made = 0, residue = 0;
  for (const auto& op : ops) {
    if (op.seek < -place || op.seek > old_end - place) return Wrong("it reaches beyond the old file");
    place += op.seek;
    for (const auto length : {op.copy, op.diff, op.insert}) {
      if (length < 0 || length > new_end - made)
        return Wrong("it makes a longer file than the catalog gives");
      made += length;
    }
    if (op.copy + op.diff > old_end - place) return Wrong("it reaches beyond the old file");
    place += op.copy + op.diff;
    residue += op.diff + op.insert;
  }
  if (made != new_end) return Wrong("it makes a shorter file than the catalog gives");
  return static_cast<std::size_t>(residue);
}

Result<std::vector<CopyOp>> UnpackOps(std::string_view packed) {
  constexpr auto kMaxText = kMaxOps * kMaxNumberBytes * kColumns.size();
  auto text = Unpack(packed, kMaxText);
  if (!text) return Wrong("its control does not unpack");
  std::string_view rest = *text;
  const auto count = TakeNumber(rest);
  if (!count || *count > kMaxOps || *count * kColumns.size() > rest.size())
    return Wrong("its control is cut");
  std::vector<CopyOp> ops(*count);
  for (const auto column : kColumns) {
    for (auto& op : ops) {
      const auto n = TakeNumber(rest);
      if (!n) return Wrong("its control is cut");
      op.*column = column == &CopyOp::seek ? UnZigZag(*n) : static_cast<std::int64_t>(*n);
    }
  }
  if (!rest.empty()) return Wrong("something follows its control");
  return ops;
}

using Packer = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using Unpacker = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

// Empty when zstd fails, which leaves the other way.
std::string PackWithPrefix(std::string_view prefix, std::string_view bytes, int level) {
  const Packer packer(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx_setParameter(packer.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(packer.get(), ZSTD_c_windowLog, 27);  // Twice kMaxPrefixedBytes.
  ZSTD_CCtx_refPrefix(packer.get(), prefix.data(), prefix.size());
  const auto size = ZSTD_compress2(packer.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
  packed.resize(ZSTD_isError(size) ? 0 : size);
  return packed;
}

// Hands out the residue from its start. Whole in memory, or a stretch of it.
class Residue {
 public:
  static Result<Residue> Open(std::string_view packed, std::string_view old_bytes, bool prefixed,
                              std::size_t size) {
    Residue residue(packed);
    if (!residue.unpacker_) return Fail(ErrorCode::kInternal, "copy delta: out of memory");
    if (ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size()) {
      return Wrong("it is not one whole residue");
    }
    if (prefixed) LIANXIAO_TRY(residue.UnpackWhole(old_bytes, size));
    ZSTD_DCtx_setParameter(residue.unpacker_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
    return residue;
  }
  // The next bytes, at least one and at most `most`; none at its end.
  Result<std::string_view> Next(std::size_t most) {
    while (at_ == buffer_.size() && !whole_) LIANXIAO_TRY(Fill());
    const auto part = std::string_view(buffer_).substr(at_, most);
    at_ += part.size();
    return part;
  }

 private:
  explicit Residue(std::string_view packed)
      : unpacker_(ZSTD_createDCtx(), &ZSTD_freeDCtx), in_{packed.data(), packed.size(), 0} {}

  Status UnpackWhole(std::string_view prefix, std::size_t size) {
    if (prefix.size() > kMaxPrefixedBytes || size > kMaxPrefixedBytes) {
      return Wrong("its residue is too large to be unpacked beside the old file");
    }
    ZSTD_DCtx_refPrefix(unpacker_.get(), prefix.data(), prefix.size());
    buffer_.resize(size);
    const auto made = ZSTD_decompressDCtx(unpacker_.get(), buffer_.data(), size, in_.src, in_.size);
    if (ZSTD_isError(made) || made != size) return Wrong("its residue does not unpack");
    whole_ = true;
    return {};
  }
  Status Fill() {
    buffer_.resize(ZSTD_DStreamOutSize());
    ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
    const auto left = ZSTD_decompressStream(unpacker_.get(), &out, &in_);
    if (ZSTD_isError(left)) return Wrong(ZSTD_getErrorName(left));
    if (left == 0) whole_ = true;
    if (left != 0 && out.pos == 0 && in_.pos == in_.size) return Wrong("its residue is cut short");
    buffer_.resize(out.pos);
    at_ = 0;
    return {};
  }

  Unpacker unpacker_;
  ZSTD_inBuffer in_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool whole_ = false;  // Nothing comes after the buffer.
};

class Writer {
 public:
  Writer(std::string_view old_bytes, Residue residue, std::span<char> result,
         const std::function<void()>& now_and_then)
      : old_(old_bytes), residue_(std::move(residue)), result_(result), now_and_then_(now_and_then) {}

  // Of ops that CheckOps let through.
  Status Write(const CopyOp& op) {
    old_at_ += op.seek;
    for (auto left = static_cast<std::size_t>(op.copy); left > 0;) {
      const auto copy = std::min(left, kStepBytes);
      std::memcpy(result_.data() + made_, old_.data() + old_at_, copy);
      old_at_ += static_cast<std::int64_t>(copy);
      left -= copy;
      Made(copy);
    }
    LIANXIAO_TRY(Take(op.diff, true));
    return Take(op.insert, false);
  }
  bool AtEnd() {
    const auto more = residue_.Next(1);
    return more && more->empty();
  }

 private:
  static constexpr std::size_t kStepBytes = 16 << 20;

  void Made(std::size_t bytes) {
    made_ += bytes;
    since_told_ += bytes;
    if (since_told_ < kStepBytes || !now_and_then_) return;
    since_told_ = 0;
    now_and_then_();
  }
  Status Take(std::int64_t length, bool add) {
    for (auto left = static_cast<std::size_t>(length); left > 0;) {
      LIANXIAO_ASSIGN(const auto part, residue_.Next(left));
      if (part.empty()) return Wrong("its residue is too short");
      std::size_t i = 0;
      for (const char c : part) {
        const int base = add ? old_[static_cast<std::size_t>(old_at_++)] : 0;
        result_[made_ + i++] = static_cast<char>(base + c);
      }
      left -= part.size();
      Made(part.size());
    }
    return {};
  }

  std::string_view old_;
  Residue residue_;
  std::span<char> result_;
  const std::function<void()>& now_and_then_;
  std::int64_t old_at_ = 0;
  std::size_t made_ = 0, since_told_ = 0;
};

std::string ResidueOf(std::span<const CopyOp> ops, std::string_view old_bytes, std::string_view new_bytes) {
  std::string residue;
  std::size_t old_at = 0, new_at = 0;
  for (const auto& op : ops) {
    old_at += static_cast<std::size_t>(op.seek + op.copy);  // Wraps around and back for a seek to the left.
    new_at += static_cast<std::size_t>(op.copy);
    for (std::int64_t i = 0; i < op.diff; ++i) {
      residue += static_cast<char>(new_bytes[new_at++] - old_bytes[old_at++]);
    }
    residue += new_bytes.substr(new_at, static_cast<std::size_t>(op.insert));
    new_at += static_cast<std::size_t>(op.insert);
  }
  return residue;
}

}  // namespace

std::string EncodeCopyDelta(std::span<const CopyOp> ops, std::string_view old_bytes,
                            std::string_view new_bytes, int level) {
  const auto control = PackOps(ops);
  const auto residue = ResidueOf(ops, old_bytes, new_bytes);
  auto packed = Pack(residue, level);
  char flags = 0;
  if (std::max(old_bytes.size(), residue.size()) <= kMaxPrefixedBytes) {
    auto prefixed = PackWithPrefix(old_bytes, residue, level);
    if (!prefixed.empty() && prefixed.size() < packed.size()) {
      packed = std::move(prefixed);
      flags = kPrefixed;
    }
  }
  std::string delta(kMagic);
  delta += flags;
  for (int shift = 0; shift < 32; shift += 8) delta += static_cast<char>(control.size() >> shift);
  return delta + control + packed;
}

Status ApplyCopyDelta(std::string_view old_bytes, std::string_view delta, std::span<char> result,
                      const std::function<void()>& now_and_then) {
  if (delta.size() < kHeadBytes || !delta.starts_with(kMagic)) return Wrong("it does not begin like one");
  const char flags = delta[kMagic.size()];
  if ((flags & ~kPrefixed) != 0) return Wrong("it is of a kind that this version does not know");
  std::size_t control_bytes = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    control_bytes |= static_cast<std::size_t>(static_cast<unsigned char>(delta[kMagic.size() + 1 + i]))
                     << (8 * i);
  }
  delta.remove_prefix(kHeadBytes);
  if (control_bytes > delta.size()) return Wrong("it is cut short");
  LIANXIAO_ASSIGN(const auto ops, UnpackOps(delta.substr(0, control_bytes)));
  LIANXIAO_ASSIGN(const auto size, CheckOps(ops, old_bytes.size(), result.size()));
  LIANXIAO_ASSIGN(auto residue,
                  Residue::Open(delta.substr(control_bytes), old_bytes, (flags & kPrefixed) != 0, size));
  Writer writer(old_bytes, std::move(residue), result, now_and_then);
  for (const auto& op : ops) LIANXIAO_TRY(writer.Write(op));
  return writer.AtEnd() ? Status() : Wrong("something follows its residue");
}

}  // namespace lianxiao::formats
