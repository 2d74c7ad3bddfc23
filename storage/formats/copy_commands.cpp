#include "storage/formats/copy_commands.h"

#include <algorithm>

namespace lianxiao::formats {
namespace {

constexpr unsigned char kMagic[] = {0x72, 0x73, 0x02, 0x36};
constexpr unsigned char kEnd = 0x00, kLastShortLiteral = 0x40, kFirstCopy = 0x45, kLastCopy = 0x54;

// Beyond every file (kMaxFileBytes), and sums of two still fit.
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 41;

tl::unexpected<Error> Wrong(const char* what) {
  return Fail(ErrorCode::kCorrupt, std::string("copy commands: ") + what);
}

}  // namespace

Status CopyCommands::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (state_ == State::kLiteral) {
      const auto skip = std::min<std::int64_t>(literal_left_, static_cast<std::int64_t>(bytes.size()));
      literal_left_ -= skip;
      made_ += skip;
      bytes.remove_prefix(static_cast<std::size_t>(skip));
      if (literal_left_ == 0) state_ = State::kCommand;
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    switch (state_) {
      case State::kMagic:
        if (byte != kMagic[magic_bytes_]) return Wrong("these are none");
        if (++magic_bytes_ == 4) state_ = State::kCommand;
        break;
      case State::kCommand: LIANXIAO_TRY(Command(byte)); break;
      case State::kNumbers: LIANXIAO_TRY(Number(byte)); break;
      case State::kLiteral: break;
      case State::kEnded: return Wrong("something follows their end");
    }
  }
  return {};
}

Status CopyCommands::Command(unsigned char code) {
  place_ = count_ = 0;
  copies_ = code >= kFirstCopy;
  if (code == kEnd) {
    state_ = State::kEnded;
    return {};
  }
  if (code > kLastCopy) return Wrong("an unknown one");
  if (code <= kLastShortLiteral) {
    count_ = code;
    return Do();
  }
  place_left_ = copies_ ? 1 << ((code - kFirstCopy) / 4) : 0;
  count_left_ = 1 << ((code - kLastShortLiteral - 1) % 4);
  state_ = State::kNumbers;
  return {};
}

Status CopyCommands::Number(unsigned char byte) {
  auto& number = place_left_ > 0 ? place_ : count_;
  auto& left = place_left_ > 0 ? place_left_ : count_left_;
  if (number >> 56 != 0) return Wrong("a number beyond every file");
  number = number << 8 | byte;
  --left;
  return place_left_ + count_left_ > 0 ? Status{} : Do();
}

// A command is read, all but a literal's bytes.
Status CopyCommands::Do() {
  if (count_ == 0 || count_ > kMostBytes || place_ > kMostBytes) return Wrong("a number beyond every file");
  const auto count = static_cast<std::int64_t>(count_);
  if (static_cast<std::uint64_t>(made_) + count_ > kMostBytes) return Wrong("they make more than a file");
  if (!copies_) {
    literal_left_ = count;
    state_ = State::kLiteral;
    return {};
  }
  take_({made_, static_cast<std::int64_t>(place_), count});
  made_ += count;
  state_ = State::kCommand;
  return {};
}

}  // namespace lianxiao::formats
