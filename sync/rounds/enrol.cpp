#include "sync/rounds/enrol.h"

#include "storage/base/encoding.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/tls_statement.h"
#include "sync/line/center_api.h"
#include "sync/line/small_file.h"
#include "sync/rounds/problems.h"
#include "sync/trust/trust.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

using formats::CenterCard;
using formats::EnrolmentCode;
using formats::Grant;

// Before the grant nobody's TLS key is known here. The code's fingerprint proves the card, the request is
// sealed to it, the grant is signed by it: who stands in between learns nothing and changes nothing.
constexpr auto kAnyone = HttpRequest::From::kAnyone;

Error Unreachable(const EnrolmentCode& code, const Error& why) {
  return {ErrorCode::kOffline, "the center at " + code.address + " cannot be reached (" + why.message +
                                   "). Check the network cable and the line, then type the same code again"};
}

Result<CenterCard> MeetCenter(Line& line, const EnrolmentCode& code) {
  const auto text = FetchSmallFile(line, CenterCardUrl(code.address), kMaxApiAnswerBytes, kAnyone);
  if (!text) return Fail(Unreachable(code, text.error()));
  const auto card = formats::ParseCenterCard(*text);
  if (!card || formats::Fingerprint(*card) != code.fingerprint) {
    return Fail(
        ErrorCode::kUntrusted,
        "enrol.not_that_center: what answers at " + code.address +
            " is not the center that made this code. Ask the county for a new code; do not go on from "
            "this network until they confirm the address");
  }
  return *card;
}

// What to do next, for the refusals a technician can meet; otherwise the center's own words.
std::string NextStep(const ApiError& said) {
  if (said.key == "enrol.code_used") {
    return "this code has already enrolled another box. Ask the county for a new code";
  }
  if (said.key == "enrol.code_unknown") {
    return "the center does not know this code. Compare it with the one you were given, or ask the county "
           "for a new one";
  }
  if (said.key == "enrol.code_expired") return "this code is too old. Ask the county for a new code";
  if (said.key == "enrol.wait") {
    return "too many wrong codes came from this network. Wait an hour, then type the code again";
  }
  if (said.key == kRevokedKey) {
    return "the county has shut this box out. Ask for a new code, and type that one";
  }
  if (said.key == "enrol.too_many_tries") {
    return "this code was tried too often and is locked. Ask the county for a new code";
  }
  return "the center refuses: " + said.error.message + ". Ask the county for a new code";
}

std::string SealedRequest(const EnrolmentCode& code, const CenterCard& card, const storage::DeviceKeys& keys,
                          const Options& options) {
  return formats::SealRequest(
      {code.secret, keys.sign.verify, keys.seal.seal, options.program, options.hardware}, card.seal);
}

Result<std::string> AskForGrant(Line& line, const EnrolmentCode& code, const std::string& request) {
  auto answer =
      line.Exchange({Method::kPost, EnrolmentsUrl(code.address), request, kMaxApiAnswerBytes, kAnyone});
  if (!answer) return Fail(Unreachable(code, answer.error()));
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(Unreachable(code, said->error));
    const Error refused{ErrorCode::kRefused, NextStep(*said)};
    return Fail(said->key.empty() ? refused : refused.While(said->key));
  }
  return std::move(answer->body);
}

// The grant is signed by the center we meant; what it says must also lead to metadata we can check.
Status CheckGrant(const Grant& grant, const CenterCard& card) {
  constexpr std::string_view kTellCounty = "; nothing was changed here. Tell the county";
  if (Sha256Hex(grant.root_json) != card.root_sha256) {
    return Fail(ErrorCode::kUntrusted,
                "the center's first root is not the one its card names" + std::string(kTellCounty));
  }
  if (auto set = TrustedSet::Load({{"root", grant.root_json}}); !set) {
    return Fail(ErrorCode::kUntrusted,
                "the center's first root: " + set.error().message + std::string(kTellCounty));
  }
  const auto tls = formats::OpenTlsStatement(grant.tls_statement, card.sign);
  if (!grant.tls_statement.empty() && !tls) {
    return Fail(ErrorCode::kUntrusted, tls.error().message + std::string(kTellCounty));
  }
  if (grant.mirrors.empty()) {
    return Fail(ErrorCode::kInvalid, "the center names no place to fetch from" + std::string(kTellCounty));
  }
  return {};
}

Status CheckSameCounty(const storage::BoxState& state, const CenterCard& card) {
  LIANXIAO_ASSIGN(const auto known, state.Enrolment());
  if (!known || known->center.root_sha256 == card.root_sha256) return {};
  return Fail(ErrorCode::kInvalid, "enrol.other_county: this box belongs to " + known->grant.center_name +
                                       ". To move it to another county, start it with an empty data folder");
}

Status TakeGrant(const Parts& parts, const std::string& sealed, const CenterCard& card,
                 const storage::DeviceKeys& keys) {
  const auto grant = formats::OpenGrant(sealed, keys.seal, card.sign);
  if (!grant) return Fail(ErrorCode::kUntrusted, "the center's answer: " + grant.error().message);
  LIANXIAO_TRY(CheckGrant(*grant, card));
  LIANXIAO_TRY(parts.state.Enrol(*grant, card, keys));
  for (const auto over : {problem::kDeviceRevoked, problem::kDeviceUnknown, problem::kTwoBoxes}) {
    LIANXIAO_TRY(parts.state.Clear(over));
  }
  return parts.state.RaiseTrustedTime(grant->at);
}

bool WasUsed(const Error& error) { return error.message.starts_with("enrol.code_used: "); }

}  // namespace

Status Enrol(Line& line, const Parts& parts, const Options& options, const std::string& text) {
  const auto code = formats::ParseEnrolmentCode(text);
  if (!code) return Fail(code.error().While("enrol.code_slip"));
  LIANXIAO_ASSIGN(auto keys, parts.state.KeysToEnrol());
  LIANXIAO_ASSIGN(const auto card, MeetCenter(line, *code));
  LIANXIAO_TRY(CheckSameCounty(parts.state, card));
  auto sealed = AskForGrant(line, *code, SealedRequest(*code, card, keys, options));
  if (!sealed && WasUsed(sealed.error())) {
    // By this very box, perhaps: then typing it again does no harm.
    LIANXIAO_ASSIGN(keys, parts.state.Keys());
    sealed = AskForGrant(line, *code, SealedRequest(*code, card, keys, options));
  }
  if (!sealed) return Fail(sealed.error());
  return TakeGrant(parts, *sealed, card, keys);
}

Result<std::string> MakeRequestFile(const Parts& parts, const Options& options, const std::string& text,
                                    const std::string& code_file) {
  LIANXIAO_ASSIGN(const auto file, formats::ReadCodeFile(code_file));
  const auto code = formats::ParseEnrolmentCode(text.empty() ? file.code : text);
  if (!code) return Fail(code.error().While("enrol.code_slip"));
  if (formats::Fingerprint(file.card) != code->fingerprint) {
    return Fail(ErrorCode::kInvalid,
                "enrol_file.other_center: the code is of another center than the code file. Nothing was "
                "changed here; use the file that came with the code");
  }
  LIANXIAO_TRY(CheckSameCounty(parts.state, file.card));
  LIANXIAO_ASSIGN(const auto keys, parts.state.KeysToEnrol());
  const auto request = SealedRequest(*code, file.card, keys, options);
  LIANXIAO_TRY(parts.state.SavePendingEnrolment({file.card, HashOf(request)}));
  return formats::ToFile(formats::RequestFile{ToHex(formats::Fingerprint(file.card)), request});
}

Status TakeGrantFile(const Parts& parts, const std::string& bytes) {
  LIANXIAO_ASSIGN(const auto file, formats::ReadGrantFile(bytes));
  LIANXIAO_ASSIGN(const auto pending, parts.state.LoadPendingEnrolment());
  if (!pending) {
    return Fail(ErrorCode::kInvalid,
                "enrol_file.no_request: this box waits for no grant; begin with lianxiao enroll --request");
  }
  if (file.center != ToHex(formats::Fingerprint(pending->center))) {
    return Fail(ErrorCode::kInvalid,
                "enrol_file.other_center: this grant is of another center than was asked");
  }
  if (file.request != pending->request) {
    return Fail(ErrorCode::kInvalid,
                "enrol_file.other_request: this grant answers another request: of another box, or an older "
                "one of this box");
  }
  LIANXIAO_ASSIGN(const auto keys, parts.state.KeysToEnrol());
  return TakeGrant(parts, file.sealed, pending->center, keys);
}

}  // namespace lianxiao::sync
