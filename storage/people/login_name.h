// What somebody types as a login name. Two names are one when they fold to the same: wide letters and digits
// of a Chinese input method to narrow ones, A–Z to a–z. Chinese characters have neither case nor composed
// forms, and other alphabets are compared byte for byte: full Unicode folding would bring a library of 30 MB
// to the box for names that no county here has. Plain functions.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

inline constexpr std::size_t kLeastLoginBytes = 2;
inline constexpr std::size_t kMostLoginBytes = 40;
inline constexpr std::size_t kMostNameBytes = 100;

// Blanks around it are dropped. Any bytes are taken, for this is also what a stranger types.
std::string FoldLogin(std::string_view login);
// kInvalid "account.login_form: …": too short or long, blanks or invisible characters in it, or "console",
// which the audit log keeps for the machine's own admin.
Status CheckLogin(std::string_view login);
// kInvalid "account.name_form: …": empty, too long, or no text.
Status CheckPersonName(std::string_view name);

}  // namespace lianxiao::storage
