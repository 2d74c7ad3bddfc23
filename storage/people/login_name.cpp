#include "storage/people/login_name.h"

#include "storage/code_points.h"
#include "storage/formats/utf8.h"

namespace lianxiao::storage {
namespace {

// Blanks, and characters nobody sees: with them two names would look the same.
bool IsInvisible(char32_t c) {
  return c <= U' ' || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
         c == 0x3000 || c == 0x3164 || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFD);
}

char32_t Fold(char32_t c) {
  const auto narrow = FoldWidth(c);
  return narrow >= U'A' && narrow <= U'Z' ? narrow - U'A' + U'a' : narrow;
}

std::string_view WithoutBlanksAround(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

tl::unexpected<Error> BadLogin(std::string_view why) {
  return Fail(ErrorCode::kInvalid, "account.login_form: " + std::string(why));
}

}  // namespace

std::string FoldLogin(std::string_view login) {
  login = WithoutBlanksAround(login);
  std::string folded;
  for (std::size_t at = 0; at < login.size();) {
    const auto point = CodePointAt(login, at);
    AppendUtf8(folded, Fold(point.value));
    at = point.end;
  }
  return folded;
}

Status CheckLogin(std::string_view login) {
  if (!formats::IsUtf8(login)) return BadLogin("a login name is text in UTF-8");
  if (login.size() < kLeastLoginBytes || login.size() > kMostLoginBytes) {
    return BadLogin("a login name has 2 to 40 letters or digits, or 1 to 13 Chinese characters");
  }
  for (std::size_t at = 0; at < login.size();) {
    const auto point = CodePointAt(login, at);
    if (IsInvisible(point.value)) return BadLogin("a login name has no blanks and no invisible characters");
    at = point.end;
  }
  if (FoldLogin(login) == "console") {
    return BadLogin("\"console\" is what the audit log calls this machine's own administrator");
  }
  return {};
}

Status CheckPersonName(std::string_view name) {
  const bool good = formats::IsUtf8(name) && !formats::HasControls(name) && name.size() <= kMostNameBytes &&
                    !WithoutBlanksAround(name).empty();
  if (good) return {};
  return Fail(ErrorCode::kInvalid, "account.name_form: a name is text of 1 to 100 bytes without line breaks");
}

}  // namespace lianxiao::storage
