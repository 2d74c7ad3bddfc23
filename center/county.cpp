#include "center/county.h"

#include <vector>

#include "center/county_files.h"
#include "center/keys/publish_keys.h"
#include "center/keys/root_change.h"
#include "center/publish/metadata.h"
#include "center/publish/publisher.h"
#include "center/publish/workshop.h"
#include "center/tls/tls_files.h"

namespace lianxiao::center {
namespace {

constexpr std::size_t kMostNameBytes = 200;  // Shown on every box.
constexpr std::int64_t kMostCardBytes = 4096;

struct NewKeys {
  std::vector<SigningKey> root;
  PublishKeys publish;
  CenterKeys center;
};

NewKeys MakeKeys() {
  NewKeys keys;
  for (int i = 0; i < kRootKeys; ++i) keys.root.push_back(SigningKey::Generate());
  keys.publish = {SigningKey::Generate(), SigningKey::Generate(), SigningKey::Generate()};
  keys.center = {SigningKey::Generate(), OpenKey::Generate()};
  return keys;
}

template <typename Key>
Status SaveKey(const std::string& path, const Key& key, const std::string& name, WallTime now,
               const Passphrase& passphrase, const LockCost& cost) {
  LIANXIAO_ASSIGN(const auto text, WriteKeyFile(key, name, now, passphrase, cost));
  return SaveNewKeyFile(path, text);
}

Status SaveKeys(const std::string& county, const NewKeys& keys, WallTime now, const InitOptions& options) {
  for (std::size_t i = 0; i < keys.root.size(); ++i) {
    const auto name = "root-" + std::to_string(i + 1);
    LIANXIAO_TRY(SaveKey(RootKeysFolder(county) + "/" + name + ".key", keys.root[i], name, now,
                         options.root_passphrases[i], options.cost));
  }
  const auto save = [&](const auto& key, const std::string& name) {
    return SaveKey(KeyFile(county, name), key, name, now, options.online_passphrase, options.cost);
  };
  LIANXIAO_TRY(save(keys.publish.targets, "targets"));
  LIANXIAO_TRY(save(keys.publish.snapshot, "snapshot"));
  LIANXIAO_TRY(save(keys.publish.timestamp, "timestamp"));
  LIANXIAO_TRY(save(keys.center.sign, "center-sign"));
  return save(keys.center.seal, "center-seal");
}

// An empty library is a library: boxes that enrol before the first lesson is published are content.
Status WriteEmptyRepository(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                            WallTime now) {
  using formats::TufRole;
  const PublishOptions validity;
  const auto metadata_end = now + validity.metadata_days * kDayMs;
  // Noted from the first file on, so that no stranger's is ever taken for ours.
  LIANXIAO_ASSIGN(const auto workshop, Workshop::Open(WorkshopFile(county)));
  const auto write = [&](TufRole role, const std::string& bytes) -> Status {
    LIANXIAO_TRY(workshop->NoteSigned(Word(role), 1, Sha256Hex(bytes), now));
    return WriteMetadata(disk, county, role, 1, bytes);
  };
  const auto targets =
      formats::SignTufTargets({.version = 1, .expires = metadata_end}, std::span(&keys.targets, 1));
  LIANXIAO_TRY(write(TufRole::kTargets, targets));
  const auto snapshot = formats::SignTufSnapshot(
      {.version = 1, .expires = metadata_end, .meta = {{"targets.json", DescribeBytes(targets, 1)}}},
      std::span(&keys.snapshot, 1));
  LIANXIAO_TRY(write(TufRole::kSnapshot, snapshot));
  return WriteMetadata(disk, county, TufRole::kTimestamp, 1,
                       formats::SignTufTimestamp({.version = 1,
                                                  .expires = now + validity.timestamp_days * kDayMs,
                                                  .snapshot = DescribeBytes(snapshot, 1)},
                                                 std::span(&keys.timestamp, 1)));
}

Status CheckIsFree(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_ASSIGN(const bool county, disk.Exists(CardFile(folder)));
  if (county) {
    return Fail(ErrorCode::kInvalid,
                folder + " already is a county folder; go on with: lianxiao center import");
  }
  LIANXIAO_ASSIGN(const bool there, disk.Exists(folder));
  if (!there) return {};
  const auto entries = disk.List(folder);
  if (!entries) return Fail(entries.error().While(folder + " is no folder we can use"));
  if (entries->empty()) return {};
  LIANXIAO_ASSIGN(const bool half, disk.Exists(KeysFolder(folder)));
  if (half) {
    return Fail(ErrorCode::kInvalid,
                folder +
                    " was left half made by an interrupted init; nothing in it is in use: remove it and "
                    "run init again");
  }
  return Fail(ErrorCode::kInvalid, folder + " is not empty; name a new folder for the county");
}

Status CheckName(const std::string& name) {
  if (!name.empty() && name.size() <= kMostNameBytes) return {};
  return Fail(ErrorCode::kInvalid, "a county's name has 1 to " + std::to_string(kMostNameBytes) + " bytes");
}

}  // namespace

Status CheckIsCounty(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_ASSIGN(const bool card, disk.Exists(CardFile(folder)));
  if (card) return {};
  return Fail(ErrorCode::kNotFound,
              folder + " is not a county folder; make one with: lianxiao center init " + folder);
}

Status Init(storage::Disk& disk, const Clock& clock, const std::string& folder, const InitOptions& options) {
  LIANXIAO_TRY(CheckName(options.name));
  LIANXIAO_TRY(CheckIsFree(disk, folder));
  const auto make = [&]() -> Status {
    LIANXIAO_TRY(disk.MakeFolders(folder));
    for (const auto& part : {MetadataFolder(folder), TargetsFolder(folder), BlobsFolder(folder)}) {
      LIANXIAO_TRY(disk.MakeFolders(part));
    }
    const auto keys = MakeKeys();
    const auto now = clock.Wall();
    LIANXIAO_TRY(SaveKeys(folder, keys, now, options));
    LIANXIAO_ASSIGN(const auto root,
                    WriteFirstRoot(disk, folder, keys.root, keys.publish, now + kRootDays * kDayMs));
    LIANXIAO_TRY(WriteEmptyRepository(disk, folder, keys.publish, now));
    LIANXIAO_TRY(MakeTls(clock, folder, NamesFor(options.addresses), keys.center.sign));
    // Last: a folder with a card is a county's folder.
    return storage::WriteWhole(disk, CardFile(folder),
                               formats::ToJson(formats::CenterCard{options.name, keys.center.sign.verify,
                                                                   keys.center.seal.seal, Sha256Hex(root)}));
  };
  auto made = make();
  if (!made) return Fail(made.error().While("make the county folder " + folder));
  return {};
}

Result<CenterKeys> LoadCenterKeys(storage::Disk& disk, const std::string& folder,
                                  const Passphrase& passphrase) {
  LIANXIAO_TRY(CheckIsCounty(disk, folder));
  CenterKeys keys;
  LIANXIAO_ASSIGN(keys.sign, LoadSigningKey(disk, KeyFile(folder, "center-sign"), passphrase));
  LIANXIAO_ASSIGN(keys.seal, LoadOpenKey(disk, KeyFile(folder, "center-seal"), passphrase));
  return keys;
}

Result<formats::CenterCard> LoadCard(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_TRY(CheckIsCounty(disk, folder));
  LIANXIAO_ASSIGN(const auto json, storage::ReadWhole(disk, CardFile(folder), kMostCardBytes));
  auto card = formats::ParseCenterCard(json);
  if (!card) return Fail(card.error().While(CardFile(folder)));
  return card;
}

}  // namespace lianxiao::center
