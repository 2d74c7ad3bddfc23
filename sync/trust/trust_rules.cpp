#include "sync/trust/trust_rules.h"

#include <cstdlib>

#include "storage/base/digest.h"

namespace lianxiao::sync {
namespace {

using formats::TufFileMeta;
using formats::TufRole;

constexpr Refusal kRefusals[] = {Refusal::kSignature, Refusal::kRollback, Refusal::kExpired,
                                 Refusal::kTooLong,   Refusal::kMismatch, Refusal::kUnreadable};

std::string FileOf(TufRole role) { return std::string(Word(role)) + ".json"; }

std::string Mark(Refusal kind) { return " [" + std::string(Word(kind)) + "]"; }

}  // namespace

std::string_view Word(Refusal kind) {
  switch (kind) {
    case Refusal::kSignature: return "signature";
    case Refusal::kRollback: return "rollback";
    case Refusal::kExpired: return "expired";
    case Refusal::kTooLong: return "too_long";
    case Refusal::kMismatch: return "mismatch";
    case Refusal::kUnreadable: return "unreadable";
  }
  std::abort();
}

std::string ProblemOf(Refusal kind) { return "problem.metadata_" + std::string(Word(kind)); }

tl::unexpected<Error> Refuse(TufRole role, const std::string& why) {
  return Fail(ErrorCode::kUntrusted, FileOf(role) + ": " + why);
}

tl::unexpected<Error> Refuse(TufRole role, Refusal kind, const std::string& why) {
  return Refuse(role, why + Mark(kind));
}

std::optional<Refusal> RefusalOf(const Error& error) {
  for (const auto kind : kRefusals) {
    if (error.message.ends_with(Mark(kind))) return kind;
  }
  return std::nullopt;
}

std::string WithoutRefusal(const std::string& message) {
  const auto kind = RefusalOf({ErrorCode::kUntrusted, message});
  return kind ? message.substr(0, message.size() - Mark(*kind).size()) : message;
}

Status CheckSize(TufRole role, std::string_view bytes, std::int64_t most) {
  if (static_cast<std::int64_t>(bytes.size()) <= most) return {};
  return Refuse(role, Refusal::kTooLong, "larger than " + std::to_string(most) + " bytes");
}

Status CheckDate(TufRole role, WallTime expires, WallTime now) {
  if (now < expires) return {};
  return Refuse(role, Refusal::kExpired,
                "expired on " + ToRfc3339(expires) + ", and it is " + ToRfc3339(now) +
                    "; the county has to publish again");
}

Status CheckBytes(TufRole role, std::string_view bytes, const TufFileMeta& named, TufRole by) {
  if (named.length && static_cast<std::int64_t>(bytes.size()) != *named.length) {
    return Refuse(role, Refusal::kMismatch,
                  std::to_string(bytes.size()) + " bytes long, but " + FileOf(by) + " names " +
                      std::to_string(*named.length));
  }
  if (named.sha256 && Sha256Hex(bytes) != *named.sha256) {
    return Refuse(role, Refusal::kMismatch, "its SHA-256 is not the one that " + FileOf(by) + " names");
  }
  return {};
}

Status CheckVersion(TufRole role, std::int64_t version, const TufFileMeta& named, TufRole by) {
  if (version == named.version) return {};
  return Refuse(role, Refusal::kMismatch,
                "version " + std::to_string(version) + ", but " + FileOf(by) + " names version " +
                    std::to_string(named.version));
}

std::string Older(std::int64_t offered, std::int64_t seen) {
  return "version " + std::to_string(offered) + " is older than " + std::to_string(seen) +
         ", which this box has already seen";
}

Status CheckStillNamed(const formats::TufSnapshot& offered, const formats::TufSnapshot& seen) {
  for (const auto& [name, old] : seen.meta) {
    const auto found = offered.meta.find(name);
    if (found == offered.meta.end())
      return Refuse(TufRole::kSnapshot, Refusal::kRollback, name + " is no longer in it");
    if (found->second.version < old.version) {
      return Refuse(TufRole::kSnapshot, Refusal::kRollback,
                    "names a " + name + " whose " + Older(found->second.version, old.version));
    }
  }
  return {};
}

}  // namespace lianxiao::sync
