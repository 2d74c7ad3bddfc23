// Which stretches of a file a librsync delta copies, read command by command while the delta is made. What it
// carries literally is only counted. The format is librsync's (RS_DELTA_MAGIC, "rs\x026"):
//
//   delta   = 72 73 02 36  command …  00
//   command = 01…40                literal of 1…64 bytes
//             41…44  n             literal of n bytes; n in 1, 2, 4 or 8 bytes, big-endian
//             45…54  place  n      copy of n bytes; each of both in 1, 2, 4 or 8 bytes
//
// Plain value. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

// `bytes` bytes at `made` of what the delta makes are those at `place` of what it copies from.
struct CopiedStretch {
  std::int64_t made = 0, place = 0, bytes = 0;
};

class CopyCommands {
 public:
  using Take = std::function<void(const CopiedStretch&)>;
  explicit CopyCommands(Take take) : take_(std::move(take)) {}

  // The delta's next bytes, in steps of any size. kCorrupt: it is none.
  Status Feed(std::string_view bytes);
  bool Ended() const { return state_ == State::kEnded; }

 private:
  enum class State { kMagic, kCommand, kNumbers, kLiteral, kEnded };
  Status Command(unsigned char code);
  Status Number(unsigned char byte);
  Status Do();

  Take take_;
  State state_ = State::kMagic;
  int magic_bytes_ = 0;
  bool copies_ = false;
  int place_left_ = 0, count_left_ = 0;  // Bytes of the numbers still to come.
  std::uint64_t place_ = 0, count_ = 0;
  std::int64_t made_ = 0;
  std::int64_t literal_left_ = 0;
};

}  // namespace lianxiao::formats
