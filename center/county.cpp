#include "center/county.h"

#include <array>
#include <utility>

#include "center/county_files.h"
#include "center/key_file.h"
#include "center/publish/metadata.h"
#include "center/publish/publisher.h"

namespace lianxiao::center {
namespace {

constexpr int kRootKeys = 3;
constexpr std::size_t kMostNameBytes = 200;  // Shown on every box.
constexpr std::int64_t kMostCardBytes = 4096;

std::string RootName(int number) { return "root-" + std::to_string(number); }

CountyKeys MakeKeys() {
  CountyKeys keys;
  for (int i = 0; i < kRootKeys; ++i) keys.root.push_back(SigningKey::Generate());
  keys.targets = SigningKey::Generate();
  keys.snapshot = SigningKey::Generate();
  keys.timestamp = SigningKey::Generate();
  keys.sign = SigningKey::Generate();
  keys.seal = OpenKey::Generate();
  return keys;
}

// On the real disk whatever `disk` is, because only that knows who may read a file.
Status SaveKeys(const std::string& county, const CountyKeys& keys) {
  storage::RealDisk private_disk(storage::Readable::kOwner);
  const auto folder = KeysFolder(county);
  LIANXIAO_TRY(private_disk.MakeFolders(folder));
  for (int i = 0; i < kRootKeys; ++i) {
    LIANXIAO_TRY(SaveKey(private_disk, folder, RootName(i + 1), keys.root[static_cast<std::size_t>(i)].seed));
  }
  const std::pair<const char*, const SecretBytes&> others[] = {{"targets", keys.targets.seed},
                                                               {"snapshot", keys.snapshot.seed},
                                                               {"timestamp", keys.timestamp.seed},
                                                               {"center-sign", keys.sign.seed},
                                                               {"center-seal", keys.seal.secret}};
  for (const auto& [name, secret] : others) LIANXIAO_TRY(SaveKey(private_disk, folder, name, secret));
  return {};
}

// An empty library is a library: boxes that enrol before the first lesson is published are content.
Status WriteEmptyRepository(storage::Disk& disk, const std::string& county, const CountyKeys& keys,
                            WallTime now) {
  const PublishOptions validity;
  const auto metadata_end = now + validity.metadata_days * kDayMs;
  LIANXIAO_TRY(WriteTargets(disk, county, keys, {.version = 1, .expires = metadata_end}));
  LIANXIAO_ASSIGN(const auto targets, DescribeTargets(disk, county, 1));
  LIANXIAO_TRY(WriteSnapshot(disk, county, keys,
                             {.version = 1, .expires = metadata_end, .meta = {{"targets.json", targets}}}));
  LIANXIAO_ASSIGN(const auto snapshot, DescribeSnapshot(disk, county, 1));
  return WriteTimestamp(
      disk, county, keys,
      {.version = 1, .expires = now + validity.timestamp_days * kDayMs, .snapshot = snapshot});
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

Result<SigningKey> LoadSigningKey(storage::Disk& disk, const std::string& county, const std::string& name) {
  LIANXIAO_ASSIGN(const auto seed, LoadKey(disk, KeysFolder(county), name));
  return SigningKey::FromSeed(seed.View());
}

Status CheckIsCounty(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_ASSIGN(const bool card, disk.Exists(CardFile(folder)));
  if (card) return {};
  return Fail(ErrorCode::kNotFound,
              folder + " is not a county folder; make one with: lianxiao center init " + folder);
}

// Root keys belong elsewhere in daily work; take those that are here.
Status LoadRootKeys(storage::Disk& disk, const std::string& county, CountyKeys& keys) {
  for (int i = 1; i <= kRootKeys; ++i) {
    auto key = LoadSigningKey(disk, county, RootName(i));
    if (!key && key.error().code == ErrorCode::kNotFound) continue;
    if (!key) return Fail(key.error());
    keys.root.push_back(*std::move(key));
  }
  return {};
}

}  // namespace

Status Init(storage::Disk& disk, const Clock& clock, const std::string& folder, const InitOptions& options) {
  LIANXIAO_TRY(CheckName(options.name));
  LIANXIAO_TRY(CheckIsFree(disk, folder));
  const auto make = [&]() -> Status {
    LIANXIAO_TRY(disk.MakeFolders(folder));
    for (const auto& part : {MetadataFolder(folder), TargetsFolder(folder), BlobsFolder(folder)}) {
      LIANXIAO_TRY(disk.MakeFolders(part));
    }
    const auto keys = MakeKeys();
    LIANXIAO_TRY(SaveKeys(folder, keys));
    const auto now = clock.Wall();
    LIANXIAO_ASSIGN(const auto root, WriteFirstRoot(disk, folder, keys, now + kRootDays * kDayMs));
    LIANXIAO_TRY(WriteEmptyRepository(disk, folder, keys, now));
    // Last: a folder with a card is a county's folder.
    return storage::WriteWhole(disk, CardFile(folder),
                               formats::ToJson(formats::CenterCard{options.name, keys.sign.verify,
                                                                   keys.seal.seal, Sha256Hex(root)}));
  };
  auto made = make();
  if (!made) return Fail(made.error().While("make the county folder " + folder));
  return {};
}

Result<CountyKeys> LoadKeys(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_TRY(CheckIsCounty(disk, folder));
  CountyKeys keys;
  LIANXIAO_TRY(LoadRootKeys(disk, folder, keys));
  LIANXIAO_ASSIGN(keys.targets, LoadSigningKey(disk, folder, "targets"));
  LIANXIAO_ASSIGN(keys.snapshot, LoadSigningKey(disk, folder, "snapshot"));
  LIANXIAO_ASSIGN(keys.timestamp, LoadSigningKey(disk, folder, "timestamp"));
  LIANXIAO_ASSIGN(keys.sign, LoadSigningKey(disk, folder, "center-sign"));
  LIANXIAO_ASSIGN(const auto seal, LoadKey(disk, KeysFolder(folder), "center-seal"));
  LIANXIAO_ASSIGN(keys.seal, OpenKey::FromSecret(seal.View()));
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
