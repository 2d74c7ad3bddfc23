// The bytes of one connection, with an end to every wait. Used from one thread; another may end a wait by
// shutting the socket down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::web {

class SocketStream {
 public:
  // Borrows `socket`, which must not block (O_NONBLOCK). A peer that neither sends nor takes a byte for
  // `idle_ms` is given up.
  SocketStream(int socket, std::int64_t idle_ms);

  enum class Got { kHead, kNothing, kTooLate, kTooLarge };
  // The next request's head without its blank line. kNothing: the peer closed, or sent no first byte
  // within `first_byte_ms`. kTooLate: a head that was begun did not end within idle_ms, however busily its
  // bytes dripped in.
  Got ReadHead(std::string& head, std::int64_t first_byte_ms, std::size_t max_bytes);
  // Exactly `size` more bytes. kOffline if they do not come.
  Status ReadBody(std::string& body, std::size_t size);

  enum class Then { kNothing, kMore };  // kMore: the kernel may wait for what follows and send both at once.
  Status Send(std::string_view bytes, Then then);  // kOffline
  // By sendfile(2). kOffline, or kCorrupt when the file ends too soon; either way the connection is over.
  Status SendFile(int file, std::int64_t first_byte, std::int64_t length);

  // Before closing with unread bytes on the way: says goodbye and passes them over for a moment, since
  // closing at once would make the peer's kernel drop the answer it has not read yet.
  void Linger();

 private:
  bool Wait(short events, std::int64_t ms) const;
  // More bytes into buffer_. False: closed, broken, or none within `ms`.
  bool Fill(std::int64_t ms);

  int socket_;
  std::int64_t idle_ms_;
  std::string buffer_;  // Received, not yet asked for.
};

}  // namespace lianxiao::web
