// One device of a class day: a browser's connection from an address of its own (127.0.x.y), with its cookies.
// What it asks is timed and written into the book. Used from one thread.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/bench/day/book.h"

namespace lianxiao::bench {

struct Reply {
  long status = 0;  // 0: none came.
  std::string body;
  bool Fine() const { return status >= 200 && status < 400; }
  nlohmann::json Json() const { return nlohmann::json::parse(body, nullptr, false); }
};

class Device {
 public:
  Device(int number, std::string url, Book& book);

  Reply Get(const char* kind, const std::string& path, const std::string& range = {});
  // JSON, unless `type` says otherwise; with the session's token.
  Reply Send(const char* kind, const char* method, const std::string& path, const std::string& body,
             const std::string& type = "application/json");
  bool LogIn(const std::string& login, const std::string& password);
  bool in() const { return !csrf_.empty(); }
  void Forget();  // As another machine: no cookies, no connection.

  // Notes the use; sent again with the same ids until the box says that it has them.
  void Note(const nlohmann::json& events);
  // Out of the door while a film or a form is under way: the connection stays and nobody reads, or writes on.
  // Returns the open socket.
  int Vanish(const std::string& half_a_request) const;

  Book& book() { return book_; }
  std::string Escaped(const std::string& text) const;

 private:
  Reply Perform(const char* kind, const std::vector<std::string>& headers);

  const std::string url_, address_;
  Book& book_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::string csrf_;
};

}  // namespace lianxiao::bench
