#include "center/keys/apply_root.h"

#include <algorithm>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/center_keys.h"
#include "center/keys/publish_keys.h"
#include "storage/folder_lock.h"

namespace lianxiao::center {

Result<PublishSummary> ApplyRoot(storage::Disk& disk, const Clock& clock, Log& log, const std::string& county,
                                 const Proposal& proposal, const Passphrase& passphrase) {
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  const auto& next = proposal.next();
  LIANXIAO_ASSIGN(auto publisher, Publisher::OpenUnder(disk, clock, log, county, next.root.body, passphrase));
  // Read under the publisher's lock, so that no other apply comes between.
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  LIANXIAO_TRY(CheckMayApply(proposal, newest, clock.Wall()));
  LIANXIAO_TRY(CheckCenterKeys(disk, county, next.root.body, passphrase));
  PublishOptions options{.take_drafts = false};
  if (!IsApplied(proposal, newest)) {
    options.before_visible = [&] {
      return storage::WriteWhole(disk, RootFile(county, next.root.body.version), next.bytes);
    };
  }
  LIANXIAO_ASSIGN(auto summary, publisher->Publish(options, [](const Step&) {}));
  LIANXIAO_TRY(TidyRoleKeys(disk, county, next.root.body));
  LIANXIAO_TRY(UseCenterKeys(disk, clock, county, next.root.body, passphrase));
  return summary;
}

Result<VerifyKey> MakeNextKey(storage::Disk& disk, const Clock& clock, const std::string& county,
                              const std::string& role, const Passphrase& passphrase, const LockCost& cost) {
  if (std::find(kOnlineRoles.begin(), kOnlineRoles.end(), role) == kOnlineRoles.end()) {
    return Fail(ErrorCode::kInvalid, "keys.no_such_role: there is no online role \"" + role + "\"");
  }
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  LIANXIAO_ASSIGN(const auto lock, storage::FolderLock::Take(LockFile(county)));
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  LIANXIAO_TRY(TidyRoleKeys(disk, county, newest.root.body));  // What is in force is not in next.key now.
  LIANXIAO_TRY(disk.Remove(NextKeyFile(county, role)));
  const auto key = SigningKey::Generate();
  LIANXIAO_ASSIGN(const auto text, WriteKeyFile(key, role, clock.Wall(), passphrase, cost));
  LIANXIAO_TRY(SaveNewKeyFile(NextKeyFile(county, role), text));
  return key.verify;
}

}  // namespace lianxiao::center
