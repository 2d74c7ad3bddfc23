// A file that a teacher brings, under whatever name: only kinds that no browser runs come through.
#include <array>
#include <sstream>

#include "storage/courseware/details.h"
#include "storage/courseware/file_kind.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(fuzz::Text(data, size));
  constexpr std::array kNames = {"a.pptx", "a.docx", "a.pdf", "a.mp4",  "a.m4a", "a.mp3",
                                 "a.png",  "a.jpg",  "a.gif", "a.webp", "a.ppt", "a.html"};
  int fits = 0;
  for (const auto* name : kNames) {
    std::istringstream file(bytes);
    const auto kind = storage::KindOfFile(file, name);
    if (!kind) {
      Expect(kind.error().code == ErrorCode::kRefused && kind.error().message.starts_with("own."));
      continue;
    }
    Expect(!kind->starts_with("text/") && kind->find("svg") == std::string::npos &&
           kind->find("html") == std::string::npos);
    ++fits;
  }
  Expect(fits <= 2);  // A recording goes by two names.
  if (const auto name = storage::CleanFileName(bytes)) {
    Expect(name->find_first_of("/\\\n\r") == std::string::npos && name->front() != '.');
  }
  return 0;
}
