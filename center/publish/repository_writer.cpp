#include "center/publish/repository_writer.h"

#include "center/county_files.h"
#include "center/keys/root_chain.h"
#include "storage/formats/library_name.h"
#include "storage/formats/target_patch.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::center {

using formats::TufRole;

namespace {

constexpr std::int64_t kMostSkipped = 10'000;  // Far more than a county publishes between two backups.

formats::TufTargets Describe(const Offer& offer) {
  formats::TufTargets described;
  for (const auto& [name, bytes] : offer.targets) {
    described.targets[name] = formats::DescribeTarget(name, bytes);
  }
  described.delegations = offer.Delegations();
  return described;
}

// Signed for a year, and signed anew at half of it even if no lesson changes.
bool IsAging(WallTime expires, const PublishOptions& options, WallTime now) {
  return expires < now + options.metadata_days * kDayMs / 2;
}
bool SameTargets(const Metadata& current, const formats::TufTargets& wished) {
  return current.targets.targets == wished.targets && current.targets.delegations == wished.delegations;
}
bool SaysTheSame(const Metadata& current, const formats::TufTargets& wished, const Offer& offer) {
  auto libraries = current.snapshot.meta;
  libraries.erase("targets.json");
  return SameTargets(current, wished) && libraries == offer.LibraryFiles();
}

// One pattern each, and the last word on what it matches: nobody after it speaks for the same paths.
formats::TufDelegatedRole RoleOf(const LibraryRow& library, formats::TufDelegations& delegations) {
  formats::TufDelegatedRole role{.name = library.name, .terminating = true};
  role.paths = {formats::LibraryPattern(library.name)};
  role.keys.threshold = library.threshold;
  for (const auto& key : library.keys) {
    const auto tuf_key = formats::TufKey::From(key);
    delegations.keys[tuf_key.Id()] = tuf_key;
    role.keys.key_ids.push_back(tuf_key.Id());
  }
  return role;
}

}  // namespace

std::optional<formats::TufDelegations> Offer::Delegations() const {
  formats::TufDelegations delegations;
  for (const auto& library : libraries) {
    if (library.IsShown()) delegations.roles.push_back(RoleOf(library, delegations));
  }
  if (delegations.roles.empty()) return std::nullopt;
  return delegations;
}

std::map<std::string, formats::TufFileMeta> Offer::LibraryFiles() const {
  std::map<std::string, formats::TufFileMeta> files;
  for (const auto& library : libraries) {
    if (library.version > 0) files[library.name + ".json"] = DescribeBytes(library.metadata, library.version);
  }
  return files;
}

Result<RepositoryWriter::Outcome> RepositoryWriter::Bring(const Offer& offer, const PublishOptions& options,
                                                          WallTime now) {
  LIANXIAO_ASSIGN(const auto current, ReadOwn(now));
  auto described = Describe(offer);
  LIANXIAO_TRY(WriteMissing(offer.targets));
  LIANXIAO_TRY(WriteMissing(offer.library_shards));
  LIANXIAO_TRY(WriteLibraryLists(offer));

  const bool same = current && SaysTheSame(*current, described, offer);
  if (same && !IsAging(current->targets.expires, options, now) &&
      !IsAging(current->snapshot.expires, options, now)) {
    LIANXIAO_TRY(RenewTimestamp(current->timestamp.snapshot, options, now));
    return Outcome{false, current->snapshot.version};
  }
  LIANXIAO_TRY(patches_.WriteTargets(Word(TufRole::kTargets), offer.targets));
  const auto expires = now + options.metadata_days * kDayMs;
  formats::TufSnapshot snapshot{.expires = expires, .meta = offer.LibraryFiles()};
  // When only a library has news, boxes need not fetch the county's own list again.
  if (current && SameTargets(*current, described) && !IsAging(current->targets.expires, options, now)) {
    snapshot.meta["targets.json"] = current->snapshot.meta.at("targets.json");
  } else {
    LIANXIAO_ASSIGN(snapshot.meta["targets.json"], WriteTargets(std::move(described), expires, now));
  }
  LIANXIAO_ASSIGN(const auto written, WriteSnapshot(std::move(snapshot), now));
  LIANXIAO_TRY(RenewTimestamp(written, options, now));
  LIANXIAO_TRY(ReadMetadata(disk_, county_, signer_.root));
  return Outcome{!same, written.version};
}

// --- What is there already ---

Result<std::optional<Metadata>> RepositoryWriter::ReadOwn(WallTime now) {
  LIANXIAO_ASSIGN(const auto newest, workshop_.NewestSigned(Word(TufRole::kTimestamp)));
  if (newest == 0) LIANXIAO_TRY(NoteWhatIsThere(now));  // The first time since this county keeps book.
  const auto current = ReadMetadata(disk_, county_, signer_.root);
  std::string bytes;
  const auto timestamp = ReadTimestamp(disk_, county_, signer_.root, &bytes);
  if (timestamp) {
    LIANXIAO_ASSIGN(const bool ours,
                    workshop_.HasSigned(Word(TufRole::kTimestamp), timestamp->version, Sha256Hex(bytes)));
    if (!ours) {
      return Fail(ErrorCode::kUntrusted, "keys.stranger: timestamp.json, version " +
                                             std::to_string(timestamp->version) +
                                             ", has a good signature that was not made here");
    }
  }
  if (current) return std::optional(*current);
  if (current.error().code == ErrorCode::kInternal || current.error().code == ErrorCode::kNoSpace) {
    return Fail(current.error());
  }
  return std::optional<Metadata>();  // Boxes believe none of it; written anew it costs them one small round.
}

// By the root that is published, which may be older than the one to sign for.
Status RepositoryWriter::NoteWhatIsThere(WallTime now) {
  LIANXIAO_ASSIGN(const auto root, ReadNewestRoot(disk_, county_));
  LIANXIAO_ASSIGN(const auto current, ReadMetadata(disk_, county_, root.root.body));
  std::string bytes;
  LIANXIAO_TRY(ReadTimestamp(disk_, county_, root.root.body, &bytes));
  LIANXIAO_TRY(workshop_.NoteSigned(Word(TufRole::kTargets), current.targets.version,
                                    current.snapshot.meta.at("targets.json").sha256.value_or(""), now));
  LIANXIAO_TRY(workshop_.NoteSigned(Word(TufRole::kSnapshot), current.snapshot.version,
                                    current.timestamp.snapshot.sha256.value_or(""), now));
  return workshop_.NoteSigned(Word(TufRole::kTimestamp), current.timestamp.version, Sha256Hex(bytes), now);
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

Status RepositoryWriter::WriteLibraryLists(const Offer& offer) {
  for (const auto& library : offer.libraries) {
    if (library.version == 0) continue;
    const auto path = ListFile(county_, library.name, library.version);
    const auto there = storage::ReadWhole(disk_, path, static_cast<std::int64_t>(library.metadata.size()));
    if (there && *there == library.metadata) continue;
    LIANXIAO_TRY(patches_.WriteTargets(library.name, offer.library_shards));
    LIANXIAO_TRY(storage::WriteWhole(disk_, path, library.metadata));
    LIANXIAO_TRY(patches_.WriteMetadata(library.name, library.version, library.metadata));
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
    for (const auto& way : resource.Ways()) {
      if (auto there = CheckBlob(way.blob, way.size_bytes); !there)
        return Fail(there.error().While(resource.id + ", a delta or signature"));
    }
  }
  return {};
}

// Digests were checked when the blobs came in; that they are still there and whole is cheap to ask.
Status RepositoryWriter::CheckBlob(const BlobId& blob, std::int64_t expected_bytes) const {
  LIANXIAO_ASSIGN(const auto size, blobs_.Size(blob));
  if (size == expected_bytes) return {};
  return Fail(ErrorCode::kCorrupt, blobs_.PathOf(blob) + " has another size than when it was imported");
}

Status RepositoryWriter::CheckFile(const formats::File& file) const {
  LIANXIAO_TRY(CheckBlob(file.blob, file.size_bytes));
  if (file.HasPieces()) {
    const auto pieces = blobs_.Size(file.pieces);
    if (!pieces) return Fail(pieces.error());
  }
  return {};
}

// --- Signing ---

Result<std::int64_t> RepositoryWriter::NextVersion(TufRole role) const {
  LIANXIAO_ASSIGN(const auto newest, workshop_.NewestSigned(Word(role)));
  if (role == TufRole::kTimestamp) return newest + 1;
  // A numbered file never changes once it was there: caches hold it for ever. Also a thief may leave some.
  for (std::int64_t version = newest + 1; version <= newest + kMostSkipped; ++version) {
    LIANXIAO_ASSIGN(const bool there, disk_.Exists(MetadataFile(county_, role, version)));
    if (!there) return version;
  }
  return Fail(ErrorCode::kRefused, "keys.in_the_way: files that this county did not sign follow version " +
                                       std::to_string(newest) + " of " + std::string(Word(role)));
}

Result<formats::TufFileMeta> RepositoryWriter::Write(TufRole role, std::int64_t version,
                                                     const std::string& bytes, WallTime now) {
  auto described = DescribeBytes(bytes, version);
  LIANXIAO_TRY(workshop_.NoteSigned(Word(role), version, *described.sha256, now));
  LIANXIAO_TRY(WriteMetadata(disk_, county_, role, version, bytes));
  if (role != TufRole::kTimestamp) LIANXIAO_TRY(patches_.WriteMetadata(Word(role), version, bytes));
  return described;
}

Result<formats::TufFileMeta> RepositoryWriter::WriteTargets(formats::TufTargets targets, WallTime expires,
                                                            WallTime now) {
  targets.expires = expires;
  LIANXIAO_ASSIGN(targets.version, NextVersion(TufRole::kTargets));
  return Write(TufRole::kTargets, targets.version,
               SignTufTargets(targets, std::span(&signer_.keys.targets, 1)), now);
}

Result<formats::TufFileMeta> RepositoryWriter::WriteSnapshot(formats::TufSnapshot snapshot, WallTime now) {
  LIANXIAO_ASSIGN(snapshot.version, NextVersion(TufRole::kSnapshot));
  return Write(TufRole::kSnapshot, snapshot.version,
               SignTufSnapshot(snapshot, std::span(&signer_.keys.snapshot, 1)), now);
}

Status RepositoryWriter::RenewTimestamp(const formats::TufFileMeta& snapshot, const PublishOptions& options,
                                        WallTime now) {
  formats::TufTimestamp timestamp{.expires = now + options.timestamp_days * kDayMs, .snapshot = snapshot};
  LIANXIAO_ASSIGN(timestamp.version, NextVersion(TufRole::kTimestamp));
  if (options.before_visible) LIANXIAO_TRY(options.before_visible());
  LIANXIAO_TRY(Write(TufRole::kTimestamp, timestamp.version,
                     SignTufTimestamp(timestamp, std::span(&signer_.keys.timestamp, 1)), now));
  return {};
}

}  // namespace lianxiao::center
