#include "daemon/control_client.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>

namespace lianxiao::daemon {
namespace {

constexpr long kTimeoutS = 120;  // An enrolment waits for a slow line.
constexpr std::size_t kMaxAnswer = 8 << 20;

constexpr const char* kBytes = "Content-Type: application/octet-stream";
constexpr long kQuietS = 60;  // An answer that is made while it goes out may be long, but never still.

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

long StatusOf(CURL* curl) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::size_t Keep(char* bytes, std::size_t one, std::size_t size, void* to) {
  auto& answer = *static_cast<std::string*>(to);
  if (answer.size() + one * size > kMaxAnswer) return 0;
  answer.append(bytes, one * size);
  return one * size;
}

// What is asked for goes on at once; the words of a refusal are kept.
struct Passing {
  CURL* curl;
  const std::function<Status(std::string_view bytes)>& take;
  std::string refusal;
  Status taken;
};

std::size_t PassOn(char* bytes, std::size_t one, std::size_t size, void* to) {
  auto& passing = *static_cast<Passing*>(to);
  if (const auto status = StatusOf(passing.curl); status < 200 || status > 299) {
    return Keep(bytes, one, size, &passing.refusal);
  }
  passing.taken = passing.take({bytes, one * size});
  return passing.taken ? one * size : 0;
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

Result<Handle> NewHandle(std::string_view path, const std::string& socket_path) {
  Handle curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return Fail(ErrorCode::kInternal, "libcurl cannot start");
  const std::string url = "http://localhost" + std::string(path);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket_path.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  return curl;
}

Error NobodyThere(const std::string& socket_path, CURLcode code) {
  return {ErrorCode::kOffline,
          "cli.not_running: nobody answers at " + socket_path + " (" + curl_easy_strerror(code) + ")"};
}

}  // namespace

Result<std::string> ControlClient::Get(std::string_view path) const { return Ask(path, nullptr); }
Result<std::string> ControlClient::Post(std::string_view path, const std::string& json) const {
  const Body body{json, "Content-Type: application/json", "POST"};
  return Ask(path, &body);
}
Result<std::string> ControlClient::PostBytes(std::string_view path, const std::string& bytes) const {
  const Body body{bytes, kBytes, "POST"};
  return Ask(path, &body);
}
Result<std::string> ControlClient::PutBytes(std::string_view path, const std::string& bytes) const {
  const Body body{bytes, kBytes, "PUT"};
  return Ask(path, &body);
}

Result<std::string> ControlClient::Ask(std::string_view path, const Body* body) const {
  LIANXIAO_ASSIGN(const auto curl, NewHandle(path, socket_path_));
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutS);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Keep);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, &curl_slist_free_all);
  if (body != nullptr) {
    headers.reset(curl_slist_append(nullptr, body->type));
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->bytes.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->bytes.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, body->method);
  }
  const auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return Fail(NobodyThere(socket_path_, code));
  const auto status = StatusOf(curl.get());
  if (status < 200 || status > 299) return Fail(ErrorOf(status, answer));
  return answer;
}

Status ControlClient::Get(std::string_view path,
                          const std::function<Status(std::string_view bytes)>& take) const {
  LIANXIAO_ASSIGN(const auto curl, NewHandle(path, socket_path_));
  Passing passing{curl.get(), take, {}, {}};
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, kQuietS);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &PassOn);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &passing);
  const auto code = curl_easy_perform(curl.get());
  LIANXIAO_TRY(passing.taken);
  const auto status = StatusOf(curl.get());
  if (code != CURLE_OK && status == 0) return Fail(NobodyThere(socket_path_, code));
  if (code != CURLE_OK) {
    return Fail(ErrorCode::kOffline,
                std::string("cli.cut_off: the answer broke off (") + curl_easy_strerror(code) + ")");
  }
  if (status < 200 || status > 299) return Fail(ErrorOf(status, passing.refusal));
  return {};
}

}  // namespace lianxiao::daemon
