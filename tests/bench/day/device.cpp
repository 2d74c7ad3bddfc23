#include "tests/bench/day/device.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "tests/support/process.h"

namespace lianxiao::bench {
namespace {

constexpr int kTries = 6;
constexpr std::int64_t kBeforeAgainMs = 500;
constexpr long kPatienceS = 60;

double NowMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

std::size_t Keep(char* bytes, std::size_t one, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, one * count);
  return one * count;
}

}  // namespace

Device::Device(int number, std::string url, Book& book)
    : url_(std::move(url)),
      address_("127.0.3." + std::to_string(1 + number)),
      book_(book),
      curl_(curl_easy_init(), &curl_easy_cleanup) {
  Forget();
}

void Device::Forget() {
  csrf_.clear();
  curl_.reset(curl_easy_init());
  curl_easy_setopt(curl_.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, kPatienceS);
  curl_easy_setopt(curl_.get(), CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(curl_.get(), CURLOPT_INTERFACE, ("host!" + address_).c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &Keep);
}

std::string Device::Escaped(const std::string& text) const {
  const std::unique_ptr<char, decltype(&curl_free)> escaped(
      curl_easy_escape(curl_.get(), text.c_str(), static_cast<int>(text.size())), &curl_free);
  return escaped.get();
}

Reply Device::Get(const char* kind, const std::string& path, const std::string& range) {
  curl_easy_setopt(curl_.get(), CURLOPT_CUSTOMREQUEST, nullptr);
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl_.get(), CURLOPT_URL, (url_ + path).c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_RANGE, range.empty() ? nullptr : range.c_str());
  return Perform(kind, {"Accept: text/html,*/*", "Accept-Language: zh-CN"});
}

Reply Device::Send(const char* kind, const char* method, const std::string& path, const std::string& body,
                   const std::string& type) {
  curl_easy_setopt(curl_.get(), CURLOPT_URL, (url_ + path).c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_RANGE, nullptr);
  curl_easy_setopt(curl_.get(), CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl_.get(), CURLOPT_COPYPOSTFIELDS, body.data());
  return Perform(kind, {"Content-Type: " + type, "Origin: " + url_, "X-CSRF: " + csrf_, "Expect:"});
}

Reply Device::Perform(const char* kind, const std::vector<std::string>& headers) {
  curl_slist* list = nullptr;
  for (const auto& header : headers) list = curl_slist_append(list, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owned(list, &curl_slist_free_all);
  Reply reply;
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &reply.body);
  const auto begun = NowMs();
  if (curl_easy_perform(curl_.get()) == CURLE_OK) {
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  }
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, nullptr);
  book_.Took(kind, NowMs() - begun, reply.Fine(), reply.status);
  return reply;
}

bool Device::LogIn(const std::string& login, const std::string& password) {
  const auto reply = Send("logging in", "POST", "/api/v1/session",
                          nlohmann::json{{"login", login}, {"password", password}}.dump());
  const auto json = reply.Json();
  csrf_ = reply.Fine() && json.is_object() ? json.value("csrf", "") : "";
  return in();
}

void Device::Note(const nlohmann::json& events) {
  const auto each = [&](const auto& work) {
    book_.Promise([&](Promises& promises) {
      for (const auto& event : events) work(promises, event.at("id").template get<std::string>());
    });
  };
  each([](Promises& promises, const std::string& id) { promises.unheard.insert(id); });
  for (int i = 0; i < kTries; ++i) {
    if (Send("noting use", "POST", "/api/v1/events", events.dump()).status == 204) {
      each([](Promises& promises, const std::string& id) {
        promises.unheard.erase(id);
        promises.events.insert(id);
      });
      return;
    }
    test::SleepMs(kBeforeAgainMs);
  }
}

int Device::Vanish(const std::string& half_a_request) const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in from{}, to{};
  from.sin_family = to.sin_family = AF_INET;
  ::inet_pton(AF_INET, address_.c_str(), &from.sin_addr);
  ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1))));
  const bool sent = ::bind(socket, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0 &&
                    ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
                    ::send(socket, half_a_request.data(), half_a_request.size(), MSG_NOSIGNAL) > 0;
  book_.Took("vanishing", 0, sent, 0);
  return socket;
}

}  // namespace lianxiao::bench
