// The Cookie header, as any client may write it: what is taken is clean, and written again it reads the same.
#include "web/http/cookies.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lianxiao;
  const auto cookies = web::ParseCookies(fuzz::Text(data, size));
  fuzz::Expect(cookies.size() <= web::kMaxCookies);
  std::string again;
  for (const auto& [name, value] : cookies) {
    fuzz::Expect(!name.empty() && name.find_first_of("=; \t\r\n") == name.npos);
    for (const char c : value) fuzz::Expect(c > 0x20 && c < 0x7F && c != ';' && c != ',');
    const auto set = web::Write({.name = name, .value = value});
    const auto read = web::ParseCookies(set.substr(0, set.find(';')));
    fuzz::Expect(read.size() == 1 && read.begin()->first == name && read.begin()->second == value);
    again += (again.empty() ? "" : "; ") + name + "=" + value;
  }
  if (again.size() <= web::kMaxCookieBytes) fuzz::Expect(web::ParseCookies(again) == cookies);
  return 0;
}
