#include "daemon/control_client.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>

namespace lianxiao::daemon {
namespace {

constexpr long kTimeoutS = 120;  // An enrolment waits for a slow line.
constexpr std::size_t kMaxAnswer = 8 << 20;

std::size_t Take(char* bytes, std::size_t one, std::size_t size, void* to) {
  auto& answer = *static_cast<std::string*>(to);
  if (answer.size() + one * size > kMaxAnswer) return 0;
  answer.append(bytes, one * size);
  return one * size;
}

ErrorCode CodeOf(std::string_view word) {
  for (const auto code :
       {ErrorCode::kOffline, ErrorCode::kNotFound, ErrorCode::kCorrupt, ErrorCode::kUntrusted,
        ErrorCode::kNoSpace, ErrorCode::kInvalid, ErrorCode::kRefused}) {
    if (Word(code) == word) return code;
  }
  return ErrorCode::kInternal;
}

Error ErrorOf(long status, const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const auto& error = json.is_object() && json.contains("error") ? json["error"] : json;
  if (!error.is_object()) return {ErrorCode::kInternal, "answer " + std::to_string(status)};
  const auto text = [&](const char* name) {
    const auto field = error.find(name);
    return field != error.end() && field->is_string() ? field->get<std::string>() : std::string();
  };
  const auto key = text("key");
  return {CodeOf(text("code")), (key.empty() ? "" : key + ": ") + text("message")};
}

}  // namespace

Result<std::string> ControlClient::Get(std::string_view path) const { return Ask(path, nullptr); }
Result<std::string> ControlClient::Post(std::string_view path, const std::string& json) const {
  return Ask(path, &json);
}

Result<std::string> ControlClient::Ask(std::string_view path, const std::string* json) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return Fail(ErrorCode::kInternal, "libcurl cannot start");
  const std::string url = "http://localhost" + std::string(path);
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket_path_.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutS);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, &curl_slist_free_all);
  if (json != nullptr) {
    headers.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json->size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, json->c_str());
  }
  const auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    return Fail(ErrorCode::kOffline,
                "cli.not_running: nobody answers at " + socket_path_ + " (" + curl_easy_strerror(code) + ")");
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) return Fail(ErrorOf(status, answer));
  return answer;
}

}  // namespace lianxiao::daemon
