// The keys that publishing signs with: of each online role the one that the root in force names. Plain value.
#pragma once

#include <string>
#include <string_view>

#include "center/keys/key_file.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

struct PublishKeys {
  SigningKey targets, snapshot, timestamp;
};

// A role's key in DIR/keys that `root` trusts: ROLE.key, or ROLE.next.key where a new root has just come into
// force. kNotFound "keys.not_here" when there is none.
Result<std::string> FindRoleKey(storage::Disk& disk, const std::string& county, const formats::TufRoot& root,
                                std::string_view role);
Result<PublishKeys> LoadPublishKeys(storage::Disk& disk, const std::string& county,
                                    const formats::TufRoot& root, const Passphrase& passphrase);

// Makes ROLE.next.key into ROLE.key where `root` trusts it and no longer trusts ROLE.key, which goes for
// good. May be cut off anywhere and run again.
Status TidyRoleKeys(storage::Disk& disk, const std::string& county, const formats::TufRoot& root);

}  // namespace lianxiao::center
