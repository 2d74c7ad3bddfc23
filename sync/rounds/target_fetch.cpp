#include "sync/rounds/target_fetch.h"

#include "storage/base/digest.h"
#include "storage/formats/catalog.h"
#include "storage/formats/target_patch.h"
#include "sync/line/small_file.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// Under a consistent snapshot "catalog/x.zst" lies at "targets/catalog/<sha256>.x.zst".
std::string TargetPath(const std::string& name, const std::string& sha256) {
  const auto slash = name.rfind('/');
  return "targets/" + name.substr(0, slash + 1) + sha256 + "." + name.substr(slash + 1);
}

// What a patch has to lead to; nothing: the metadata does not say, or it is more than a list can be.
std::optional<PatchWanted> WantedOf(const std::string& url, const std::string& name,
                                    const formats::TufTarget& target) {
  if (!formats::IsPacked(name)) return PatchWanted{url, target.length, target.length, target.sha256};
  const auto& unpacked = target.unpacked;
  if (!unpacked || unpacked->length > static_cast<std::int64_t>(formats::kMaxShardBytes)) return std::nullopt;
  return PatchWanted{url, target.length, unpacked->length, unpacked->sha256};
}

// What is here is the target itself and only to be read again.
bool IsThat(const OlderFile& here, const std::string& name, const formats::TufTarget& target) {
  if (here.sha256 != target.sha256) return false;
  if (!formats::IsPacked(name)) return Sha256Hex(here.plain) == target.sha256;
  return target.unpacked && Sha256Hex(here.plain) == target.unpacked->sha256;
}

}  // namespace

Result<std::string> TargetFetch::Fetch(Line& line, Mirrors& mirrors, const std::string& name,
                                       const formats::TufTarget& target, std::int64_t max_bytes,
                                       const std::optional<OlderFile>& older) {
  if (target.length > max_bytes) {
    return Fail(ErrorCode::kInvalid, name + ": " + std::to_string(target.length) + " bytes are too many");
  }
  if (older && IsThat(*older, name, target)) return older->plain;
  std::optional<Error> cut, wrong;
  for (const int mirror : mirrors.Usable(clock_.Now())) {
    auto got = FetchFrom(line, mirrors.Url(mirror, TargetPath(name, target.sha256)), name, target, older);
    if (got) {
      mirrors.Worked(mirror);
      wrong_.erase(name);
      if (got->is_plain) return std::move(got->bytes);
      return formats::PlainTarget(name, got->bytes);
    }
    const auto& why = got.error();
    log_.Warning(mirrors.Base(mirror) + ": " + name + ": " + why.message);
    const bool other_bytes = why.code == ErrorCode::kCorrupt || why.code == ErrorCode::kInvalid;
    if (other_bytes)
      wrong = Error{ErrorCode::kCorrupt, mirrors.Base(mirror) + ": " + name + ": " + why.message};
    if (!other_bytes) cut = Error{ErrorCode::kOffline, why.message};
    if (why.code == ErrorCode::kOffline) mirrors.Failed(mirror, clock_.Now());
  }
  if (wrong) wrong_[name] = wrong->message;
  if (wrong && !cut) {
    rests_until_[target.sha256] = clock_.Now() + kCorruptAgainMs;
    return Fail(*wrong);
  }
  // However it went wrong: another time, another mirror may have it.
  return Fail(cut.value_or(Error{ErrorCode::kOffline, "no mirror can be reached"}));
}

Result<TargetFetch::Got> TargetFetch::FetchFrom(Line& line, const std::string& url, const std::string& name,
                                                const formats::TufTarget& target,
                                                const std::optional<OlderFile>& older) {
  const auto wanted = WantedOf(url, name, target);
  if (wanted && (older || !formats::IsPacked(name))) {
    LIANXIAO_ASSIGN(auto made, FetchByPatch(line, *wanted, older.value_or(OlderFile{})));
    if (made) return Got{*std::move(made), true};
  }
  LIANXIAO_ASSIGN(auto bytes, FetchSmallFile(line, url, target.length));
  if (std::ssize(bytes) != target.length || Sha256Hex(bytes) != target.sha256) {
    return Fail(ErrorCode::kCorrupt, "not what was signed");
  }
  return Got{std::move(bytes)};
}

bool TargetFetch::Rests(const formats::TufTarget& target) const {
  const auto found = rests_until_.find(target.sha256);
  return found != rests_until_.end() && clock_.Now() < found->second;
}

void TargetFetch::Forget(const std::function<bool(const std::string& name)>& gone) {
  std::erase_if(wrong_, [&](const auto& known) { return gone(known.first); });
  std::erase_if(rests_until_, [&](const auto& known) { return known.second <= clock_.Now(); });
}

}  // namespace lianxiao::sync
