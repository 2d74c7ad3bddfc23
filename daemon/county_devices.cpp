#include "daemon/county_devices.h"

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/enrolment_files.h"

namespace lianxiao::daemon {

Result<CountyDevices::RevokedBox> CountyDevices::Revoke(const std::string& who, const std::string& why,
                                                        const storage::Actor& by) {
  LIANXIAO_ASSIGN(const auto revoked, registry_.Revoke(who, why));
  LIANXIAO_TRY(people_.audit().Add({.who = by.login,
                                    .from = by.from,
                                    .act = "box.revoked",
                                    .subject = revoked.school,
                                    .detail = revoked.device + " " + why}));
  return RevokedBox{revoked.device, revoked.school};
}

Result<CountyDevices::CodeWithFile> CountyDevices::MakeCodeFile(const std::string& school,
                                                                const std::string& name,
                                                                const std::string& address) {
  LIANXIAO_ASSIGN(const auto code, registry_.MakeCode(school, name, address));
  LIANXIAO_TRY(people_.audit().Add({.who = storage::Actor::Console().login,
                                    .act = "enrolment.code_made",
                                    .subject = school,
                                    .detail = name}));
  return CodeWithFile{code.text, code.expires, formats::ToFile(formats::CodeFile{code.text, card_})};
}

Result<std::string> CountyDevices::Grant(const std::string& request_file) {
  LIANXIAO_ASSIGN(const auto request, formats::ReadRequestFile(request_file));
  const auto ours = ToHex(formats::Fingerprint(card_));
  if (request.center != ours) {
    return Fail(ErrorCode::kInvalid, "enrol_file.other_center: this request is for another center");
  }
  const auto sealed = registry_.Enrol(request.sealed);
  if (!sealed && sealed.error().code == ErrorCode::kCorrupt) {
    return Fail(ErrorCode::kInvalid, "enrol_file.damaged: " + sealed.error().message);
  }
  if (!sealed) return Fail(sealed.error());
  return formats::ToFile(formats::GrantFile{ours, HashOf(request.sealed), *sealed});
}

}  // namespace lianxiao::daemon
