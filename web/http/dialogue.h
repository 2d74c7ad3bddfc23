// What one client says and is told on one connection, as bytes and times.
//
//                 first byte            head whole            body whole
//   kResting ───────────────▶ kHead ───────────────▶ kBody ───────────────▶ kAsked
//     ▲  │ keep_alive_ms        │ head_ms              │ too slow             │
//     │  └──────────▶ kEnded ◀──┴──────────────────────┘                      │
//     │                 ▲                                                     │
//     │                 └── kLingering ◀──── Answered(), the last one ────────┤
//     └──────────────────── Answered(), and the client may ask again ─────────┘
//
// What cannot be answered (a head that is wrong, a body too large) is a question too, one whose answer is
// known and the last. Dialogue only decides: its caller moves the bytes and tells what happened and when, so
// that a test talks to it a byte at a time. Used from one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "web/http/answer.h"
#include "web/http/body_room.h"
#include "web/http/host_rule.h"
#include "web/http/http.h"

namespace lianxiao::web {

// The same for all connections of a listener.
struct DialogueRules {
  const Router* router = nullptr;
  const HostRule* hosts = nullptr;  // Null: any Host header.
  bool local = false;               // The control socket.
  bool secure = false;              // Under TLS.
  std::int64_t head_ms = 0;         // For a head, from its first byte to its last.
  std::int64_t idle_ms = 0;         // For the first byte of all, and for the next bytes of a body.
  std::int64_t keep_alive_ms = 0;   // For the first byte of a further request.
  std::size_t max_head_bytes = 0;
  std::shared_ptr<BodyRoom> bodies = {};  // Null: large bodies are not counted.
};

struct Asked {
  Request request;
  const Route* route = nullptr;  // Null: `ready` is the answer.
  Captures captures;
  Response ready;
  After after = After::kKeepAlive;  // What the answer tells the client to expect.
  BodyRoom::Place room = {};        // Of a large body, while it is in memory.
};

class Dialogue {
 public:
  // `rules` outlives the dialogue. `peer` is what Request::peer will say.
  Dialogue(const DialogueRules& rules, std::string peer, std::int64_t now_ms);

  // What the caller does next.
  enum class Wants {
    kBytes,    // Received(), PeerEnded() or, at until_ms(), Late().
    kGoAhead,  // Send kGoAhead, then GoneAhead().
    kAnswer,   // TakeQuestion(), answer it, then Answered().
    kEnd,      // Close.
  };
  static constexpr std::string_view kGoAhead = "HTTP/1.1 100 Continue\r\n\r\n";
  Wants wants() const;
  std::int64_t until_ms() const { return until_ms_; }  // Of kBytes.
  // The client has the word, and costs us nothing but the connection.
  bool rests() const { return state_ == State::kResting || state_ == State::kHead; }
  // All has been said from our side; what still comes is passed over, so that the client's kernel does not
  // drop the answer it has not read yet.
  bool lingers() const { return state_ == State::kLingering; }

  void Received(std::string_view bytes, std::int64_t now_ms);
  void PeerEnded();
  void Late(std::int64_t now_ms);  // Harmless before until_ms().
  void GoneAhead(std::int64_t now_ms);
  Asked TakeQuestion();
  void Answered(After after, std::int64_t now_ms);

  // This connection cannot be served: the answer is 503 and the end. Asked before anything else.
  void TurnAway();
  // The client speaks plain HTTP where TLS is spoken: it is told so, and nothing it says is acted on.
  void AtWrongDoor() { wrong_door_ = true; }

 private:
  enum class State { kResting, kHead, kGoAhead, kBody, kAsked, kLingering, kEnded };
  void Rest(std::int64_t patience_ms, std::int64_t now_ms);
  void ReadOn(std::int64_t now_ms);
  bool TakeHead(std::int64_t now_ms);
  void Understand(std::string_view head, std::int64_t now_ms);
  bool FindRoute(std::int64_t content_length);
  void BeginBody(std::int64_t now_ms);
  void TakeBody(std::int64_t now_ms);
  void Refuse(int status);
  void RefuseWith(Response response);

  const DialogueRules& rules_;
  const std::string peer_;
  State state_ = State::kResting;
  std::int64_t until_ms_ = 0;
  std::int64_t body_until_ms_ = 0;
  std::string buffer_;       // Received, not yet understood.
  std::size_t scanned_ = 0;  // So much of it holds no end of a head.
  std::size_t passed_over_ = 0;
  std::size_t body_bytes_ = 0;
  bool peer_ended_ = false;
  bool wrong_door_ = false;
  int requests_ = 0;
  Asked question_;
};

}  // namespace lianxiao::web
