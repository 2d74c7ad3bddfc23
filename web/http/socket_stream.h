// The bytes of one connection, with an end to every wait. Used from one thread; another may end a wait by
// shutting the socket down.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "web/http/send_pace.h"
#include "web/http/socket_io.h"

namespace lianxiao::web {

struct Patience {
  std::int64_t head_ms = 0;  // For a head, or a TLS handshake, from its first byte to its last.
  std::int64_t idle_ms = 0;  // For the next bytes of a body, and for a client that takes nothing.
};

class SocketStream {
 public:
  // Borrows `socket`, which must not block (O_NONBLOCK).
  SocketStream(int socket, Patience patience);

  // The first byte of what the client sends, left in its place; empty: none came within `ms`.
  std::optional<unsigned char> Peek(std::int64_t ms) const;
  // From here on under TLS. kOffline: the client speaks none we know, or takes too long.
  Status StartTls(ssl_ctx_st& context);

  enum class Got { kHead, kNothing, kTooLate, kTooLarge };
  // The next request's head without its blank line. kNothing: the peer closed, or sent no first byte
  // within `first_byte_ms`. kTooLate: a head that was begun did not end within head_ms, however busily its
  // bytes dripped in.
  Got ReadHead(std::string& head, std::int64_t first_byte_ms, std::size_t max_bytes);
  // Exactly `size` more bytes. kOffline if they do not come, or slower than any line that works.
  Status ReadBody(std::string& body, std::size_t size);

  using Then = SocketIo::Then;
  Status Send(std::string_view bytes, Then then);  // kOffline
  // By sendfile(2), under TLS in pieces. kOffline, or kCorrupt when the file ends too soon; either way the
  // connection is over.
  Status SendFile(int file, std::int64_t first_byte, std::int64_t length);

  // Before closing with unread bytes on the way: says goodbye and passes them over for a moment, since
  // closing at once would make the peer's kernel drop the answer it has not read yet.
  void Linger();
  // No more will be read: says so, that the client need not guess.
  void SayGoodbye() { io_->SayGoodbye(); }

 private:
  bool Wait(short events, std::int64_t ms) const;
  bool WaitFor(Moved::End want, std::int64_t ms) const;
  // More bytes into buffer_. False: closed, broken, or none within `ms`.
  bool Fill(std::int64_t ms);
  // Until the client takes more. False: it takes nothing, or too little to be worth a thread.
  bool WaitToSend(Moved::End want, SendPace& pace) const;
  SendPace NewPace() const;
  std::int64_t Acknowledged() const;
  Status SendBytes(std::string_view bytes, Then then, SendPace& pace);
  Status SendFilePlain(int file, std::int64_t first_byte, std::int64_t length);
  Status SendFilePieces(int file, std::int64_t first_byte, std::int64_t length);

  int socket_;
  Patience patience_;
  std::unique_ptr<SocketIo> io_;
  bool plain_ = true;
  std::string buffer_;  // Received, not yet asked for.
};

}  // namespace lianxiao::web
