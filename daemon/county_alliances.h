// What web may see of pairings and alliances. Safe from any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "center/registry/registry.h"
#include "storage/base/log.h"
#include "storage/formats/bundle.h"
#include "web/alliances_view.h"

namespace lianxiao::daemon {

class CountyAlliances final : public web::AlliancesView {
 public:
  // Looks into the workshop of the county's folder beside whoever publishes, for the bundles of pairings.
  CountyAlliances(center::Registry& registry, Log& log, std::string county)
      : registry_(registry), log_(log), county_(std::move(county)) {}

  Result<std::vector<std::pair<std::string, std::string>>> SchoolNames() const override;
  Result<std::vector<web::PairingRow>> Pairings() const override;
  Status Pair(const web::PairingRow& pairing) override;
  Status Unpair(const web::PairingRow& pairing) override;
  Result<std::vector<formats::Alliance>> Alliances() const override {
    return registry_.alliances().Alliances();
  }
  Status PutAlliance(const std::string& id, const std::string& name, const std::string& central) override {
    return registry_.alliances().Put(id, name, central);
  }
  Status Join(const std::string& id, const std::string& school) override {
    return registry_.alliances().Join(id, school);
  }
  Status Leave(const std::string& id, const std::string& school) override {
    return registry_.alliances().Leave(id, school);
  }
  Status EndAlliance(const std::string& id) override { return registry_.alliances().End(id); }

 private:
  std::vector<formats::Bundle> Bundles() const;

  center::Registry& registry_;
  Log& log_;
  const std::string county_;
};

}  // namespace lianxiao::daemon
