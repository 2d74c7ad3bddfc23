#include "storage/formats/letter.h"

#include <nlohmann/json.hpp>

#include "storage/formats/alliance_json.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/line_rules_json.h"
#include "storage/formats/packing.h"
#include "storage/formats/timetable_json.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kLetterPurpose = "lianxiao letter 1";
// 60 accounts, 17 KB of JSON of which half is random digits: a small letter, made once for each change.
constexpr int kLetterLevel = 12;

json JsonOf(const LetterAccount& account) {
  json out = {{"id", account.id},
              {"person", account.person},
              {"login", account.login},
              {"name", account.name},
              {"role", account.role}};
  if (!account.code_digest.empty()) out["code_digest"] = account.code_digest;
  if (account.code_expires.ms != 0) out["code_expires_ms"] = account.code_expires.ms;
  if (account.disabled) out["disabled"] = true;
  if (account.revision != 0) out["revision"] = account.revision;
  return out;
}

json JsonOf(const LetterNotice& notice) {
  return {{"id", notice.id}, {"text", notice.text}, {"at_ms", notice.at.ms}, {"until_ms", notice.until.ms}};
}

json JsonOf(const LetterCommand& command) { return {{"number", command.number}, {"what", command.what}}; }

json JsonOf(const OfferAnswer& answer) {
  json out = {{"id", answer.id}, {"state", answer.state}};
  if (!answer.why.empty()) out["why"] = answer.why;
  if (!answer.resource.empty()) out["resource"] = answer.resource;
  return out;
}

void Read(JsonFields& fields, LetterAccount& account) {
  account.id = fields.Text("id");
  account.person = fields.Text("person");
  account.login = fields.Text("login");
  account.name = fields.Text("name");
  account.role = fields.Text("role");
  account.code_digest = fields.TextOr("code_digest");
  account.code_expires.ms = fields.IntegerOr("code_expires_ms");
  account.disabled = fields.BooleanOr("disabled", false);
  account.revision = fields.IntegerOr("revision");
}

void Read(JsonFields& fields, LetterNotice& notice) {
  notice.id = fields.Text("id");
  notice.text = fields.Text("text");
  notice.at.ms = fields.Integer("at_ms");
  notice.until.ms = fields.Integer("until_ms");
}

void Read(JsonFields& fields, LetterCommand& command) {
  command.number = fields.Integer("number");
  command.what = fields.Text("what");
}

void Read(JsonFields& fields, OfferAnswer& answer) {
  answer.id = fields.Text("id");
  answer.state = fields.Text("state");
  answer.why = fields.TextOr("why");
  answer.resource = fields.TextOr("resource");
}

template <typename T>
void Put(json& out, const char* name, const std::vector<T>& values) {
  for (const auto& value : values) out[name].push_back(JsonOf(value));
}

// The list is counted before it is read: a stranger's million entries cost no memory.
template <typename T>
Status ReadList(const json& list, const char* name, std::size_t most, std::vector<T>& values) {
  LIANXIAO_TRY(CheckRange(name, static_cast<std::int64_t>(list.size()), 0, static_cast<std::int64_t>(most)));
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields fields(list[i], std::string(name) + "[" + std::to_string(i) + "]");
    Read(fields, values.emplace_back());
    LIANXIAO_TRY(fields.status());
  }
  return {};
}

}  // namespace

std::string ToJson(const Letter& letter) {
  json out = {{"device", letter.device}, {"number", letter.number}, {"at_ms", letter.at.ms}};
  Put(out, "accounts", letter.accounts);
  Put(out, "notices", letter.notices);
  Put(out, "commands", letter.commands);
  if (!letter.all_libraries) out["all_libraries"] = false;
  if (!letter.libraries.empty()) out["libraries"] = letter.libraries;
  if (letter.classroom_login) out["classroom_login"] = true;
  Put(out, "timetable", letter.timetable);
  Put(out, "offers", letter.offers);
  Put(out, "partners", letter.partners);
  Put(out, "alliances", letter.alliances);
  if (letter.line) out["line"] = JsonOf(*letter.line);
  return Compact(out);
}

Result<Letter> ParseLetter(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Letter letter;
  letter.device = fields.Text("device");
  letter.number = fields.Integer("number");
  letter.at.ms = fields.Integer("at_ms");
  const auto& accounts = fields.ListOrEmpty("accounts");
  const auto& notices = fields.ListOrEmpty("notices");
  const auto& commands = fields.ListOrEmpty("commands");
  const auto& timetable = fields.ListOrEmpty("timetable");
  const auto& offers = fields.ListOrEmpty("offers");
  const auto& partners = fields.ListOrEmpty("partners");
  const auto& alliances = fields.ListOrEmpty("alliances");
  const auto* line = fields.Has("line") ? &fields.Object("line") : nullptr;
  letter.all_libraries = fields.BooleanOr("all_libraries", true);
  letter.libraries = fields.Texts("libraries");
  letter.classroom_login = fields.BooleanOr("classroom_login", false);
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(ReadList(accounts, "accounts", kMaxLetterAccounts, letter.accounts));
  LIANXIAO_TRY(ReadList(notices, "notices", kMaxLetterNotices, letter.notices));
  LIANXIAO_TRY(ReadList(commands, "commands", kMaxLetterCommands, letter.commands));
  LIANXIAO_TRY(ReadList(timetable, "timetable", kMaxTimetableLessons, letter.timetable));
  LIANXIAO_TRY(ReadList(offers, "offers", kMaxLetterOffers, letter.offers));
  LIANXIAO_TRY(ReadList(partners, "partners", kMaxPartners, letter.partners));
  LIANXIAO_TRY(ReadList(alliances, "alliances", kMaxAlliances, letter.alliances));
  if (line != nullptr) {
    LIANXIAO_ASSIGN(letter.line, ReadLineRules(*line, "line"));
  }
  LIANXIAO_TRY(Check(letter));
  return letter;
}

Result<Letter> ParsePackedLetter(std::string_view packed) {
  LIANXIAO_ASSIGN(const auto text, Unpack(packed, kMaxLetterUnpacked));
  return ParseLetter(text);
}

std::string SealLetter(const Letter& letter, const SigningKey& center, const SealKey& device) {
  return SealSigned(kLetterPurpose, Pack(ToJson(letter), kLetterLevel), center, device);
}

Result<Letter> OpenLetter(std::string_view sealed, const OpenKey& device, const VerifyKey& center) {
  if (sealed.size() > kMaxLetterBytes) return Fail(ErrorCode::kInvalid, "the letter is too large");
  LIANXIAO_ASSIGN(const auto packed, OpenSigned(kLetterPurpose, sealed, device, center));
  return ParsePackedLetter(packed);
}

}  // namespace lianxiao::formats
