// What kind of file somebody handed in, by its first bytes, and whether subtitles are subtitles.
#include "center/ingest/content_type.h"
#include "center/ingest/media_rules.h"
#include "center/ingest/table_text.h"
#include "tests/fuzz/memory_file.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::Text(data, size);
  const fuzz::MemoryFile file(bytes);
  const auto type = center::TypeOfContent(file.Path());
  Expect(type && type->find('/') != std::string::npos);

  if (center::CheckSubtitle("lesson.vtt", bytes).empty()) {
    Expect(center::IsUtf8(bytes) && bytes.find("-->") != std::string_view::npos);
    Expect(bytes.find('\0') != std::string_view::npos || *type == "text/vtt");
  }
  const auto ending = center::Ending(bytes);
  Expect(ending.empty() || (ending.front() == '.' && ending.find('/') == std::string::npos));
  Expect(!ending.empty() || !center::TypeOfEnding(bytes));
  return 0;
}
