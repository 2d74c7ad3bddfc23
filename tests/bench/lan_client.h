// A device on the school's network: one connection that stays open, from an address of its own (127.0.x.y).
// Used from one thread.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace lianxiao::test {

class LanClient {
 public:
  // `number` 1, 2, … below 60,000 chooses the address.
  explicit LanClient(int number);

  struct Answer {
    long status = 0;  // 0: none came.
    std::size_t bytes = 0;
    std::string body;  // Empty where it was not asked for.
  };
  enum class Body { kKeep, kCount };
  Answer Get(const std::string& url, Body body, const std::string& range = {});
  Answer PostJson(const std::string& url, const std::string& json);

 private:
  Answer Perform(Body body);
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::string address_;
};

}  // namespace lianxiao::test
