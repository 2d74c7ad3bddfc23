// One connection on its loop: moves bytes between the socket and the Dialogue, hands questions to the lanes
// and sends the answers. Each call does what can be done at once and returns. Used from its loop's thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "web/http/dialogue.h"
#include "web/http/hall.h"
#include "web/http/outgoing.h"
#include "web/http/send_pace.h"
#include "web/http/socket_io.h"

namespace lianxiao::web {

class Channel {
 public:
  // Gives an answer back to the channel, from any thread; after its end, to nobody.
  using Deliver = std::function<void(std::optional<Outgoing>)>;

  // Owns `socket`, which must not block. `welcome` false: it is only told to come back.
  Channel(int socket, std::string peer, bool welcome, Hall& hall, Deliver deliver, std::int64_t now_ms);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  enum class Then {
    kWait,   // For the socket, for an answer, or until wake_ms().
    kAgain,  // There is more to do, when the others have had their turn.
    kClose,
  };
  Then Advance(std::int64_t now_ms);

  // The socket has bytes, or room for more. Under TLS either may be what the other waits for.
  void MayRead(bool peer_ended) {
    readable_ = true;
    peer_ended_ = peer_ended_ || peer_ended;
    if (hall_.tls) writable_ = true;
  }
  void MayWrite() {
    writable_ = true;
    if (hall_.tls) readable_ = true;
  }
  // What the handler says; nothing: the answer cannot go on.
  void Answer(std::optional<Outgoing> answer);
  // The time has come that wake_ms() named, or a later one.
  Then Look(std::int64_t now_ms);
  std::int64_t wake_ms() const;  // kNever: nothing to look at.
  static constexpr std::int64_t kNever = INT64_MAX;

  // Nobody is to be answered: what still comes in may be the client's end.
  bool listens() const { return !asked_ && !outgoing_; }

 private:
  Then Proceed(std::int64_t now_ms);
  // Each does one step; nothing: go on.
  std::optional<Then> Greet(std::int64_t now_ms);
  std::optional<Then> Converse(std::int64_t now_ms);
  std::optional<Then> Read(std::int64_t now_ms);
  std::optional<Then> Send(std::int64_t now_ms);
  Then Hold(std::int64_t now_ms);
  void HasGone(std::int64_t now_ms);
  void Ask();
  void AskForMore(Lane* lane);
  void TellSeats();
  void SayGoodbye();
  std::int64_t Acknowledged() const;

  const int socket_;
  Hall& hall_;
  const Deliver deliver_;
  std::unique_ptr<SocketIo> io_;
  TlsIo* greeting_ = nullptr;             // The handshake goes on; it is io_.
  std::int64_t greet_until_ms_ = kNever;  // For its first byte, then for its last.
  Dialogue dialogue_;
  std::optional<Outgoing> outgoing_;
  bool goes_ahead_ = false;  // outgoing_ is no answer, but the word to send the body.
  bool asked_ = false;       // Somebody on lane_ makes an answer, or what comes next of it.
  Lane* lane_ = nullptr;
  std::optional<RateCap::Share> share_;  // While it sends, where the listener's rate is bounded.
  std::optional<SendPace> pace_;
  std::int64_t look_ms_ = kNever;
  std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
  bool readable_ = true, writable_ = true, peer_ended_ = false;
  const bool welcome_;
  bool works_ = false;   // As the seats know it.
  bool served_ = false;  // Since they were told last: it waits from now on.
  bool cut_ = false;     // The answer cannot go on.
  bool held_ = false;    // By the listener's rate.
  bool said_goodbye_ = false;
};

}  // namespace lianxiao::web
