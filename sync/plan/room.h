// Which of the wanted lessons fit on this disk, and which held ones make way for them. Pure: from what is
// held, what is wanted and how much room there is.
//
//   makes way first:  what nobody asks for any more ▸ prefetch ▸ subscriptions
//                     within each the one used least lately; of equals the least used
//
// A lesson makes way only for what ranks higher. What is kept (pinned, timetabled, urgent, being read) never
// does. Nothing makes way in vain: a lesson that would not fit even so moves nobody. Those that nobody needs
// by a certain hour leave some room for new versions of what is here (kUpdatesOneIn); and what made way once
// comes back only when twice that is left, so that a gap of an hour does not fetch it for nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/plan/queue.h"

namespace lianxiao::sync {

struct HeldLesson {
  std::string id;
  std::optional<Rank> rank;  // What asks for it most; nothing: nobody does.
  bool kept = false;
  std::int64_t last_used = 0, times_used = 0;  // Higher is later.
  std::int64_t bytes = 0;                      // That are here for its sake alone.
};

struct WantedLesson {
  std::string id;
  Rank rank = Rank::kSubscription;
  std::int64_t bytes = 0;  // That it still takes of the disk.
  bool update = false;     // An older version is here, and stays until the new one is whole.
  bool made_way = false;   // It was here and made way.
};

struct DiskRoom {
  std::int64_t left = 0;       // Bytes that lessons may still take; below 0: they take too many.
  std::int64_t capacity = 0;   // That and what they take now.
  std::int64_t logs_lack = 0;  // Of the room that usage needs to be recorded at all.
};

struct RoomPlan {
  struct Fit {
    std::string id;
    std::vector<std::string> makes_way;  // Before it begins.
  };
  std::vector<Fit> fits;  // In the order of the wanted lessons.
  struct Misfit {
    std::string id;
    std::int64_t bytes = 0, could_have = 0;  // What it takes, and what there would be at most.
  };
  std::vector<Misfit> no_room;
  // Make way because less is left than nothing: until lessons keep to their room if that can be reached, else
  // until usage has its own.
  std::vector<std::string> at_once;
};

// `wanted`: first to come first.
RoomPlan PlanRoom(std::span<const WantedLesson> wanted, std::span<const HeldLesson> held,
                  const DiskRoom& room);

}  // namespace lianxiao::sync
