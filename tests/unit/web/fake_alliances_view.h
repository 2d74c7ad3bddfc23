// Pairings and alliances as a test wants them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/alliances_view.h"

namespace lianxiao::web {

class FakeAlliancesView final : public AlliancesView {
 public:
  Result<std::vector<std::pair<std::string, std::string>>> SchoolNames() const override { return schools; }
  Result<std::vector<PairingRow>> Pairings() const override { return pairings; }
  Status Pair(const PairingRow& pairing) override {
    if (pairing.school == pairing.helper) return Fail(ErrorCode::kInvalid, "pairing.self: itself");
    pairings.push_back(pairing);
    return {};
  }
  Status Unpair(const PairingRow& pairing) override {
    const auto gone = std::erase_if(pairings, [&](const PairingRow& one) {
      return one.school == pairing.school && one.helper == pairing.helper && one.studio == pairing.studio;
    });
    return gone > 0 ? Status{} : Fail(ErrorCode::kNotFound, "pairing.unknown: none");
  }
  Result<std::vector<formats::Alliance>> Alliances() const override { return alliances; }
  Status PutAlliance(const std::string& id, const std::string& name, const std::string& central) override {
    if (name.empty()) return Fail(ErrorCode::kInvalid, "alliance.form: no name");
    alliances.push_back({id, name, central, {{central, central}}});
    return {};
  }
  Status Join(const std::string& id, const std::string& school) override {
    for (auto& alliance : alliances) {
      if (alliance.id == id) alliance.schools.push_back({school, school});
    }
    return {};
  }
  Status Leave(const std::string& id, const std::string& school) override {
    left = id + ": " + school;
    return {};
  }
  Status EndAlliance(const std::string& id) override {
    std::erase_if(alliances, [&](const formats::Alliance& one) { return one.id == id; });
    return {};
  }

  std::vector<std::pair<std::string, std::string>> schools{{"longtan", "龙潭教学点"}, {"zhenxiao", "镇小学"}};
  std::vector<PairingRow> pairings;
  std::vector<formats::Alliance> alliances;
  std::string left;
};

}  // namespace lianxiao::web
