// The part of a round that needs no line (sync/rounds/rounds.h): folders of this machine, a stick just
// plugged in, and what travels on it beside lessons.
#include <algorithm>

#include "storage/formats/holdings.h"
#include "sync/blobs/lessons_that.h"
#include "sync/line/folder_line.h"
#include "sync/rounds/rounds.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kStatusCounter = "status_counter";

formats::Holdings HoldingsOf(const std::string& device, std::int64_t counter,
                             std::span<const storage::CatalogEntry> entries) {
  formats::Holdings holdings{.device = device, .counter = counter, .holds = {}};
  for (const auto& entry : entries) {
    if (!entry.held || holdings.holds.size() == formats::kMaxHeldLessons) continue;
    holdings.holds[entry.held->id] = entry.held->version;
  }
  return holdings;
}

}  // namespace

// Those of the settings, and first the one that was just plugged in.
std::vector<std::string> Rounds::Folders() const {
  std::vector<std::string> folders;
  if (visit_) folders.push_back(*visit_);
  for (const auto& place : options_.mirrors) {
    if (IsFolderUrl(place) && !std::ranges::count(folders, place)) folders.push_back(place);
  }
  return folders;
}

void Rounds::ReadFolders(Line& line) {
  const auto folders = Folders();
  if (folders.empty()) return;
  Mirrors mirrors(folders);
  StickVisit visit;
  if (visit_) visit.folder = FolderOf(*visit_).value_or(*visit_);
  visit.state = StickVisit::State::kReading;
  if (visit_) board_.Update([&](EngineStatus& status) { status.stick = visit; });
  const auto end = ReadFolders(line, mirrors, visit);
  if (!end && !line.Stopped() &&
      end.error().message != std::exchange(told_of_folders_, end.error().message)) {
    parts_.log.Warning("folders: " + end.error().message);
  }
  if (end) told_of_folders_.clear();
  TellVisit(visit, end);
}

Status Rounds::ReadFolders(Line& line, Mirrors& folders, StickVisit& visit) {
  auto renewed = trust_.RenewFromFolders(line, folders);
  LIANXIAO_TRY(FollowCenterKeys(line));
  // What is trusted already may still be taken from a folder that offers worse.
  const bool reached = renewed || renewed.error().code == ErrorCode::kUntrusted;
  if (reached && trust_.MayTakeContent()) {
    const auto changed = catalog_update_.Run(line, folders, trust_.Content());
    catalog_update_.TryAgain();  // What the folder lacks, the line may have.
    if (!changed || *changed) library_update_.LookAgain();
    if (changed && catalog_update_.wrong().empty()) {
      board_.Update(
          [&](EngineStatus& status) { status.catalog_version = trust_.trusted().snapshot_version(); });
    }
    const auto now = TrustedNow(parts_.state, parts_.clock);
    const auto school = enrolled_->grant.school;
    // As long as it takes: a stick is there to be read, and may be wanted elsewhere.
    const auto until = parts_.clock.Now() + kDayMs;
    LIANXIAO_TRY(library_update_.RunFolders(
        line, folders, school, now, until, [&] { WhileFetching(line); }, visit));
  }
  return renewed;
}

void Rounds::TellVisit(const StickVisit& visit, const Status& end) {
  if (!std::exchange(visit_, std::nullopt)) return;
  board_.Update([&](EngineStatus& status) {
    status.stick = visit;
    status.stick->state = end ? StickVisit::State::kRead : StickVisit::State::kFailed;
    if (!end) status.stick->problem = end.error().message;
    status.activity = Activity::kIdle;
  });
}

Result<StickLoad> Rounds::LoadStick() {
  if (const auto loaded = Load(); !loaded) return Fail(loaded.error().While("stick.not_enrolled"));
  LIANXIAO_TRY(uplink_.CutAll(*enrolled_, *keys_));
  StickLoad load{.device = enrolled_->grant.device, .batches = {}, .status = {}, .holdings = {}, .post = {}};
  LIANXIAO_ASSIGN(load.batches, parts_.usage.Batches());
  std::erase_if(load.batches,
                [&](const storage::BatchName& batch) { return batch.id.device != load.device; });
  LIANXIAO_ASSIGN(auto report, Report());
  LIANXIAO_ASSIGN(report.counter, parts_.state.AddToCounter(kStatusCounter, 1));
  load.status = formats::SealStatus(report, keys_->sign, enrolled_->center.seal);
  LIANXIAO_ASSIGN(const auto entries,
                  LessonsThat(parts_.catalog, [](const auto& entry) { return entry.held.has_value(); }));
  load.holdings = formats::SealHoldings(HoldingsOf(load.device, report.counter, entries), keys_->sign,
                                        enrolled_->center.seal);
  if (post_) {
    LIANXIAO_ASSIGN(load.post, post_->Up(*enrolled_, *keys_));
  }
  return load;
}

Result<bool> Rounds::TakeReceipt(const std::string& receipt) {
  if (const auto loaded = Load(); !loaded) return Fail(loaded.error().While("stick.not_enrolled"));
  return uplink_.TakeReceiptOf(*enrolled_, receipt);
}

Result<bool> Rounds::TakePost(const std::string& sealed) {
  if (const auto loaded = Load(); !loaded) return Fail(loaded.error().While("stick.not_enrolled"));
  if (!post_) return false;
  const auto down = post_->Take(sealed, *enrolled_, *keys_);
  if (!down && down.error().code == ErrorCode::kUntrusted) return Fail(down.error().While("stick.bad_post"));
  if (!down) return Fail(down.error());
  return !down->news.empty() || !down->taken.empty() || !down->refused.empty();
}

Result<bool> Rounds::TakeLetter(const std::string& sealed) {
  if (const auto loaded = Load(); !loaded) return Fail(loaded.error().While("stick.not_enrolled"));
  LIANXIAO_ASSIGN(const bool newer, letter_.TakeOf(sealed, *enrolled_, *keys_));
  if (newer) library_update_.LookAgain();
  return newer;
}

}  // namespace lianxiao::sync
