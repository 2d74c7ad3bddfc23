#include "tests/support/http_client.h"

#include <curl/curl.h>

#include <cctype>
#include <memory>

#include "storage/base/encoding.h"

namespace lianxiao::test {
namespace {

std::size_t TakeBody(char* bytes, std::size_t one, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, one * count);
  return one * count;
}

std::size_t TakeHeader(char* bytes, std::size_t one, std::size_t count, void* to) {
  const std::string line(bytes, one * count);
  const auto colon = line.find(':');
  if (colon == std::string::npos) return line.size();
  std::string name = line.substr(0, colon);
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto begin = line.find_first_not_of(' ', colon + 1);
  const auto end = line.find_last_not_of(" \r\n");
  (*static_cast<std::map<std::string, std::string>*>(to))[name] =
      begin == std::string::npos || end < begin ? "" : line.substr(begin, end - begin + 1);
  return line.size();
}

}  // namespace

Answer Http(const Ask& ask) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  Answer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, ask.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  if (!ask.socket.empty()) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, ask.socket.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  if (!ask.pinned_key.empty()) {
    const auto pin = "sha256//" + ToBase64(FromHex(ask.pinned_key).value());
    curl_easy_setopt(curl.get(), CURLOPT_PINNEDPUBLICKEY, pin.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(ask.timeout_ms));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer.headers);
  if (ask.method == "HEAD") {
    curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  } else if (ask.method != "GET") {
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, ask.method.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, ask.body.data());
  }
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const auto& header : ask.headers) list = curl_slist_append(list, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, &curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  const auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) answer.error = curl_easy_strerror(code);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

Answer HttpGet(const std::string& url) { return Http({.url = url}); }

}  // namespace lianxiao::test
