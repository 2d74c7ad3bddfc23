#include "center/keys/center_keys.h"

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/root_chain.h"
#include "center/owner.h"
#include "center/tls/tls_files.h"
#include "storage/folder_lock.h"

namespace lianxiao::center {
namespace {

constexpr const char* kSign = "center-sign";
constexpr const char* kSeal = "center-seal";

template <typename Key>
Status SaveNext(storage::Disk& disk, const std::string& county, const Key& key, const std::string& name,
                WallTime now, const Passphrase& passphrase, const LockCost& cost) {
  const auto path = NextKeyFile(county, name);
  LIANXIAO_TRY(disk.Remove(path));
  LIANXIAO_ASSIGN(const auto text, WriteKeyFile(key, name, now, passphrase, cost));
  LIANXIAO_TRY(SaveNewKeyFile(path, text));
  return GiveToOwnerOf(county, path);
}

// Whether the file at `path` is this key. A missing file is not; a damaged one is an error.
Result<bool> IsKey(storage::Disk& disk, const std::string& path, const char* name,
                   const std::string& public_hex) {
  const auto head = LoadKeyHead(disk, path);
  if (!head && head.error().code == ErrorCode::kNotFound) return false;
  if (!head) return Fail(head.error());
  return head->name == name && head->public_hex == public_hex;
}

Result<std::string> FindKey(storage::Disk& disk, const std::string& county, const char* name,
                            const std::string& public_hex) {
  for (const auto& path : {KeyFile(county, name), NextKeyFile(county, name)}) {
    LIANXIAO_ASSIGN(const bool here, IsKey(disk, path, name, public_hex));
    if (here) return path;
  }
  return Fail(ErrorCode::kNotFound, "keys.not_here: in " + KeysFolder(county) + " is no " + name + " key " +
                                        public_hex.substr(0, 8) + ", which the county's root names");
}

// The old key goes for good where the one that counts is still the next.
Status MoveIn(storage::Disk& disk, const std::string& county, const char* name,
              const std::string& public_hex) {
  LIANXIAO_ASSIGN(const auto path, FindKey(disk, county, name, public_hex));
  if (path == KeyFile(county, name)) return {};
  LIANXIAO_TRY(disk.Rename(path, KeyFile(county, name)));
  return disk.SyncFolder(KeysFolder(county));
}

}  // namespace

Result<formats::TufCenter> MakeNextCenterKeys(storage::Disk& disk, const Clock& clock,
                                              const std::string& county, const Passphrase& passphrase,
                                              const LockCost& cost) {
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  LIANXIAO_ASSIGN(const auto lock, storage::FolderLock::Take(LockFile(county)));
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  // What is in force is not in next.key then.
  LIANXIAO_TRY(UseCenterKeys(disk, clock, county, newest.root.body, passphrase));
  const auto sign = SigningKey::Generate();
  const auto seal = OpenKey::Generate();
  LIANXIAO_TRY(SaveNext(disk, county, sign, kSign, clock.Wall(), passphrase, cost));
  LIANXIAO_TRY(SaveNext(disk, county, seal, kSeal, clock.Wall(), passphrase, cost));
  return formats::TufCenter{sign.verify, seal.seal};
}

Result<formats::TufCenter> CenterInForce(storage::Disk& disk, const std::string& county,
                                         const formats::TufRoot& root) {
  if (root.center) return *root.center;
  LIANXIAO_ASSIGN(const auto card, LoadCard(disk, county));
  return formats::TufCenter{card.sign, card.seal};
}

Status CheckCenterKeys(storage::Disk& disk, const std::string& county, const formats::TufRoot& root,
                       const Passphrase& passphrase) {
  if (!root.center) return {};
  LIANXIAO_ASSIGN(const auto sign, FindKey(disk, county, kSign, root.center->sign.Hex()));
  LIANXIAO_ASSIGN(const auto seal, FindKey(disk, county, kSeal, root.center->seal.Hex()));
  LIANXIAO_TRY(LoadSigningKey(disk, sign, passphrase));
  LIANXIAO_TRY(LoadOpenKey(disk, seal, passphrase));
  return {};
}

Status UseCenterKeys(storage::Disk& disk, const Clock& clock, const std::string& county,
                     const formats::TufRoot& root, const Passphrase& passphrase) {
  if (!root.center) return {};
  LIANXIAO_ASSIGN(auto card, LoadCard(disk, county));
  if (card.sign == root.center->sign && card.seal == root.center->seal) return {};
  LIANXIAO_TRY(CheckCenterKeys(disk, county, root, passphrase));
  LIANXIAO_TRY(MoveIn(disk, county, kSign, root.center->sign.Hex()));
  LIANXIAO_TRY(MoveIn(disk, county, kSeal, root.center->seal.Hex()));
  LIANXIAO_ASSIGN(const auto sign, LoadSigningKey(disk, KeyFile(county, kSign), passphrase));
  LIANXIAO_TRY(SignTlsAnew(clock, county, card.sign, sign));
  card.sign = root.center->sign;
  card.seal = root.center->seal;
  LIANXIAO_TRY(storage::WriteWhole(disk, CardFile(county), formats::ToJson(card)));
  return GiveToOwnerOf(county, CardFile(county));
}

Result<std::int64_t> SettleCenterKeys(storage::Disk& disk, const Clock& clock, const std::string& county,
                                      const Passphrase& passphrase) {
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  const auto& root = newest.root.body;
  LIANXIAO_ASSIGN(const auto card, LoadCard(disk, county));
  if (!root.center || (card.sign == root.center->sign && card.seal == root.center->seal)) return root.version;
  const auto lock = storage::FolderLock::Take(LockFile(county));
  if (!lock && lock.error().code == ErrorCode::kRefused) return root.version;
  if (!lock) return Fail(lock.error());
  LIANXIAO_TRY(UseCenterKeys(disk, clock, county, root, passphrase));
  return root.version;
}

}  // namespace lianxiao::center
