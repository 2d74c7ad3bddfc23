// What web may see of pairings and alliances. Safe from any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "center/registry/registry.h"
#include "web/alliances_view.h"

namespace lianxiao::daemon {

class CountyAlliances final : public web::AlliancesView {
 public:
  explicit CountyAlliances(center::Registry& registry) : registry_(registry) {}

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
  center::Registry& registry_;
};

}  // namespace lianxiao::daemon
