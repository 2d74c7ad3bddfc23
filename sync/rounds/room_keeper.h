// Keeps lessons within their room on the disk: has it planned (sync/plan/room.h), makes the room that a
// lesson was promised when its first byte is about to come, and remembers what made way.
//
// A lesson makes way in steps that a power cut may part: noted, no longer held, its files removed. Cut before
// the first file is gone it is held again at the next start; later it is simply not here. Used from one
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "sync/blobs/planner.h"
#include "sync/blobs/wishes.h"
#include "sync/engine.h"
#include "sync/plan/room.h"
#include "sync/rounds/search_keeper.h"

namespace lianxiao::sync {

class RoomKeeper {
 public:
  RoomKeeper(const Parts& parts, const Options& options, SearchKeeper& search)
      : parts_(parts), options_(options), search_(search) {}

  // Plans anew. Where room is scarce, leftovers of what is neither held nor wanted go at once. `wants`: first
  // to come first.
  Status Look(std::span<const storage::CatalogEntry> entries, const Wishes& wishes,
              const std::set<std::string>& pinned, std::span<const Want> wants, WallTime now);
  // To be called before each file; does its work before the first of a lesson. kNoSpace: something changed
  // since the last look, and what should make way may not any more.
  Status MakeRoomFor(const std::string& resource);
  // Is whole here now.
  Status Held(const std::string& resource);

  bool HasNoRoom(const std::string& resource) const { return no_room_.contains(resource); }
  // A line for each lesson that does not fit, at most kMostTold.
  const std::vector<std::string>& told() const { return told_; }

 private:
  struct Shelf;  // What the plan is made from.
  Status FillShelf(std::span<const storage::CatalogEntry> entries, const Wishes& wishes,
                   const std::set<std::string>& pinned, std::span<const Want> wants, WallTime now,
                   Shelf& shelf) const;
  Result<DiskRoom> RoomNow() const;
  Result<std::int64_t> DropLeftovers(const Shelf& shelf);
  bool IsBeingRead(const formats::Resource& resource) const;
  Result<bool> MayGo(const std::string& resource) const;
  Status MakeWay(const std::string& resource);
  Status RemoveFilesOf(const storage::CatalogEntry& entry);
  Result<bool> IsNeededElsewhere(const BlobId& blob, const std::string& than) const;

  const Parts& parts_;
  const Options& options_;
  SearchKeeper& search_;
  std::map<std::string, std::vector<std::string>> makes_way_;  // For whom → who; until it was done.
  std::set<std::string> wanted_, no_room_;
  std::vector<std::string> told_;
};

}  // namespace lianxiao::sync
