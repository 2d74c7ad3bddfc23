// What a browser's form brought: application/x-www-form-urlencoded, decoded. Plain value.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "web/http/http.h"

namespace lianxiao::web {

// Browsers send line breaks of a text area as CR LF.
std::string WithPlainBreaks(std::string_view text);

class Form {
 public:
  // kInvalid "form.broken: …": another media type, a broken escape, bytes that are not UTF-8.
  static Result<Form> Read(const Request& request);

  std::string_view Get(std::string_view name) const;          // First of that name, or empty.
  std::string Text(std::string_view name) const;              // Without blanks around it.
  std::vector<std::string> All(std::string_view name) const;  // Of boxes that are ticked.
  SecretBytes Secret(std::string_view name) const;            // As typed.

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace lianxiao::web
