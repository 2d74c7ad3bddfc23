#include "sync/rounds/rounds.h"

#include <algorithm>
#include <limits>

#include "sync/rounds/center_change.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// How soon a question goes up between the pieces of a lesson: a film of an hour does not hold it up, and who
// writes three in a row sends them together.
constexpr std::int64_t kPostLookMs = 15 * kSecondMs;

}  // namespace

Rounds::Rounds(const Parts& parts, const Options& options, StatusBoard& board)
    : parts_(parts),
      options_(options),
      board_(board),
      center_key_(parts.state, parts.clock, parts.log),
      search_(parts.state, parts.catalog, parts.usage, parts.search),
      trust_(parts.state, parts.clock, parts.log),
      catalog_update_(parts.catalog, search_, parts.clock, parts.log),
      line_keeper_(parts, options),
      library_update_(parts, options, search_, line_keeper_, board),
      uplink_(parts),
      letter_(parts),
      commands_(parts),
      scrub_(parts),
      key_rotation_(parts, options),
      traffic_(parts.state, parts.clock),
      relays_(options.relays),
      shelf_(parts),
      ways_(parts),
      relay_post_(parts, uplink_, letter_),
      forwarder_(parts),
      started_(parts.clock.Now()),
      last_contact_(started_),
      last_usage_(started_) {
  library_update_.MakeWay([this] { return visitor_waits_ && visitor_waits_(); });
  if (parts.offers != nullptr) {
    offers_.emplace(*parts.offers, parts.disk, parts.clock, parts.log);
    offer_post_.emplace(*parts.offers, parts.disk, parts.clock);
  }
  if (parts.relay_offers != nullptr) offer_forwarder_.emplace(*parts.relay_offers, parts.clock, parts.log);
  if (parts.posts != nullptr) post_.emplace(*parts.posts, parts.clock, parts.log);
  library_update_.Explain();  // What the line may do is known before the box is enrolled.
  if (parts.letter == nullptr) return;
  // A journal that cannot be read just now takes no library away.
  trust_.Follow([letter = parts.letter](const std::string& library) {
    const auto here = letter->Newest();
    return !here || here->Follows(library);
  });
}

// Each time anew: a second enrolment may have brought other mirrors and other keys.
Status Rounds::Load() {
  LIANXIAO_ASSIGN(keys_, parts_.state.Keys());
  LIANXIAO_ASSIGN(auto enrolled, parts_.state.Enrolment());
  if (!enrolled) return Fail(ErrorCode::kInvalid, "not enrolled yet");
  if (auto loaded = trust_.Load(*enrolled); !loaded) {
    LIANXIAO_TRY(SetProblems(parts_.state, problem::kMetadataUntrusted, {loaded.error().message},
                             parts_.clock.Wall()));
    return loaded;
  }
  enrolled_ = std::move(enrolled);
  return {};
}

Status Rounds::Begin() {
  LIANXIAO_TRY(Load());
  board_.Update([&](EngineStatus& status) { status.catalog_version = trust_.trusted().snapshot_version(); });
  LIANXIAO_TRY(search_.FillIfDoubtful());
  LIANXIAO_TRY(library_update_.MendFromDisk(enrolled_->grant.school, TrustedNow(parts_.state, parts_.clock)));
  return search_.Settle();
}

RoundEnd Rounds::Make(Line& line, Asked asked) {
  if (!shelf_.on()) return MakeOver(line, asked);
  TapeLine heard(line, shelf_.tape());
  auto end = MakeOver(heard, asked);
  shelf_.tape().Clear();
  return end;
}

RoundEnd Rounds::MakeOver(Line& line, Asked asked) {
  RoundEnd end;
  if (const auto loaded = Load(); loaded) line_keeper_.Begin(enrolled_->grant.device);
  // Lessons in a folder of this machine or at a relay cost no line, so no window and no quota holds them up.
  if (enrolled_) ReadFolders(line);
  if (asked == Asked::kByAPerson) relays_.TryAgain();
  if (enrolled_) ReadRelays();
  if (!line_keeper_.MayTalk()) {
    PostByRelay();
    library_update_.Explain();
    board_.Update([](EngineStatus& status) { status.activity = Activity::kIdle; });
    return end;
  }
  board_.Update([](EngineStatus& status) { status.activity = Activity::kChecking; });
  end.status = Steps(line, asked, end);
  if (MendCenterKey(line, end.status)) end.status = Steps(line, asked, end);
  if (!end.status && end.status.error().code == ErrorCode::kOffline) PostByRelay();
  if (auto closed = Close(line, end); !closed && end.status) end.status = closed;
  if (end.status) {
    told_.clear();
  } else if (!line.Stopped() &&
             end.status.error().message != std::exchange(told_, end.status.error().message)) {
    parts_.log.Warning("round: " + end.status.error().message);
  }
  return end;
}

// True: the center was met with a new key that it vouches for, so the round is worth making again.
bool Rounds::MendCenterKey(Line& line, const Status& end) {
  if (!enrolled_ || line.Stopped()) return false;
  const auto new_center = [&]() -> Result<std::optional<storage::Enrolled>> {
    LIANXIAO_TRY(trust_.FollowRootsOfAnyone(line, enrolled_->grant.center_address));
    LIANXIAO_ASSIGN(const bool changed, FollowCenterKeys(line));
    return changed ? enrolled_ : std::nullopt;
  };
  const auto then = center_key_.Mend(line, *enrolled_, end, new_center);
  if (!then) parts_.log.Error(then.error().message);
  return then && *then == CenterKey::Then::kTryAgain;
}

// What the trusted root says of the center counts from here on, whatever became of the rest of a round.
Result<bool> Rounds::FollowCenterKeys(Line& line) {
  LIANXIAO_ASSIGN(const bool changed, FollowCenter(parts_, trust_.trusted(), *enrolled_));
  if (!changed) return false;
  LIANXIAO_TRY(Load());
  center_key_.Pin(line, *enrolled_);
  uplink_.TryAgain();
  letter_.TryAgain();
  key_rotation_.TryAgain();
  if (post_) post_->TryAgain();
  return true;
}

Status Rounds::Steps(Line& line, Asked asked, RoundEnd& end) {
  LIANXIAO_TRY(Load());
  center_key_.Pin(line, *enrolled_);
  if (asked == Asked::kByAPerson) {
    trust_.TryAgain();
    catalog_update_.TryAgain();
    library_update_.TryAgain();
    uplink_.TryAgain();
    letter_.TryAgain();
    if (post_) post_->TryAgain();
  }
  Mirrors mirrors(Places(options_.mirrors, enrolled_->grant.mirrors), &mirror_memory_);
  auto renewed = trust_.Renew(line, mirrors);
  if (renewed && trust_.reached_network()) LIANXIAO_TRY(Contact());
  LIANXIAO_TRY(FollowCenterKeys(line));

  // What is trusted already may still be fetched when a mirror offers worse; but not over a dead line.
  Status content;
  const bool reached = renewed || renewed.error().code == ErrorCode::kUntrusted;
  // A lesson may take hours; but with keys that the center does not know yet there is nothing to say.
  if (reached && !uplink_.keys_unknown()) ExchangePost(line);
  if (reached && trust_.MayTakeContent()) content = UpdateContent(line, mirrors, end);
  if (const auto filled = FillShelf(line, mirrors); !filled) {
    // Without a line the state before goes on being served.
    const bool offline = filled.error().code == ErrorCode::kOffline;
    parts_.log.Write(offline ? Level::kDebug : Level::kWarning, "relay: " + filled.error().message);
  }

  // Usage goes up whatever became of the way down: the center may be there when a mirror is not.
  auto up = SendUp(line);
  if (!renewed) return renewed;
  if (!content) return content;
  if (!up) return up;
  return SendOffers(line, parts_.clock.Now() + options_.round_every_ms, end);
}

// Last of all: when no lesson might come now and all usage is there, in the hours and within the bytes that
// lessons have, and never while the class has the line. Other schools' behind our own.
Status Rounds::SendOffers(Line& line, Instant until, RoundEnd& end) {
  const bool any = offers_ || offer_forwarder_;
  if (!any || end.more || library_update_.Wanting() || library_update_.WaitsForGate()) return {};
  const auto stop = [&] {
    line_keeper_.Idle(&line, false);
    if (const auto noted = traffic_.Note(line); !noted) parts_.log.Warning(noted.error().message);
    end.more = parts_.clock.Now() >= until;
    const bool visitor = visitor_waits_ && visitor_waits_();
    return end.more || visitor || line.Stopped() || line_keeper_.InSchool() ||
           !line_keeper_.AtGate().Lessons();
  };
  if (offers_) LIANXIAO_TRY(offers_->Run(line, *enrolled_, *keys_, stop));
  return offer_forwarder_ ? offer_forwarder_->Run(line, *enrolled_, stop) : Status{};
}

Status Rounds::UpdateContent(Line& line, Mirrors& mirrors, RoundEnd& end) {
  const auto& trusted = trust_.trusted();
  const auto changed = catalog_update_.Run(line, mirrors, trust_.Content());
  // Some shards may have come before the line went.
  if (!changed || *changed) library_update_.LookAgain();
  LIANXIAO_TRY(TellCatalog());
  if (!changed) return Fail(changed.error());
  const auto& wrong = catalog_update_.wrong();
  // Only now: who reads a version may count on the catalog being that one.
  if (wrong.empty()) {
    board_.Update([&](EngineStatus& status) { status.catalog_version = trusted.snapshot_version(); });
  }

  // What a relay has comes from there, however long that takes.
  if (relays_have_more_) {
    end.more = true;
    return {};
  }
  const auto until = parts_.clock.Now() + options_.round_every_ms;
  const auto now = TrustedNow(parts_.state, parts_.clock);
  const auto school = enrolled_->grant.school;  // A copy: what is sent meanwhile loads the enrolment anew.
  LIANXIAO_TRY(library_update_.Run(line, mirrors, school, now, until, [&] { WhileFetching(line); }));
  end.more = library_update_.GateChanged() || (!library_update_.AllHere() && parts_.clock.Now() >= until);
  if (!wrong.empty()) return Fail(ErrorCode::kCorrupt, wrong.begin()->second);
  if (!library_update_.AllHere()) return {};
  return parts_.state.SetMoment("last_sync", TrustedNow(parts_.state, parts_.clock));
}

Status Rounds::TellCatalog() {
  const auto told = [](const std::map<std::string, std::string>& targets, bool with_name) {
    std::vector<std::string> subjects;
    for (const auto& [name, why] : targets) subjects.push_back(with_name ? name + ": " + why : why);
    return subjects;
  };
  const auto now = TrustedNow(parts_.state, parts_.clock);
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kCatalogWrong, told(catalog_update_.wrong(), false), now));
  return SetProblems(parts_.state, problem::kCatalogUnreadable, told(catalog_update_.unreadable(), true),
                     now);
}

// A first sync may take days; what was used meanwhile does not wait for its end.
void Rounds::WhileFetching(Line& line) {
  if (work_) work_();
  PostWhileFetching(line);
  if (const auto noted = traffic_.Note(line); !noted) parts_.log.Warning(noted.error().message);
  const bool turn = IsTurnOfUsage(line);
  if (!turn && parts_.clock.Now() - last_usage_ < options_.usage_every_ms) return;
  last_usage_ = parts_.clock.Now();
  const auto most = std::max(turns_.Rest(Direction::kUp), std::int64_t{1});  // One batch is no backlog.
  if (const auto sent = SendUsage(line, most); !sent) parts_.log.Debug(sent.error().message);
}

// Months without a line leave a backlog: it goes up by turns with the lessons that come down.
bool Rounds::IsTurnOfUsage(Line& line) {
  const auto moved = line.Moved();
  turns_.Moved(Direction::kDown, std::max<std::int64_t>(moved.received - heard_.received, 0));
  turns_.Moved(Direction::kUp, std::max<std::int64_t>(moved.sent - heard_.sent, 0));
  heard_ = moved;
  return uplink_.more() && turns_.Next(true, true) == Direction::kUp;
}

Status Rounds::SendUsage(Line& line) {
  LIANXIAO_TRY(SendUsage(line, std::numeric_limits<std::int64_t>::max()));
  return ForwardPost(line);
}

Status Rounds::SendUsage(Line& line, std::int64_t most_bytes) {
  LIANXIAO_TRY(Load());
  if (!line_keeper_.MayTalk()) return {};
  LIANXIAO_ASSIGN(const auto totals, parts_.usage.Totals());
  if (totals.pending == 0) return {};
  center_key_.Pin(line, *enrolled_);
  LIANXIAO_TRY(uplink_.SendUsage(line, *enrolled_, *keys_, most_bytes));
  return Contact();
}

// What the center will not have now does not hold up the usage.
Status Rounds::RenewKeys(Line& line) {
  if (uplink_.keys_unknown()) {
    auto told = key_rotation_.TellAgain(line, *enrolled_);
    if (!told && told.error().code == ErrorCode::kOffline) return told;
    if (told) uplink_.TryAgain();
  }
  const auto renewed = key_rotation_.Run(line, *enrolled_);
  if (renewed) {
    LIANXIAO_ASSIGN(keys_, parts_.state.Keys());
    return {};
  }
  if (renewed.error().code == ErrorCode::kOffline) return Fail(renewed.error());
  parts_.log.Warning(renewed.error().message);
  return {};
}

// A question is some hundred bytes that somebody waits for.
void Rounds::ExchangePost(Line& line) {
  if (!post_) return;
  const auto done = post_->Run(line, *enrolled_, *keys_, uplink_.newest_post());
  if (done) return;
  // A line that is down shows again in what follows; a center that only cannot do this gets the rest.
  const bool offline = done.error().code == ErrorCode::kOffline;
  parts_.log.Write(offline ? Level::kDebug : Level::kWarning, done.error().message);
}

// Between two pieces of a lesson.
void Rounds::PostWhileFetching(Line& line) {
  const auto now = parts_.clock.Now();
  if (!post_ || now - last_post_ < kPostLookMs) return;
  last_post_ = now;
  const auto waits = parts_.posts->AnyWaits();
  if (!waits || !*waits || uplink_.keys_unknown()) return;
  if (Load() && line_keeper_.MayTalk()) ExchangePost(line);
}

Status Rounds::SendUp(Line& line) {
  last_usage_ = parts_.clock.Now();
  LIANXIAO_TRY(RenewKeys(line));
  ExchangePost(line);
  auto usage = SendUsage(line);
  if (!usage && usage.error().code == ErrorCode::kOffline) return usage;
  LIANXIAO_ASSIGN(const auto report, Report());
  LIANXIAO_ASSIGN(const bool sent, uplink_.SendStatus(line, *enrolled_, *keys_, report));
  if (sent) LIANXIAO_TRY(Contact());
  const auto letter = letter_.Run(line, *enrolled_, *keys_, uplink_.newest_letter());
  if (!letter) return Fail(letter.error());
  if (*letter) library_update_.LookAgain();
  ExchangePost(line);  // By what the center has just told.
  return usage;
}

void Rounds::Idle() { line_keeper_.Idle(nullptr, library_update_.Wanting()); }

std::optional<std::int64_t> Rounds::MsToOpening() {
  if (!library_update_.WaitsForGate() && line_keeper_.MayTalk()) return std::nullopt;
  return line_keeper_.MsToChange();
}

bool Rounds::WorkInIdle() {
  const auto did = commands_.Step();
  if (!did) parts_.log.Warning(did.error().message);
  if (did && did->damaged) library_update_.LookAgain();
  if (did && did->more) return true;
  const auto packed = parts_.usage.PackOldest();
  if (!packed) parts_.log.Warning("pack waiting usage: " + packed.error().message);
  if (packed && *packed) return true;
  const auto damaged = scrub_.Step(!line_keeper_.InSchool());
  if (!damaged) parts_.log.Warning(damaged.error().message);
  if (damaged && *damaged) library_update_.LookAgain();
  return false;
}

Result<formats::StatusReport> Rounds::Report() const {
  const auto engine = board_.Now();
  LIANXIAO_ASSIGN(const auto catalog, parts_.catalog.Totals());
  LIANXIAO_ASSIGN(const auto library, parts_.library.Totals());
  LIANXIAO_ASSIGN(const auto usage, parts_.usage.Totals());
  formats::StatusReport report;
  report.device = enrolled_->grant.device;
  report.program = options_.program;
  report.catalog_version = engine.catalog_version;
  report.resources = catalog.resources;
  report.resources_cached = catalog.cached;
  report.bytes_cached = library.bytes;
  report.bytes_missing = engine.bytes_missing;
  report.usage_pending = usage.pending;
  LIANXIAO_ASSIGN(report.bytes_received, parts_.state.Counter("bytes_received"));
  LIANXIAO_ASSIGN(report.bytes_sent, parts_.state.Counter("bytes_sent"));
  LIANXIAO_ASSIGN(report.disk_free_bytes, parts_.disk.FreeBytes(parts_.library.Scratch()));
  report.uptime_s = (parts_.clock.Now() - started_) / kSecondMs;
  LIANXIAO_ASSIGN(report.starts, parts_.state.Counter("starts"));
  if (parts_.letter != nullptr) {
    LIANXIAO_ASSIGN(const auto letter, parts_.letter->Newest());
    report.letter = letter.number;
  }
  report.at = parts_.clock.Wall();
  LIANXIAO_ASSIGN(report.problems, parts_.state.Problems());
  return report;
}

Status Rounds::Contact() {
  last_contact_ = parts_.clock.Now();
  // Not by a clock that stands at 1970, from which every later day would look long ago.
  return parts_.state.SetMoment("last_contact", TrustedNow(parts_.state, parts_.clock));
}

Status Rounds::TellTimeAndLine(const Status& end) {
  const auto wall = parts_.clock.Wall();
  const auto known = TrustedNow(parts_.state, parts_.clock);
  std::vector<std::string> clock_wrong;
  if (known.ms - wall.ms > kClockSlackMs) {
    clock_wrong.push_back("this box: " + ToRfc3339(wall).substr(0, 10) +
                          ", known: " + ToRfc3339(known).substr(0, 10));
  } else if (uplink_.clock_ahead()) {
    clock_wrong.push_back(*uplink_.clock_ahead());
  }
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kClock, clock_wrong, wall));

  LIANXIAO_ASSIGN(const auto contact, parts_.state.Moment("last_contact"));
  const bool long_ago = parts_.clock.Now() - last_contact_ >= kOfflineProblemMs ||
                        (contact && known.ms - contact->ms >= kOfflineProblemMs);
  const bool offline = !end && end.error().code == ErrorCode::kOffline;
  if (offline && long_ago) {
    return SetProblems(parts_.state, problem::kOffline, {enrolled_->grant.center_address}, wall);
  }
  return long_ago ? Status{} : SetProblems(parts_.state, problem::kOffline, {}, wall);
}

// Nothing of it is ever dropped, so somebody has to see to the line before the disk is full.
Status Rounds::TellUsage() {
  LIANXIAO_ASSIGN(const auto totals, parts_.usage.Totals());
  const bool many = totals.pending >= options_.many_events_wait;
  const auto subjects = many ? std::vector{std::string("usage")} : std::vector<std::string>();
  return SetProblems(parts_.state, problem::kUsageWaits, subjects, parts_.clock.Wall());
}

// That all places rest after a failure says less than the failure did.
void Rounds::TellCut(const std::string& words) {
  const auto kind = KindOfCut(words);
  if (kind == CutKind::kOther && board_.Now().cut) return;
  board_.Update([&, at = parts_.clock.Wall()](EngineStatus& status) { status.cut = Cut{kind, words, at}; });
}

// Whatever the round came to: counters, search index, and what a person should know.
Status Rounds::Close(Line& line, RoundEnd& end) {
  LIANXIAO_TRY(traffic_.Settle(line));
  LIANXIAO_TRY(line_keeper_.Settle(line));
  LIANXIAO_TRY(search_.Settle());
  if (enrolled_) LIANXIAO_TRY(TellTimeAndLine(end.status));
  LIANXIAO_TRY(TellUsage());
  const bool offline = !end.status && end.status.error().code == ErrorCode::kOffline;
  if (offline && !line.Stopped()) TellCut(end.status.error().message);
  line_keeper_.SetOnline(!offline);
  library_update_.Explain();
  LIANXIAO_TRY(library_update_.TellLate());
  board_.Update([&](EngineStatus& status) {
    status.activity = offline ? Activity::kWaiting : Activity::kIdle;
    std::vector<Transfer> rest(status.queue.begin(), status.queue.end());
    for (auto& transfer : rest) transfer.active = false;
    status.queue = std::move(rest);
  });
  return {};
}

}  // namespace lianxiao::sync
