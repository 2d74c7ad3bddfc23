#include "sync/blobs/delta.h"

#include <librsync.h>
#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "storage/formats/copy_delta.h"
#include "storage/formats/packing.h"
#include "storage/mapped_file.h"

namespace lianxiao::sync {
namespace {

using Unpacker = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

// Window of a packed librsync delta: 128 MiB is zstd's own limit for frames of strangers, and our
// publisher stays far below.
constexpr int kRdiffWindowLog = 27;
constexpr std::size_t kStep = 64 << 10;

tl::unexpected<Error> Wrong(std::string_view what) {
  return Fail(ErrorCode::kCorrupt, "delta: " + std::string(what));
}

Status ApplyZstdPatch(std::string_view basis, std::string_view delta, std::span<char> result) {
  auto made = formats::UnpackAgainst(basis, delta, result);
  if (!made && made.error().code == ErrorCode::kInvalid) return Wrong(made.error().message);
  return made;
}

// librsync asks for stretches of the old file by position.
rs_result CopyFromBasis(void* basis_view, rs_long_t position, size_t* length, void** bytes) {
  const auto& basis = *static_cast<const std::string_view*>(basis_view);
  const auto size = static_cast<rs_long_t>(basis.size());
  if (position < 0 || position >= size) return RS_INPUT_ENDED;
  const auto rest = static_cast<std::size_t>(size - position);
  *length = std::min(*length, rest);
  std::memcpy(*bytes, basis.data() + position, *length);
  return RS_DONE;
}

// Runs a librsync job over bytes that come in steps, into `result`.
class RdiffPatch {
 public:
  RdiffPatch(std::string_view basis, std::span<char> result)
      : basis_(basis), result_(result), job_(rs_patch_begin(&CopyFromBasis, &basis_)) {
    rs_trace_set_level(RS_LOG_CRIT);  // What is wrong comes back as a value; it need not write to stderr too.
  }
  ~RdiffPatch() { rs_job_free(job_); }
  RdiffPatch(const RdiffPatch&) = delete;
  RdiffPatch& operator=(const RdiffPatch&) = delete;

  // The next bytes of the unpacked delta; `last` with the final ones, which may be none.
  Status Feed(std::span<char> bytes, bool last) {
    if (job_ == nullptr) return Fail(ErrorCode::kInternal, "delta: out of memory");
    rs_buffers_t buffers{};
    buffers.next_in = bytes.data();
    buffers.avail_in = bytes.size();
    buffers.eof_in = last ? 1 : 0;
    while (!done_) {
      // The room left in the result is the only room there is; when it is full, a byte of overflow space
      // shows whether the delta wants more.
      const bool full = made_ == result_.size();
      buffers.next_out = full ? &overflow_ : result_.data() + made_;
      buffers.avail_out = full ? 1 : result_.size() - made_;
      const auto out_before = buffers.avail_out;
      const auto in_before = buffers.avail_in;
      const auto step = rs_job_iter(job_, &buffers);
      const auto made = out_before - buffers.avail_out;
      if (full && made > 0) return Wrong("it makes a longer file than the catalog gives");
      made_ += made;
      if (step == RS_DONE)
        done_ = true;
      else if (step != RS_BLOCKED)
        return Wrong(rs_strerror(step));
      else if (made == 0 && buffers.avail_in == in_before)
        break;  // Wants more input.
    }
    if (last && !done_) return Wrong("it is cut short");
    if (buffers.avail_in > 0) return Wrong("something follows its end");  // Not done: librsync takes all.
    return {};
  }

  bool done() const { return done_; }
  std::size_t made() const { return made_; }

 private:
  std::string_view basis_;
  std::span<char> result_;
  rs_job_t* job_;
  std::size_t made_ = 0;
  bool done_ = false;
  char overflow_ = 0;
};

Status ApplyRdiff(std::string_view basis, std::string_view delta, std::span<char> result) {
  const Unpacker unpacker(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  if (!unpacker) return Fail(ErrorCode::kInternal, "delta: out of memory");
  ZSTD_DCtx_setParameter(unpacker.get(), ZSTD_d_windowLogMax, kRdiffWindowLog);

  RdiffPatch patch(basis, result);
  std::vector<char> unpacked(kStep);
  ZSTD_inBuffer in{delta.data(), delta.size(), 0};
  bool frame_done = false;
  while (!frame_done) {
    ZSTD_outBuffer out{unpacked.data(), unpacked.size(), 0};
    const auto left = ZSTD_decompressStream(unpacker.get(), &out, &in);
    if (ZSTD_isError(left)) return Wrong(ZSTD_getErrorName(left));
    frame_done = left == 0;
    if (!frame_done && out.pos == 0 && in.pos == in.size) return Wrong("it is cut short");
    if (frame_done && in.pos != in.size) return Wrong("something follows its end");
    LIANXIAO_TRY(patch.Feed({unpacked.data(), out.pos}, frame_done));
  }
  if (patch.made() != result.size()) return Wrong("it makes a shorter file than the catalog gives");
  return {};
}

}  // namespace

Status ApplyDelta(formats::DeltaFormat format, const std::string& basis_path, const std::string& delta_path,
                  const std::string& result_path, std::int64_t result_bytes) {
  using formats::DeltaFormat;
  LIANXIAO_ASSIGN(const auto delta, storage::MappedFile::Read(delta_path));
  LIANXIAO_ASSIGN(auto result, storage::MappedFile::Make(result_path, result_bytes));
  if (format == DeltaFormat::kPacked) return ApplyZstdPatch({}, delta.View(), result.Bytes());
  LIANXIAO_ASSIGN(const auto basis, storage::MappedFile::Read(basis_path));
  switch (format) {
    case DeltaFormat::kZstdPatch: return ApplyZstdPatch(basis.View(), delta.View(), result.Bytes());
    case DeltaFormat::kRdiffZstd: return ApplyRdiff(basis.View(), delta.View(), result.Bytes());
    case DeltaFormat::kCopyDelta:
      // The box's memory stays its own, however long the recording.
      return formats::ApplyCopyDelta(basis.View(), delta.View(), result.Bytes(), [&] {
        basis.LetGo();
        result.LetGo();
      });
    case DeltaFormat::kPacked: break;
  }
  std::abort();  // No default above, so that a new format fails to compile here.
}

}  // namespace lianxiao::sync
