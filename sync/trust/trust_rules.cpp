#include "sync/trust/trust_rules.h"

#include <cstdlib>

#include "storage/base/digest.h"
#include "storage/formats/utf8.h"

namespace lianxiao::sync {
namespace {

using formats::TufFileMeta;

constexpr Refusal kRefusals[] = {Refusal::kSignature, Refusal::kRollback, Refusal::kExpired,
                                 Refusal::kTooLong,   Refusal::kMismatch, Refusal::kUnreadable};

// A delegated role may have any name.
std::string FileOf(std::string_view file) { return formats::Presentable(file, 80) + ".json"; }

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

tl::unexpected<Error> Refuse(std::string_view file, const std::string& why) {
  return Fail(ErrorCode::kUntrusted, FileOf(file) + ": " + why);
}

tl::unexpected<Error> Refuse(std::string_view file, Refusal kind, const std::string& why) {
  return Refuse(file, why + Mark(kind));
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

Status CheckSize(std::string_view file, std::string_view bytes, std::int64_t most) {
  if (static_cast<std::int64_t>(bytes.size()) <= most) return {};
  return Refuse(file, Refusal::kTooLong, "larger than " + std::to_string(most) + " bytes");
}

Status CheckDate(std::string_view file, WallTime expires, WallTime now) {
  if (now < expires) return {};
  return Refuse(file, Refusal::kExpired,
                "expired on " + ToRfc3339(expires) + ", and it is " + ToRfc3339(now) +
                    "; whoever publishes it has to publish again");
}

Status CheckBytes(std::string_view file, std::string_view bytes, const TufFileMeta& named,
                  std::string_view by) {
  if (named.length && static_cast<std::int64_t>(bytes.size()) != *named.length) {
    return Refuse(file, Refusal::kMismatch,
                  std::to_string(bytes.size()) + " bytes long, but " + FileOf(by) + " names " +
                      std::to_string(*named.length));
  }
  if (named.sha256 && Sha256Hex(bytes) != *named.sha256) {
    return Refuse(file, Refusal::kMismatch, "its SHA-256 is not the one that " + FileOf(by) + " names");
  }
  if (named.sha512 && Sha512Hex(bytes) != *named.sha512) {
    return Refuse(file, Refusal::kMismatch, "its SHA-512 is not the one that " + FileOf(by) + " names");
  }
  return {};
}

Status CheckVersion(std::string_view file, std::int64_t version, const TufFileMeta& named,
                    std::string_view by) {
  if (version == named.version) return {};
  return Refuse(file, Refusal::kMismatch,
                "version " + std::to_string(version) + ", but " + FileOf(by) + " names version " +
                    std::to_string(named.version));
}

std::string Older(std::int64_t offered, std::int64_t seen) {
  return "version " + std::to_string(offered) + " is older than " + std::to_string(seen) +
         ", which this box has already seen";
}

Status CheckStillNamed(const formats::TufSnapshot& offered, const formats::TufSnapshot& seen) {
  for (const auto& [name, old] : seen.meta) {
    const auto shown = formats::Presentable(name, 80);
    const auto found = offered.meta.find(name);
    if (found == offered.meta.end())
      return Refuse("snapshot", Refusal::kRollback, shown + " is no longer in it");
    if (found->second.version < old.version) {
      return Refuse("snapshot", Refusal::kRollback,
                    "names a " + shown + " whose " + Older(found->second.version, old.version));
    }
  }
  return {};
}

}  // namespace lianxiao::sync
