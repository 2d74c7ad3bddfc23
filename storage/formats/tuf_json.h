// Pieces of TUF metadata as JSON that its readers and its writers share. `where` is the field's name in
// messages; errors are kInvalid and begin with it.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "storage/formats/json_fields.h"
#include "storage/formats/tuf.h"

namespace lianxiao::formats {

// The fields of our own; the framework's authors ask for a prefix like this.
inline constexpr const char* kTufCenter = "x-lianxiao-center";      // Of a root.
inline constexpr const char* kTufUnpacked = "x-lianxiao-unpacked";  // Of a target's "custom".

nlohmann::json JsonOf(const TufKey& key);
nlohmann::json JsonOf(const std::map<std::string, TufKey>& keys);
nlohmann::json JsonOf(const TufRoleKeys& role);
nlohmann::json JsonOf(const TufDelegations& delegations);

// At most `most` of them.
Result<std::map<std::string, TufKey>> ReadTufKeys(const nlohmann::json& object, const std::string& where,
                                                  std::size_t most);
Result<TufRoleKeys> ReadTufRoleKeys(const nlohmann::json& object, const std::string& where);
// "length", where the caller found one allowed.
Status CheckTufLength(const std::string& where, std::int64_t length);
// Digests of the algorithms we know; those of others are passed over. There is at least one.
struct TufHashes {
  std::string sha256, sha512;  // Empty: not given.
};
Result<TufHashes> ReadTufHashes(const nlohmann::json& object, const std::string& where);

Status ReadTufTargets(JsonFields& fields, TufTargets& targets);  // The body of a targets file.

}  // namespace lianxiao::formats
