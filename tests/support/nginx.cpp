#include "tests/support/nginx.h"

#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

// nginx's usual line, and after it the bytes of HTTP received and sent.
constexpr const char* kLogFormat =
    "  log_format exact '$remote_addr - - [$time_local] \"$request\" $status $body_bytes_sent"
    " $request_length $bytes_sent';\n";

}  // namespace

Nginx::Nginx(const std::string& folder, const std::string& root)
    : port_(FreePort()), access_log_(folder + "/access.log") {
  std::filesystem::create_directories(folder);
  const auto config = folder + "/nginx.conf";
  std::string temp;
  for (const auto* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    temp += "  " + std::string(name) + "_temp_path " + folder + "/" + name + ";\n";
  }
  WriteFile(config, "daemon off;\nmaster_process off;\nerror_log " + folder + "/error.log;\npid " + folder +
                        "/nginx.pid;\nevents {}\nhttp {\n" + kLogFormat + "  access_log " + access_log_ +
                        " exact;\n" + temp + "  server {\n    listen 127.0.0.1:" + std::to_string(port_) +
                        ";\n    root " + root + ";\n  }\n}\n" + (::geteuid() == 0 ? "user root;\n" : ""));
  process_ = Process({"nginx", "-c", config, "-p", folder}, folder + "/log");
  // Any answer will do: what it serves may be nothing yet.
  const bool up = WaitUntil([&] { return HttpGet(url() + "/").status != 0 || !process_.Running(); }, 10'000);
  if (!up || !process_.Running()) {
    throw std::runtime_error("nginx does not serve; is it installed? " + ReadFile(folder + "/log"));
  }
}

}  // namespace lianxiao::test
