// The county's folder, made by `lianxiao center init DIR`:
//
//   DIR/center.toml    settings of centerd
//   DIR/root-keys/     root-1.key root-2.key root-3.key as they were made: carry them away, each to another
//                      place. Two of them sign a root; nothing in daily work needs one
//   DIR/keys/          targets.key snapshot.key timestamp.key (publishing), center-sign.key center-seal.key
//                      (centerd), ROLE.next.key (made, not yet in force); mode 0600, locked if one wishes
//   DIR/tls/           how centerd proves who it is (center/tls/tls_files.h)
//   DIR/center-card.json  who the center is, for everyone to read; written last, so it marks a whole folder
//   DIR/workshop.db    what was imported, published and signed, and when (publisher; one process at a time)
//   DIR/workshop.lock, DIR/scratch/   what that process holds and has in hand
//   DIR/center.db      schools, boxes, codes, usage, status reports (centerd)
//   DIR/repository/    what boxes fetch; any web server can serve it
//     metadata/  1.root.json … timestamp.json  N.snapshot.json  N.targets.json
//     targets/   catalog/HASH.name.ndjson.zst  bundles/HASH.name.json
//     blobs/     ab/cdef…
#pragma once

#include <array>
#include <string>
#include <vector>

#include "center/keys/key_file.h"
#include "storage/base/keys.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/enrolment.h"

namespace lianxiao::center {

inline constexpr int kRootKeys = 3;
inline constexpr std::int64_t kRootThreshold = 2;

// All that centerd holds: no key of what boxes trust for content is within its reach.
struct CenterKeys {
  SigningKey sign;  // Receipts and grants.
  OpenKey seal;
};

struct InitOptions {
  std::string name = "县教育资源中心";
  std::array<Passphrase, kRootKeys> root_passphrases = {};
  std::vector<std::string> addresses = {};  // Where the center will be reached, for its certificate.
  Passphrase online_passphrase = {};        // Of all in keys/.
  LockCost cost = {};
};

// Makes the folder, keys, root metadata and an empty, signed repository. kInvalid if DIR already is a
// county's folder, or is not empty. Give a disk whose files everyone may read, for a web server will serve
// the repository; the keys get mode 0600 all the same.
Status Init(storage::Disk& disk, const Clock& clock, const std::string& folder, const InitOptions& options);

// kNotFound with "… is not a county folder; make one with: lianxiao center init DIR".
Status CheckIsCounty(storage::Disk& disk, const std::string& folder);
// kRefused "keys.passphrase_needed" or "keys.passphrase_wrong".
Result<CenterKeys> LoadCenterKeys(storage::Disk& disk, const std::string& folder,
                                  const Passphrase& passphrase = {});
Result<formats::CenterCard> LoadCard(storage::Disk& disk, const std::string& folder);

}  // namespace lianxiao::center
