// How bytes cross one connected socket that does not block: as they are, or under TLS. Each call does what
// can be done at once and says what it waits for. A retry brings the same bytes again. Used from one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX and SSL.
struct ssl_st;

namespace lianxiao::web {

struct Moved {
  // kOver: closed or broken. kFileBroken: the file to send ends too soon, or cannot be read.
  enum class End { kMoved, kWantRead, kWantWrite, kOver, kFileBroken };
  End end = End::kOver;
  std::size_t bytes = 0;  // With kMoved, at least one.
};

class SocketIo {
 public:
  virtual ~SocketIo() = default;
  virtual Moved Receive(char* to, std::size_t size) = 0;
  enum class Then { kNothing, kMore };  // kMore: the kernel may wait for what follows and send both at once.
  virtual Moved Send(std::string_view bytes, Then then) = 0;
  // Bytes of `file` from `first_byte`, at most `size`: by sendfile(2), under TLS through our memory. SIGPIPE
  // has to be blocked, for sendfile knows no MSG_NOSIGNAL.
  virtual Moved SendFile(int file, std::int64_t first_byte, std::int64_t size) = 0;
  virtual void SayGoodbye() = 0;  // Nothing more will be sent.
};

// Both borrow the socket.
class PlainIo final : public SocketIo {
 public:
  explicit PlainIo(int socket) : socket_(socket) {}
  Moved Receive(char* to, std::size_t size) override;
  Moved Send(std::string_view bytes, Then then) override;
  Moved SendFile(int file, std::int64_t first_byte, std::int64_t size) override;
  void SayGoodbye() override;

 private:
  int socket_;
};

class TlsIo final : public SocketIo {
 public:
  TlsIo(int socket, ssl_ctx_st& context);
  ~TlsIo() override;
  TlsIo(const TlsIo&) = delete;
  TlsIo& operator=(const TlsIo&) = delete;

  Moved Greet();  // One step of the handshake; kMoved when it is done.
  Moved Receive(char* to, std::size_t size) override;
  Moved Send(std::string_view bytes, Then then) override;
  Moved SendFile(int file, std::int64_t first_byte, std::int64_t size) override;
  void SayGoodbye() override;

 private:
  Moved After(int result);
  int socket_;
  ssl_st* ssl_;
  bool greeted_ = false;
  bool broken_ = false;
};

}  // namespace lianxiao::web
