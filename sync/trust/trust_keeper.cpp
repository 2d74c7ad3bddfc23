#include "sync/trust/trust_keeper.h"

#include <algorithm>

#include "sync/line/folder_line.h"
#include "sync/rounds/problems.h"
#include "sync/trust/metadata.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

WallTime TrustedNow(const storage::BoxState& state, const Clock& clock) {
  return std::max({kNotBefore, state.TrustedTime().value_or(WallTime{0}), clock.Wall()});
}

TrustKeeper::TrustKeeper(storage::BoxState& state, const Clock& clock, Log& log)
    : state_(state), clock_(clock), log_(log) {}

Status TrustKeeper::Load(const storage::Enrolled& enrolled) {
  if (trusted_) return {};
  LIANXIAO_ASSIGN(saved_, state_.Metadata());
  auto files = saved_;
  files.try_emplace("root", enrolled.grant.root_json);
  LIANXIAO_ASSIGN(trusted_, TrustedSet::Load(files));
  return {};
}

Status TrustKeeper::Renew(Line& line, Mirrors& mirrors) {
  const auto now = TrustedNow(state_, clock_);
  std::map<std::string, std::vector<std::string>> refused;  // Problem → file, mirror, reason.
  Status end = Fail(ErrorCode::kOffline, "no mirror can be reached");
  reached_network_ = false;
  bool from_folder = false;
  for (const int mirror : mirrors.Usable(clock_.Now())) {
    auto walk = WalkMetadata(line, mirrors.Base(mirror), *trusted_, now);
    end = walk.status;
    if (end && !IsFolderUrl(mirrors.Base(mirror))) {
      reached_network_ = true;
      break;
    }
    if (end) {  // A stick left in the box must not hide what the county published since.
      from_folder = true;
      continue;
    }
    if (end.error().code == ErrorCode::kUntrusted) {
      refused[walk.refusal ? ProblemOf(*walk.refusal) : std::string(problem::kMetadataUntrusted)].push_back(
          end.error().message);
    } else {
      mirrors.Failed(mirror, clock_.Now());
    }
    if (end.error().message != std::exchange(told_, end.error().message)) log_.Warning(end.error().message);
  }
  if (from_folder) end = {};
  LIANXIAO_TRY(Save());
  // Out of reach, nothing is known about what was refused before: it stays told.
  if (!end && refused.empty()) return end;
  for (const auto key : problem::kAllOfMetadata) {
    LIANXIAO_TRY(SetProblems(state_, key, refused[std::string(key)], now));
  }
  return end;
}

bool TrustKeeper::MayTakeContent() const {
  if (!trusted_ || trusted_->targets() == nullptr || !trusted_->TargetsAreCurrent()) return false;
  const auto expires = trusted_->timestamp_expires();
  return expires && *expires > TrustedNow(state_, clock_);
}

// Everything at once, and only what was verified: a power cut leaves the old chain or the new one.
Status TrustKeeper::Save() {
  if (trusted_->files() == saved_) return {};
  LIANXIAO_TRY(state_.SaveMetadata(trusted_->files()));
  saved_ = trusted_->files();
  return {};
}

}  // namespace lianxiao::sync
