// A delta that copies from the old file where the two agree, adds small differences where they nearly agree,
// and inserts what is new:
//
//   delta   = "LXD1"  flags (1 byte)  control bytes (4, little-endian)  control  residue
//   control = zstd( ops, column after column: all seeks, all copies, all diffs, all inserts )
//   residue = zstd( for each op its `diff` differences, then its `insert` new bytes )
//
// An op moves the place in the old file by `seek`, copies `copy` bytes from there, makes `diff` further bytes
// as old + residue (modulo 256), and takes `insert` bytes from the residue. Numbers are LEB128; `seek` is
// zigzag. The idea of adding differences is Percival's ("Naive Differences of Executable Code", 2003). We
// need it for lessons: a video cut at its head keeps its pictures, but each of ten thousand offsets in its
// index shifts by the same amount, and a constant difference packs to almost nothing.
//
// Plain functions. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

struct CopyOp {
  std::int64_t seek = 0;  // From where the op before ended in the old file; from its start for the first.
  std::int64_t copy = 0, diff = 0, insert = 0;
  bool operator==(const CopyOp&) const = default;
};

// A residue packed with the old file as its prefix needs all of itself in memory to unpack; so it is only for
// small files. Any other is unpacked in a stream.
inline constexpr std::size_t kMaxPrefixedBytes = 64 << 20;  // Old file and residue, each.

// Packs `ops` and what they leave over. They make `new_bytes` of `old_bytes`; the caller has seen to that.
// `level` is zstd's, for the residue.
std::string EncodeCopyDelta(std::span<const CopyOp> ops, std::string_view old_bytes,
                            std::string_view new_bytes, int level);

// Writes the new file, exactly as long as `result`. kCorrupt: it is no such delta, reaches beyond the old
// file or makes another size; then `result` holds rubbish. Memory: 8 MiB and the control (24 bytes an op, at
// most kMaxOps), or for small files kMaxPrefixedBytes. `now_and_then` is called each time some MiB more are
// made.
Status ApplyCopyDelta(std::string_view old_bytes, std::string_view delta, std::span<char> result,
                      const std::function<void()>& now_and_then = {});

inline constexpr std::size_t kMaxOps = std::size_t{1} << 21;

}  // namespace lianxiao::formats
