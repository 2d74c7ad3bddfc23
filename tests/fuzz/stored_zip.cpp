// Office files as any program may have written them, on their way to being stored.
#include "center/ingest/stored_zip.h"

#include <unistd.h>

#include <filesystem>

#include "storage/formats/zip_names.h"
#include "tests/fuzz/memory_file.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kMostBytes = 1 << 20;
  static const std::string to =
      std::filesystem::temp_directory_path() / ("lianxiao-fuzz-" + std::to_string(getpid()) + ".zip");
  const fuzz::MemoryFile file(fuzz::Text(data, size));
  const auto stored = center::StoreMembers(file.Path(), to, kMostBytes);
  Expect(stored.has_value());  // Nothing is wrong with where it writes.
  Expect(std::filesystem::exists(to) == *stored);
  if (!*stored) return 0;
  Expect(std::filesystem::file_size(to) <= kMostBytes);
  const auto again = center::StoreMembers(to, to + ".again", kMostBytes);
  Expect(again && !*again);
  Expect(formats::ZipNames(to).has_value());
  std::filesystem::remove(to);
  return 0;
}
