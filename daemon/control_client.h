// How the command `lianxiao` talks to a running program on this machine: HTTP over its control socket.
// Used from one thread.
#pragma once

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
  Result<std::string> Post(std::string_view path, const std::string& json) const;

 private:
  Result<std::string> Ask(std::string_view path, const std::string* json) const;

  std::string socket_path_;
};

}  // namespace lianxiao::daemon
