#include "daemon/county_alliances.h"

namespace lianxiao::daemon {
namespace {

center::Pairing RowOf(const web::PairingRow& row) {
  const auto kind = row.studio ? center::HelperKind::kStudio : center::HelperKind::kSchool;
  return {row.school, row.school_name, kind, row.helper, row.helper_name, row.seat, row.from, row.until};
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> CountyAlliances::SchoolNames() const {
  LIANXIAO_ASSIGN(const auto schools, registry_.Schools());
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& school : schools) names.emplace_back(school.id, school.name);
  return names;
}

Result<std::vector<web::PairingRow>> CountyAlliances::Pairings() const {
  LIANXIAO_ASSIGN(const auto pairings, registry_.alliances().Pairings());
  std::vector<web::PairingRow> rows;
  for (const auto& one : pairings) {
    const bool studio = one.kind == center::HelperKind::kStudio;
    rows.push_back(
        {one.school, one.school_name, studio, one.helper, one.helper_name, one.seat, one.from, one.until});
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
