// What files on the box's own disk and on a stick have in common: an open descriptor, read and written whole
// stretches at a time. How a failure is told differs. Only for disk.cpp and stick_folder.cpp.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

// Calls again as long as a signal came in between.
template <typename Call>
auto Retrying(Call call) {
  decltype(call()) result{};
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// Owns the descriptor. Used from one thread.
class DescriptorFile : public File {
 public:
  explicit DescriptorFile(int fd) : fd_(fd) {}
  ~DescriptorFile() override;
  DescriptorFile(const DescriptorFile&) = delete;
  DescriptorFile& operator=(const DescriptorFile&) = delete;

  Status WriteAt(std::int64_t offset, std::string_view bytes) override;
  Result<std::string> ReadAt(std::int64_t offset, std::int64_t size) const override;
  Result<std::int64_t> Size() const override;
  Status Truncate(std::int64_t size) override;
  Status Sync() override;

 protected:
  int fd() const { return fd_; }

 private:
  // What errno `error` means here, while "read", "write", "sync", ….
  virtual Error ErrorOf(std::string_view doing, int error) const = 0;
  tl::unexpected<Error> Failed(std::string_view doing) const { return Fail(ErrorOf(doing, errno)); }

  const int fd_;
};

}  // namespace lianxiao::storage
