#include "sync/engine.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "storage/base/keys.h"
#include "sync/line/scheme_line.h"
#include "sync/line/tuning.h"
#include "sync/relay/tuning.h"
#include "sync/rounds/enrol.h"
#include "sync/rounds/pauses.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

LineOptions LineOptionsOf(const Options& options) {
  return {options.connect_ms, options.stall_ms, options.max_bytes_per_second, options.program};
}

LineOptions NearLineOptionsOf(const Options& options) {
  return {std::min(options.connect_ms, kRelayConnectMs), options.stall_ms, 0, options.program};
}

std::uint64_t Seed() {
  const auto bytes = RandomBytes(sizeof(std::uint64_t));
  std::uint64_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

class RealEngine final : public Engine {
 public:
  RealEngine(Parts parts, Options options, std::unique_ptr<SchemeLine> line, std::unique_ptr<CurlLine> near)
      : parts_(parts),
        options_(std::move(options)),
        line_(std::move(line)),
        near_(std::move(near)),
        rounds_(parts_, options_, board_),
        pauses_(options_.first_pause_ms, options_.longest_pause_ms, Seed()) {
    rounds_.WhileMoving([this] { RunErrands(); },
                        [this] {
                          const std::lock_guard lock(mutex_);
                          return visitor_.has_value();
                        });
    rounds_.StopWhen([this] { return Stopping(); });
    rounds_.UseNearLine(*near_);
  }

  ~RealEngine() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      if (enrolling_ != nullptr) enrolling_->Stop();
    }
    line_->Stop();
    near_->Stop();
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    errands_.clear();  // Whoever waits for one learns that it is broken off.
  }

  void Run() {
    thread_ = std::thread([this] { Loop(); });
  }

  EngineStatus Now() const override { return board_.Now(); }

  void RoundSoon() override {
    {
      const std::lock_guard lock(mutex_);
      asked_ = true;
    }
    woken_.notify_all();
  }

  Status Enrol(const std::string& code) override;
  Result<std::string> MakeRequestFile(const std::string& code, const std::string& code_file) override {
    const std::lock_guard one(enrolment_);
    return sync::MakeRequestFile(parts_, options_, code, code_file);
  }
  Status RotateKeys() override;
  Status TakeGrantFile(const std::string& bytes) override {
    const std::lock_guard one(enrolment_);
    auto taken = sync::TakeGrantFile(parts_, bytes);
    if (taken) RoundSoon();
    return taken;
  }

  Result<StickLoad> LoadStick() override {
    return Errand<StickLoad>([this] { return rounds_.LoadStick(); });
  }
  Result<std::string> SealedBatch(const formats::BatchId& id) override { return parts_.usage.Sealed(id); }
  Result<bool> TakeReceipt(const std::string& receipt) override {
    return Errand<bool>([this, receipt] { return rounds_.TakeReceipt(receipt); });
  }
  Result<bool> TakeLetter(const std::string& sealed) override {
    return Errand<bool>([this, sealed] { return rounds_.TakeLetter(sealed); });
  }
  Result<bool> TakePost(const std::string& sealed) override {
    return Errand<bool>([this, sealed] { return rounds_.TakePost(sealed); });
  }
  Status VisitStick(const std::string& folder) override;
  void RelaysFound(std::vector<std::string> bases) override {
    const std::lock_guard lock(mutex_);
    relays_found_ = std::move(bases);
  }

 private:
  enum class Wake { kTime, kAsked, kStop };

  // Has `work` done on the engine's thread, between two steps of whatever it does, and waits for it.
  template <typename T>
  Result<T> Errand(std::function<Result<T>()> work);
  void RunErrands();
  void ReceiveVisitor();

  bool Stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }
  void Loop();
  bool WaitUntilEnrolled();
  void MakeRounds();
  Wake WaitUntilNextRound(std::int64_t pause_ms);
  Wake Wait(std::int64_t ms);

  const Parts parts_;
  const Options options_;
  StatusBoard board_;
  std::unique_ptr<SchemeLine> line_;
  std::unique_ptr<CurlLine> near_;  // To relays: what it moves is no traffic of the school's line.
  Rounds rounds_;                   // Uses parts_, options_ and board_.
  Pauses pauses_;

  std::mutex enrolment_;  // One Enrol at a time.
  std::mutex mutex_;      // Guards the six below.
  bool stopping_ = false;
  bool asked_ = false;
  CurlLine* enrolling_ = nullptr;  // The line of an Enrol under way.
  std::deque<std::function<void()>> errands_;
  std::optional<std::string> visitor_;                    // A folder: URL that waits to be read.
  std::optional<std::vector<std::string>> relays_found_;  // Since the last round began.
  std::condition_variable woken_;
  std::thread thread_;
};

// A bug in a library we call must not take the classroom's pages down with this thread.
void RealEngine::Loop() {
  try {
    if (!WaitUntilEnrolled()) return;
    if (const auto begun = rounds_.Begin(); !begun) parts_.log.Error("sync: " + begun.error().message);
    if (!Stopping()) MakeRounds();
  } catch (const std::exception& e) {
    parts_.log.Error(std::string("sync stopped; restart the program: ") + e.what());
  }
}

bool RealEngine::WaitUntilEnrolled() {
  for (;;) {
    const auto enrolled = parts_.state.Enrolment();
    if (!enrolled) parts_.log.Error("sync: " + enrolled.error().message);
    if (enrolled && *enrolled) return true;
    if (Wait(kMinuteMs) == Wake::kStop) return false;
  }
}

void RealEngine::MakeRounds() {
  auto asked = Asked::kBySchedule;
  for (;;) {
    ReceiveVisitor();
    const auto end = rounds_.Make(*line_, asked);
    const bool offline = !end.status && end.status.error().code == ErrorCode::kOffline;
    if (!offline) pauses_.Worked();
    std::int64_t pause = 0;
    if (!end.more) pause = offline ? pauses_.AfterFailure() : pauses_.Between(options_.round_every_ms);
    const auto told_ms = std::min(line_->TakeToldToWaitMs(), kLongestToldWaitMs);
    if (offline) pause = std::max(pause, told_ms);
    if (const auto opening = rounds_.MsToOpening(); opening && !offline) pause = std::min(pause, *opening);
    const auto wake = WaitUntilNextRound(pause);
    if (wake == Wake::kStop) return;
    asked = wake == Wake::kAsked ? Asked::kByAPerson : Asked::kBySchedule;
  }
}

// Usage is sent meanwhile, as long as the line is up.
RealEngine::Wake RealEngine::WaitUntilNextRound(std::int64_t pause_ms) {
  const auto until = parts_.clock.Now() + pause_ms;
  board_.Update([&](EngineStatus& status) { status.next_contact = parts_.clock.Wall() + pause_ms; });
  bool line_up = board_.Now().activity != Activity::kWaiting;
  for (;;) {
    const auto rest = std::max<std::int64_t>(until - parts_.clock.Now(), 0);
    // Half of the time for the classroom's own reads.
    const auto pause = rounds_.WorkInIdle() ? kCommandStepMs : options_.usage_every_ms;
    const auto wake = Wait(std::clamp<std::int64_t>(pause, 0, rest));
    if (wake != Wake::kTime || parts_.clock.Now() >= until) return wake;
    rounds_.Idle();
    if (!line_up) continue;
    if (const auto sent = rounds_.SendUsage(*line_); !sent) {
      parts_.log.Debug(sent.error().message);
      line_up = false;
    }
  }
}

RealEngine::Wake RealEngine::Wait(std::int64_t ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  std::unique_lock lock(mutex_);
  for (;;) {
    const bool woken =
        woken_.wait_until(lock, until, [this] { return stopping_ || asked_ || !errands_.empty(); });
    if (stopping_ || asked_ || !woken) break;
    lock.unlock();
    RunErrands();
    lock.lock();
  }
  if (stopping_) return Wake::kStop;
  return std::exchange(asked_, false) ? Wake::kAsked : Wake::kTime;
}

// The lock is not held while one runs: it may ask for a round.
void RealEngine::RunErrands() {
  for (;;) {
    std::function<void()> errand;
    {
      const std::lock_guard lock(mutex_);
      if (errands_.empty()) return;
      errand = std::move(errands_.front());
      errands_.pop_front();
    }
    errand();
  }
}

template <typename T>
Result<T> RealEngine::Errand(std::function<Result<T>()> work) {
  const auto busy = [] {
    return Fail(ErrorCode::kOffline, "stick.busy: the box is busy with its line; try again in a minute");
  };
  const auto promise = std::make_shared<std::promise<Result<T>>>();
  auto future = promise->get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return busy();
    errands_.push_back([promise, work = std::move(work)] { promise->set_value(work()); });
  }
  woken_.notify_all();
  if (future.wait_for(std::chrono::milliseconds(kErrandMs)) != std::future_status::ready) return busy();
  try {
    return future.get();
  } catch (const std::future_error&) {  // The engine stopped first.
    return busy();
  }
}

Status RealEngine::VisitStick(const std::string& folder) {
  const auto url = "file://" + folder;
  if (const auto good = FolderOf(url); !good) return Fail(good.error().While("stick.odd_name"));
  LIANXIAO_ASSIGN(const auto enrolled, parts_.state.Enrolment());
  if (!enrolled) return Fail(ErrorCode::kInvalid, "stick.not_enrolled: enrol this box first");
  StickVisit visit;
  visit.folder = folder;
  board_.Update([&](EngineStatus& status) { status.stick = visit; });
  {
    const std::lock_guard lock(mutex_);
    visitor_ = url;
  }
  RoundSoon();
  return {};
}

// The line reads no folder that it was not told of.
void RealEngine::ReceiveVisitor() {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> found;
  {
    const std::lock_guard lock(mutex_);
    url = std::exchange(visitor_, std::nullopt);
    found = std::exchange(relays_found_, std::nullopt);
  }
  if (found) rounds_.RelaysFound(*found);
  if (!url) return;
  auto folders = options_.mirrors;
  folders.push_back(*url);
  line_->UseFolders(folders);
  rounds_.Visit(*url);
}

Status RealEngine::Enrol(const std::string& code) {
  const std::lock_guard one(enrolment_);
  LIANXIAO_ASSIGN(const auto line, CurlLine::Open(parts_.clock, LineOptionsOf(options_)));
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Fail(ErrorCode::kOffline, "stopping");
    enrolling_ = line.get();
  }
  auto enrolled = sync::Enrol(*line, parts_, options_, code);
  {
    const std::lock_guard lock(mutex_);
    enrolling_ = nullptr;
  }
  if (enrolled) RoundSoon();
  return enrolled;
}

Status RealEngine::RotateKeys() {
  const std::lock_guard one(enrolment_);
  LIANXIAO_ASSIGN(const auto enrolled, parts_.state.Enrolment());
  if (!enrolled) return Fail(ErrorCode::kInvalid, "device.not_enrolled: enrol this box first");
  LIANXIAO_TRY(parts_.state.NextKeys());
  RoundSoon();
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Start(Parts parts, Options options) {
  LIANXIAO_TRY(parts.state.AddToCounter("starts", 1));
  LIANXIAO_ASSIGN(auto line, SchemeLine::Open(parts.clock, LineOptionsOf(options), options.mirrors));
  LIANXIAO_ASSIGN(auto near, CurlLine::Open(parts.clock, NearLineOptionsOf(options)));
  auto engine = std::make_unique<RealEngine>(parts, std::move(options), std::move(line), std::move(near));
  engine->Run();
  return engine;
}

}  // namespace lianxiao::sync
