#include "daemon/county_alliances.h"

#include <algorithm>

#include "center/county_files.h"
#include "center/publish/rollback_rows.h"
#include "storage/database_reader.h"

namespace lianxiao::daemon {
namespace {

center::Pairing RowOf(const web::PairingRow& row) {
  const auto kind = row.studio ? center::HelperKind::kStudio : center::HelperKind::kSchool;
  return {row.school, row.school_name, kind, row.helper, row.helper_name, row.seat, row.from, row.until};
}

bool IsFor(const formats::Bundle& bundle, const center::Pairing& pairing) {
  const bool studio = pairing.kind == center::HelperKind::kStudio;
  return std::ranges::any_of(bundle.pairings, [&](const formats::BundlePairing& one) {
    return one.school == pairing.school && (studio ? one.studio : one.helper) == pairing.helper;
  });
}

}  // namespace

// None before the first import; where they cannot be read, the page has the pairings all the same.
std::vector<formats::Bundle> CountyAlliances::Bundles() const {
  std::vector<formats::Bundle> bundles;
  const auto looked = storage::LookInto(center::WorkshopFile(county_), center::kRollbackSteps,
                                        [&](storage::Connection& connection) -> Status {
                                          LIANXIAO_ASSIGN(bundles, center::CurrentBundles(connection));
                                          return {};
                                        });
  if (!looked && looked.error().code != ErrorCode::kNotFound) log_.Warning(looked.error().message);
  return bundles;
}

Result<std::vector<std::pair<std::string, std::string>>> CountyAlliances::SchoolNames() const {
  LIANXIAO_ASSIGN(const auto schools, registry_.Schools());
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& school : schools) names.emplace_back(school.id, school.name);
  return names;
}

Result<std::vector<web::PairingRow>> CountyAlliances::Pairings() const {
  LIANXIAO_ASSIGN(const auto pairings, registry_.alliances().Pairings());
  const auto bundles = Bundles();
  std::vector<web::PairingRow> rows;
  for (const auto& one : pairings) {
    const bool studio = one.kind == center::HelperKind::kStudio;
    rows.push_back(
        {one.school, one.school_name, studio, one.helper, one.helper_name, one.seat, one.from, one.until});
    for (const auto& bundle : bundles) {
      if (IsFor(bundle, one)) rows.back().bundles.push_back(bundle.name);
    }
  }
  return rows;
}

Status CountyAlliances::Pair(const web::PairingRow& pairing) {
  return registry_.alliances().Pair(RowOf(pairing));
}

Status CountyAlliances::Unpair(const web::PairingRow& pairing) {
  return registry_.alliances().Unpair(RowOf(pairing));
}

}  // namespace lianxiao::daemon
