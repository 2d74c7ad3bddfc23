// Where the county keeps who helps whom (结对帮扶), which studios there are (名师工作室) and which schools
// form an alliance (网络联校). Schools learn of it with their next letter. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "center/registry/alliance_rows.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::center {

class AllianceDesk {
 public:
  AllianceDesk(storage::Database& registry, const Clock& clock) : registry_(registry), clock_(clock) {}

  // Once more changes the times, and of a studio its name and seat; names of schools are passed over, and a
  // studio that is known keeps its name and its seat if none is given. Without `from`: from today on.
  // kNotFound "school.unknown: …"; kInvalid "pairing.self: …", "pairing.times: …" (it ends before it begins),
  // "pairing.studio_name: …" (a new studio needs one), "pairing.library: …" (no library has such a name);
  // kRefused "pairing.too_many: …".
  Status Pair(Pairing pairing);
  Status Unpair(const Pairing& pairing);  // kNotFound "pairing.unknown: …"
  Result<std::vector<Pairing>> Pairings() const;

  // Makes the alliance, or gives it this name and central school, which joins it. kNotFound "school.unknown:
  // …"; kInvalid "alliance.form: …" (an id of a-z, 0-9 and -, and a name); kRefused "alliance.too_many: …" (a
  // school in more than a letter tells).
  Status Put(const std::string& id, const std::string& name, const std::string& central);
  // kNotFound "alliance.unknown: …", "school.unknown: …"; kRefused "alliance.too_many: …", "alliance.full:
  // …".
  Status Join(const std::string& id, const std::string& school);
  // kRefused "alliance.central: …": name another central school first, or end it.
  Status Leave(const std::string& id, const std::string& school);
  Status End(const std::string& id);
  Result<std::vector<formats::Alliance>> Alliances() const;

 private:
  storage::Database& registry_;
  const Clock& clock_;
};

}  // namespace lianxiao::center
