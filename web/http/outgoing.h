// An answer on its way out: bytes, then perhaps a part of a file, or pieces that are made as they go. Made on
// the thread that the handler ran on, sent from the loop in bounded steps, so that nobody's large file holds
// up another's page. Used from one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "web/http/answer.h"
#include "web/http/dialogue.h"
#include "web/http/open_file.h"
#include "web/http/small_files.h"
#include "web/http/socket_io.h"

namespace lianxiao::web {

class Outgoing {
 public:
  static Outgoing Bytes(std::string bytes, After after);

  enum class State {
    kDone,
    kMore,        // The step is used up, and the client may take more at once.
    kWantRead,    // As in Moved.
    kWantWrite,   //
    kWantPiece,   // Prepare() it, on a thread that may wait.
    kWantDisk,    // The same: the next bytes are not in memory.
    kOver,        // The client is gone.
    kFileBroken,  // The answer cannot be ended as it began.
  };
  State SendSome(SocketIo& io, std::int64_t most_bytes);

  After after() const { return after_; }
  std::int64_t sent() const { return sent_; }  // Bytes, so far.
  // Makes the next piece, or has the disk bring the next bytes of the file; either may take time. False: it
  // failed, and the connection has to be cut off, so that nobody takes the part for the whole; it is in the
  // log.
  bool Prepare(Log& log);
  std::string what() const { return path_; }  // For the log: the request's path, and the file's.

 private:
  bool AddPiece(Log& log);
  friend Outgoing MakeOutgoing(const Asked& question, const Response& response, Log& log,
                               SmallFiles* small_files);
  std::string bytes_;
  std::size_t gone_ = 0;  // Of bytes_.
  OpenFile file_;
  std::int64_t at_ = 0, left_ = 0;  // Of file_.
  std::int64_t in_memory_to_ = 0;   // So far it was seen there.
  std::int64_t sent_ = 0;
  std::function<Result<std::string>()> next_;
  Request request_;  // With next_: how a piece is written.
  After after_ = After::kClose;
  std::string path_;
};

// What goes out for `response`. A file is opened and measured here, before the first byte of the answer, so
// that a file that is not what the journal says never goes out under a wrong length; the first piece of a
// text is made here, so that what fails at once is told as a failure. May read the disk, where `small_files`
// do not have it.
Outgoing MakeOutgoing(const Asked& question, const Response& response, Log& log,
                      SmallFiles* small_files = nullptr);

// Asks the question's handler. An exception of its becomes a 500.
Response Handle(const Asked& question, Log& log);

}  // namespace lianxiao::web
