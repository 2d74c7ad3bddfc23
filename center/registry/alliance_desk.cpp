#include "center/registry/alliance_desk.h"

#include <algorithm>

#include "center/registry/device_rows.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/library_name.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

Status CheckKnown(Connection& connection, const std::string& school) {
  const auto name = SchoolName(connection, school);
  if (name) return {};
  return Fail(name.error().code, "school.unknown: " + name.error().message);
}

Result<formats::Alliance> Known(Connection& connection, const std::string& id) {
  LIANXIAO_ASSIGN(auto all, AllAlliances(connection));
  const auto found = std::ranges::find(all, id, &formats::Alliance::id);
  if (found != all.end()) return std::move(*found);
  return Fail(ErrorCode::kNotFound, "alliance.unknown: no alliance " + id);
}

// A letter that cannot tell all would tell nothing.
Status CheckFits(Connection& connection, const std::string& school) {
  LIANXIAO_ASSIGN(const auto alliances, AlliancesOf(connection, school));
  if (alliances.size() > formats::kMaxAlliances) {
    return Fail(ErrorCode::kRefused, "alliance.too_many: " + school + " is in enough alliances");
  }
  for (const auto& alliance : alliances) {
    if (alliance.schools.size() > formats::kMaxAllianceSchools) {
      return Fail(ErrorCode::kRefused, "alliance.full: " + alliance.id + " has enough schools");
    }
  }
  LIANXIAO_ASSIGN(const auto partners, PartnersOf(connection, school));
  if (partners.size() <= formats::kMaxPartners) return {};
  return Fail(ErrorCode::kRefused, "pairing.too_many: " + school + " has enough partners");
}

struct Studio {
  std::string name, seat;
};

// As it is known; a new one is nameless, and the county answers for it.
Result<Studio> StudioOf(Connection& connection, const std::string& library) {
  auto row = connection.Prepare("SELECT name, ifnull(seat, '') FROM studios WHERE library = ?");
  row.Bind(1, library);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? Studio{row.Text(0), row.Text(1)} : Studio{};
}

Status CheckTimes(const Pairing& pairing) {
  LIANXIAO_TRY(formats::CheckRange("from", pairing.from.ms, 0));
  if (pairing.until.ms == 0 || pairing.until > pairing.from) return {};
  return Fail(ErrorCode::kInvalid, "pairing.times: it would end before it begins");
}

Status TakeStudio(Connection& connection, const Pairing& pairing) {
  if (const auto good = formats::CheckLibraryName(pairing.helper); !good) {
    return Fail(good.error().While("pairing.library"));
  }
  LIANXIAO_ASSIGN(auto studio, StudioOf(connection, pairing.helper));
  if (!pairing.helper_name.empty()) studio.name = pairing.helper_name;
  if (pairing.seat) studio.seat = *pairing.seat;
  if (!studio.seat.empty()) LIANXIAO_TRY(CheckKnown(connection, studio.seat));
  const bool fits =
      !studio.name.empty() && formats::CheckLine("name", studio.name, formats::kMaxPartnerNameBytes);
  if (fits) return PutStudio(connection, pairing.helper, studio.name, studio.seat);
  return Fail(ErrorCode::kInvalid, "pairing.studio_name: say what the studio is called");
}

Status TakeHelper(Connection& connection, const Pairing& pairing) {
  if (pairing.kind == HelperKind::kStudio) return TakeStudio(connection, pairing);
  if (pairing.helper == pairing.school) {
    return Fail(ErrorCode::kInvalid, "pairing.self: a school does not help itself");
  }
  return CheckKnown(connection, pairing.helper);
}

}  // namespace

Status AllianceDesk::Pair(Pairing pairing) {
  if (pairing.from.ms == 0) pairing.from = clock_.Wall();
  LIANXIAO_TRY(CheckTimes(pairing));
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(CheckKnown(connection, pairing.school));
    LIANXIAO_TRY(TakeHelper(connection, pairing));
    LIANXIAO_TRY(PutPairing(connection, pairing));
    if (pairing.kind == HelperKind::kSchool) LIANXIAO_TRY(CheckFits(connection, pairing.helper));
    return CheckFits(connection, pairing.school);
  });
}

Status AllianceDesk::Unpair(const Pairing& pairing) {
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const bool was, RemovePairing(connection, pairing));
    if (was) return {};
    return Fail(ErrorCode::kNotFound,
                "pairing.unknown: " + pairing.helper + " does not help " + pairing.school);
  });
}

Result<std::vector<Pairing>> AllianceDesk::Pairings() const {
  std::vector<Pairing> pairings;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(pairings, AllPairings(connection));
    return {};
  }));
  return pairings;
}

Status AllianceDesk::Put(const std::string& id, const std::string& name, const std::string& central) {
  const bool formed = formats::CheckId("id", id) && !name.empty() &&
                      formats::CheckLine("name", name, formats::kMaxPartnerNameBytes);
  if (!formed) {
    return Fail(ErrorCode::kInvalid, "alliance.form: an id of a-z, 0-9 and -, and a name of one line");
  }
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(CheckKnown(connection, central));
    LIANXIAO_TRY(PutAlliance(connection, id, name, central));
    return CheckFits(connection, central);
  });
}

Status AllianceDesk::Join(const std::string& id, const std::string& school) {
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(Known(connection, id));
    LIANXIAO_TRY(CheckKnown(connection, school));
    LIANXIAO_TRY(PutMember(connection, id, school));
    return CheckFits(connection, school);
  });
}

Status AllianceDesk::Leave(const std::string& id, const std::string& school) {
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const auto alliance, Known(connection, id));
    if (alliance.central == school) {
      return Fail(ErrorCode::kRefused, "alliance.central: its central school cannot leave it");
    }
    LIANXIAO_ASSIGN(const bool was, RemoveMember(connection, id, school));
    if (was) return {};
    return Fail(ErrorCode::kNotFound, "alliance.no_member: " + school + " is not in " + id);
  });
}

Status AllianceDesk::End(const std::string& id) {
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const bool was, RemoveAlliance(connection, id));
    return was ? Status{} : Fail(ErrorCode::kNotFound, "alliance.unknown: no alliance " + id);
  });
}

Result<std::vector<formats::Alliance>> AllianceDesk::Alliances() const {
  std::vector<formats::Alliance> alliances;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(alliances, AllAlliances(connection));
    return {};
  }));
  return alliances;
}

}  // namespace lianxiao::center
