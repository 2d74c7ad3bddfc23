#include "tests/bench/lan_client.h"

namespace lianxiao::test {
namespace {

std::size_t Keep(char* bytes, std::size_t one, std::size_t count, void* to) {
  auto& answer = *static_cast<LanClient::Answer*>(to);
  answer.body.append(bytes, one * count);
  answer.bytes += one * count;
  return one * count;
}

std::size_t Count(char*, std::size_t one, std::size_t count, void* to) {
  static_cast<LanClient::Answer*>(to)->bytes += one * count;
  return one * count;
}

}  // namespace

LanClient::LanClient(int number)
    : curl_(curl_easy_init(), &curl_easy_cleanup),
      address_("host!127.0." + std::to_string(1 + number / 250) + "." + std::to_string(1 + number % 250)) {}

LanClient::Answer LanClient::Get(const std::string& url, Body body, const std::string& range) {
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_RANGE, range.empty() ? nullptr : range.c_str());
  return Perform(body);
}

LanClient::Answer LanClient::PostJson(const std::string& url, const std::string& json) {
  curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_RANGE, nullptr);
  curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  curl_easy_setopt(curl_.get(), CURLOPT_COPYPOSTFIELDS, json.data());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers.get());
  auto answer = Perform(Body::kKeep);
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, nullptr);
  return answer;
}

LanClient::Answer LanClient::Perform(Body body) {
  Answer answer;
  curl_easy_setopt(curl_.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl_.get(), CURLOPT_COOKIEFILE, "");  // Keeps cookies as a browser does.
  curl_easy_setopt(curl_.get(), CURLOPT_INTERFACE, address_.c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, body == Body::kKeep ? &Keep : &Count);
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &answer);
  if (curl_easy_perform(curl_.get()) == CURLE_OK) {
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  }
  return answer;
}

}  // namespace lianxiao::test
