#include "center/publish/bundle_audience.h"

#include <algorithm>
#include <set>

#include "center/county_files.h"
#include "storage/database_reader.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kAllianceSteps = 10;  // Of the registry's schema, which has pairings from there on.

bool IsInForce(const Pairing& pairing, WallTime now) {
  return pairing.from <= now && (pairing.until.ms == 0 || now < pairing.until);
}

}  // namespace

Result<BundleAudiences> BundleAudiences::In(const std::string& county, bool needed) {
  BundleAudiences audiences({}, {});
  if (!needed) return audiences;
  const auto looked =
      storage::LookInto(RegistryFile(county), kAllianceSteps, [&](storage::Connection& c) -> Status {
        LIANXIAO_ASSIGN(audiences.pairings_, AllPairings(c));
        LIANXIAO_ASSIGN(audiences.alliances_, AllAlliances(c));
        return {};
      });
  // Before centerd ran for the first time there are no schools.
  if (!looked && looked.error().code != ErrorCode::kNotFound) return Fail(looked.error());
  return audiences;
}

const Pairing* BundleAudiences::Find(const formats::BundlePairing& wanted) const {
  const auto kind = wanted.studio.empty() ? HelperKind::kSchool : HelperKind::kStudio;
  const auto& helper = wanted.studio.empty() ? wanted.helper : wanted.studio;
  const auto found = std::ranges::find_if(pairings_, [&](const Pairing& known) {
    return known.kind == kind && known.school == wanted.school && known.helper == helper;
  });
  return found == pairings_.end() ? nullptr : &*found;
}

const formats::Alliance* BundleAudiences::Find(const std::string& alliance) const {
  const auto found = std::ranges::find(alliances_, alliance, &formats::Alliance::id);
  return found == alliances_.end() ? nullptr : &*found;
}

Status BundleAudiences::Check(const formats::Bundle& bundle) const {
  for (const auto& wanted : bundle.pairings) {
    if (Find(wanted) != nullptr) continue;
    return Fail(ErrorCode::kNotFound, "bundle.pairing: nobody noted that " + wanted.helper + wanted.studio +
                                          " helps " + wanted.school);
  }
  for (const auto& id : bundle.alliances) {
    if (Find(id) == nullptr) return Fail(ErrorCode::kNotFound, "bundle.alliance: there is no alliance " + id);
  }
  return {};
}

std::optional<formats::Bundle> BundleAudiences::ForBoxes(formats::Bundle bundle, WallTime now) const {
  if (!bundle.NeedsSchools()) return bundle;
  std::set<std::string> schools(bundle.schools.begin(), bundle.schools.end());
  for (const auto& wanted : bundle.pairings) {
    const auto* pairing = Find(wanted);
    if (pairing == nullptr || !IsInForce(*pairing, now)) continue;
    schools.insert(pairing->school);
    const auto other = pairing->kind == HelperKind::kSchool ? pairing->helper : pairing->seat.value_or("");
    if (!other.empty()) schools.insert(other);
  }
  for (const auto& id : bundle.alliances) {
    const auto* alliance = Find(id);
    if (alliance == nullptr) continue;
    for (const auto& school : alliance->schools) schools.insert(school.id);
  }
  if (schools.empty()) return std::nullopt;
  bundle.schools.assign(schools.begin(), schools.end());
  bundle.pairings.clear();
  bundle.alliances.clear();
  return bundle;
}

}  // namespace lianxiao::center
