// A small file from a mirror or the center, whole. kNotFound: it is not there; kOffline: not reached,
// overloaded, or a web page in its place; kInvalid: larger than `max_bytes`; kRefused: any other status.
#pragma once

#include <cstdint>
#include <string>

#include "storage/base/result.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

Result<std::string> FetchSmallFile(Line& line, const std::string& url, std::int64_t max_bytes,
                                   HttpRequest::From from = HttpRequest::From::kProven);

// What to make of an answer's status alone; success for 200 and 201.
Status CheckAnswer(const HttpAnswer& answer);

}  // namespace lianxiao::sync
