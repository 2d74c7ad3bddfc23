// One secret key in a file of its own, mode 0600:
//
//   lianxiao key 1
//   name: targets
//   secret: 64 hex digits
//
// Plain functions.
#pragma once

#include <string>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::center {

Status SaveKey(storage::Disk& disk, const std::string& folder, const std::string& name,
               const SecretBytes& secret);
// kNotFound: no such file. kInvalid: not a key, or another one under this name.
Result<SecretBytes> LoadKey(storage::Disk& disk, const std::string& folder, const std::string& name);

}  // namespace lianxiao::center
