// What the county's API, console and command line may know and do about pairings (结对帮扶), studios and
// alliances (网络联校). web owns it, daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/alliance.h"

namespace lianxiao::web {

struct PairingRow {
  std::string school, school_name;  // Who is helped.
  bool studio = false;              // The helper is a studio, and `helper` its library's name.
  std::string helper, helper_name;
  // Of a studio: the school whose box answers for it; empty: the county. Given as nothing: as it is.
  std::optional<std::string> seat;
  WallTime from, until;                   // `until` 0: nobody said.
  std::vector<std::string> bundles = {};  // Names of what is sent to this pairing.
};

class AlliancesView {
 public:
  virtual ~AlliancesView() = default;

  virtual Result<std::vector<std::pair<std::string, std::string>>> SchoolNames() const = 0;  // By id.

  virtual Result<std::vector<PairingRow>> Pairings() const = 0;  // By school.
  // Once more changes it. Without `from`: from now on. kNotFound "school.unknown: …"; kInvalid, kRefused
  // "pairing.…: …".
  virtual Status Pair(const PairingRow& pairing) = 0;
  virtual Status Unpair(const PairingRow& pairing) = 0;  // kNotFound "pairing.unknown: …"

  virtual Result<std::vector<formats::Alliance>> Alliances() const = 0;  // By id.
  // Made, or changed. kNotFound "school.unknown: …", "alliance.unknown: …"; kInvalid, kRefused "alliance.…:
  // …".
  virtual Status PutAlliance(const std::string& id, const std::string& name, const std::string& central) = 0;
  virtual Status Join(const std::string& id, const std::string& school) = 0;
  virtual Status Leave(const std::string& id, const std::string& school) = 0;
  virtual Status EndAlliance(const std::string& id) = 0;
};

}  // namespace lianxiao::web
