#include "web/words/error_page.h"

#include "web/words/page.h"

namespace lianxiao::web {
namespace {

// Which of the catalog's "error.*" tells it.
std::string KeyFor(int status) {
  switch (status) {
    case 400: return "error.request";
    case 401:
    case 403: return "error.refused";
    case 404: return "error.missing";
    case 405: return "error.method";
    case 413: return "error.large";
    case 416: return "error.request";
    case 421: return "error.host";
    case 429: return "error.too_many";
    case 503: return "error.busy";
    default: return "error.own";
  }
}

int StatusFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kInvalid: return 400;
    default: return 500;  // What cannot be shown is our trouble, whatever its cause.
  }
}

}  // namespace

Response ErrorPage(const Request& request, int status, std::string_view detail) {
  const Page page(request);
  const std::string key = KeyFor(status);
  Fields fields;
  fields.Set("error_happened", page.words().Get(key + ".happened"));
  fields.Set("error_safe", page.words().Get(key + ".safe"));
  fields.Set("error_next", page.words().Get(key + ".next"));
  fields.Set("error_status", std::to_string(status));
  fields.Set("error_detail", std::string(detail));
  // Under a name that is refused neither style nor icons come, and the first page is refused as well.
  const bool alone = status == 421;
  return page.Send(alone ? "error_plain" : "error", page.words().Get(key + ".happened"), fields, status);
}

Response ErrorPage(const Request& request, const Error& error) {
  return ErrorPage(request, StatusFor(error.code), error.message);
}

}  // namespace lianxiao::web
