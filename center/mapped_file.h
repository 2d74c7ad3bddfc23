// A file's bytes without a copy of them in memory. The file must not change meanwhile, as a blob does not.
// Used from one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::center {

class MappedFile {
 public:
  static Result<MappedFile> Open(const std::string& path);  // kNotFound, kInternal.
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(address_), size_}; }

 private:
  MappedFile(void* address, std::size_t size) : address_(address), size_(size) {}
  void* address_;
  std::size_t size_;
};

}  // namespace lianxiao::center
