// How the command `lianxiao` talks to a running program on this machine: HTTP over its control socket.
// Used from one thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::daemon {

class ControlClient {
 public:
  explicit ControlClient(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  // The body of a 2xx answer. kOffline: nobody listens (the program is not running). Otherwise the error
  // that the program sent, with its key in front of the message ("enrol.code_used: …").
  Result<std::string> Get(std::string_view path) const;
  // The same, however long, piece by piece as it comes. A failure of `take` ends it and is returned; kOffline
  // "cli.cut_off: …" when the answer ends too soon, so what was taken is not the whole.
  Status Get(std::string_view path, const std::function<Status(std::string_view bytes)>& take) const;
  Result<std::string> Post(std::string_view path, const std::string& json) const;
  // Sealed and signed things, as they are.
  Result<std::string> PostBytes(std::string_view path, const std::string& bytes) const;
  Result<std::string> PutBytes(std::string_view path, const std::string& bytes) const;

 private:
  struct Body {
    const std::string& bytes;
    const char* type;    // "Content-Type: …"
    const char* method;  // "POST", "PUT"
  };
  Result<std::string> Ask(std::string_view path, const Body* body) const;

  std::string socket_path_;
};

}  // namespace lianxiao::daemon
