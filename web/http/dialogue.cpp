#include "web/http/dialogue.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <utility>

#include "web/http/refusals.h"
#include "web/http/request_head.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

// So many requests, then a new connection: what it has gathered in memory goes, and so does its place.
constexpr int kMaxRequests = 1'000;
// A body may come as slowly as this over the whole of it, beside one idle time…
constexpr std::int64_t kLeastBodyBytesPerSecond = 1 << 10;
// …but never for longer than so many idle times: 256 KiB in five minutes is slower than any line that works.
constexpr std::int64_t kBodyPatience = 10;
// A client that was told "the end" goes within a round trip; one that sends on is not listened to for ever.
constexpr std::int64_t kLingerMs = 500;
constexpr std::size_t kLingerBytes = 256 << 10;
constexpr std::string_view kBlankLine = "\r\n\r\n";

}  // namespace

Dialogue::Dialogue(const DialogueRules& rules, std::string peer, std::int64_t now_ms)
    : rules_(rules), peer_(std::move(peer)) {
  assert(rules.router);
  Rest(rules_.idle_ms, now_ms);
}

Dialogue::Wants Dialogue::wants() const {
  switch (state_) {
    case State::kResting:
    case State::kHead:
    case State::kBody:
    case State::kLingering: return Wants::kBytes;
    case State::kGoAhead: return Wants::kGoAhead;
    case State::kAsked: return Wants::kAnswer;
    case State::kEnded: return Wants::kEnd;
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

void Dialogue::Rest(std::int64_t patience_ms, std::int64_t now_ms) {
  state_ = State::kResting;
  scanned_ = 0;
  until_ms_ = now_ms + patience_ms;
}

void Dialogue::Received(std::string_view bytes, std::int64_t now_ms) {
  if (state_ == State::kLingering) {
    passed_over_ += bytes.size();
    if (passed_over_ >= kLingerBytes) state_ = State::kEnded;
    return;
  }
  buffer_.append(bytes);
  ReadOn(now_ms);
}

void Dialogue::PeerEnded() {
  peer_ended_ = true;
  if (wants() == Wants::kBytes) state_ = State::kEnded;
}

void Dialogue::Late(std::int64_t now_ms) {
  if (wants() == Wants::kBytes && now_ms >= until_ms_) state_ = State::kEnded;
}

void Dialogue::ReadOn(std::int64_t now_ms) {
  if (state_ == State::kBody) {
    TakeBody(now_ms);
    return;
  }
  // A line break left over from the request before is passed over (RFC 9112, section 2.2).
  if (buffer_.starts_with("\r\n")) {
    buffer_.erase(0, 2);
    scanned_ = 0;
  }
  if (state_ == State::kResting && !buffer_.empty()) {
    state_ = State::kHead;
    until_ms_ = now_ms + rules_.head_ms;
  }
  if (state_ == State::kHead) TakeHead(now_ms);
}

bool Dialogue::TakeHead(std::int64_t now_ms) {
  const auto end = buffer_.find(kBlankLine, scanned_ < kBlankLine.size() ? 0 : scanned_ - kBlankLine.size());
  scanned_ = buffer_.size();
  if (end == buffer_.npos ? buffer_.size() > rules_.max_head_bytes : end > rules_.max_head_bytes) {
    Refuse(431);
    return false;
  }
  if (end == buffer_.npos) return false;
  const std::string head = buffer_.substr(0, end);
  buffer_.erase(0, end + kBlankLine.size());
  scanned_ = 0;
  Understand(head, now_ms);
  return true;
}

void Dialogue::Understand(std::string_view bytes, std::int64_t now_ms) {
  ++requests_;
  question_ = {};
  question_.request.peer = peer_;
  auto head = ParseHead(bytes);
  if (wrong_door_) return RefuseWith(WrongDoor(head ? &*head : nullptr));
  if (!head) return Refuse(head.error().status);
  auto target = ParseTarget(head->target);
  if (!target) return Refuse(400);
  question_.request = {.method = std::move(head->method),
                       .path = std::move(target->path),
                       .query = std::move(target->query),
                       .headers = std::move(head->headers),
                       .body = {},
                       .peer = peer_,
                       .local = rules_.local,
                       .secure = rules_.secure,
                       .chunks = head->is_1_1,
                       .visitor = {}};
  if (rules_.hosts && !rules_.hosts->Allows(question_.request.Header("host"))) return Refuse(421);
  if (!FindRoute(head->content_length)) return;
  question_.after = head->keep_alive && requests_ < kMaxRequests ? After::kKeepAlive : After::kClose;
  body_bytes_ = static_cast<std::size_t>(head->content_length);
  if (body_bytes_ == 0) {
    state_ = State::kAsked;
  } else if (head->expects_continue) {
    state_ = State::kGoAhead;
  } else {
    BeginBody(now_ms);
  }
}

// False: refused, for no such body would be read.
bool Dialogue::FindRoute(std::int64_t content_length) {
  const auto& request = question_.request;
  auto match = rules_.router->Find(request.method, request.path);
  if (content_length > (match.route ? match.route->max_body : 0)) {
    Refuse(match.route ? 413 : match.allow.empty() ? 404 : 405);
    return false;
  }
  if (rules_.bodies && content_length > BodyRoom::kSmallBytes) {
    question_.room = rules_.bodies->Take(peer_, content_length);
    if (!question_.room) {
      RefuseWith(ComeBackLater(request));
      return false;
    }
  }
  question_.route = match.route;
  question_.captures = std::move(match.captures);
  if (!match.route) question_.ready = NoRoute(request, match.allow);
  return true;
}

void Dialogue::GoneAhead(std::int64_t now_ms) {
  assert(state_ == State::kGoAhead);
  BeginBody(now_ms);
}

void Dialogue::BeginBody(std::int64_t now_ms) {
  const auto at_least_ms = static_cast<std::int64_t>(body_bytes_) * 1'000 / kLeastBodyBytesPerSecond;
  state_ = State::kBody;
  buffer_.reserve(body_bytes_);  // Growing by doubling would take twice the room.
  body_until_ms_ = now_ms + std::min(kBodyPatience * rules_.idle_ms, rules_.idle_ms + at_least_ms);
  TakeBody(now_ms);
}

void Dialogue::TakeBody(std::int64_t now_ms) {
  until_ms_ = std::min(now_ms + rules_.idle_ms, body_until_ms_);
  if (buffer_.size() < body_bytes_) {
    if (peer_ended_) state_ = State::kEnded;
    return;
  }
  auto& body = question_.request.body;
  if (buffer_.size() == body_bytes_) {
    body.swap(buffer_);
  } else {
    body = buffer_.substr(0, body_bytes_);
    buffer_.erase(0, body_bytes_);
  }
  state_ = State::kAsked;
}

void Dialogue::Refuse(int status) { RefuseWith(Refusal(question_.request, status)); }

void Dialogue::RefuseWith(Response response) {
  question_.route = nullptr;
  question_.ready = std::move(response);
  question_.after = After::kClose;
  state_ = State::kAsked;
}

void Dialogue::TurnAway() { RefuseWith(ComeBackLater({})); }

Asked Dialogue::TakeQuestion() {
  assert(state_ == State::kAsked);
  return std::exchange(question_, {});
}

void Dialogue::Answered(After after, std::int64_t now_ms) {
  assert(state_ == State::kAsked);
  if (after == After::kClose) {
    state_ = peer_ended_ ? State::kEnded : State::kLingering;
    until_ms_ = now_ms + kLingerMs;
    std::string().swap(buffer_);
    return;
  }
  Rest(rules_.keep_alive_ms, now_ms);
  if (buffer_.empty()) {
    std::string().swap(buffer_);  // A client that rests keeps no memory.
  } else {
    ReadOn(now_ms);
  }
  if (peer_ended_ && wants() == Wants::kBytes) state_ = State::kEnded;
}

}  // namespace lianxiao::web
