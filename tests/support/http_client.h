// HTTP for tests: one request, one answer. Used from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lianxiao::test {

struct Answer {
  long status = 0;                             // 0: no answer; `error` says why.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
  std::string error;
};

struct Ask {
  std::string method = "GET";
  std::string url;
  std::string body;
  std::vector<std::string> headers;  // "Range: bytes=0-99"
  std::int64_t timeout_ms = 30'000;
  // SHA-256 of the key the server has to show, in hex. Empty: any, for the centers of tests sign their own.
  std::string pinned_key;
  std::string socket;  // Of a program's control, instead of the network.
};

Answer Http(const Ask& ask);
Answer HttpGet(const std::string& url);

}  // namespace lianxiao::test
