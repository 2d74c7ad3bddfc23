// The head of a request and its target, as any client may send them: what is taken is clean.
#include "storage/formats/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "web/http/request_head.h"
#include "web/http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = lianxiao::fuzz::Text(data, size);
  const auto head = lianxiao::web::ParseHead(bytes);
  if (!head) {
    lianxiao::fuzz::Expect(head.error().status >= 400 && head.error().status < 600);
    return 0;
  }
  lianxiao::fuzz::Expect(head->content_length >= 0);
  for (const auto& [name, value] : head->headers) {
    lianxiao::fuzz::Expect(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
  }
  const auto target = lianxiao::web::ParseTarget(head->target);
  if (!target) return 0;
  const auto& path = target->path;
  lianxiao::fuzz::Expect(path.starts_with('/') && path.find("//") == path.npos &&
                         path.find("/../") == path.npos && !path.ends_with("/.."));
  lianxiao::fuzz::Expect(lianxiao::formats::IsUtf8(path) && !lianxiao::formats::HasControls(path));
  const auto again = lianxiao::web::ParseTarget(lianxiao::web::EncodePath(path));
  lianxiao::fuzz::Expect(again && again->path == path);
  return 0;
}
