// The fields of a JSON object that a request brought. Pure.
#pragma once

#include <optional>
#include <string>

#include "storage/base/result.h"
#include "web/http/http.h"

namespace lianxiao::web {

// Texts of a flat JSON object. Plain value.
class JsonBody {
 public:
  // kInvalid: no object, or a field that is no text.
  static Result<JsonBody> Read(const Request& request);
  bool Has(std::string_view name) const { return texts_.contains(name); }
  std::string Get(std::string_view name) const;  // Or empty.

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace lianxiao::web
