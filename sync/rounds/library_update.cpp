#include "sync/rounds/library_update.h"

#include <algorithm>
#include <unordered_set>

#include "storage/county_letter.h"
#include "sync/blobs/lessons_that.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kShowEveryMs = 500;  // How often the status page may see something new.
// Forecasts move slowly and cost a look through all that is missing.
constexpr std::int64_t kExplainEveryMs = 15 * kSecondMs;
constexpr std::size_t kMostLateTold = 20;  // More than fit on a stick's label.
// What is found whole is held in steps of so many: each step syncs the disk, some 10 ms on a card, and a stop
// waits for one.
constexpr std::size_t kHoldAtOnce = 200;

std::string Told(const Want& want) { return want.title + " (" + want.file.path + ")"; }

}  // namespace

LibraryUpdate::LibraryUpdate(const Parts& parts, const Options& options, SearchKeeper& search,
                             LineKeeper& keeper, StatusBoard& board)
    : parts_(parts),
      options_(options),
      search_(search),
      keeper_(keeper),
      board_(board),
      room_(parts, options, search) {}

void LibraryUpdate::TryAgain() {
  hopeless_until_.clear();
  not_from_folders_.clear();
  settled_ = false;
}

Status LibraryUpdate::MendFromDisk(const std::string& school, WallTime now) {
  LIANXIAO_ASSIGN(const auto entries, Lessons(school, now));
  LIANXIAO_ASSIGN(const auto plan, MakePlan(entries, school, now));
  ShowWants(plan.wants);
  return Apply(plan);
}

Status LibraryUpdate::Run(Line& line, Mirrors& mirrors, const std::string& school, WallTime now,
                          Instant until, const std::function<void()>& turn) {
  if (settled_ && parts_.clock.Now() - looked_ < kLookAgainMs) return {};
  // Each time it comes to this one delta more is passed over, or a lesson more is here, so it ends.
  for (bool again = true; again;) {
    LIANXIAO_ASSIGN(again, RunOnce(line, mirrors, school, now, until, turn));
    again = again && !gate_changed_ && !Stopping() && parts_.clock.Now() < until;
  }
  return {};
}

Result<bool> LibraryUpdate::RunOnce(Line& line, Mirrors& mirrors, const std::string& school, WallTime now,
                                    Instant until, const std::function<void()>& turn) {
  settled_ = plan_anew_ = false;
  const auto held_before = holds_;
  LIANXIAO_ASSIGN(auto wants, Look(school, now));
  const bool passed_some_over = behind_.lessons > 0;
  LIANXIAO_TRY(DropSuperseded(wants));
  const auto wanted = wants.size();
  auto missing = wanted;
  auto ordered = Order(std::move(wants));
  waits_for_gate_ = !ordered.later.empty();
  wanting_ = !ordered.now.empty();
  gate_changed_ = false;
  if (wanting_) {
    LIANXIAO_TRY(Move(line, mirrors, std::move(ordered.now), until, turn));
    wanting_ = false;
    // What is shared by several resources, or came by another's name, shows in a new look.
    LIANXIAO_ASSIGN(const auto rest, Look(school, now));
    LIANXIAO_TRY(DropSuperseded(rest));  // Parts that the new versions were put together from.
    missing = rest.size();
  } else {
    LIANXIAO_TRY(TellLost({}));
  }
  settled_ = missing == 0 && behind_.lessons == 0;
  looked_ = parts_.clock.Now();
  return plan_anew_ || (passed_some_over && holds_ > held_before);
}

Result<std::vector<Want>> LibraryUpdate::Look(const std::string& school, WallTime now,
                                              const LiesThere& lies_there) {
  LIANXIAO_ASSIGN(auto entries, Lessons(school, now, lies_there));
  LIANXIAO_ASSIGN(auto plan, MakePlan(entries, school, now));
  LIANXIAO_TRY(Apply(plan));
  if (parts_.wishes != nullptr) LIANXIAO_TRY(parts_.wishes->NoteArrivals(now));
  if (!plan.holds.empty() || !plan.releases.empty()) {
    LIANXIAO_ASSIGN(entries, Lessons(school, now, lies_there));
  }
  LIANXIAO_TRY(LetGoOfUnneeded(entries));
  LIANXIAO_ASSIGN(const auto bundles, AskedFor(now));
  LIANXIAO_ASSIGN(const auto wanted, WantedByPersons());
  LIANXIAO_TRY(room_.Look(entries, Wishes(bundles, school, now, wanted), wanted, plan.wants, now));
  ShowWants(plan.wants);
  return std::move(plan.wants);
}

// What is held, what anything on the disk belongs to, and the first of what somebody asks for. The rest of a
// county's catalog is nothing to this box, or has time.
Result<std::vector<storage::CatalogEntry>> LibraryUpdate::Lessons(const std::string& school, WallTime now,
                                                                  const LiesThere& lies_there) {
  LIANXIAO_ASSIGN(const auto bundles, AskedFor(now));
  LIANXIAO_ASSIGN(const auto wanted, WantedByPersons());
  LIANXIAO_ASSIGN(const auto blobs, parts_.library.List());
  std::unordered_set<BlobId> on_disk(blobs.begin(), blobs.end());
  for (const auto& part : parts_.library.PartsOnDisk()) on_disk.insert(part);
  const Wishes wishes(bundles, school, now, wanted);
  std::vector<storage::CatalogEntry> lessons;
  LessonsAhead ahead(options_.lessons_ahead), there(options_.lessons_ahead);
  LIANXIAO_TRY(ForEachLesson(parts_.catalog, [&](storage::CatalogEntry&& entry) {
    const auto& published = entry.published;
    if (entry.held || NamesAnyOf(published, on_disk)) {
      lessons.push_back(std::move(entry));
      return;
    }
    const auto urgency = wishes.For(published.id);
    if (!urgency || published.status == formats::ResourceStatus::kWithdrawn) return;
    const auto item = ItemOf(published, *urgency);
    auto& list = lies_there && lies_there(published) ? there : ahead;
    list.Offer(PrecedenceOf(item, now), item.bytes, std::move(entry));
  }));
  for (auto* list : {&there, &ahead}) std::ranges::move(list->Take(), std::back_inserter(lessons));
  more_there_ = there.behind().lessons;
  behind_ = there.behind();
  behind_ += ahead.behind();
  return lessons;
}

QueueItem LibraryUpdate::ItemOf(const formats::Resource& resource, const Urgency& urgency) {
  QueueItem item{.rank = urgency.AsRank(), .needed_by = urgency.NeededBy()};
  item.since = ParseRfc3339(resource.published).value_or(WallTime{});
  for (const auto& file : resource.files) {
    item.bytes += file.size_bytes;
    item.no_source = item.no_source || IsHopeless(file.blob);
  }
  return item;
}

Result<Plan> LibraryUpdate::MakePlan(std::span<const storage::CatalogEntry> entries,
                                     const std::string& school, WallTime now, Ways ways) {
  LIANXIAO_ASSIGN(const auto bundles, AskedFor(now));
  LIANXIAO_ASSIGN(auto wanted, WantedByPersons());
  OwnerOfPart owners;
  if (parts_.part_owners != nullptr) {
    LIANXIAO_ASSIGN(owners, parts_.part_owners->All());
  }
  const auto& library = parts_.library;
  const auto part_bytes = [&](const BlobId& id) { return library.PartBytes(id); };
  Surroundings here{
      school,
      now,
      [&](const BlobId& id) { return library.Has(id); },
      part_bytes,
      [&](const BlobId& id) { return ways == Ways::kWholeFiles || failed_deltas_.contains(id); },
      std::move(wanted)};
  here.superseded_parts = [&](const std::string& resource, const formats::File& file) {
    return SupersededParts(resource, file, owners, part_bytes);
  };
  here.room_bytes = RoomBytes();
  return sync::MakePlan(entries, bundles, here);
}

Result<std::vector<formats::Bundle>> LibraryUpdate::AskedFor(WallTime now) const {
  LIANXIAO_ASSIGN(auto bundles, parts_.catalog.Bundles());
  LIANXIAO_TRY(AddProgress(bundles, now));
  if (parts_.letter == nullptr) return bundles;
  LIANXIAO_ASSIGN(const auto lessons, parts_.letter->Timetable(now, now + kTimetableAheadMs));
  for (const auto& lesson : lessons) {
    if (lesson.resource.empty()) continue;
    bundles.push_back({.id = "timetable",
                       .name = lesson.title,
                       .resources = {lesson.resource},
                       .needed_by = ToRfc3339(lesson.starts),
                       .expires = ToRfc3339(lesson.ends)});
  }
  return bundles;
}

Status LibraryUpdate::AddProgress(std::vector<formats::Bundle>& bundles, WallTime now) const {
  if (parts_.week_units == nullptr) return {};
  LIANXIAO_ASSIGN(const auto due, parts_.week_units->Due(now, kProgressAheadMs));
  for (const auto& [id, when] : due) {
    bundles.push_back({.id = kProgressBundle,
                       .resources = {id},
                       .needed_by = ToRfc3339(when.needed_by),
                       .expires = ToRfc3339(when.expires)});
  }
  return {};
}

Result<std::set<std::string>> LibraryUpdate::WantedByPersons() const {
  std::set<std::string> wanted;
  if (parts_.wishes != nullptr) {
    LIANXIAO_ASSIGN(wanted, parts_.wishes->Open());
  }
  if (parts_.marks == nullptr) return wanted;
  LIANXIAO_ASSIGN(const auto pins, parts_.marks->Pins());
  for (const auto& pin : pins) wanted.insert(pin.resource);
  return wanted;
}

// A disk that does not answer has no room; what is wrong with it shows with the next file.
std::int64_t LibraryUpdate::RoomBytes() const {
  const auto free = parts_.disk.FreeBytes(parts_.library.Scratch());
  return free ? *free - options_.keep_free_bytes : 0;
}

Status LibraryUpdate::Apply(const Plan& plan) {
  if (!plan.releases.empty()) {
    LIANXIAO_TRY(search_.BeforeChange());
    for (const auto& id : plan.releases) LIANXIAO_TRY(parts_.catalog.Release(id));
    LIANXIAO_TRY(search_.Changed(plan.releases));
  }
  for (std::span holds(plan.holds); !holds.empty() && !Stopping();) {
    const auto some = holds.first(std::min(holds.size(), kHoldAtOnce));
    holds = holds.subspan(some.size());
    LIANXIAO_TRY(Hold(some));
  }
  return {};
}

// A blob that was on its way and is wanted no more leaves a part behind, also when the program ended
// meanwhile.
Status LibraryUpdate::DropSuperseded(const std::vector<Want>& wants) {
  on_their_way_.clear();
  for (const auto& want : wants) on_their_way_.insert(want.file.blob);
  if (parts_.part_owners != nullptr) {
    LIANXIAO_ASSIGN(part_owners_, parts_.part_owners->All());
  }
  const auto parts = parts_.library.PartsOnDisk();
  for (const auto& part : PartsToDrop(parts, wants, part_owners_)) {
    LIANXIAO_TRY(parts_.library.DropPart(part));
  }
  const auto there = parts_.library.PartsOnDisk();
  const std::set<BlobId> on_disk(there.begin(), there.end());
  for (const auto& [part, owner] : part_owners_) {
    if (!on_disk.contains(part)) LIANXIAO_TRY(parts_.part_owners->Forget(part));
  }
  std::erase_if(part_owners_, [&](const auto& known) { return !on_disk.contains(known.first); });
  return {};
}

// What is small comes in one go and leaves no part.
Status LibraryUpdate::BeforeFile(const Want& want) {
  LIANXIAO_TRY(room_.MakeRoomFor(want.resource));
  if (parts_.part_owners == nullptr || want.file.size_bytes <= kWholeInMemoryBytes) return {};
  return parts_.part_owners->Note(want.file.blob, {want.resource, want.file.path});
}

Status LibraryUpdate::LetGoOfUnneeded(std::span<const storage::CatalogEntry> entries) {
  LIANXIAO_ASSIGN(const auto here, parts_.library.List());
  for (const auto& blob : Unneeded(entries, here)) LIANXIAO_TRY(parts_.library.Remove(blob));
  return {};
}

Status LibraryUpdate::Hold(std::span<const Plan::Whole> some) {
  std::vector<storage::CatalogEntry> before;
  std::vector<storage::Catalog::VersionOf> versions;
  std::vector<std::string> changed;
  for (const auto& whole : some) {
    LIANXIAO_ASSIGN(auto entry, parts_.catalog.Find(whole.resource));
    before.push_back(std::move(entry));
    versions.push_back({whole.resource, whole.version});
    changed.push_back(whole.resource);
  }
  LIANXIAO_TRY(search_.BeforeChange());
  LIANXIAO_TRY(parts_.catalog.Hold(versions));
  LIANXIAO_TRY(search_.Changed(changed));
  for (const auto& entry : before) {
    const auto& whole = entry.published;
    LIANXIAO_TRY(room_.Held(whole.id));
    ++holds_;
    parts_.log.Info("whole: " + whole.id + " version " + std::to_string(whole.version) + ", " + whole.title);
    if (entry.held) LIANXIAO_TRY(LetGoOfOld(*entry.held, entry.published));
  }
  return {};
}

Status LibraryUpdate::HoldIfWhole(const std::string& id) {
  LIANXIAO_ASSIGN(const auto entry, parts_.catalog.Find(id));
  const auto& files = entry.published.files;
  const bool whole =
      std::ranges::all_of(files, [&](const auto& file) { return parts_.library.Has(file.blob); });
  if (!whole || entry.UpToDate() || entry.published.status == formats::ResourceStatus::kWithdrawn) return {};
  const Plan::Whole now_whole[] = {{id, entry.published.version}};
  return Hold(now_whole);
}

// At once, so that a small disk can take the next lesson; only now that the new version is held.
Status LibraryUpdate::LetGoOfOld(const formats::Resource& old, const formats::Resource& now_held) {
  for (const auto& file : old.files) {
    const bool kept = std::ranges::any_of(now_held.files, [&](const auto& f) { return f.blob == file.blob; });
    if (kept) continue;
    const auto use = parts_.catalog.UseOf(file.blob);
    if (use) continue;
    if (use.error().code != ErrorCode::kNotFound) return Fail(use.error());
    LIANXIAO_TRY(parts_.library.Remove(file.blob));
  }
  return {};
}

bool LibraryUpdate::IsHopeless(const BlobId& blob) {
  const auto known = hopeless_until_.find(blob);
  return known != hopeless_until_.end() && known->second > parts_.clock.Now();
}

// What is hopeless for now is told of, and not asked for.
OrderedWants LibraryUpdate::Order(std::vector<Want> wants) {
  std::erase_if(hopeless_until_, [&](const auto& known) { return known.second <= parts_.clock.Now(); });
  auto ordered = OrderWants(
      std::move(wants), keeper_.Look(), keeper_.AtGate(), keeper_.Now(),
      [&](const BlobId& blob) { return IsHopeless(blob); },
      [&](const std::string& resource) { return room_.HasNoRoom(resource); });
  std::erase_if(ordered.now, [&](const Want& want) {
    return IsHopeless(want.file.blob) || room_.HasNoRoom(want.resource);
  });
  return ordered;
}

void LibraryUpdate::Explain() {
  explained_ = parts_.clock.Now();
  ShowEntries(Order(wants_).entries);
}

// Only by a measured speed: a guess sends nobody on the road with a stick.
Status LibraryUpdate::TellLate() {
  std::vector<std::string> late;
  const auto status = board_.Now();
  for (const auto& entry : status.lessons) {
    if (!status.line.speed.measured || entry.promise != Promise::kTooLate) continue;
    if (entry.rank != Rank::kTimetable && entry.rank != Rank::kUrgent) continue;  // A unit has all its weeks.
    if (late.size() == kMostLateTold || !entry.needed_by || *entry.needed_by <= keeper_.Now()) continue;
    late.push_back(entry.title + " (" + ToRfc3339(*entry.needed_by) + ")");
  }
  return SetProblems(parts_.state, problem::kLessonLate, late, parts_.clock.Wall());
}

void LibraryUpdate::ShowEntries(std::vector<QueueEntry> entries) {
  auto picture = keeper_.Picture();
  board_.Update([&](EngineStatus& status) {
    status.lessons = std::move(entries);
    status.line = picture;
  });
}

Status LibraryUpdate::Move(Line& line, Mirrors& mirrors, std::vector<Want> wants, Instant until,
                           const std::function<void()>& turn) {
  trouble_.reset();
  Mover* moving = nullptr;
  const Mover::Hooks hooks{[&](const Want& want) {
                             hopeless_.erase(want.file.blob);
                             if (auto held = HoldIfWhole(want.resource); !held && !trouble_)
                               trouble_ = held.error();
                           },
                           [&](std::int64_t bytes) {
                             speed_.Add(parts_.clock.Now(), bytes);
                             content_ += bytes;
                           },
                           [&] {
                             keeper_.Fetching(line, std::exchange(content_, 0));
                             ShowProgress(*moving, false);
                             turn();
                           },
                           [&] {
                             gate_changed_ = !keeper_.GateHolds();
                             return !gate_changed_ && !(visitor_waits_ && visitor_waits_());
                           },
                           [&](const Want& want) { return BeforeFile(want); },
                           [&] { return keeper_.MayCome() - content_; }};
  Mover mover(line, mirrors, {parts_.library, parts_.disk, parts_.log, mirrors.Count()}, parts_.clock,
              {options_.connections, options_.keep_free_bytes}, hooks);
  moving = &mover;
  keeper_.SetSpace(true);
  keeper_.FetchingBegins();
  keeper_.Fetching(line, 0);
  auto moved = mover.Move(std::move(wants), until);
  keeper_.FetchingEnds(line);
  keeper_.SetSpace(std::ranges::none_of(
      mover.lost(), [](const Lost& lost) { return lost.why.code == ErrorCode::kNoSpace; }));
  plan_anew_ = mover.plan_anew();
  failed_deltas_.insert(mover.failed_deltas().begin(), mover.failed_deltas().end());
  LIANXIAO_TRY(TellLost(mover.lost()));
  if (trouble_) return Fail(*trouble_);
  return moved;
}

Status LibraryUpdate::TellLost(const std::vector<Lost>& lost) {
  auto no_space = room_.told();
  for (const auto& [want, why] : lost) {
    parts_.log.Warning(Told(want) + ": " + why.message);
    if (why.code == ErrorCode::kNoSpace) {
      no_space.push_back(Told(want) + ": " + why.message);
    } else {
      hopeless_until_[want.file.blob] = parts_.clock.Now() + kCorruptAgainMs;
      hopeless_[want.file.blob] = Told(want) + ": " + why.message;
    }
  }
  std::erase_if(hopeless_, [&](const auto& known) { return !on_their_way_.contains(known.first); });
  std::vector<std::string> corrupt;
  for (const auto& [blob, told] : hopeless_) corrupt.push_back(told);
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kBlobCorrupt, corrupt, parts_.clock.Wall()));
  return SetProblems(parts_.state, problem::kNoSpace, no_space, parts_.clock.Wall());
}

void LibraryUpdate::ShowWants(const std::vector<Want>& wants) {
  wants_ = wants;
  Explain();
  std::vector<Transfer> queue;
  std::int64_t bytes_missing = 0;
  for (const auto& want : wants) {
    queue.push_back({want.resource, want.title, want.file.path, want.delta ? 0 : want.bytes_here,
                     want.delta ? want.delta->size_bytes : want.file.size_bytes, false});
    bytes_missing += want.file.size_bytes - want.bytes_here;
  }
  board_.Update([&](EngineStatus& status) {
    status.queue = std::move(queue);
    status.behind = behind_;
    status.bytes_missing = bytes_missing + behind_.bytes;
    status.bytes_per_second = speed_.PerSecond(parts_.clock.Now());
    status.expected_finish.reset();
  });
}

// By what is still missing at this moment.
void LibraryUpdate::ExplainProgress(const Mover& mover) {
  std::map<BlobId, std::int64_t> rest;
  for (const auto& job : mover.Progress()) rest[job.want->file.blob] = job.bytes_total - job.bytes_done;
  std::erase_if(wants_, [&](const Want& want) { return parts_.library.Has(want.file.blob); });
  for (auto& want : wants_) {
    const auto moving = rest.find(want.file.blob);
    if (moving != rest.end() && !want.delta) want.bytes_here = want.file.size_bytes - moving->second;
  }
  Explain();
}

void LibraryUpdate::ShowProgress(const Mover& mover, bool at_once) {
  const auto now = parts_.clock.Now();
  if (!at_once && now - shown_ < kShowEveryMs) return;
  shown_ = now;
  std::vector<Transfer> queue;
  std::int64_t rest = 0, bytes_missing = 0;
  for (const auto& job : mover.Progress()) {
    const auto& want = *job.want;
    queue.push_back({want.resource, want.title, want.file.path, job.bytes_done, job.bytes_total, job.active});
    rest += job.bytes_total - job.bytes_done;
    bytes_missing += want.file.size_bytes - (want.delta ? 0 : job.bytes_done);
  }
  if (now - explained_ >= kExplainEveryMs) ExplainProgress(mover);
  const auto speed = speed_.PerSecond(now);
  board_.Update([&](EngineStatus& status) {
    status.activity = Activity::kFetching;
    status.queue = std::move(queue);
    status.behind = behind_;
    status.bytes_missing = bytes_missing + behind_.bytes;
    status.bytes_per_second = speed;
    status.expected_finish.reset();
    const auto to_come = rest + behind_.bytes;
    if (speed > 0) status.expected_finish = parts_.clock.Wall() + to_come * 1'000 / speed;
  });
}

}  // namespace lianxiao::sync
