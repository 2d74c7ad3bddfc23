// One round after the other, over a line: metadata, catalog, library, usage, status. Remembers between
// rounds what saves asking again. No thread and no waiting of its own, so a test runs a term of rounds over
// a false line. Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/courier/stick_load.h"
#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/line/traffic_counter.h"
#include "sync/offers/offer_round.h"
#include "sync/plan/turns.h"
#include "sync/post/post_round.h"
#include "sync/relay/forwarder.h"
#include "sync/relay/offer_forwarder.h"
#include "sync/relay/offer_post.h"
#include "sync/relay/relay_line.h"
#include "sync/relay/relay_order.h"
#include "sync/relay/relay_post.h"
#include "sync/relay/shelf_keeper.h"
#include "sync/relay/way_keeper.h"
#include "sync/rounds/catalog_update.h"
#include "sync/rounds/center_key.h"
#include "sync/rounds/key_rotation.h"
#include "sync/rounds/letter.h"
#include "sync/rounds/letter_commands.h"
#include "sync/rounds/library_update.h"
#include "sync/rounds/line_keeper.h"
#include "sync/rounds/scrub.h"
#include "sync/rounds/search_keeper.h"
#include "sync/rounds/status_board.h"
#include "sync/rounds/uplink.h"
#include "sync/trust/trust_keeper.h"

namespace lianxiao::sync {

enum class Asked { kBySchedule, kByAPerson };

struct RoundEnd {
  Status status;      // kOffline: pause, then again. Other errors: told and logged already.
  bool more = false;  // The time was up before all was here: go on at once.
};

class Rounds {
 public:
  Rounds(const Parts& parts, const Options& options, StatusBoard& board);

  // Once, before the first round: what can be set right without the line.
  Status Begin();
  RoundEnd Make(Line& line, Asked asked);
  // Between rounds: only what waits to go up, other boxes' post after our own. kOffline.
  Status SendUsage(Line& line);
  // Between rounds, at least every few minutes: time passes, with or without a line.
  void Idle();
  // When the next round may find more to fetch than this one did, by the windows or the quota.
  std::optional<std::int64_t> MsToOpening();
  // What a stick carries up, and what it brings down beside lessons; see Engine.
  Result<StickLoad> LoadStick();
  Result<bool> TakeReceipt(const std::string& receipt);
  Result<bool> TakeLetter(const std::string& sealed);
  Result<bool> TakePost(const std::string& sealed);
  // The next round reads this folder first, a file: URL that the line knows.
  void Visit(std::string url) { visit_ = std::move(url); }
  // A line of its own to relays (sync/relay/), which outlives this; without one none is asked.
  void UseNearLine(Line& near) { near_ = &near; }
  void RelaysFound(const std::vector<std::string>& bases) { relays_.Found(bases); }
  // Called a few times a second while lessons move; and asked then whether to end that for a visitor.
  void WhileMoving(std::function<void()> work, std::function<bool()> visitor_waits) {
    work_ = std::move(work);
    visitor_waits_ = std::move(visitor_waits);
  }
  // Asked between the steps of what needs no line. Once it says so no round is to be begun any more.
  void StopWhen(const std::function<bool()>& stopping) {
    search_.StopWhen(stopping);
    library_update_.StopWhen(stopping);
  }
  // Between rounds: a step of what the county asked to be done once. True: there is more of it.
  bool WorkInIdle();

 private:
  Status Load();
  RoundEnd MakeOver(Line& line, Asked asked);
  Status Steps(Line& line, Asked asked, RoundEnd& end);
  bool MendCenterKey(Line& line, const Status& end);
  Result<bool> FollowCenterKeys(Line& line);
  Status UpdateContent(Line& line, Mirrors& mirrors, RoundEnd& end);
  std::vector<std::string> Folders() const;
  void ReadFolders(Line& line);
  Status ReadFolders(Line& line, Mirrors& folders, StickVisit& visit);
  void TellVisit(const StickVisit& visit, const Status& end);
  void ReadRelays();
  Status ReadRelays(RelayLine& near, const std::vector<std::string>& bases);
  void NoteRelay(const RelayLine& near, const std::string& base, const WalkEnd& end);
  void PostByRelay();
  void OffersByRelay(const std::string& relay);
  Status FillShelf(Line& line, Mirrors& mirrors);
  Status ForwardPost(Line& line);
  Status TellCatalog();
  void WhileFetching(Line& line);
  bool IsTurnOfUsage(Line& line);
  Status SendUsage(Line& line, std::int64_t most_bytes);
  Status SendUp(Line& line);
  Status SendOffers(Line& line, Instant until, RoundEnd& end);
  void ExchangePost(Line& line);
  void PostWhileFetching(Line& line);
  Status RenewKeys(Line& line);
  Result<formats::StatusReport> Report() const;
  Status Contact();
  Status TellTimeAndLine(const Status& end);
  Status TellUsage();
  void TellCut(const std::string& words);
  Status Close(Line& line, RoundEnd& end);

  const Parts& parts_;
  const Options& options_;
  StatusBoard& board_;
  CenterKey center_key_;
  SearchKeeper search_;
  TrustKeeper trust_;
  CatalogUpdate catalog_update_;
  LineKeeper line_keeper_;
  LibraryUpdate library_update_;
  Uplink uplink_;
  LetterUpdate letter_;
  LetterCommands commands_;
  Scrub scrub_;
  KeyRotation key_rotation_;
  TrafficCounter traffic_;
  Turns turns_;    // Of lessons down and a backlog of usage up.
  Traffic heard_;  // By turns_.
  MirrorMemory mirror_memory_, relay_memory_;
  RelayOrder relays_;
  ShelfKeeper shelf_;
  WayKeeper ways_;
  RelayPost relay_post_;  // Uses uplink_ and letter_.
  Forwarder forwarder_;
  std::optional<OfferForwarder> offer_forwarder_;
  std::optional<OfferRound> offers_;
  std::optional<OfferPost> offer_post_;
  std::optional<PostRound> post_;
  std::vector<std::string> relays_well_;  // In this round, best first.
  Line* near_ = nullptr;
  bool relays_have_more_ = false;  // The time was up before all came that a relay has.

  std::optional<storage::Enrolled> enrolled_;
  std::optional<storage::DeviceKeys> keys_;
  Instant started_;
  Instant last_contact_;  // Or the start.
  Instant last_usage_;
  Instant last_post_;  // When it was last looked for between pieces.
  std::string told_;   // The failure logged last, so that a dead line fills no log.
  std::optional<std::string> visit_;
  std::string told_of_folders_;  // As told_.
  std::function<void()> work_;
  std::function<bool()> visitor_waits_;
};

}  // namespace lianxiao::sync
