// Reads the fields of a JSON object that came from outside, and names the one that is wrong. Like a
// prepared statement it keeps its first failure: read every field, then ask status() once. After a
// failure each read gives an empty value. Fields it is not asked for are passed over. Used from one thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

class JsonFields {
 public:
  // `where` is put before names in messages: "files[2]" makes "files[2].blob". `object` outlives this.
  explicit JsonFields(const nlohmann::json& object, std::string where = {});

  bool Has(const char* name) const;

  // These must be there.
  std::string Text(const char* name);
  std::int64_t Integer(const char* name);
  bool Boolean(const char* name);
  WallTime Time(const char* name);       // RFC 3339
  BlobId Blob(const char* name);         // 64 hex digits.
  std::string Sha256(const char* name);  // 64 lower-case hex digits, as text.
  const nlohmann::json& Object(const char* name);
  const nlohmann::json& List(const char* name);

  // These may be absent; null is not absent.
  std::string TextOr(const char* name, std::string absent = {});
  std::int64_t IntegerOr(const char* name, std::int64_t absent = 0);
  bool BooleanOr(const char* name, bool absent);
  BlobId BlobOrZero(const char* name);
  std::vector<std::string> Texts(const char* name);  // A list of strings; absent: empty.
  const nlohmann::json& ListOrEmpty(const char* name);

  // The caller found the field wrong.
  void Refuse(const char* name, const std::string& why);
  std::string Path(const char* name) const;  // "files[2].blob"
  Status status() const { return status_; }

 private:
  const nlohmann::json* Find(const char* name);          // Null: absent or already failed.
  const nlohmann::json* FindRequired(const char* name);  // Null: failed.

  const nlohmann::json& object_;
  std::string where_;
  Status status_;
};

}  // namespace lianxiao::formats
