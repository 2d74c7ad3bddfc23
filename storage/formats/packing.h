// Zstandard (RFC 8878) for text that travels. One frame, nothing after it. Safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

// A frame that asks for more memory than this to unpack is refused; at our levels none does.
inline constexpr int kMaxWindowLog = 23;  // 8 MiB, which a box of 1 GB does not feel.

std::string Pack(std::string_view bytes, int level);
// kInvalid if it is no zstd frame, is cut, goes on after the frame or unpacks to more than `max_bytes`.
// What the frame says of its own size is not believed.
Result<std::string> Unpack(std::string_view packed, std::size_t max_bytes);

// What was packed with `basis` as reference prefix (zstd --patch-from). kInvalid unless it is one whole frame
// that makes exactly `size` bytes, which the caller has found bearable.
Result<std::string> UnpackAgainst(std::string_view basis, std::string_view packed, std::size_t size);
// The same into a place of exactly the right size, which may be a mapped file.
Status UnpackAgainst(std::string_view basis, std::string_view packed, std::span<char> into);

}  // namespace lianxiao::formats
