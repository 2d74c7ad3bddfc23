// A storage::File as a stream, for parsers that seek about in what is too large to hold. Used from one
// thread; the file outlives it.
#pragma once

#include <cstdint>
#include <istream>
#include <streambuf>
#include <string>

#include "storage/disk.h"

namespace lianxiao::storage {

class FileStreambuf final : public std::streambuf {
 public:
  // Reads `size_bytes` of it. What cannot be read ends the stream, as a cut file does.
  FileStreambuf(const File& file, std::int64_t size_bytes) : file_(file), size_bytes_(size_bytes) {}

 protected:
  int_type underflow() override;
  pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode which) override;
  pos_type seekpos(pos_type to, std::ios_base::openmode which) override;

 private:
  std::int64_t Here() const { return window_end_ - (egptr() - gptr()); }

  const File& file_;
  const std::int64_t size_bytes_;
  std::string window_;
  std::int64_t window_end_ = 0;  // Of the window, in the file.
};

}  // namespace lianxiao::storage
