// CheckPassword of passwords.h.
#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "lianxiao_storage_CommonPasswords.h"
#include "storage/code_points.h"
#include "storage/formats/utf8.h"
#include "storage/people/login_name.h"
#include "storage/people/passwords.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kLeastCharacters = 8;
constexpr std::size_t kMostBytes = 128;
constexpr std::size_t kLeastKinds = 2;
constexpr std::size_t kLeastDifferent = 4;  // "aaaa1111" has two.
// What may be around a login name and still makes the name the password: "wangfang2024".
constexpr std::size_t kBesideName = 4;

tl::unexpected<Error> Bad(std::string_view key, std::string_view why) {
  return Fail(ErrorCode::kInvalid, std::string(key) + ": " + std::string(why));
}

struct Makeup {
  std::size_t characters = 0;
  std::set<char32_t> different;
  bool small = false, large = false, digit = false, other = false;

  std::size_t Kinds() const {
    return std::size_t{small} + std::size_t{large} + std::size_t{digit} + std::size_t{other};
  }
};

Makeup MakeupOf(std::string_view password) {
  Makeup makeup;
  for (std::size_t at = 0; at < password.size();) {
    const auto point = CodePointAt(password, at);
    at = point.end;
    const auto c = point.value;
    ++makeup.characters;
    makeup.different.insert(c);
    if (c >= U'a' && c <= U'z') {
      makeup.small = true;
    } else if (c >= U'A' && c <= U'Z') {
      makeup.large = true;
    } else if (c >= U'0' && c <= U'9') {
      makeup.digit = true;
    } else {
      makeup.other = true;
    }
  }
  return makeup;
}

// Without the marks that people put at an end to please a rule: "Password1!" is "password1".
std::string Core(std::string_view password) {
  auto core = FoldLogin(password);
  const auto is_mark = [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; };
  while (!core.empty() && is_mark(core.back())) core.pop_back();
  core.erase(core.begin(), std::ranges::find_if_not(core, is_mark));
  return core;
}

// common_passwords.txt: words, numbers, and whole passwords that are neither.
const std::set<std::string_view>& MostUsed() {
  static const auto words = [] {
    std::set<std::string_view> all;
    std::string_view text = CommonPasswords().front().bytes;
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      all.insert(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
  }();
  return words;
}

bool IsYear(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

bool IsListed(std::string_view part) { return MostUsed().contains(part) || IsYear(part); }

// A listed word and a listed number, whichever comes first, with at most one mark between them: what most
// people make of "at least two kinds".
bool IsWordAndNumber(std::string_view core) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool number_first = is_digit(core.front());
  const auto end = std::ranges::find_if(core, [&](char c) { return is_digit(c) != number_first; });
  auto first = core.substr(0, static_cast<std::size_t>(end - core.begin()));
  auto second = core.substr(first.size());
  const auto is_mark = [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; };
  if (number_first && !second.empty() && is_mark(second.front())) second.remove_prefix(1);
  if (!number_first && is_mark(first.back())) first.remove_suffix(1);
  return IsListed(first) && IsListed(second);
}

bool IsCommon(std::string_view core) {
  return core.empty() || MostUsed().contains(core) || IsWordAndNumber(core);
}

bool IsLogin(std::string_view core, std::string_view login) {
  const auto folded = FoldLogin(login);
  return !folded.empty() && core.find(folded) != std::string_view::npos &&
         core.size() <= folded.size() + kBesideName;
}

}  // namespace

Status CheckPassword(std::string_view password, std::string_view login) {
  if (password.size() > kMostBytes) return Bad("password.long", "a password has at most 128 bytes");
  if (!formats::IsUtf8(password) || formats::HasControls(password)) {
    return Bad("password.not_text", "a password is text on one line");
  }
  const auto makeup = MakeupOf(password);
  if (makeup.characters < kLeastCharacters) {
    return Bad("password.short", "a password has at least 8 characters");
  }
  if (makeup.Kinds() < kLeastKinds) {
    return Bad("password.one_kind",
               "a password has two kinds of characters: small letters, capitals, digits, others");
  }
  const auto core = Core(password);
  if (IsLogin(core, login)) return Bad("password.is_name", "the login name is no password");
  if (makeup.different.size() < kLeastDifferent || IsCommon(core)) {
    return Bad("password.common", "this is one of the passwords that are tried first; choose another");
  }
  return {};
}

}  // namespace lianxiao::storage
