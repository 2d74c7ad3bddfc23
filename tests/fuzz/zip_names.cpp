// The list at the end of a zip file, as any program may have written it.
#include "storage/formats/zip_names.h"

#include "tests/fuzz/memory_file.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::Text(data, size);
  const fuzz::MemoryFile file(bytes);
  const auto names = formats::ZipNames(file.Path());
  if (!names) {
    Expect(names.error().code == ErrorCode::kInvalid && !names.error().message.empty());
    return 0;
  }
  std::size_t listed = 0;
  for (const auto& name : *names) {
    Expect(bytes.find(name) != std::string_view::npos);
    listed += name.size();
  }
  Expect(listed <= size);
  return 0;
}
