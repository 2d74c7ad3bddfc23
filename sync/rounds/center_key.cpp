#include "sync/rounds/center_key.h"

#include "storage/formats/tls_statement.h"
#include "sync/line/center_api.h"
#include "sync/line/small_file.h"
#include "sync/rounds/problems.h"

namespace lianxiao::sync {
namespace {

// What the box holds was verified before it was kept; 0 is below every number. Also when it was signed with
// keys that the center has no more: whoever stole them may have run the number up.
std::int64_t NumberOf(const storage::Enrolled& enrolled) {
  const auto held = formats::OpenTlsStatement(enrolled.grant.tls_statement, enrolled.center.sign);
  return held ? held->number : 0;
}

}  // namespace

CenterKey::CenterKey(storage::BoxState& state, const Clock& clock, Log& log)
    : state_(state), clock_(clock), log_(log) {}

void CenterKey::Pin(Line& line, const storage::Enrolled& enrolled) const {
  PeerTrust trust;
  const auto origin = OriginOf(enrolled.grant.center_address);
  if (origin.starts_with("https:")) trust.center = origin;
  if (const auto held = formats::OpenTlsStatement(enrolled.grant.tls_statement, enrolled.center.sign)) {
    trust.keys = held->keys;
    trust.public_ca = held->public_ca;
  }
  line.Trust(std::move(trust));
}

Result<CenterKey::Then> CenterKey::Mend(Line& line, const storage::Enrolled& enrolled, const Status& end,
                                        const NewCenter& new_center) {
  if (!line.TookStranger()) {
    // Out of reach, nothing is known about who was met before: it stays told.
    if (end) LIANXIAO_TRY(SetProblems(state_, problem::kCenterKey, {}, clock_.Wall()));
    return Then::kGoOn;
  }
  auto newer = NewerStatement(line, enrolled);
  if (!newer && newer.error().code == ErrorCode::kUntrusted) {
    LIANXIAO_ASSIGN(const auto changed, new_center());
    if (changed) newer = NewerStatement(line, *changed);
  }
  if (newer && !newer->empty()) {
    LIANXIAO_TRY(state_.SaveTlsStatement(*newer));
    log_.Info("the center shows a new TLS key, and vouches for it");
    return Then::kTryAgain;
  }
  log_.Warning(enrolled.grant.center_address + ": what answers there is not our center" +
               (newer ? std::string() : " (" + newer.error().message + ")"));
  LIANXIAO_TRY(SetProblems(state_, problem::kCenterKey, {enrolled.grant.center_address}, clock_.Wall()));
  return Then::kGoOn;
}

Result<std::string> CenterKey::NewerStatement(Line& line, const storage::Enrolled& enrolled) const {
  LIANXIAO_ASSIGN(auto text, FetchSmallFile(line, CenterTlsUrl(enrolled.grant.center_address),
                                            static_cast<std::int64_t>(formats::kMaxTlsStatementBytes),
                                            HttpRequest::From::kAnyone));
  LIANXIAO_ASSIGN(const auto said, formats::OpenTlsStatement(text, enrolled.center.sign));
  return said.number > NumberOf(enrolled) ? std::move(text) : std::string();
}

}  // namespace lianxiao::sync
