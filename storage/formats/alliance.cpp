#include "storage/formats/alliance.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/alliance_json.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

Status CheckName(std::string_view name) {
  if (name.empty()) return Fail(ErrorCode::kInvalid, "name: empty");
  return CheckLine("name", name, kMaxPartnerNameBytes);
}

}  // namespace

Status Check(const Partner& partner) {
  LIANXIAO_TRY(CheckId("role", partner.role));
  LIANXIAO_TRY(CheckId("id", partner.id));
  LIANXIAO_TRY(CheckName(partner.name));
  LIANXIAO_TRY(CheckRange("from_ms", partner.from.ms, 0));
  return CheckRange("until_ms", partner.until.ms, 0);
}

Status Check(const Alliance& alliance) {
  LIANXIAO_TRY(CheckId("id", alliance.id));
  LIANXIAO_TRY(CheckName(alliance.name));
  LIANXIAO_TRY(CheckId("central", alliance.central));
  const auto count = static_cast<std::int64_t>(alliance.schools.size());
  LIANXIAO_TRY(CheckRange("schools", count, 1, static_cast<std::int64_t>(kMaxAllianceSchools)));
  std::set<std::string_view> ids;
  for (const auto& school : alliance.schools) {
    LIANXIAO_TRY(CheckId("schools.id", school.id));
    LIANXIAO_TRY(CheckName(school.name));
    if (!ids.insert(school.id).second) return Fail(ErrorCode::kInvalid, "schools: the same id twice");
  }
  if (ids.contains(alliance.central)) return {};
  return Fail(ErrorCode::kInvalid, "central: not one of the schools");
}

json JsonOf(const Partner& partner) {
  json out = {{"role", partner.role}, {"id", partner.id}, {"name", partner.name}};
  if (partner.from.ms != 0) out["from_ms"] = partner.from.ms;
  if (partner.until.ms != 0) out["until_ms"] = partner.until.ms;
  return out;
}

json JsonOf(const Alliance& alliance) {
  json schools = json::array();
  for (const auto& school : alliance.schools) schools.push_back({{"id", school.id}, {"name", school.name}});
  return {{"id", alliance.id},
          {"name", alliance.name},
          {"central", alliance.central},
          {"schools", std::move(schools)}};
}

void Read(JsonFields& fields, Partner& partner) {
  partner.role = fields.Text("role");
  partner.id = fields.Text("id");
  partner.name = fields.Text("name");
  partner.from.ms = fields.IntegerOr("from_ms");
  partner.until.ms = fields.IntegerOr("until_ms");
}

void Read(JsonFields& fields, Alliance& alliance) {
  alliance.id = fields.Text("id");
  alliance.name = fields.Text("name");
  alliance.central = fields.Text("central");
  const auto& schools = fields.List("schools");
  if (!fields.status()) return;
  if (schools.size() > kMaxAllianceSchools) return fields.Refuse("schools", "too many");
  for (std::size_t i = 0; i < schools.size(); ++i) {
    JsonFields school(schools[i], fields.Path("schools"));
    AllianceSchool one{school.Text("id"), school.Text("name")};
    if (!school.status()) return fields.Refuse("schools", school.status().error().message);
    alliance.schools.push_back(std::move(one));
  }
}

std::string ToJson(const Alliance& alliance) { return Compact(JsonOf(alliance)); }

Result<Alliance> ParseAlliance(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Alliance alliance;
  Read(fields, alliance);
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(Check(alliance));
  return alliance;
}

}  // namespace lianxiao::formats
