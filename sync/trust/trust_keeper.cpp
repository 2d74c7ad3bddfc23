#include "sync/trust/trust_keeper.h"

#include <algorithm>

#include "sync/line/folder_line.h"
#include "sync/rounds/problems.h"
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
  std::optional<Error> refusal;
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
      refusal = end.error();
    } else {
      mirrors.Failed(mirror, clock_.Now());
    }
    if (end.error().message != std::exchange(told_, end.error().message)) log_.Warning(end.error().message);
  }
  if (!end && refusal) end = Fail(*refusal);
  if (from_folder) end = {};
  if (end) LIANXIAO_TRY(RenewLibraries(line, mirrors, now));
  LIANXIAO_TRY(Save());
  // Out of reach, nothing is known about what was refused before: it stays told.
  if (!end && refused.empty()) return end;
  LIANXIAO_TRY(Tell(refused, now));
  return end;
}

// Problem → file, mirror, reason.
Status TrustKeeper::Tell(std::map<std::string, std::vector<std::string>>& refused, WallTime now) {
  for (const auto key : problem::kAllOfMetadata) {
    LIANXIAO_TRY(SetProblems(state_, key, refused[std::string(key)], now));
  }
  return {};
}

Status TrustKeeper::RenewFromFolders(Line& line, Mirrors& folders) {
  const auto now = TrustedNow(state_, clock_);
  std::map<std::string, std::vector<std::string>> refused;
  Status end = Fail(ErrorCode::kOffline, "no folder can be read");
  for (const int folder : folders.Usable(clock_.Now())) {
    auto walk = WalkMetadata(line, folders.Base(folder), *trusted_, now);
    // A stick that was packed before the newest news is a stick like any other.
    const bool older = walk.refusal == Refusal::kRollback;
    if (walk.status || older) {
      end = {};
      continue;
    }
    if (walk.status.error().code == ErrorCode::kUntrusted) {
      const auto key = walk.refusal ? ProblemOf(*walk.refusal) : std::string(problem::kMetadataUntrusted);
      refused[key].push_back(walk.status.error().message);
    } else {
      folders.Failed(folder, clock_.Now());
    }
    if (!end) end = walk.status;
  }
  if (trusted_->targets() != nullptr) LIANXIAO_TRY(UseLibrariesOf(line, folders, now));
  LIANXIAO_TRY(Save());
  if (!refused.empty()) LIANXIAO_TRY(Tell(refused, now));
  return end;
}

Status TrustKeeper::RenewFromRelays(Line& line, Mirrors& relays, const HeardOf& heard) {
  const auto now = TrustedNow(state_, clock_);
  for (int relay = 0; relay < relays.Count(); ++relay) {
    auto walk = WalkMetadata(line, relays.Base(relay), *trusted_, now);
    if (!walk.status) log_.Debug(walk.status.error().message);
    heard(relay, walk);
  }
  if (trusted_->targets() != nullptr) LIANXIAO_TRY(UseLibrariesOf(line, relays, now));
  return Save();
}

// What a folder has not got may still come over the line, so nothing is held against a library.
Status TrustKeeper::UseLibrariesOf(Line& line, Mirrors& folders, WallTime now) {
  for (const auto& library : FollowedLibraries(*trusted_->targets(), follows_)) {
    if (trusted_->UseKept(library, "targets", now)) continue;
    for (const int folder : folders.Usable(clock_.Now())) {
      if (WalkLibrary(line, folders.Base(folder), *trusted_, library, now).status) break;
    }
  }
  return {};
}

Status TrustKeeper::FollowRootsOfAnyone(Line& line, const std::string& center_address) {
  return WalkRootsOfAnyone(line, center_address, *trusted_) > 0 ? Save() : Status{};
}

// --- Delegated libraries ---

Status TrustKeeper::RenewLibraries(Line& line, Mirrors& mirrors, WallTime now) {
  const auto libraries = FollowedLibraries(*trusted_->targets(), follows_);
  trusted_->KeepOnly(libraries);
  std::erase_if(refused_libraries_, [&](const auto& refused) {
    return std::ranges::find(libraries, refused.first) == libraries.end();
  });
  for (const auto& library : libraries) LIANXIAO_TRY(RenewLibrary(line, mirrors, library, now));
  std::vector<std::string> told;
  for (const auto& [library, refused] : refused_libraries_) told.push_back(library + ": " + refused.why);
  return SetProblems(state_, problem::kLibraryWaits, told, now);
}

// A line that drops is no reason to tell anybody; a library that no mirror has is.
Status TrustKeeper::RenewLibrary(Line& line, Mirrors& mirrors, const std::string& library, WallTime now) {
  if (trusted_->UseKept(library, "targets", now)) {
    refused_libraries_.erase(library);
    return {};
  }
  if (Rests(library)) return {};
  std::optional<Error> refused;
  for (const int mirror : mirrors.Usable(clock_.Now())) {
    const auto walk = WalkLibrary(line, mirrors.Base(mirror), *trusted_, library, now);
    if (walk.status) {
      refused_libraries_.erase(library);
      return {};
    }
    if (walk.status.error().code == ErrorCode::kOffline) return {};
    const auto& why = walk.status.error();
    log_.Warning("library " + library + ": " + why.message);
    // A wrong file says more than one that is not there.
    if (!refused || why.code == ErrorCode::kUntrusted) refused = why;
  }
  if (!refused) return {};
  const auto named = trusted_->WantedTargets(library).value_or(formats::TufFileMeta{});
  refused_libraries_[library] = {named, clock_.Now() + kCorruptAgainMs, refused->message};
  return {};
}

bool TrustKeeper::Rests(const std::string& library) const {
  const auto found = refused_libraries_.find(library);
  return found != refused_libraries_.end() && clock_.Now() < found->second.rests_until &&
         found->second.named == trusted_->WantedTargets(library).value_or(formats::TufFileMeta{});
}

SignedContent TrustKeeper::Content() const {
  return ContentOf(*trusted_, follows_, TrustedNow(state_, clock_));
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
