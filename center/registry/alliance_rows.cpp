#include "center/registry/alliance_rows.h"

#include <cstdlib>

namespace lianxiao::center {
namespace {

using storage::Connection;
using storage::Statement;

Result<std::vector<formats::Alliance>> ReadAlliances(Connection& connection, Statement& rows) {
  std::vector<formats::Alliance> alliances;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    alliances.push_back({rows.Text(0), rows.Text(1), rows.Text(2), {}});
  }
  for (auto& alliance : alliances) {
    auto members = connection.Prepare(
        "SELECT s.id, s.name FROM alliance_members m JOIN schools s ON s.id = m.school WHERE m.alliance = ?"
        " ORDER BY s.id");
    members.Bind(1, alliance.id);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, members.Step());
      if (!more) break;
      alliance.schools.push_back({members.Text(0), members.Text(1)});
    }
  }
  return alliances;
}

}  // namespace

std::string_view Word(HelperKind kind) {
  switch (kind) {
    case HelperKind::kSchool: return "school";
    case HelperKind::kStudio: return "studio";
  }
  std::abort();
}

Result<std::vector<formats::Partner>> PartnersOf(Connection& connection, const std::string& school) {
  auto rows = connection.Prepare(
      "SELECT 'helper', p.helper, s.name, p.from_ms, p.until_ms FROM pairings p JOIN schools s ON s.id = "
      "p.helper"
      "  WHERE p.kind = 'school' AND p.school = ?1"
      " UNION ALL SELECT 'helped', p.school, s.name, p.from_ms, p.until_ms FROM pairings p JOIN schools s"
      "  ON s.id = p.school WHERE p.kind = 'school' AND p.helper = ?1"
      " UNION ALL SELECT iif(t.seat = ?1, 'own-studio', 'studio'), p.helper, t.name, p.from_ms, p.until_ms "
      "FROM"
      "  pairings p JOIN studios t"
      "  ON t.library = p.helper WHERE p.kind = 'studio' AND p.school = ?1 ORDER BY 1, 2");
  rows.Bind(1, school);
  std::vector<formats::Partner> partners;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return partners;
    partners.push_back({rows.Text(0), rows.Text(1), rows.Text(2), {rows.Int(3)}, {rows.Int(4)}});
  }
}

Result<std::vector<formats::Alliance>> AlliancesOf(Connection& connection, const std::string& school) {
  auto rows = connection.Prepare(
      "SELECT a.id, a.name, a.central FROM alliances a JOIN alliance_members m ON m.alliance = a.id"
      " WHERE m.school = ? ORDER BY a.id");
  rows.Bind(1, school);
  return ReadAlliances(connection, rows);
}

Result<std::vector<Pairing>> AllPairings(Connection& connection) {
  auto rows = connection.Prepare(
      "SELECT p.school, s.name, p.kind, p.helper, coalesce(t.name, h.name, p.helper), ifnull(t.seat, ''),"
      " p.from_ms, p.until_ms FROM pairings p JOIN schools s ON s.id = p.school"
      " LEFT JOIN studios t ON p.kind = 'studio' AND t.library = p.helper"
      " LEFT JOIN schools h ON p.kind = 'school' AND h.id = p.helper ORDER BY p.school, p.kind, p.helper");
  std::vector<Pairing> pairings;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return pairings;
    const auto kind = rows.Text(2) == "studio" ? HelperKind::kStudio : HelperKind::kSchool;
    pairings.push_back({rows.Text(0),
                        rows.Text(1),
                        kind,
                        rows.Text(3),
                        rows.Text(4),
                        rows.Text(5),
                        {rows.Int(6)},
                        {rows.Int(7)}});
  }
}

Result<std::vector<formats::Alliance>> AllAlliances(Connection& connection) {
  auto rows = connection.Prepare("SELECT id, name, central FROM alliances ORDER BY id");
  return ReadAlliances(connection, rows);
}

Status PutStudio(Connection& connection, const std::string& library, const std::string& name,
                 const std::string& seat) {
  auto put = connection.Prepare("INSERT OR REPLACE INTO studios (library, name, seat) VALUES (?, ?, ?)");
  put.Bind(1, library).Bind(2, name);
  if (seat.empty()) return put.BindNull(3).Run();
  return put.Bind(3, seat).Run();
}

Status PutPairing(Connection& connection, const Pairing& pairing) {
  return connection
      .Prepare(
          "INSERT OR REPLACE INTO pairings (school, kind, helper, from_ms, until_ms) VALUES (?, ?, ?, ?, ?)")
      .Bind(1, pairing.school)
      .Bind(2, Word(pairing.kind))
      .Bind(3, pairing.helper)
      .Bind(4, pairing.from.ms)
      .Bind(5, pairing.until.ms)
      .Run();
}

Result<bool> RemovePairing(Connection& connection, const Pairing& pairing) {
  LIANXIAO_TRY(connection.Prepare("DELETE FROM pairings WHERE school = ? AND kind = ? AND helper = ?")
                   .Bind(1, pairing.school)
                   .Bind(2, Word(pairing.kind))
                   .Bind(3, pairing.helper)
                   .Run());
  return connection.Changes() > 0;
}

Status PutAlliance(Connection& connection, const std::string& id, const std::string& name,
                   const std::string& central) {
  LIANXIAO_TRY(connection
                   .Prepare("INSERT INTO alliances (id, name, central) VALUES (?1, ?2, ?3) ON CONFLICT (id)"
                            " DO UPDATE SET name = excluded.name, central = excluded.central")
                   .Bind(1, id)
                   .Bind(2, name)
                   .Bind(3, central)
                   .Run());
  return PutMember(connection, id, central);
}

Status PutMember(Connection& connection, const std::string& alliance, const std::string& school) {
  return connection.Prepare("INSERT OR IGNORE INTO alliance_members (alliance, school) VALUES (?, ?)")
      .Bind(1, alliance)
      .Bind(2, school)
      .Run();
}

Result<bool> RemoveMember(Connection& connection, const std::string& alliance, const std::string& school) {
  LIANXIAO_TRY(connection.Prepare("DELETE FROM alliance_members WHERE alliance = ? AND school = ?")
                   .Bind(1, alliance)
                   .Bind(2, school)
                   .Run());
  return connection.Changes() > 0;
}

Result<bool> RemoveAlliance(Connection& connection, const std::string& id) {
  LIANXIAO_TRY(connection.Prepare("DELETE FROM alliance_members WHERE alliance = ?").Bind(1, id).Run());
  LIANXIAO_TRY(connection.Prepare("DELETE FROM alliances WHERE id = ?").Bind(1, id).Run());
  return connection.Changes() > 0;
}

}  // namespace lianxiao::center
