#include "sync/trust/metadata.h"

#include <functional>

#include "sync/line/small_file.h"

namespace lianxiao::sync {
namespace {

class Walk {
 public:
  Walk(Line& line, const std::string& base_url, TrustedSet& trusted, WallTime now)
      : line_(line), base_(base_url), trusted_(trusted), now_(now) {}

  WalkEnd Run() {
    auto status = Steps();
    if (!status && status.error().code == ErrorCode::kUntrusted) {
      const auto why = WithoutRefusal(WithoutName(status.error().message));
      status = Fail(ErrorCode::kUntrusted, file_ + ", " + base_ + ": " + why);
    }
    return {std::move(status), refusal_};
  }

 private:
  // TrustedSet begins with "timestamp.json: "; here the file is named with its mirror already.
  static std::string WithoutName(const std::string& message) {
    constexpr std::string_view kAfterName = ".json: ";
    const auto at = message.find(kAfterName);
    const bool named = at != std::string::npos && message.find_first_of(" :") > at;
    return named ? message.substr(at + kAfterName.size()) : message;
  }

  Status Steps() {
    LIANXIAO_ASSIGN(const auto timestamp, Fetch("timestamp.json", kMaxTimestampBytes));
    const auto& known = trusted_.files();
    const auto last = known.find("timestamp");
    const bool unchanged = last != known.end() && last->second == timestamp && trusted_.TargetsAreCurrent();
    if (!unchanged) LIANXIAO_TRY(FollowRoots());
    // From here on a refusal anywhere leaves all as it was.
    TrustedSet next = trusted_;
    file_ = "timestamp.json";
    LIANXIAO_TRY(
        Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateTimestamp(timestamp, now); }));
    if (!next.SnapshotIsCurrent()) LIANXIAO_TRY(TakeSnapshot(next));
    if (!next.TargetsAreCurrent()) LIANXIAO_TRY(TakeTargets(next));
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
    LIANXIAO_ASSIGN(const auto bytes, Fetch(Versioned(next, *wanted, "snapshot.json"),
                                            wanted->length.value_or(kMaxSnapshotBytes)));
    return Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateSnapshot(bytes, now); });
  }

  Status TakeTargets(TrustedSet& next) {
    const auto wanted = next.WantedTargets();
    if (!wanted) return Fail(ErrorCode::kUntrusted, "it names no targets.json");
    LIANXIAO_ASSIGN(const auto bytes, Fetch(Versioned(next, *wanted, "targets.json"),
                                            wanted->length.value_or(kMaxTargetsBytes)));
    return Take(next, [&](TrustedSet& set, WallTime now) { return set.UpdateTargets(bytes, now); });
  }

  static std::string Versioned(const TrustedSet& set, const formats::TufFileMeta& meta,
                               const std::string& name) {
    return set.consistent_snapshot() ? std::to_string(meta.version) + "." + name : name;
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

}  // namespace lianxiao::sync
