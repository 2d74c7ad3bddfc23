#include "sync/trust/trust_rules.h"

#include "storage/base/digest.h"

namespace lianxiao::sync {
namespace {

using formats::TufFileMeta;
using formats::TufRole;

std::string FileOf(TufRole role) { return std::string(Word(role)) + ".json"; }

}  // namespace

tl::unexpected<Error> Refuse(TufRole role, const std::string& why) {
  return Fail(ErrorCode::kUntrusted, FileOf(role) + ": " + why);
}

Status CheckSize(TufRole role, std::string_view bytes, std::int64_t most) {
  if (static_cast<std::int64_t>(bytes.size()) <= most) return {};
  return Refuse(role, "larger than " + std::to_string(most) + " bytes");
}

Status CheckDate(TufRole role, WallTime expires, WallTime now) {
  if (now < expires) return {};
  return Refuse(role, "expired on " + ToRfc3339(expires) + ", and it is " + ToRfc3339(now) +
                          "; the county has to publish again");
}

Status CheckBytes(TufRole role, std::string_view bytes, const TufFileMeta& named, TufRole by) {
  if (named.length && static_cast<std::int64_t>(bytes.size()) != *named.length) {
    return Refuse(role, std::to_string(bytes.size()) + " bytes long, but " + FileOf(by) + " names " +
                            std::to_string(*named.length));
  }
  if (named.sha256 && Sha256Hex(bytes) != *named.sha256) {
    return Refuse(role, "its SHA-256 is not the one that " + FileOf(by) + " names");
  }
  return {};
}

Status CheckVersion(TufRole role, std::int64_t version, const TufFileMeta& named, TufRole by) {
  if (version == named.version) return {};
  return Refuse(role, "version " + std::to_string(version) + ", but " + FileOf(by) + " names version " +
                          std::to_string(named.version));
}

std::string Older(std::int64_t offered, std::int64_t seen) {
  return "version " + std::to_string(offered) + " is older than " + std::to_string(seen) +
         ", which this box has already seen";
}

Status CheckStillNamed(const formats::TufSnapshot& offered, const formats::TufSnapshot& seen) {
  for (const auto& [name, old] : seen.meta) {
    const auto found = offered.meta.find(name);
    if (found == offered.meta.end()) return Refuse(TufRole::kSnapshot, name + " is no longer in it");
    if (found->second.version < old.version) {
      return Refuse(TufRole::kSnapshot,
                    "names a " + name + " whose " + Older(found->second.version, old.version));
    }
  }
  return {};
}

}  // namespace lianxiao::sync
