#include "storage/formats/field_rules.h"

#include <algorithm>

#include "storage/base/time.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

tl::unexpected<Error> Wrong(const char* field, const std::string& why) {
  return Fail(ErrorCode::kInvalid, std::string(field) + ": " + why);
}

Status CheckText(const char* field, std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return Wrong(field, "longer than " + std::to_string(max_bytes) + " bytes");
  if (!IsUtf8(text)) return Wrong(field, "not UTF-8");
  return {};
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Status CheckLine(const char* field, std::string_view text, std::size_t max_bytes) {
  LIANXIAO_TRY(CheckText(field, text, max_bytes));
  if (HasControls(text)) return Wrong(field, "has a control character or a line break in it");
  return {};
}

Status CheckProse(const char* field, std::string_view text, std::size_t max_bytes) {
  LIANXIAO_TRY(CheckText(field, text, max_bytes));
  std::string without_breaks(text);
  std::erase_if(without_breaks, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  if (HasControls(without_breaks)) return Wrong(field, "has a control character in it");
  return {};
}

Status CheckId(const char* field, std::string_view id) {
  const bool good = !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
  });
  if (!good) return Wrong(field, "an id has 1 to 64 of a-z, 0-9 and '-'");
  return {};
}

Status CheckHex(const char* field, std::string_view text, std::size_t digits) {
  const bool good = text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
                      return IsDigit(c) || (c >= 'a' && c <= 'f');
                    });
  if (!good) return Wrong(field, "not " + std::to_string(digits) + " lower-case hex digits");
  return {};
}

Status CheckTimeOrEmpty(const char* field, std::string_view text) {
  if (text.empty()) return {};
  if (const auto time = ParseRfc3339(text); !time) return Wrong(field, time.error().message);
  return {};
}

Status CheckRange(const char* field, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value >= least && value <= most) return {};
  return Wrong(
      field, std::to_string(value) + " is not from " + std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace lianxiao::formats
