// A file as memory, for reading or, made anew at a fixed size, for writing. Mapped, not loaded: a lesson
// of 200 MB costs pages the kernel can take back. Used from one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

class MappedFile {
 public:
  // Reads the whole file once before mapping it: a sector that cannot be read is an error here and would
  // be a killed program (SIGBUS) later. kNotFound, kCorrupt.
  static Result<MappedFile> Read(const std::string& path);
  // Makes `path` with room for `size_bytes` really reserved, for the same reason. kNoSpace.
  static Result<MappedFile> Make(const std::string& path, std::int64_t size_bytes);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::string_view View() const { return {bytes_, size_}; }
  std::span<char> Bytes() { return {bytes_, size_}; }  // Only after Make.
  // Gives the memory of what was touched so far back to the kernel's cache; nothing is lost, and touching it
  // again fetches it from there. For who works through a file far larger than the memory.
  void LetGo() const;

 private:
  MappedFile(char* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  char* bytes_;
  std::size_t size_;
};

}  // namespace lianxiao::storage
