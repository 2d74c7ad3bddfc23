#include "center/publish/repository_writer.h"

#include "center/county_files.h"

namespace lianxiao::center {
namespace {

formats::TufTargets Describe(const std::map<std::string, std::string>& targets) {
  formats::TufTargets described;
  for (const auto& [name, bytes] : targets) {
    described.targets[name] = {static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
  }
  return described;
}

// Signed for a year, and signed anew at half of it even if no lesson changes.
bool IsAging(const Metadata& current, const PublishOptions& options, WallTime now) {
  const auto least_left = options.metadata_days * kDayMs / 2;
  return current.targets.expires < now + least_left || current.snapshot.expires < now + least_left;
}

}  // namespace

Result<RepositoryWriter::Outcome> RepositoryWriter::Bring(const std::map<std::string, std::string>& targets,
                                                          const PublishOptions& options, WallTime now) {
  LIANXIAO_ASSIGN(const auto current, ReadMetadata(disk_, county_));
  auto described = Describe(targets);
  const bool same = described.targets == current.targets.targets;
  LIANXIAO_TRY(WriteMissing(targets));
  if (same && !IsAging(current, options, now)) {
    LIANXIAO_TRY(RenewTimestamp(current, current.timestamp.snapshot, options, now));
    return Outcome{false, current.snapshot.version};
  }
  LIANXIAO_TRY(WriteAll(current, std::move(described), options, now));
  LIANXIAO_ASSIGN(const auto written, ReadMetadata(disk_, county_));
  return Outcome{!same, written.snapshot.version};
}

// Also those that were published before and that somebody removed.
Status RepositoryWriter::WriteMissing(const std::map<std::string, std::string>& targets) {
  for (const auto& [name, bytes] : targets) {
    const auto path = TargetFile(county_, name, Sha256Hex(bytes));
    LIANXIAO_ASSIGN(const bool there, disk_.Exists(path));
    if (there) continue;
    LIANXIAO_TRY(disk_.MakeFolders(path.substr(0, path.rfind('/'))));
    if (name.starts_with("catalog/")) LIANXIAO_TRY(CheckShard(name, bytes));
    LIANXIAO_TRY(storage::WriteWhole(disk_, path, bytes));
    LIANXIAO_ASSIGN(const auto read_back,
                    storage::ReadWhole(disk_, path, static_cast<std::int64_t>(bytes.size())));
    if (read_back != bytes)
      return Fail(ErrorCode::kCorrupt, path + " reads back differently; check this disk");
  }
  return {};
}

Status RepositoryWriter::CheckShard(const std::string& name, std::string_view packed) const {
  const auto resources = formats::DecodeShard(packed);
  if (!resources) return Fail(resources.error().While(name));
  for (const auto& resource : *resources) {
    for (const auto& file : resource.files) {
      if (auto there = CheckFile(file); !there)
        return Fail(there.error().While(resource.id + ", " + file.path));
    }
  }
  return {};
}

// Digests were checked when the blobs came in; that they are still there and whole is cheap to ask.
Status RepositoryWriter::CheckFile(const formats::File& file) const {
  const auto check = [&](const BlobId& blob, std::int64_t expected) -> Status {
    LIANXIAO_ASSIGN(const auto size, blobs_.Size(blob));
    if (size == expected) return {};
    return Fail(ErrorCode::kCorrupt, blobs_.PathOf(blob) + " has another size than when it was imported");
  };
  LIANXIAO_TRY(check(file.blob, file.size_bytes));
  if (file.HasPieces()) {
    const auto pieces = blobs_.Size(file.pieces);
    if (!pieces) return Fail(pieces.error());
  }
  for (const auto& delta : file.deltas) {
    if (auto there = check(delta.blob, delta.size_bytes); !there) return there;
  }
  return {};
}

Status RepositoryWriter::WriteAll(const Metadata& current, formats::TufTargets targets,
                                  const PublishOptions& options, WallTime now) {
  const auto expires = now + options.metadata_days * kDayMs;
  targets.version = current.targets.version + 1;
  targets.expires = expires;
  LIANXIAO_TRY(WriteTargets(disk_, county_, keys_, targets));

  formats::TufSnapshot snapshot{.version = current.snapshot.version + 1, .expires = expires};
  LIANXIAO_ASSIGN(snapshot.meta["targets.json"], DescribeTargets(disk_, county_, targets.version));
  LIANXIAO_TRY(WriteSnapshot(disk_, county_, keys_, snapshot));

  LIANXIAO_ASSIGN(const auto described, DescribeSnapshot(disk_, county_, snapshot.version));
  return RenewTimestamp(current, described, options, now);
}

Status RepositoryWriter::RenewTimestamp(const Metadata& current, const formats::TufFileMeta& snapshot,
                                        const PublishOptions& options, WallTime now) {
  return WriteTimestamp(disk_, county_, keys_,
                        {.version = current.timestamp.version + 1,
                         .expires = now + options.timestamp_days * kDayMs,
                         .snapshot = snapshot});
}

}  // namespace lianxiao::center
