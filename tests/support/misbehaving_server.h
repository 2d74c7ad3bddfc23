// A mirror and center on loopback that can be told to misbehave, request by request: what lines, proxies,
// captive portals and worn disks do. Safe from any thread; stops when it goes, or at End().
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lianxiao::test {

enum class Mischief {
  kNone,
  kIgnoreRange,  // 200 and the whole file, whatever was asked.
  kLoginPage,    // 200, text/html.
  kShortBody,    // Closes half way, politely.
  kReset,        // Half way, with a TCP reset.
  kStall,        // Half way, then silence.
  kFlipByte,     // One bit wrong in the middle of the body.
  kWrongStart,   // 206, but other bytes.
  kWrongTotal,   // 206, "of" a longer file.
  kEndlessHeaders,
  kEndlessBody,  // More than announced.
  kRedirectLoop,
  k404,
  k416,
  k503,
  kPortalElsewhere,  // 302 to a login page on another host.
  k511,              // With a login page.
  kGzip,             // A proxy packs the body, and says so.
  kGzipWhole,        // And drops the range first.
  kDribble,          // The head at once, then a byte now and then.
  kChunked,          // As asked, but without a length.
  kOtherVersion,     // A file of the same length in its place.
  kOtherLength,      // A longer one.
};

// Where a login page lies.
inline constexpr const char* kPortalPath = "/portal/login";

struct SeenRequest {
  std::string method, path, range, body;
};

struct CannedAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "application/octet-stream";
};

class MisbehavingServer {
 public:
  MisbehavingServer();
  ~MisbehavingServer();
  MisbehavingServer(const MisbehavingServer&) = delete;
  MisbehavingServer& operator=(const MisbehavingServer&) = delete;
  // No handler runs from here on. For an owner of what handlers use; may be called twice.
  void End();

  std::string address() const;  // "http://127.0.0.1:40123"

  void Put(const std::string& path, std::string bytes);  // "/metadata/timestamp.json"
  void Remove(const std::string& path);
  // The next `times` requests whose path begins with `prefix` go wrong.
  void Misbehave(const std::string& prefix, Mischief mischief, int times = 1'000'000);
  void Behave();  // From now on.
  // Said with a 503 ("120", a date); empty: nothing.
  void SayRetryAfter(std::string when);
  // A dribbled byte comes so often.
  void DribbleEvery(std::int64_t ms) { dribble_ms_ = ms; }
  // Requests whose path begins with `prefix` are answered by `handler`, on a thread of the server.
  void Handle(const std::string& prefix, std::function<CannedAnswer(const SeenRequest&)> handler);
  // As if the machine were gone: connections are cut, new ones reset.
  void SetDown(bool down);
  void PaceTo(std::int64_t bytes_per_second) { pace_ = bytes_per_second; }
  // Takes requests in no faster than this, from the next connection on.
  void ReadAt(std::int64_t bytes_per_second);

  std::vector<SeenRequest> Seen() const;
  std::int64_t SeenCount(const std::string& prefix) const;
  void ForgetSeen();
  std::int64_t body_bytes_sent() const { return body_bytes_sent_; }

 private:
  struct Order {
    std::string prefix;
    Mischief mischief;
    int times;
  };
  void Accept();
  void Serve(int fd);
  bool ReadRequest(int fd, std::string& buffer, SeenRequest& request) const;
  bool Answer(int fd, const SeenRequest& request);
  bool AnswerFile(int fd, const SeenRequest& request, const std::string& bytes, Mischief mischief);
  bool AnswerMischief(int fd, const SeenRequest& request, Mischief mischief, bool& answered);
  // Like most servers, with a web page for an error.
  bool SendPage(int fd, int status, std::string_view body, std::string_view type = "text/html",
                std::string_view more = {});
  bool SendPacked(int fd, const std::string& body, int status, const std::string& range);
  bool SendChunked(int fd, const std::string& body, int status, const std::string& range);
  bool Dribble(int fd, std::string_view body);
  bool Send(int fd, std::string_view bytes);
  bool SendBody(int fd, std::string_view bytes);
  Mischief Take(const std::string& path);

  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> down_{false};
  std::atomic<std::int64_t> pace_{0}, read_pace_{0}, dribble_ms_{50};
  std::atomic<std::int64_t> body_bytes_sent_{0};

  mutable std::mutex mutex_;  // Guards all below.
  std::map<std::string, std::shared_ptr<const std::string>> files_;
  std::vector<Order> orders_;
  std::string retry_after_;
  std::vector<std::pair<std::string, std::function<CannedAnswer(const SeenRequest&)>>> handlers_;
  std::vector<SeenRequest> seen_;
  std::vector<int> open_;
  std::vector<std::thread> servers_;
};

}  // namespace lianxiao::test
