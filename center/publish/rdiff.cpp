#include "center/publish/rdiff.h"

#include <stdio.h>  // librsync.h names FILE without including it.

#include <librsync.h>

#include <algorithm>
#include <array>
#include <memory>

namespace lianxiao::center {
namespace {

struct FreeJob {
  void operator()(rs_job_t* job) const { rs_job_free(job); }
};
using Job = std::unique_ptr<rs_job_t, FreeJob>;
struct FreeSignature {
  void operator()(rs_signature_t* signature) const { rs_free_sumset(signature); }
};
using Signature = std::unique_ptr<rs_signature_t, FreeSignature>;

// librsync also prints what it returns; a failure is told once, by whoever deals with it.
void KeepQuiet(rs_loglevel, char const*) {}

// Enough of each block's digest that a wrong match is a curiosity; a delta that has one fails its check.
constexpr std::size_t kStrongBytes = 16;

// Feeds all of `input` to a job and gathers what it makes, at most `most_bytes`.
Result<std::string> Run(const Job& job, std::string_view input, std::size_t most_bytes) {
  [[maybe_unused]] static const bool quiet = (rs_trace_to(KeepQuiet), true);  // Once, for all threads.
  std::string output;
  std::array<char, 65536> chunk;
  rs_buffers_t buffers{};
  buffers.next_in = const_cast<char*>(input.data());  // Only read.
  buffers.avail_in = input.size();
  buffers.eof_in = 1;
  for (;;) {
    buffers.next_out = chunk.data();
    buffers.avail_out = chunk.size();
    const auto result = rs_job_iter(job.get(), &buffers);
    output.append(chunk.data(), chunk.size() - buffers.avail_out);
    if (result == RS_DONE) return output;
    if (result != RS_BLOCKED)
      return Fail(ErrorCode::kCorrupt, std::string("librsync: ") + rs_strerror(result));
    if (output.size() > most_bytes) return Fail(ErrorCode::kCorrupt, "librsync: makes more than it should");
    if (buffers.avail_in == 0 && buffers.avail_out == chunk.size()) {
      return Fail(ErrorCode::kCorrupt, "librsync: its input is cut");
    }
  }
}

Result<Signature> SignatureOf(std::string_view bytes, std::size_t block_bytes) {
  const Job sign(rs_sig_begin(block_bytes, kStrongBytes, RS_RK_BLAKE2_SIG_MAGIC));
  LIANXIAO_ASSIGN(const auto text, Run(sign, bytes, SIZE_MAX));
  rs_signature_t* signature = nullptr;
  const Job load(rs_loadsig_begin(&signature));
  const auto loaded = Run(load, text, SIZE_MAX);
  Signature owned(signature);
  if (!loaded) return Fail(loaded.error());
  const auto built = rs_build_hash_table(signature);
  if (built != RS_DONE) return Fail(ErrorCode::kInternal, std::string("librsync: ") + rs_strerror(built));
  return owned;
}

// What rs_patch asks for: up to *size bytes of the old file from `at`.
rs_result CopyFromOld(void* old_bytes, rs_long_t at, std::size_t* size, void** bytes) {
  const auto& old_file = *static_cast<const std::string_view*>(old_bytes);
  if (at < 0 || static_cast<std::uint64_t>(at) >= old_file.size()) return RS_INPUT_ENDED;
  const auto part = old_file.substr(static_cast<std::size_t>(at), *size);
  *size = part.size();
  std::ranges::copy(part, static_cast<char*>(*bytes));
  return RS_DONE;
}

}  // namespace

Result<std::string> RdiffDelta(std::string_view old_bytes, std::string_view new_bytes,
                               std::size_t block_bytes) {
  LIANXIAO_ASSIGN(const auto signature, SignatureOf(old_bytes, block_bytes));
  const Job job(rs_delta_begin(signature.get()));
  return Run(job, new_bytes, SIZE_MAX);
}

Result<std::string> RdiffPatch(std::string_view old_bytes, std::string_view delta, std::size_t most_bytes) {
  const Job job(rs_patch_begin(CopyFromOld, &old_bytes));
  LIANXIAO_ASSIGN(auto made, Run(job, delta, most_bytes));
  if (made.size() > most_bytes) return Fail(ErrorCode::kCorrupt, "librsync: makes more than it should");
  return made;
}

}  // namespace lianxiao::center
