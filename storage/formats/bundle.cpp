#include "storage/formats/bundle.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

std::string_view Word(Priority priority) {
  switch (priority) {
    case Priority::kUrgent: return "urgent";
    case Priority::kNormal: return "normal";
    case Priority::kBackground: return "background";
  }
  std::abort();
}

// A word we do not know comes from a newer center: the bundle is wanted all the same.
Priority PriorityOf(const std::string& word) {
  for (const auto known : {Priority::kUrgent, Priority::kBackground}) {
    if (Word(known) == word) return known;
  }
  return Priority::kNormal;
}

Status Check(const BundlePairing& pairing) {
  LIANXIAO_TRY(CheckId("pairings.school", pairing.school));
  if (pairing.helper.empty() == pairing.studio.empty()) {
    return Fail(ErrorCode::kInvalid, "pairings: each has a helper, a school, or a studio");
  }
  return pairing.helper.empty() ? CheckId("pairings.studio", pairing.studio)
                                : CheckId("pairings.helper", pairing.helper);
}

json JsonOf(const BundlePairing& pairing) {
  json out = {{"school", pairing.school}};
  if (!pairing.helper.empty()) out["helper"] = pairing.helper;
  if (!pairing.studio.empty()) out["studio"] = pairing.studio;
  return out;
}

Result<std::vector<BundlePairing>> PairingsIn(const json& list) {
  std::vector<BundlePairing> pairings;
  for (const auto& one : list) {
    JsonFields fields(one, "pairings");
    pairings.push_back({fields.Text("school"), fields.TextOr("helper"), fields.TextOr("studio")});
    LIANXIAO_TRY(fields.status());
  }
  return pairings;
}

}  // namespace

Status Check(const Bundle& bundle) {
  LIANXIAO_TRY(CheckId("id", bundle.id));
  LIANXIAO_TRY(CheckLine("name", bundle.name, 300));
  LIANXIAO_TRY(CheckProse("message", bundle.message, 20'000));
  LIANXIAO_TRY(CheckRange("resources", static_cast<std::int64_t>(bundle.resources.size()), 0,
                          static_cast<std::int64_t>(kMaxBundleIds)));
  LIANXIAO_TRY(CheckRange("schools", static_cast<std::int64_t>(bundle.schools.size()), 0,
                          static_cast<std::int64_t>(kMaxBundleIds)));
  for (const auto& id : bundle.resources) LIANXIAO_TRY(CheckId("resources", id));
  for (const auto& id : bundle.schools) LIANXIAO_TRY(CheckId("schools", id));
  LIANXIAO_TRY(CheckRange("pairings", std::ssize(bundle.pairings), 0, std::int64_t{kMaxBundleIds}));
  for (const auto& pairing : bundle.pairings) LIANXIAO_TRY(Check(pairing));
  LIANXIAO_TRY(CheckRange("alliances", std::ssize(bundle.alliances), 0, std::int64_t{kMaxBundleIds}));
  for (const auto& id : bundle.alliances) LIANXIAO_TRY(CheckId("alliances", id));
  if (bundle.everything && !bundle.resources.empty()) {
    return Fail(ErrorCode::kInvalid, "resources: none may be named when the bundle asks for everything");
  }
  LIANXIAO_TRY(CheckTimeOrEmpty("needed_by", bundle.needed_by));
  return CheckTimeOrEmpty("expires", bundle.expires);
}

std::string ToJson(const Bundle& bundle) {
  json out = {{"id", bundle.id}, {"name", bundle.name}, {"priority", Word(bundle.priority)}};
  if (!bundle.message.empty()) out["message"] = bundle.message;
  if (!bundle.resources.empty()) out["resources"] = bundle.resources;
  if (bundle.everything) out["everything"] = true;
  if (!bundle.schools.empty()) out["schools"] = bundle.schools;
  for (const auto& pairing : bundle.pairings) out["pairings"].push_back(JsonOf(pairing));
  if (!bundle.alliances.empty()) out["alliances"] = bundle.alliances;
  if (!bundle.needed_by.empty()) out["needed_by"] = bundle.needed_by;
  if (!bundle.expires.empty()) out["expires"] = bundle.expires;
  return Compact(out);
}

Result<Bundle> ParseBundle(std::string_view text) {
  if (text.size() > kMaxBundleBytes) return Fail(ErrorCode::kInvalid, "the bundle is too large");
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Bundle bundle;
  bundle.id = fields.Text("id");
  bundle.name = fields.Text("name");
  bundle.message = fields.TextOr("message");
  bundle.resources = fields.Texts("resources");
  bundle.everything = fields.BooleanOr("everything", false);
  bundle.schools = fields.Texts("schools");
  LIANXIAO_ASSIGN(bundle.pairings, PairingsIn(fields.ListOrEmpty("pairings")));
  bundle.alliances = fields.Texts("alliances");
  bundle.priority = PriorityOf(fields.TextOr("priority"));
  bundle.needed_by = fields.TextOr("needed_by");
  bundle.expires = fields.TextOr("expires");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(Check(bundle));
  return bundle;
}

}  // namespace lianxiao::formats
