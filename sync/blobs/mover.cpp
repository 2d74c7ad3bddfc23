#include "sync/blobs/mover.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sync/blobs/package_way.h"
#include "sync/line/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

namespace {

// What is left of longer queues does not make a range any shorter.
constexpr std::int64_t kEnoughLeft = 256 << 20;

}  // namespace

// One range under way.
struct Mover::Stream final : RangeSink {
  Stream(Mover& owner, BlobJob& its_job, const Ask& its_ask) : mover(owner), job(its_job), ask(its_ask) {}

  void Arrived(std::string_view bytes) override {
    arrived += static_cast<std::int64_t>(bytes.size());
    unseen += static_cast<std::int64_t>(bytes.size());
    if (arrived >= kLeastBytesPerStall) mover.mirrors_.Worked(ask.mirror);  // One that drips does not work.
    mover.hooks_.bytes(static_cast<std::int64_t>(bytes.size()));
    job.Arrived(ask.number, bytes);
  }
  void Ended(Status status) override { end = std::move(status); }
  void ToldToWait(std::int64_t ms) override { mover.mirrors_.ToldToWait(ask.mirror, mover.clock_.Now(), ms); }
  std::int64_t Rest() const { return ask.end - ask.first - arrived; }
  RangeView View() const { return {arrived > 0, mover.line_.SilentMs(*this), Rest()}; }

  Mover& mover;
  BlobJob& job;
  Ask ask;
  std::int64_t arrived = 0;
  std::int64_t unseen = 0;  // Of those, since the last look.
  std::optional<Status> end;
};

Mover::Mover(Line& line, Mirrors& mirrors, JobPlaces places, const Clock& clock, MoverOptions options,
             Hooks hooks)
    : line_(line),
      mirrors_(mirrors),
      places_(places),
      clock_(clock),
      options_(options),
      hooks_(std::move(hooks)),
      flows_(static_cast<std::size_t>(mirrors.Count())) {
  places_.stopped = [this] { return line_.Stopped(); };
  for (int mirror = 0; mirror < mirrors.Count(); ++mirror) {
    mirrors.Connections(mirror, options.connections).Disturbed(clock.Now());
  }
}

Mover::~Mover() { LetGoOfAll(); }

Status Mover::Move(std::vector<Want> wants, Instant until) {
  for (auto& want : wants) jobs_.emplace_back(std::move(want), places_);
  Status status;
  while (!jobs_.empty() && clock_.Now() < until) {
    if (line_.Stopped()) {
      status = Fail(ErrorCode::kOffline, "stopping");
      break;
    }
    LookAtFlows();
    FillSlots();
    if (IsUnpacking()) {
      line_.Turn(0);  // The disk is at work; what arrives meanwhile is taken.
    } else if (streams_.empty()) {
      if (jobs_.empty() || MayAsk() <= 0) break;
      if (!WaitForMirror()) {
        status = Fail(last_cut_);
        break;
      }
    } else {
      line_.Turn(std::ranges::any_of(flows_, &MirrorFlow::Silent) ? kProbeTurnMs : kTurnMs);
    }
    SettleStreams();
    const auto before = clock_.Now();
    SettleJobs();
    if (clock_.Now() - before > kTurnMs) {
      // Looking through old files took a while: nothing is silent that has merely not been heard.
      line_.Turn(0);
      SettleStreams();
    }
    hooks_.turn();
    if (!hooks_.go_on()) break;
  }
  LetGoOfAll();
  return status;
}

void Mover::LookAtFlows() {
  const auto now = clock_.Now();
  const auto trip = line_.RoundTripMs().value_or(kUnknownTripMs);
  const auto cap = line_.Held() ? FlowView::Cap::kHolds : FlowView::Cap::kNone;
  const auto left = LeftToAsk();
  // Asked first: a range whose connection came about just now is not silent.
  std::vector<std::optional<Came>> came(flows_.size());
  for (std::size_t i = 0; i < flows_.size(); ++i)
    came[i] = line_.CameFrom(mirrors_.Base(static_cast<int>(i)));
  std::vector<std::vector<RangeView>> views(flows_.size());
  std::vector<std::int64_t> bytes(flows_.size());
  for (auto& stream : streams_) {
    const auto mirror = static_cast<std::size_t>(stream.ask.mirror);
    views[mirror].push_back(stream.View());
    bytes[mirror] += std::exchange(stream.unseen, 0);
  }
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    const auto mirror = static_cast<int>(i);
    bytes[i] += std::exchange(ended_bytes_[mirror], 0);
    if (views[i].empty() && bytes[i] == 0 && !flows_[i].Busy()) continue;
    Came news{.bytes = bytes[i]};  // As far as ranges tell.
    if (came[i]) news = SinceLastLook(mirror, *came[i]);
    auto& window = mirrors_.Window(mirror);
    flows_[i].Look(now, {views[i], news, trip, left, cap}, mirrors_.Connections(mirror, options_.connections),
                   window);
    line_.AllowUnderWay(mirrors_.Base(mirror), window.BytesOfEach(flows_[i].Sharing()));
    if (flows_[i].bytes_per_second() > 0) mirrors_.Brought(mirror, now, flows_[i].bytes_per_second());
  }
}

Came Mover::SinceLastLook(int mirror, const Came& came) {
  const auto at = came_before_.try_emplace(mirror, came).first;
  const auto before = std::exchange(at->second, came);
  return {.bytes = came.bytes - before.bytes,
          .packets = came.packets - before.packets,
          .waiting = came.waiting - before.waiting,
          .least_trip_ms = came.least_trip_ms,
          .greeted = came.greeted - before.greeted};
}

void Mover::FillSlots() {
  ForgetForgotten();
  while (FillOneSlot()) continue;
  // All is asked for, and some of it from connections that have gone silent.
  if (ForgetOne()) FillOneSlot();
}

void Mover::ForgetForgotten() {
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    const auto next = std::next(stream);
    if (!stream->end && flows_[static_cast<std::size_t>(stream->ask.mirror)].IsForgotten(stream->View())) {
      LetGo(stream);
    }
    stream = next;
  }
}

bool Mover::ForgetOne() {
  const auto now = clock_.Now();
  auto longest = streams_.end();
  for (auto stream = streams_.begin(); stream != streams_.end(); ++stream) {
    const auto& flow = flows_[static_cast<std::size_t>(stream->ask.mirror)];
    const auto view = stream->View();
    if (stream->end || !flow.HasRoom(now) || !flow.MayTryElsewhere(view)) continue;
    if (longest == streams_.end() || view.silent_ms > longest->View().silent_ms) longest = stream;
  }
  if (longest == streams_.end()) return false;
  LetGo(longest);
  return true;
}

void Mover::LetGo(std::list<Stream>::iterator stream) {
  line_.Cancel(*stream);
  ended_bytes_[stream->ask.mirror] += stream->unseen;
  stream->job.Ended(stream->ask.number);
  streams_.erase(stream);
}

// Nothing can be asked for at this moment. False: nor later in this round.
bool Mover::WaitForMirror() {
  const auto now = clock_.Now();
  const auto back = mirrors_.NextReturn(now);
  if (!back) return false;
  line_.Turn(std::min(*back - now, kTurnMs));
  return true;
}

// The mirrors to choose from, best first. One that is as busy as allowed and would take more, or that says
// nothing, leaves the rest to the next; any other is waited for.
std::span<const int> Mover::WithRoom(const std::vector<int>& usable) const {
  const auto now = clock_.Now();
  std::span<const int> left(usable);
  while (!left.empty() && !flows_[static_cast<std::size_t>(left[0])].HasRoom(now)) {
    const bool next_may = flows_[static_cast<std::size_t>(left[0])].Silent() ||
                          mirrors_.Connections(left[0], options_.connections).WouldTakeMore();
    if (!next_may) return left;
    left = left.subspan(1);
  }
  return left;
}

bool Mover::FillOneSlot() {
  const auto now = clock_.Now();
  const auto all_usable = mirrors_.Usable(now);
  const auto usable = WithRoom(all_usable);
  if (usable.empty() || MayAsk() <= 0) return false;
  if (std::ranges::none_of(
          usable, [&](int mirror) { return flows_[static_cast<std::size_t>(mirror)].HasRoom(now); })) {
    return false;
  }
  int open = 0;
  for (auto job = jobs_.begin(); job != jobs_.end() && open < kOpenJobs;) {
    if (!MakeReady(*job)) {
      // Those that are open already lie before it, and may go on.
      job = jobs_.erase(job, full_ ? jobs_.end() : std::next(job));
    } else if (FellBack(*job)) {
      job = jobs_.erase(job);
    } else if (job->done()) {
      // Here without a byte over the line: empty, or all its pieces had come before a power cut.
      hooks_.arrived(job->want());
      job = jobs_.erase(job);
    } else if (Start(*job, usable)) {
      return true;
    } else {
      ++job;
      ++open;
    }
  }
  return false;
}

std::int64_t Mover::LeftToAsk() const {
  std::int64_t left = 0;
  for (const auto& stream : streams_) left -= stream.Rest();
  for (const auto& job : jobs_) {
    left += job.bytes_total() - job.bytes_done();
    if (left >= kEnoughLeft) break;
  }
  return std::max<std::int64_t>(left, 0);
}

std::int64_t Mover::MayAsk() const {
  if (!hooks_.may_come) return std::numeric_limits<std::int64_t>::max();
  auto may = hooks_.may_come();
  for (const auto& stream : streams_) may -= stream.Rest();
  return may;
}

AskLimits Mover::LimitsFor(const BlobJob& job, int mirror) const {
  AskLimits limits;
  if (!job.Undivided()) limits.most_bytes = flows_[static_cast<std::size_t>(mirror)].MostBytes(LeftToAsk());
  limits.most_bytes = std::min(limits.most_bytes, MayAsk());
  limits.has_room = [this](int one) { return flows_[static_cast<std::size_t>(one)].HasRoom(clock_.Now()); };
  return limits;
}

bool Mover::Start(BlobJob& job, std::span<const int> usable) {
  const auto ask = job.Next(usable, LimitsFor(job, usable.front()));
  if (!ask) return false;
  auto& flow = flows_[static_cast<std::size_t>(ask->mirror)];
  auto& stream = streams_.emplace_back(*this, job, *ask);
  auto request = job.RequestFor(*ask, mirrors_.Url(ask->mirror, job.PathOf(*ask)));
  request.reuse = flow.MayReuse();
  line_.Fetch(request, stream);
  flow.Asked(clock_.Now());
  return true;
}

Status Mover::CheckSpace(const Want& want) const {
  LIANXIAO_ASSIGN(const auto free, places_.disk.FreeBytes(places_.library.Scratch()));
  const auto more = want.package ? PackageRoom(*want.package, want.delta->size_bytes)
                                 : want.file.size_bytes - want.bytes_here;
  if (free - more >= options_.keep_free_bytes) return {};
  return Fail(ErrorCode::kNoSpace, std::to_string(free >> 20) + " MiB are free, " +
                                       std::to_string(more >> 20) + " MiB are needed, and " +
                                       std::to_string(options_.keep_free_bytes >> 20) + " MiB are kept free");
}

// False: the job is lost and told so.
bool Mover::MakeReady(BlobJob& job) {
  if (job.opened()) return true;
  auto ready = hooks_.room ? hooks_.room(job.want()) : Status{};
  if (ready) ready = CheckSpace(job.want());
  // Its files one by one need less, and whatever room is left is theirs.
  if (!ready && job.want().package) return bool(job.FallBack(ready.error()));
  if (ready) ready = job.Open();
  if (ready) return true;
  Lose(job, ready.error());
  return false;
}

void Mover::Lose(const BlobJob& job, Error why) {
  if (why.code == ErrorCode::kOffline && line_.Stopped()) return;  // It goes on after the next start.
  // What comes later in the plan matters less, so it must not fill the room this one lacks.
  full_ |= why.code == ErrorCode::kNoSpace;
  lost_.push_back({job.want(), std::move(why)});
}

void Mover::SettleStreams() {
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    if (!stream->end) {
      ++stream;
      continue;
    }
    Settle(*stream);
    ended_bytes_[stream->ask.mirror] += stream->unseen;
    stream = streams_.erase(stream);
  }
}

void Mover::Settle(Stream& stream) {
  auto& job = stream.job;
  if (*stream.end) {
    mirrors_.Worked(stream.ask.mirror);
    job.Ended(stream.ask.number);
    return;
  }
  const auto& why = stream.end->error();
  const auto told = mirrors_.Base(stream.ask.mirror) + ": " + why.message;
  if (why.code == ErrorCode::kOffline || why.code == ErrorCode::kInternal) {
    last_cut_ = {ErrorCode::kOffline, told};
    // One of several that was cut says little of the mirror.
    const bool others = std::ranges::any_of(streams_, [&](const Stream& other) {
      return &other != &stream && !other.end && other.ask.mirror == stream.ask.mirror;
    });
    if (stream.arrived < kLeastBytesPerStall || !others) mirrors_.Failed(stream.ask.mirror, clock_.Now());
    job.Ended(stream.ask.number);
    job.Flush();
  } else {
    job.Unfit(stream.ask.number, {why.code, told});
  }
}

bool Mover::IsActive(const BlobJob& job) const {
  return std::ranges::any_of(streams_, [&](const Stream& stream) { return &stream.job == &job; });
}

void Mover::SettleJobs() {
  for (auto job = jobs_.begin(); job != jobs_.end() && job->opened();) {
    job = Step(*job) ? jobs_.erase(job) : std::next(job);
  }
}

// Whether this job is over, well or not.
bool Mover::Step(BlobJob& job) {
  Status status;
  if (job.GivenUp()) {
    LetGo(job);
    status = job.StepLost();
  } else if (job.StepComplete() && !IsActive(job)) {
    status = job.Advance();
  }
  const bool fell_back = FellBack(job);
  if (!status) {
    Lose(job, status.error());
    return true;
  }
  if (fell_back) return true;
  if (job.done()) hooks_.arrived(job.want());
  return job.done();
}

bool Mover::IsUnpacking() const { return std::ranges::any_of(jobs_, &BlobJob::unpacking); }

// Notes a delta that was no way; whether the job is over because of that.
bool Mover::FellBack(const BlobJob& job) {
  if (job.failed_delta() && !std::ranges::count(failed_deltas_, *job.failed_delta())) {
    failed_deltas_.push_back(*job.failed_delta());
  }
  plan_anew_ |= job.fell_back();
  return job.fell_back();
}

void Mover::LetGo(const BlobJob& job) {
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    if (&stream->job != &job) {
      ++stream;
      continue;
    }
    line_.Cancel(*stream);
    stream = streams_.erase(stream);
  }
}

void Mover::LetGoOfAll() {
  for (auto& stream : streams_) {
    line_.Cancel(stream);
    stream.job.Ended(stream.ask.number);
  }
  streams_.clear();
  for (auto& job : jobs_) job.Flush();
  jobs_.clear();
}

std::vector<JobProgress> Mover::Progress() const {
  std::vector<JobProgress> progress;
  for (const auto& job : jobs_) {
    progress.push_back({&job.want(), job.bytes_done(), job.bytes_total(), IsActive(job)});
  }
  return progress;
}

}  // namespace lianxiao::sync
