#include "sync/trust/metadata.h"

#include <algorithm>
#include <functional>

#include "storage/base/digest.h"
#include "storage/formats/tuf_names.h"
#include "sync/line/center_api.h"
#include "sync/line/patched_file.h"
#include "sync/line/small_file.h"

namespace lianxiao::sync {
namespace {

class Walk {
 public:
  Walk(Line& line, const std::string& base_url, TrustedSet& trusted, WallTime now)
      : line_(line), base_(base_url), trusted_(trusted), now_(now) {}

  WalkEnd Run() { return End(Steps()); }
  WalkEnd Run(const std::string& library) { return End(TakeLibrary(library)); }

 private:
  WalkEnd End(Status status) const {
    if (!status && status.error().code == ErrorCode::kUntrusted) {
      const auto why = WithoutRefusal(WithoutName(status.error().message));
      status = Fail(ErrorCode::kUntrusted, file_ + ", " + base_ + ": " + why);
    }
    return {std::move(status), refusal_};
  }

  // TrustedSet begins with "timestamp.json: "; the file is named with its mirror already.
  std::string WithoutName(const std::string& message) const {
    const auto colon = message.find(": ");
    const bool named = colon != std::string::npos && file_.ends_with(message.substr(0, colon));
    return named ? message.substr(colon + 2) : message;
  }

  Status Steps() {
    LIANXIAO_ASSIGN(const auto timestamp, Fetch("timestamp.json", kMaxTimestampBytes));
    const auto& known = trusted_.files();
    const auto last = known.find("timestamp");
    const bool unchanged = last != known.end() && last->second == timestamp && trusted_.TargetsAreCurrent();
    if (unchanged && trusted_.CheckDates(now_)) return {};
    LIANXIAO_TRY(FollowRoots());
    // From here on a refusal anywhere leaves all as it was.
    TrustedSet next = trusted_;
    file_ = "timestamp.json";
    LIANXIAO_TRY(
        Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateTimestamp(timestamp, now); }));
    if (!next.SnapshotIsCurrent()) LIANXIAO_TRY(TakeSnapshot(next));
    if (!next.TargetsAreCurrent()) LIANXIAO_TRY(TakeTargets(next));
    LIANXIAO_TRY(Take(next, [](TrustedSet& set, WallTime now) { return set.CheckDates(now); }));
    trusted_ = std::move(next);
    return {};
  }

  Status FollowRoots() {
    TrustedSet next = trusted_;
    for (int i = 0; i < kMaxRootRotations; ++i) {
      const auto root = Fetch(std::to_string(next.root_version() + 1) + ".root.json", kMaxRootBytes);
      if (!root && root.error().code == ErrorCode::kNotFound) break;
      if (!root) return Fail(root.error());
      LIANXIAO_TRY(Take(next, [&](TrustedSet& set, WallTime) { return set.UpdateRoot(*root); }));
    }
    LIANXIAO_TRY(Take(next, [](TrustedSet& set, WallTime now) { return set.FinishRoot(now); }));
    trusted_ = std::move(next);
    return {};
  }

  Status TakeSnapshot(TrustedSet& next) {
    const auto wanted = next.WantedSnapshot();
    if (!wanted) return Fail(ErrorCode::kUntrusted, "it names no snapshot");
    LIANXIAO_ASSIGN(const auto bytes, FetchListed(next, *wanted, "snapshot", kMaxSnapshotBytes));
    return Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateSnapshot(bytes, now); });
  }

  Status TakeTargets(TrustedSet& next) {
    const auto wanted = next.WantedTargets();
    if (!wanted) return Fail(ErrorCode::kUntrusted, "it names no targets.json");
    LIANXIAO_ASSIGN(const auto bytes, FetchListed(next, *wanted, "targets", kMaxTargetsBytes));
    return Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateTargets(bytes, now); });
  }

  Status TakeLibrary(const std::string& role) {
    const auto wanted = trusted_.WantedTargets(role);
    file_ = wanted ? Versioned(trusted_, *wanted, role) : formats::EscapedName(role) + ".json";
    if (!wanted) return Fail(ErrorCode::kUntrusted, "snapshot.json does not name it");
    if (trusted_.UseKept(role, "targets", now_)) return {};
    LIANXIAO_ASSIGN(const auto bytes, FetchListed(trusted_, *wanted, role, kMaxTargetsBytes));
    return Take(trusted_, [&](TrustedSet& set, WallTime now) {
      return set.UpdateDelegated(role, "targets", bytes, now);
    });
  }

  static std::string Versioned(const TrustedSet& set, const formats::TufFileMeta& meta,
                               const std::string& role) {
    return formats::MetadataName(role, meta.version, set.consistent_snapshot());
  }

  static std::int64_t Most(const formats::TufFileMeta& meta, std::int64_t cap) {
    return std::min(meta.length.value_or(cap), cap);
  }

  // By a patch from the version that is kept, if the mirror has one.
  Result<std::string> FetchListed(const TrustedSet& set, const formats::TufFileMeta& meta,
                                  const std::string& role, std::int64_t cap) {
    file_ = Versioned(set, meta, role);
    const auto most = Most(meta, cap);
    if (meta.length == most && meta.sha256) {
      OlderFile older;
      if (const auto kept = set.files().find(role); kept != set.files().end()) {
        older = {Sha256Hex(kept->second), kept->second};
      }
      LIANXIAO_ASSIGN(auto made,
                      FetchByPatch(line_, {base_ + "/metadata/" + file_, most, most, *meta.sha256}, older));
      if (made) return *std::move(made);
    }
    return Fetch(file_, most);
  }

  Result<std::string> Fetch(const std::string& name, std::int64_t max_bytes) {
    file_ = name;
    auto bytes = FetchSmallFile(line_, base_ + "/metadata/" + name, max_bytes);
    if (bytes || bytes.error().code != ErrorCode::kInvalid) return bytes;
    refusal_ = Refusal::kTooLong;  // Broken off, for more comes than such a file ever has.
    return Fail(ErrorCode::kUntrusted, bytes.error().message);
  }

  // Takes a step. A refusal that would be none at the beginning of time is one for the date.
  Status Take(TrustedSet& set, const std::function<Status(TrustedSet&, WallTime)>& step) {
    TrustedSet before = set;
    auto taken = step(set, now_);
    if (taken || taken.error().code != ErrorCode::kUntrusted) return taken;
    refusal_ = RefusalOf(taken.error());
    if (refusal_ != Refusal::kExpired) return taken;
    const auto at_any_time = step(before, WallTime{0});
    return at_any_time ? taken : Told(at_any_time);
  }

  Status Told(Status refused) {
    refusal_ = RefusalOf(refused.error());
    return refused;
  }

  Line& line_;
  const std::string& base_;
  TrustedSet& trusted_;
  WallTime now_;
  std::string file_;
  std::optional<Refusal> refusal_;
};

}  // namespace

WalkEnd WalkMetadata(Line& line, const std::string& base_url, TrustedSet& trusted, WallTime now) {
  return Walk(line, base_url, trusted, now).Run();
}

int WalkRootsOfAnyone(Line& line, const std::string& center_address, TrustedSet& trusted) {
  int taken = 0;
  for (; taken < kMaxRootRotations; ++taken) {
    const auto root = FetchSmallFile(line, CenterRootUrl(center_address, trusted.root_version() + 1),
                                     kMaxRootBytes, HttpRequest::From::kAnyone);
    if (!root || !trusted.UpdateRoot(*root)) break;
  }
  // Always in date at the beginning of time: only the count of roots ends.
  if (!trusted.FinishRoot(WallTime{0})) return 0;
  return taken;
}

WalkEnd WalkLibrary(Line& line, const std::string& base_url, TrustedSet& trusted, const std::string& role,
                    WallTime now) {
  return Walk(line, base_url, trusted, now).Run(role);
}

}  // namespace lianxiao::sync
