#include "web/http/channel.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

#include "web/http/refusals.h"

namespace lianxiao::web {
namespace {

constexpr std::size_t kReceiveBytes = 16 << 10;
// What one client is sent before the others have their turn: some milliseconds of a fast network, and large
// enough that sendfile(2) costs few calls.
constexpr std::int64_t kTurnBytes = 512 << 10;
// Steps in a turn: requests that came in one packet, and the receiving of a body.
constexpr int kTurnSteps = 32;
constexpr std::int64_t kLookMs = 1'000;           // How often a client that takes nothing is looked at.
constexpr unsigned char kHandshakeRecord = 0x16;  // RFC 8446, section 5.1

Outgoing Busy(const Asked& question, Log& log) {
  return MakeOutgoing(question, ComeBackLater(question.request), log);
}

}  // namespace

Channel::Channel(int socket, std::string peer, bool welcome, Hall& hall, Deliver deliver, std::int64_t now_ms)
    : socket_(socket),
      hall_(hall),
      deliver_(std::move(deliver)),
      io_(std::make_unique<PlainIo>(socket)),
      dialogue_(hall.rules, std::move(peer), now_ms),
      welcome_(welcome) {
  if (!welcome_) {
    dialogue_.TurnAway();
  } else if (hall_.tls) {
    greet_until_ms_ = now_ms + hall_.rules.idle_ms;
  }
}

Channel::~Channel() {
  *gone_ = true;
  io_.reset();
  hall_.open.Remove(socket_);
  ::close(socket_);
}

Channel::Then Channel::Advance(std::int64_t now_ms) {
  try {
    const auto then = Proceed(now_ms);
    TellSeats();
    return then;
  } catch (const std::exception& e) {  // One connection's bad luck is not the others'.
    hall_.log.Error(std::string("connection: ") + e.what());
    return Then::kClose;
  }
}

Channel::Then Channel::Proceed(std::int64_t now_ms) {
  if (greet_until_ms_ != kNever) {
    if (const auto then = Greet(now_ms)) return *then;
  }
  for (int step = 0; step < kTurnSteps; ++step) {
    if (cut_) return Then::kClose;
    const auto then = asked_ ? Then::kWait : outgoing_ ? Send(now_ms) : Converse(now_ms);
    if (then) return *then;
  }
  return Then::kAgain;
}

std::optional<Channel::Then> Channel::Greet(std::int64_t now_ms) {
  if (greeting_ == nullptr) {
    unsigned char first = 0;
    const auto got = ::recv(socket_, &first, 1, MSG_PEEK);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Then::kWait;
    if (got <= 0) return Then::kClose;
    if (first != kHandshakeRecord) {
      dialogue_.AtWrongDoor();
      greet_until_ms_ = kNever;
      return std::nullopt;
    }
    const auto context = hall_.tls->Current();
    auto tls = std::make_unique<TlsIo>(socket_, *context);
    greeting_ = tls.get();
    io_ = std::move(tls);
    greet_until_ms_ = now_ms + hall_.rules.head_ms;
  }
  const auto step = greeting_->Greet();
  if (step.end == Moved::End::kOver) return Then::kClose;
  if (step.end != Moved::End::kMoved) return Then::kWait;
  greeting_ = nullptr;
  greet_until_ms_ = kNever;
  return std::nullopt;
}

std::optional<Channel::Then> Channel::Converse(std::int64_t now_ms) {
  switch (dialogue_.wants()) {
    case Dialogue::Wants::kBytes:
      if (dialogue_.lingers()) SayGoodbye();
      return Read(now_ms);
    case Dialogue::Wants::kGoAhead:
      outgoing_ = Outgoing::Bytes(std::string(Dialogue::kGoAhead), After::kKeepAlive);
      goes_ahead_ = true;
      return std::nullopt;
    case Dialogue::Wants::kAnswer: Ask(); return std::nullopt;
    case Dialogue::Wants::kEnd: break;
  }
  SayGoodbye();
  return Then::kClose;
}

std::optional<Channel::Then> Channel::Read(std::int64_t now_ms) {
  if (!readable_) return Then::kWait;
  std::array<char, kReceiveBytes> bytes;
  const auto got = io_->Receive(bytes.data(), bytes.size());
  switch (got.end) {
    case Moved::End::kMoved:
      dialogue_.Received({bytes.data(), got.bytes}, now_ms);
      // A socket that gave less than was asked for has no more; the next bytes are news (epoll(7)).
      if (!hall_.tls && !peer_ended_ && got.bytes < bytes.size()) readable_ = false;
      break;
    case Moved::End::kWantRead:
    case Moved::End::kWantWrite: readable_ = false; break;
    case Moved::End::kOver:
    case Moved::End::kFileBroken: dialogue_.PeerEnded(); break;
  }
  return std::nullopt;
}

std::optional<Channel::Then> Channel::Send(std::int64_t now_ms) {
  if (!writable_) return Then::kWait;
  if (hall_.cap && !share_) share_.emplace(*hall_.cap);
  const auto turn = share_ ? share_->Take(now_ms, kTurnBytes) : kTurnBytes;
  if (turn == 0) return Hold(now_ms);
  if (std::exchange(held_, false)) look_ms_ = kNever;
  const auto before = outgoing_->sent();
  const auto state = outgoing_->SendSome(*io_, turn);
  if (share_) share_->GiveBack(turn - (outgoing_->sent() - before));
  switch (state) {
    case Outgoing::State::kDone: HasGone(now_ms); return std::nullopt;
    case Outgoing::State::kMore: return Then::kAgain;
    case Outgoing::State::kWantRead:
    case Outgoing::State::kWantWrite:
      writable_ = false;
      if (!pace_) {
        pace_.emplace(hall_.rules.idle_ms, now_ms, Acknowledged());
        look_ms_ = now_ms + std::min(kLookMs, hall_.rules.idle_ms);
      }
      return Then::kWait;
    case Outgoing::State::kWantPiece: AskForMore(lane_); return std::nullopt;
    case Outgoing::State::kWantDisk: AskForMore(&hall_.lanes.Disk()); return std::nullopt;
    case Outgoing::State::kOver: return Then::kClose;
    case Outgoing::State::kFileBroken: break;
  }
  hall_.log.Error("send " + outgoing_->what() + ": the file ends before its size or cannot be read");
  return Then::kClose;
}

// The listener's rate is used up for now, which is no fault of the client's.
Channel::Then Channel::Hold(std::int64_t now_ms) {
  held_ = true;
  pace_.reset();
  look_ms_ = now_ms + RateCap::kHeldMs;
  return Then::kWait;
}

void Channel::HasGone(std::int64_t now_ms) {
  const auto after = outgoing_->after();
  outgoing_.reset();
  share_.reset();
  pace_.reset();
  look_ms_ = kNever;
  if (std::exchange(goes_ahead_, false)) {
    dialogue_.GoneAhead(now_ms);
  } else {
    dialogue_.Answered(after, now_ms);
    served_ = true;
  }
}

void Channel::Ask() {
  const auto question = std::make_shared<Asked>(dialogue_.TakeQuestion());
  if (hall_.open.IsCrowded()) question->after = After::kClose;
  if (question->route == nullptr || question->route->where == Where::kAtOnce) {
    outgoing_ = MakeOutgoing(*question, Handle(*question, hall_.log), hall_.log, &hall_.small_files);
    return;
  }
  lane_ = &hall_.lanes.For(question->route->cost);
  asked_ = lane_->Offer([question, deliver = deliver_, gone = gone_, &hall = hall_] {
    if (*gone) return;
    try {
      deliver(MakeOutgoing(*question, Handle(*question, hall.log), hall.log, &hall.small_files));
    } catch (const std::exception& e) {
      hall.log.Error("answer " + question->request.path + ": " + e.what());
      deliver(std::nullopt);
    }
  });
  if (!asked_) outgoing_ = Busy(*question, hall_.log);
}

void Channel::AskForMore(Lane* lane) {
  const auto outgoing = std::make_shared<Outgoing>(*std::move(outgoing_));
  outgoing_.reset();
  pace_.reset();
  look_ms_ = kNever;
  asked_ = true;
  const bool taken = lane && lane->GoOn([outgoing, deliver = deliver_, gone = gone_, &log = hall_.log] {
    if (*gone) return;
    if (outgoing->Prepare(log)) {
      deliver(std::move(*outgoing));
    } else {
      deliver(std::nullopt);
    }
  });
  cut_ = !taken;
}

void Channel::Answer(std::optional<Outgoing> answer) {
  asked_ = false;
  cut_ = !answer;
  outgoing_ = std::move(answer);
}

Channel::Then Channel::Look(std::int64_t now_ms) {
  if (greet_until_ms_ != kNever) return now_ms >= greet_until_ms_ ? Then::kClose : Then::kWait;
  if (held_) return Advance(now_ms);
  if (pace_) {
    look_ms_ = now_ms + std::min(kLookMs, hall_.rules.idle_ms);
    return pace_->GoesOn(now_ms, Acknowledged()) ? Then::kWait : Then::kClose;
  }
  if (asked_ || outgoing_) return Then::kWait;
  dialogue_.Late(now_ms);
  return Advance(now_ms);
}

std::int64_t Channel::wake_ms() const {
  if (greet_until_ms_ != kNever) return greet_until_ms_;
  if (outgoing_) return look_ms_;
  return asked_ || dialogue_.wants() != Dialogue::Wants::kBytes ? kNever : dialogue_.until_ms();
}

void Channel::TellSeats() {
  const bool works = !dialogue_.rests() && !dialogue_.lingers();
  const bool was_served = std::exchange(served_, false);
  if (!welcome_ || (works == works_ && (works || !was_served))) return;
  works_ = works;
  if (works) {
    hall_.open.Works(socket_);
  } else {
    hall_.open.Waits(socket_);
  }
}

void Channel::SayGoodbye() {
  if (!std::exchange(said_goodbye_, true)) io_->SayGoodbye();
}

// What the client's kernel has said it holds; 0 where nobody says (the control socket). The kernel reports
// room only when a third of its buffer is free, which on a slow line takes long; what is acknowledged
// meanwhile tells a slow client from a dead one.
std::int64_t Channel::Acknowledged() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return static_cast<std::int64_t>(info.tcpi_bytes_acked);
}

}  // namespace lianxiao::web
