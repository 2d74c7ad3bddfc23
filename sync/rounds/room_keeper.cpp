#include "sync/rounds/room_keeper.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

using formats::Resource;
using storage::CatalogEntry;

constexpr std::size_t kMostTold = 20;  // More is not read; the queue has them all.

// The rank that counts here: a lesson whose hour has passed stands with the subscriptions.
Rank RankOf(const Urgency& urgency, bool has_an_hour) {
  const auto rank = urgency.AsRank();
  if (rank != Rank::kTimetable || has_an_hour) return rank;
  return urgency.wish ? Rank::kWish : Rank::kSubscription;
}

// What it takes until the lesson is whole: a delta lies beside the file that it makes.
std::int64_t BytesOnDisk(const Want& want) {
  return want.delta ? want.file.size_bytes + want.delta->size_bytes : want.file.size_bytes - want.bytes_here;
}

std::string Mib(std::int64_t bytes) {
  return std::to_string(std::max<std::int64_t>(bytes, 0) >> 20) + " MiB";
}

std::unordered_set<BlobId> FilesOf(const CatalogEntry& entry) {
  std::unordered_set<BlobId> files;
  for (const auto& file : entry.published.files) files.insert(file.blob);
  if (entry.held) {
    for (const auto& file : entry.held->files) files.insert(file.blob);
  }
  return files;
}

void NoteFiles(const Resource& resource, std::unordered_set<BlobId>& blobs) {
  for (const auto& file : resource.files) blobs.insert({file.blob, file.pieces});
  for (const auto& way : resource.Ways()) blobs.insert({way.blob, way.pieces});
}

}  // namespace

struct RoomKeeper::Shelf {
  std::vector<HeldLesson> held;
  std::vector<WantedLesson> wanted;
  std::map<std::string, std::string> titles;  // Of the wanted.
  std::unordered_set<BlobId> in_use;          // By either.
  std::unordered_set<BlobId> of_others;       // Files, and ways to them, of what is neither held nor wanted.
};

Status RoomKeeper::FillShelf(std::span<const CatalogEntry> entries, const Wishes& wishes,
                             const std::set<std::string>& pinned, std::span<const Want> wants, WallTime now,
                             Shelf& shelf) const {
  std::map<std::string_view, std::size_t> known;
  for (const auto& want : wants) {
    const auto [at, fresh] = known.try_emplace(want.resource, shelf.wanted.size());
    if (fresh) {
      const bool has_an_hour = want.needed_by && *want.needed_by > now;
      const auto rank = want.rank == Rank::kTimetable && !has_an_hour ? Rank::kSubscription : want.rank;
      shelf.wanted.push_back({.id = want.resource, .rank = rank});
      shelf.titles[want.resource] = want.title;
    }
    shelf.wanted[at->second].bytes += BytesOnDisk(want);
  }
  std::map<std::string, storage::LessonUse> uses;
  std::set<std::string> evicted;
  if (parts_.marks != nullptr) {
    LIANXIAO_ASSIGN(uses, parts_.marks->Uses());
    LIANXIAO_ASSIGN(evicted, parts_.marks->Evicted());
  }

  std::unordered_map<BlobId, int> users;
  for (const auto& entry : entries) {
    const auto wanted = known.find(entry.published.id);
    if (wanted != known.end()) {
      auto& lesson = shelf.wanted[wanted->second];
      lesson.update = entry.held.has_value();
      lesson.made_way = !lesson.update && evicted.contains(lesson.id);
    } else if (!entry.held) {
      NoteFiles(entry.published, shelf.of_others);
      continue;
    }
    for (const auto& blob : FilesOf(entry)) ++users[blob];
    NoteFiles(entry.published, shelf.in_use);
    if (entry.held) NoteFiles(*entry.held, shelf.in_use);
  }
  for (const auto& entry : entries) {
    if (!entry.held) continue;
    const auto& id = entry.published.id;
    HeldLesson lesson{.id = id};
    const bool has_an_hour = wishes.HasAnHour(id);
    if (const auto urgency = wishes.For(id)) lesson.rank = RankOf(*urgency, has_an_hour);
    lesson.kept = (lesson.rank && has_an_hour) || pinned.contains(id) || IsBeingRead(*entry.held);
    if (const auto use = uses.find(id); use != uses.end()) {
      lesson.last_used = use->second.last;
      lesson.times_used = use->second.times;
    }
    for (const auto& blob : FilesOf(entry)) {
      if (users[blob] > 1) continue;
      if (const auto found = parts_.library.Find(blob)) lesson.bytes += found->size_bytes;
    }
    shelf.held.push_back(std::move(lesson));
  }
  std::ranges::stable_sort(shelf.wanted, {}, &WantedLesson::rank);
  return {};
}

Result<DiskRoom> RoomKeeper::RoomNow() const {
  LIANXIAO_ASSIGN(const auto totals, parts_.library.Totals());
  LIANXIAO_ASSIGN(const auto free, parts_.disk.FreeBytes(parts_.library.Scratch()));
  const auto taken = totals.bytes + totals.part_bytes;
  DiskRoom room{.left = free - options_.keep_free_bytes};
  if (options_.content_bytes > 0) room.left = std::min(room.left, options_.content_bytes - taken);
  room.capacity = room.left + taken;
  room.logs_lack = std::min(kLogRoomBytes, options_.keep_free_bytes) - free;
  return room;
}

Status RoomKeeper::Look(std::span<const CatalogEntry> entries, const Wishes& wishes,
                        const std::set<std::string>& pinned, std::span<const Want> wants, WallTime now) {
  Shelf shelf;
  LIANXIAO_TRY(FillShelf(entries, wishes, pinned, wants, now, shelf));
  wanted_.clear();
  for (const auto& lesson : shelf.wanted) wanted_.insert(lesson.id);
  LIANXIAO_ASSIGN(auto room, RoomNow());
  auto plan = PlanRoom(shelf.wanted, shelf.held, room);
  const bool scarce = !plan.no_room.empty() || !plan.at_once.empty() ||
                      std::ranges::any_of(plan.fits, [](const auto& fit) { return !fit.makes_way.empty(); });
  if (scarce) {
    LIANXIAO_ASSIGN(const auto dropped, DropLeftovers(shelf));
    if (dropped > 0) {
      LIANXIAO_ASSIGN(room, RoomNow());
      plan = PlanRoom(shelf.wanted, shelf.held, room);
    }
  }
  makes_way_.clear();
  no_room_.clear();
  told_.clear();
  for (auto& fit : plan.fits) makes_way_[fit.id] = std::move(fit.makes_way);
  for (const auto& misfit : plan.no_room) {
    no_room_.insert(misfit.id);
    if (told_.size() == kMostTold) continue;
    told_.push_back(shelf.titles[misfit.id] + ": " + Mib(misfit.bytes) + ", " + Mib(misfit.could_have));
  }
  for (const auto& id : plan.at_once) LIANXIAO_TRY(MakeWay(id));
  return {};
}

// Files and parts of lessons that are neither held nor wanted any more; how many bytes they took.
Result<std::int64_t> RoomKeeper::DropLeftovers(const Shelf& shelf) {
  std::int64_t dropped = 0;
  for (const auto& blob : shelf.of_others) {
    if (shelf.in_use.contains(blob)) continue;
    dropped += parts_.library.PartBytes(blob);
    LIANXIAO_TRY(parts_.library.DropPart(blob));
    const auto found = parts_.library.Find(blob);
    if (!found) continue;
    dropped += found->size_bytes;
    LIANXIAO_TRY(parts_.library.Remove(blob));
  }
  return dropped;
}

bool RoomKeeper::IsBeingRead(const Resource& resource) const {
  const Instant since{parts_.clock.Now().ms - kReadingMs};
  return std::ranges::any_of(resource.files, [&](const auto& file) {
    // A list of lessons shows their posters, and nobody reads them for it.
    return file.role != formats::FileRole::kPoster && parts_.library.LentSince(file.blob, since);
  });
}

Result<bool> RoomKeeper::MayGo(const std::string& resource) const {
  if (parts_.marks != nullptr) {
    LIANXIAO_ASSIGN(const bool pinned, parts_.marks->IsPinned(resource));
    if (pinned) return false;
  }
  const auto entry = parts_.catalog.Find(resource);
  return !entry || !entry->held || !IsBeingRead(*entry->held);
}

Status RoomKeeper::MakeRoomFor(const std::string& resource) {
  const auto promised = makes_way_.find(resource);
  if (promised == makes_way_.end()) return {};
  for (const auto& id : promised->second) {
    LIANXIAO_ASSIGN(const bool may_go, MayGo(id));
    if (!may_go) return Fail(ErrorCode::kNoSpace, id + " should make way and is wanted again");
  }
  for (const auto& id : promised->second) LIANXIAO_TRY(MakeWay(id));
  makes_way_.erase(promised);
  return {};
}

Status RoomKeeper::Held(const std::string& resource) {
  return parts_.marks == nullptr ? Status{} : parts_.marks->ForgetEvicted(resource);
}

Status RoomKeeper::MakeWay(const std::string& resource) {
  const auto entry = parts_.catalog.Find(resource);
  if (!entry && entry.error().code != ErrorCode::kNotFound) return Fail(entry.error());
  if (!entry || !entry->held) return {};
  if (parts_.marks != nullptr) LIANXIAO_TRY(parts_.marks->NoteEvicted(resource, parts_.clock.Wall()));
  LIANXIAO_TRY(search_.BeforeChange());
  LIANXIAO_TRY(parts_.catalog.Release(resource));
  const std::string changed[] = {resource};
  LIANXIAO_TRY(search_.Changed(changed));
  LIANXIAO_TRY(RemoveFilesOf(*entry));
  parts_.log.Info("made way: " + resource + ", " + entry->held->title);
  return {};
}

Status RoomKeeper::RemoveFilesOf(const CatalogEntry& entry) {
  for (const auto* version : {&*entry.held, &entry.published}) {
    for (const auto& file : version->files) {
      LIANXIAO_ASSIGN(const bool needed, IsNeededElsewhere(file.blob, entry.published.id));
      if (needed) continue;
      LIANXIAO_TRY(parts_.library.Remove(file.blob));
      LIANXIAO_TRY(parts_.library.DropPart(file.blob));
      if (file.HasPieces()) LIANXIAO_TRY(parts_.library.Remove(file.pieces));
    }
  }
  return {};
}

Result<bool> RoomKeeper::IsNeededElsewhere(const BlobId& blob, const std::string& than) const {
  LIANXIAO_ASSIGN(const auto users, parts_.catalog.UsersOf(blob));
  for (const auto& user : users) {
    if (user == than) continue;
    if (wanted_.contains(user)) return true;
    const auto entry = parts_.catalog.Find(user);
    if (!entry || !entry->held) continue;
    if (std::ranges::any_of(entry->held->files, [&](const auto& file) { return file.blob == blob; }))
      return true;
  }
  return false;
}

}  // namespace lianxiao::sync
