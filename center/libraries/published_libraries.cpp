#include "center/libraries/published_libraries.h"

#include "center/county_files.h"
#include "center/libraries/library_check.h"
#include "center/libraries/library_report.h"
#include "center/publish/metadata.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::center {
namespace {

constexpr std::string_view kPrefix = "cli.library.due.";

LibraryReport ReadOne(storage::Disk& disk, const std::string& county, const Metadata& published,
                      const formats::TufDelegatedRole& role) {
  LibraryRow row{.name = role.name, .threshold = role.keys.threshold, .open = true, .listed = true};
  for (const auto& id : role.keys.key_ids) {
    const auto found = published.targets.delegations->keys.find(id);
    if (found == published.targets.delegations->keys.end()) continue;
    if (const auto key = VerifyKey::FromHex(found->second.public_value)) row.keys.push_back(*key);
  }
  const auto meta = published.snapshot.meta.find(role.name + ".json");
  if (meta != published.snapshot.meta.end()) {
    row.version = meta->second.version;
    const auto path =
        MetadataFolder(county) + "/" + formats::MetadataName(role.name, meta->second.version, true);
    row.metadata = storage::ReadWhole(disk, path, kMostListsBytes).value_or("");
  }
  return Report(row);
}

}  // namespace

std::vector<Due> PublishedLibrariesDue(storage::Disk& disk, const std::string& county, WallTime now) {
  const auto published = ReadMetadata(disk, county);
  if (!published || !published->targets.delegations) return {};
  std::vector<LibraryReport> libraries;
  for (const auto& role : published->targets.delegations->roles) {
    libraries.push_back(ReadOne(disk, county, *published, role));
  }
  std::vector<Due> due;
  for (const auto& one : WhatIsDue(libraries, now)) {
    due.push_back({"library_" + one.key.substr(kPrefix.size()), one.library, "", one.days});
  }
  return due;
}

}  // namespace lianxiao::center
