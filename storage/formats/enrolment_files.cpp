#include "storage/formats/enrolment_files.h"

#include <array>
#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "lianxiao-enrolment-";

struct Kind {
  std::string_view name;
  std::string_view words;  // What to do with it, for whoever finds the file.
};
constexpr Kind kCode{
    "code",
    "联校登记码，请保管好 / enrolment code, keep it safe: lianxiao enroll --request FILE --code-file THIS"};
constexpr Kind kRequest{
    "request", "联校登记申请，请带到县中心 / take this to the county: lianxiao center grant THIS --out FILE"};
constexpr Kind kGrant{"grant",
                      "联校登记批复，请带回学校 / take this to the school: lianxiao enroll --grant THIS"};

tl::unexpected<Error> Wrong(std::string_view key, const std::string& why) {
  return Fail(ErrorCode::kInvalid, "enrol_file." + std::string(key) + ": " + why);
}

std::string ToText(const Kind& kind, const json& body) {
  return std::string(kMagic) + std::string(kind.name) + " 1 " + std::string(kind.words) + "\n" +
         Compact(body) + "\n";
}

std::string_view TakeWord(std::string_view& line) {
  const auto word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

Status CheckKind(std::string_view name, const Kind& wanted) {
  if (name == wanted.name) return {};
  for (const auto& kind : {kCode, kRequest, kGrant}) {
    if (name != kind.name) continue;
    return Wrong("other_kind",
                 "this is an enrolment " + std::string(name) + "; needed is the " + std::string(wanted.name));
  }
  return Wrong("newer", "a kind of file that this program does not know");
}

// The object in a file of this kind.
Result<json> BodyOf(std::string_view bytes, const Kind& kind) {
  if (bytes.size() > kMaxEnrolmentFile) return Wrong("not_ours", "far too large for an enrolment file");
  const auto end = bytes.find('\n');
  auto line = bytes.substr(0, end);
  if (!line.starts_with(kMagic)) return Wrong("not_ours", "this is no enrolment file");
  if (end == std::string_view::npos) return Wrong("damaged", "the file is cut short");
  const auto first = TakeWord(line);
  LIANXIAO_TRY(CheckKind(first.substr(kMagic.size()), kind));
  if (TakeWord(line) != "1") return Wrong("newer", "written by a newer program than this one");
  auto rest = bytes.substr(end + 1);
  while (rest.ends_with('\n') || rest.ends_with('\r')) rest.remove_suffix(1);
  auto body = ParseJson(rest);
  if (!body) return Wrong("damaged", body.error().message);
  if (!body->is_object()) return Wrong("damaged", "no object");
  return body;
}

// A field's own error, under the key that says what to do.
Status Damaged(const Status& status) {
  return status ? status : Status(Wrong("damaged", status.error().message));
}

Result<std::string> Bytes(JsonFields& fields, const char* name, std::size_t most) {
  const auto text = fields.Text(name);
  LIANXIAO_TRY(Damaged(fields.status()));
  auto bytes = FromBase64(text);
  if (!bytes || bytes->empty() || bytes->size() > most) return Wrong("damaged", std::string(name));
  return bytes;
}

}  // namespace

std::string ToFile(const CodeFile& file) {
  // As text, for the fingerprint is over exactly these bytes.
  return ToText(kCode, {{"code", file.code}, {"card", ToJson(file.card)}});
}

std::string ToFile(const RequestFile& file) {
  return ToText(kRequest, {{"center", file.center}, {"sealed", ToBase64(file.sealed)}});
}

std::string ToFile(const GrantFile& file) {
  return ToText(
      kGrant, {{"center", file.center}, {"request", file.request.Hex()}, {"sealed", ToBase64(file.sealed)}});
}

Result<CodeFile> ReadCodeFile(std::string_view bytes) {
  LIANXIAO_ASSIGN(const auto body, BodyOf(bytes, kCode));
  JsonFields fields(body);
  CodeFile file{.code = fields.Text("code"), .card = {}};
  const auto card_json = fields.Text("card");
  LIANXIAO_TRY(Damaged(fields.status()));
  const auto code = ParseEnrolmentCode(file.code);
  if (!code) return Wrong("damaged", code.error().message);
  auto card = ParseCenterCard(card_json);
  if (!card) return Wrong("damaged", card.error().message);
  if (Fingerprint(*card) != code->fingerprint) return Wrong("damaged", "code and card are of two centers");
  file.card = *std::move(card);
  return file;
}

Result<RequestFile> ReadRequestFile(std::string_view bytes) {
  LIANXIAO_ASSIGN(const auto body, BodyOf(bytes, kRequest));
  JsonFields fields(body);
  RequestFile file{.center = fields.Text("center"), .sealed = {}};
  LIANXIAO_TRY(Damaged(fields.status()));
  LIANXIAO_TRY(Damaged(CheckHex("center", file.center, 32)));
  LIANXIAO_ASSIGN(file.sealed, Bytes(fields, "sealed", kMaxRequestBytes));
  return file;
}

Result<GrantFile> ReadGrantFile(std::string_view bytes) {
  LIANXIAO_ASSIGN(const auto body, BodyOf(bytes, kGrant));
  JsonFields fields(body);
  GrantFile file{.center = fields.Text("center"), .request = fields.Blob("request"), .sealed = {}};
  LIANXIAO_TRY(Damaged(fields.status()));
  LIANXIAO_TRY(Damaged(CheckHex("center", file.center, 32)));
  LIANXIAO_ASSIGN(file.sealed, Bytes(fields, "sealed", kMaxGrantBytes));
  return file;
}

}  // namespace lianxiao::formats
