#include "sync/line/small_file.h"

namespace lianxiao::sync {

Status CheckAnswer(const HttpAnswer& answer) {
  const auto status = "status " + std::to_string(answer.status);
  if (answer.IsWebPage()) {
    return Fail(ErrorCode::kOffline,
                "a web page came instead (" + status + "): does this network want a login?");
  }
  if (answer.status == 200 || answer.status == 201) return {};
  if (answer.status == 403 || answer.status == 404 || answer.status == 410) {
    return Fail(ErrorCode::kNotFound, "it is not there (" + status + ")");
  }
  if (answer.status == 408 || answer.status == 429 || answer.status >= 500) {
    return Fail(ErrorCode::kOffline, "the server cannot answer now (" + status + ")");
  }
  return Fail(ErrorCode::kRefused, "unexpected " + status);
}

Result<std::string> FetchSmallFile(Line& line, const std::string& url, std::int64_t max_bytes,
                                   HttpRequest::From from) {
  auto answer = line.Exchange({Method::kGet, url, {}, max_bytes, from});
  if (!answer) return Fail(answer.error().While(url));
  if (const auto fine = CheckAnswer(*answer); !fine) return Fail(fine.error().While(url));
  return std::move(answer->body);
}

}  // namespace lianxiao::sync
