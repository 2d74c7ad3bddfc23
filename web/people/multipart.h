// What a browser's form with a file in it brought: multipart/form-data (RFC 7578), as browsers write it.
// Strict and bounded: no transfer encodings, no nesting, at most kMostParts fields. Views into the request's
// body, which outlives it; nothing is copied but the names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "web/http/http.h"

namespace lianxiao::web {

class Multipart {
 public:
  static constexpr std::size_t kMostParts = 64;

  // kInvalid "form.broken: …".
  static Result<Multipart> Read(const Request& request);
  static Result<Multipart> Parse(std::string_view content_type, std::string_view body);
  static bool Is(const Request& request);  // By its Content-Type.

  struct Part {
    std::string name;
    std::optional<std::string> file_name;  // Nothing: a plain field. Empty: no file was chosen.
    std::string_view bytes;
  };
  const std::vector<Part>& parts() const { return parts_; }
  const Part* Find(std::string_view name) const;      // The first of that name, or null.
  std::string_view Get(std::string_view name) const;  // Of a plain field that is UTF-8, or empty.
  std::string Text(std::string_view name) const;      // Without blanks around it, "\n" for "\r\n".
  const Part* File(std::string_view name) const;      // A file that was chosen, or null.

 private:
  std::vector<Part> parts_;
};

}  // namespace lianxiao::web
