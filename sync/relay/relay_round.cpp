// The part of a round that asks relays (sync/rounds/rounds.h): like folders, before the county, over a line
// of its own that counts for no window and no quota. Whatever they say is verified; whatever they lack or
// have in an older state is asked of the county in the same round.
#include <algorithm>

#include "sync/relay/relay_line.h"
#include "sync/relay/tuning.h"
#include "sync/rounds/rounds.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kStatusCounter = "status_counter";

}  // namespace

void Rounds::ReadRelays() {
  relays_have_more_ = false;
  relays_well_.clear();
  if (near_ == nullptr) return;
  const auto bases = relays_.ToAsk(parts_.clock.Now());
  if (!bases.empty()) {
    TapeLine heard(*near_, shelf_.tape());
    RelayLine near(shelf_.on() ? static_cast<Line&>(heard) : *near_, parts_.clock, bases);
    const auto before = near_->Moved().received;
    if (const auto read = ReadRelays(near, bases); !read && !near.Stopped()) {
      parts_.log.Debug("relays: " + read.error().message);
    }
    const auto received = near_->Moved().received - before;
    if (const auto counted = parts_.state.AddToCounter("bytes_from_relays", received); !counted) {
      parts_.log.Warning(counted.error().message);
    }
  }
  board_.Update([&](EngineStatus& status) { status.relays = relays_.All(); });
}

Status Rounds::ReadRelays(RelayLine& near, const std::vector<std::string>& bases) {
  Mirrors asked(bases);
  LIANXIAO_TRY(trust_.RenewFromRelays(
      near, asked, [&](int relay, const WalkEnd& end) { NoteRelay(near, asked.Base(relay), end); }));
  LIANXIAO_TRY(FollowCenterKeys(near));
  auto& well = relays_well_;
  for (const auto& relay : relays_.All()) {
    const bool good = relay.state == RelayState::kWell || relay.state == RelayState::kBehind;
    if (good && std::ranges::count(bases, relay.base) > 0) well.push_back(relay.base);
  }
  if (well.empty() || !trust_.MayTakeContent()) return {};
  std::ranges::sort(well, {}, [&](const std::string& base) { return std::ranges::find(bases, base); });

  Mirrors relays(well, &relay_memory_);
  const auto changed = catalog_update_.Run(near, relays, trust_.Content());
  catalog_update_.TryAgain();  // What a relay lacks, the county may have.
  if (!changed || *changed) library_update_.LookAgain();
  if (changed && catalog_update_.wrong().empty()) {
    board_.Update(
        [&](EngineStatus& status) { status.catalog_version = trust_.trusted().snapshot_version(); });
  }
  // The county has its turn in between: it may have something urgent, and usage waits.
  const auto until = parts_.clock.Now() + options_.round_every_ms;
  const auto now = TrustedNow(parts_.state, parts_.clock);
  const auto school = enrolled_->grant.school;
  StickVisit visit;
  auto moved = library_update_.RunFolders(
      near, relays, school, now, until,
      [&] {
        if (work_) work_();
      },
      visit);
  relays_have_more_ = moved && !library_update_.LostInFolders() && visit.bytes_done > 0 &&
                      parts_.clock.Now() >= until && visit.bytes_done < visit.bytes_total;
  return moved;
}

void Rounds::NoteRelay(const RelayLine& near, const std::string& base, const WalkEnd& end) {
  const auto now = parts_.clock.Now();
  const auto trip = near.TripMs(base);
  if (end.status) {
    relays_.Well(base, trip);
  } else if (end.status.error().code == ErrorCode::kNotFound || end.refusal == Refusal::kRollback ||
             end.refusal == Refusal::kExpired) {
    relays_.Behind(base, trip);  // Its blobs are as good as any.
  } else if (end.status.error().code == ErrorCode::kUntrusted) {
    relays_.Foreign(base, now);
  } else {
    relays_.Away(base, now);
  }
}

// The county is out of reach: what waits for it goes by a relay, and its word comes back so.
void Rounds::PostByRelay() {
  if (near_ == nullptr || relays_well_.empty() || !enrolled_ || near_->Stopped()) return;
  const auto seal = [&]() -> Result<std::string> {
    LIANXIAO_ASSIGN(auto report, Report());
    LIANXIAO_ASSIGN(report.counter, parts_.state.AddToCounter(kStatusCounter, 1));
    return formats::SealStatus(report, keys_->sign, enrolled_->center.seal);
  };
  const auto posted =
      relay_post_.Run(*near_, relays_well_, *enrolled_, *keys_, seal, post_ ? &*post_ : nullptr);
  if (!posted) parts_.log.Debug("post by relay: " + posted.error().message);
  board_.Update([&](EngineStatus& status) { status.handed_to_relays = relay_post_.handed(); });
  if (posted) OffersByRelay(*posted);
}

// Behind everything else, and not while there is school: the relay's class may be on the same radio link.
void Rounds::OffersByRelay(const std::string& relay) {
  if (!offer_post_ || relays_have_more_) return;
  const auto stop = [&] {
    const bool visitor = visitor_waits_ && visitor_waits_();
    return visitor || near_->Stopped() || line_keeper_.InSchool();
  };
  const auto handed = offer_post_->Run(*near_, relay, *enrolled_, *keys_, stop);
  if (handed) return;
  const bool offline = handed.error().code == ErrorCode::kOffline;
  parts_.log.Write(offline ? Level::kDebug : Level::kWarning, relay + ": " + handed.error().message);
}

// At a relay: other boxes' post, by the school's own line and after its own.
Status Rounds::ForwardPost(Line& line) {
  if (parts_.spool == nullptr || !enrolled_ || !line_keeper_.MayTalk()) return {};
  center_key_.Pin(line, *enrolled_);
  return forwarder_.Run(line, *enrolled_);
}

// What this box serves to others as a relay.
Status Rounds::FillShelf(Line& line, Mirrors& mirrors) {
  if (!shelf_.on() || trust_.trusted().targets() == nullptr) return {};
  LIANXIAO_TRY(shelf_.MakePieceLists());
  LIANXIAO_TRY(shelf_.Run(line, mirrors, trust_.trusted(), trust_.Content(), *enrolled_));
  // What others asked for is no urgent thing of ours: it keeps the hours and the quota of lessons.
  if (!line_keeper_.Picture().open || line_keeper_.MayCome() < kWayBytesPerRound) return {};
  return ways_.Run(line, mirrors);
}

}  // namespace lianxiao::sync
