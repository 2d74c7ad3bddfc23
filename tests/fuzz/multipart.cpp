// A form with a file in it, as any client may write it: boundary in the first line, then the body.
#include "web/people/multipart.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::Text(data, size);
  const auto line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto body = input.substr(line + 1);
  const auto form = web::Multipart::Parse(input.substr(0, line), body);
  if (!form) {
    Expect(form.error().message.starts_with("form.broken"));
    return 0;
  }
  Expect(form->parts().size() <= web::Multipart::kMostParts);
  std::size_t bytes = 0;
  for (const auto& part : form->parts()) {
    Expect(part.bytes.empty() || body.find(part.bytes) != std::string_view::npos);
    bytes += part.bytes.size();
    [[maybe_unused]] const auto text = form->Text(part.name);
  }
  Expect(bytes <= body.size());
  return 0;
}
