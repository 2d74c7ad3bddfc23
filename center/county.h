// The county's folder, made by `lianxiao center init DIR`:
//
//   DIR/center.toml    settings of centerd
//   DIR/keys/          root-1.key root-2.key root-3.key (2 of them sign; take them off this machine),
//                      targets.key snapshot.key timestamp.key, center-sign.key center-seal.key; mode 0600
//   DIR/center-card.json  who the center is, for everyone to read; written last, so it marks a whole folder
//   DIR/workshop.db    what was imported and published, and when (publisher; one process at a time)
//   DIR/workshop.lock, DIR/scratch/   what that process holds and has in hand
//   DIR/center.db      schools, boxes, codes, usage, status reports (centerd)
//   DIR/repository/    what boxes fetch; any web server can serve it
//     metadata/  1.root.json … timestamp.json  N.snapshot.json  N.targets.json
//     targets/   catalog/HASH.name.ndjson.zst  bundles/HASH.name.json
//     blobs/     ab/cdef…
#pragma once

#include <string>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/enrolment.h"

namespace lianxiao::center {

struct CountyKeys {
  std::vector<SigningKey> root;  // Those that are on this machine; two are needed to sign a root.
  SigningKey targets, snapshot, timestamp;
  SigningKey sign;  // Receipts and grants.
  OpenKey seal;
};

struct InitOptions {
  std::string name = "县教育资源中心";
};

// Makes the folder, keys, root metadata and an empty, signed repository. kInvalid if DIR already is a
// county's folder, or is not empty. Give a disk whose files everyone may read, for a web server will serve
// the repository; the keys get mode 0600 all the same.
Status Init(storage::Disk& disk, const Clock& clock, const std::string& folder, const InitOptions& options);

// kNotFound with "… is not a county folder; make one with: lianxiao center init DIR".
Result<CountyKeys> LoadKeys(storage::Disk& disk, const std::string& folder);
Result<formats::CenterCard> LoadCard(storage::Disk& disk, const std::string& folder);

}  // namespace lianxiao::center
