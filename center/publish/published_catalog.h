// What the repository offers at this moment, the lessons of studios included, read back from its own signed
// files: the console shows titles, not ids. Reads again when timestamp.json names another snapshot. Safe from
// any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/catalog.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

class PublishedCatalog {
 public:
  // `repository` is the folder that boxes fetch from.
  PublishedCatalog(storage::Disk& disk, std::string repository)
      : disk_(disk), repository_(std::move(repository)) {}

  // The newest timestamp; its file is read at every call. kNotFound before the county was made.
  Result<formats::TufTimestamp> Timestamp() const;
  // Hands over every resource, withdrawn ones included, read anew. kNotFound before anything was published.
  Status Each(const std::function<void(const formats::Resource&)>& take) const;
  // The resource's published title; empty if there is no such resource, withdrawn ones included.
  std::string TitleOf(const std::string& resource);

 private:
  Status Refresh();  // Under mutex_.
  Result<formats::TufSnapshot> Snapshot(const formats::TufTimestamp& timestamp) const;
  Result<std::string> Metadata(const std::string& role, std::int64_t version) const;
  Result<formats::TufTargets> Lists(const formats::TufSnapshot& snapshot, const std::string& role) const;
  Status EachOf(const formats::TufSnapshot& snapshot,
                const std::function<void(const formats::Resource&)>& take) const;
  Status EachIn(const formats::TufTargets& lists,
                const std::function<void(const formats::Resource&)>& take) const;

  storage::Disk& disk_;
  std::string repository_;
  std::mutex mutex_;  // Guards the two below.
  std::int64_t version_ = 0;
  std::map<std::string, std::string> titles_;
};

}  // namespace lianxiao::center
