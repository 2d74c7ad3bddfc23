// Pairings, studios and alliances as rows. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/alliance.h"

namespace lianxiao::center {

enum class HelperKind { kSchool, kStudio };
std::string_view Word(HelperKind kind);  // "school", "studio"

struct Pairing {
  std::string school, school_name;  // Who is helped.
  HelperKind kind = HelperKind::kSchool;
  std::string helper, helper_name;  // A school's id, or a studio's library.
  // Of a studio: the school whose box answers for it; empty: the county. Nothing: as it is.
  std::optional<std::string> seat;
  WallTime from, until;  // `until` 0: nobody said.
};

// What one school's letter tells, by role and id; also of times that are over.
Result<std::vector<formats::Partner>> PartnersOf(storage::Connection& connection, const std::string& school);
Result<std::vector<formats::Alliance>> AlliancesOf(storage::Connection& connection,
                                                   const std::string& school);

Result<std::vector<Pairing>> AllPairings(storage::Connection& connection);  // By school.
Result<std::vector<formats::Alliance>> AllAlliances(storage::Connection& connection);
Status PutStudio(storage::Connection& connection, const std::string& library, const std::string& name,
                 const std::string& seat);
Status PutPairing(storage::Connection& connection, const Pairing& pairing);
Result<bool> RemovePairing(storage::Connection& connection, const Pairing& pairing);

Status PutAlliance(storage::Connection& connection, const std::string& id, const std::string& name,
                   const std::string& central);
Status PutMember(storage::Connection& connection, const std::string& alliance, const std::string& school);
Result<bool> RemoveMember(storage::Connection& connection, const std::string& alliance,
                          const std::string& school);
Result<bool> RemoveAlliance(storage::Connection& connection, const std::string& id);

}  // namespace lianxiao::center
