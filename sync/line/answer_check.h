// Whether an answer's head is what a range request hoped for. Pure. Servers without ranges, login pages of
// a hotel's network, mirrors with another file and overloaded ones are ordinary events, told apart here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

struct AnswerHead {
  int status = 0;
  std::string content_type;
  std::string content_range;  // As received; empty: none.
  std::string content_encoding;
  std::optional<std::int64_t> content_length;
};

// Reads one header line into `head`; a status line begins it anew (redirects, 100 Continue).
void TakeHeaderLine(std::string_view line, AnswerHead& head);

// A request for the whole file is sent without Range and wants 200; any other wants 206 with exactly the
// asked range of a file of the asked length.
bool IsWhole(const RangeRequest& request);
Status CheckHead(const RangeRequest& request, const AnswerHead& head);

bool IsWebPageType(std::string_view content_type);

}  // namespace lianxiao::sync
