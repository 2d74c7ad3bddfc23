// A file that is being sent; closed when destroyed. Used from one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace lianxiao::web {

class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(const std::string& path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;

  int fd() const { return fd_; }
  bool missing() const { return missing_; }  // Not there, rather than not to be read.
  bool HasSize(std::int64_t size_bytes) const;

  // Whether these bytes are in the kernel's memory, as far as their ends tell; yes where it does not say.
  bool IsCached(std::int64_t first_byte, std::int64_t length) const;
  // Waits for the disk until they are. What cannot be read shows when it is sent.
  void Fetch(std::int64_t first_byte, std::int64_t length) const;
  // The first bytes. Null: they are not all there, or cannot be read.
  std::shared_ptr<const std::string> Read(std::int64_t length) const;

 private:
  int fd_ = -1;
  bool missing_ = false;
};

}  // namespace lianxiao::web
