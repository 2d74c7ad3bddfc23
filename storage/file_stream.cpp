#include "storage/file_stream.h"

#include <algorithm>

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kWindowBytes = 16 << 10;

}  // namespace

FileStreambuf::int_type FileStreambuf::underflow() {
  const auto at = window_end_, left = size_bytes_ - at;
  if (left <= 0) return traits_type::eof();
  auto bytes = file_.ReadAt(at, std::min(kWindowBytes, left));
  if (!bytes || bytes->empty()) return traits_type::eof();
  window_ = *std::move(bytes);
  window_end_ = at + static_cast<std::int64_t>(window_.size());
  setg(window_.data(), window_.data(), window_.data() + window_.size());
  return traits_type::to_int_type(*gptr());
}

FileStreambuf::pos_type FileStreambuf::seekoff(off_type offset, std::ios_base::seekdir from,
                                               std::ios_base::openmode which) {
  const auto base = from == std::ios_base::beg ? 0 : from == std::ios_base::end ? size_bytes_ : Here();
  return seekpos(pos_type(base + offset), which);
}

FileStreambuf::pos_type FileStreambuf::seekpos(pos_type to, std::ios_base::openmode) {
  const auto at = static_cast<std::int64_t>(static_cast<off_type>(to));
  if (at < 0 || at > size_bytes_) return pos_type(off_type(-1));
  setg(nullptr, nullptr, nullptr);
  window_end_ = at;
  return to;
}

}  // namespace lianxiao::storage
