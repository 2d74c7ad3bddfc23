#include "sync/blobs/mover.h"

#include <algorithm>

#include "sync/blobs/package_way.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

// One range under way.
struct Mover::Stream final : RangeSink {
  Stream(Mover& owner, BlobJob& its_job, const Ask& its_ask) : mover(owner), job(its_job), ask(its_ask) {}

  void Arrived(std::string_view bytes) override {
    mover.mirrors_.Worked(ask.mirror);
    mover.hooks_.bytes(static_cast<std::int64_t>(bytes.size()));
    job.Arrived(ask.number, bytes);
  }
  void Ended(Status status) override { end = std::move(status); }

  Mover& mover;
  BlobJob& job;
  Ask ask;
  std::optional<Status> end;
};

Mover::Mover(Line& line, Mirrors& mirrors, JobPlaces places, const Clock& clock, MoverOptions options,
             Hooks hooks)
    : line_(line),
      mirrors_(mirrors),
      places_(places),
      clock_(clock),
      options_(options),
      hooks_(std::move(hooks)) {}

Mover::~Mover() { LetGoOfAll(); }

Status Mover::Move(std::vector<Want> wants, Instant until) {
  for (auto& want : wants) jobs_.emplace_back(std::move(want), places_);
  Status status;
  while (!jobs_.empty() && clock_.Now() < until) {
    if (line_.Stopped()) {
      status = Fail(ErrorCode::kOffline, "stopping");
      break;
    }
    while (FillOneSlot()) continue;
    if (IsUnpacking()) {
      line_.Turn(0);  // The disk is at work; what arrives meanwhile is taken.
    } else if (streams_.empty()) {
      if (jobs_.empty()) break;
      if (!WaitForMirror()) {
        status = Fail(last_cut_);
        break;
      }
    } else {
      line_.Turn(kTurnMs);
    }
    SettleStreams();
    SettleJobs();
    hooks_.turn();
    if (!hooks_.go_on()) break;
  }
  LetGoOfAll();
  return status;
}

// Nothing can be asked for at this moment. False: nor later in this round.
bool Mover::WaitForMirror() {
  const auto now = clock_.Now();
  const auto back = mirrors_.NextReturn(now);
  if (!back) return false;
  line_.Turn(std::min(*back - now, kTurnMs));
  return true;
}

bool Mover::FillOneSlot() {
  if (streams_.size() >= static_cast<std::size_t>(options_.connections)) return false;
  const auto usable = mirrors_.Usable(clock_.Now());
  if (usable.empty()) return false;
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

bool Mover::Start(BlobJob& job, std::span<const int> usable) {
  const auto ask = job.Next(usable);
  if (!ask) return false;
  auto& stream = streams_.emplace_back(*this, job, *ask);
  line_.Fetch(job.RequestFor(*ask, mirrors_.Url(ask->mirror, job.Path())), stream);
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
    stream = streams_.erase(stream);
  }
}

void Mover::Settle(Stream& stream) {
  auto& job = stream.job;
  if (*stream.end) {
    job.Ended(stream.ask.number);
    return;
  }
  const auto& why = stream.end->error();
  const auto told = mirrors_.Base(stream.ask.mirror) + ": " + why.message;
  if (why.code == ErrorCode::kOffline || why.code == ErrorCode::kInternal) {
    last_cut_ = {ErrorCode::kOffline, told};
    mirrors_.Failed(stream.ask.mirror, clock_.Now());
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
