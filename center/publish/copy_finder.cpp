#include "center/publish/copy_finder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>

namespace lianxiao::center {
namespace {

using formats::CopyOp;

constexpr std::size_t kLeastBlock = 16;
constexpr std::size_t kMostBlocks = 8 << 20;
// Equal bytes within a near match that are worth an op of their own.
constexpr std::size_t kLongEqual = 512;
// A near match is given up when so many bytes brought nothing.
constexpr std::int64_t kPatience = 4096;
constexpr std::size_t kMostResidueBytes = 256 << 20;  // It is packed in memory.
constexpr int kResidueLevel = 19;
// Words of new text stand elsewhere in the old file, here and there: an op for each costs four bytes or five.
// Left to the residue they cost that once, however often the same text was put in. Which is less shows only
// when it is packed, so of deltas that are small both are tried.
constexpr std::int64_t kShortCopies[] = {64, 256};
constexpr std::size_t kSmallDeltaBytes = 64 << 10;
// Another place in the old file has to offer so much more than going on at the one at hand.
constexpr std::size_t kWorthMoving = 8;

std::size_t EqualForward(std::string_view a, std::string_view b) {
  const auto most = std::min(a.size(), b.size());
  std::size_t n = 0;
  for (std::uint64_t x = 0, y = 0; n + 8 <= most; n += 8) {
    std::memcpy(&x, a.data() + n, 8);
    std::memcpy(&y, b.data() + n, 8);
    if (x != y) break;
  }
  while (n < most && a[n] == b[n]) ++n;
  return n;
}

std::size_t EqualBackward(std::string_view a, std::string_view b) {
  const auto most = std::min(a.size(), b.size());
  std::size_t n = 0;
  while (n < most && a[a.size() - 1 - n] == b[b.size() - 1 - n]) ++n;
  return n;
}

class RollingHash {
 public:
  explicit RollingHash(std::size_t block) {
    for (std::size_t i = 1; i < block; ++i) oldest_ *= kFactor;
  }
  static std::uint64_t Of(std::string_view block) {
    std::uint64_t hash = 0;
    for (const char c : block) hash = hash * kFactor + Value(c);
    return hash;
  }
  std::uint64_t Roll(std::uint64_t hash, char out, char in) const {
    return (hash - Value(out) * oldest_) * kFactor + Value(in);
  }

 private:
  static constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15;  // Odd; 2^64 over the golden ratio.
  static std::uint64_t Value(char c) { return static_cast<unsigned char>(c) + std::uint64_t{1}; }
  std::uint64_t oldest_ = 1;
};

// Where blocks of the old file begin, by their hash. Of equal blocks the first is known.
class BlockTable {
 public:
  BlockTable(std::string_view bytes, std::size_t block) : block_(block) {
    const auto blocks = bytes.size() / block;
    slots_.resize(std::bit_ceil(std::max<std::size_t>(blocks * 2, 2)));
    shift_ = 64 - std::countr_zero(slots_.size());
    for (std::size_t i = 0; i < blocks; ++i) {
      auto& slot = slots_[SlotOf(RollingHash::Of(bytes.substr(i * block, block)))];
      if (slot == 0) slot = static_cast<std::uint32_t>(i + 1);
    }
  }
  // Perhaps it is there: the bytes have to be compared.
  std::optional<std::size_t> Find(std::uint64_t hash) const {
    const auto slot = slots_[SlotOf(hash)];
    if (slot == 0) return std::nullopt;
    return (slot - std::size_t{1}) * block_;
  }

 private:
  std::size_t SlotOf(std::uint64_t hash) const { return (hash * 0xd6e8feb86659fd93) >> shift_; }

  std::size_t block_;
  int shift_ = 0;
  std::vector<std::uint32_t> slots_;  // Block number + 1; 0: none.
};

// An equal stretch: [new_at, new_at + length) is [old_at, …) of the old file.
struct Match {
  std::size_t old_at = 0, new_at = 0, length = 0;
  std::size_t old_end() const { return old_at + length; }
  std::size_t new_end() const { return new_at + length; }
};

// Whether a difference is none or repeats the one a table entry (4 or 8 bytes) before: it packs well.
class NearMatch {
 public:
  bool Add(char difference) {
    const bool near = difference == 0 || difference == At(4) || difference == At(8);
    last_[next_++ % last_.size()] = difference;
    return near;
  }

 private:
  char At(std::size_t back) const { return last_[(next_ - back) % last_.size()]; }
  std::array<char, 8> last_{};
  std::size_t next_ = 8;
};

// How far the files nearly agree from the start of both views (or, with `back`, from their ends): where near
// matches outnumber the others the most.
std::size_t NearLength(std::string_view old_part, std::string_view new_part, bool back) {
  const auto most = std::min(old_part.size(), new_part.size());
  NearMatch near;
  std::int64_t score = 0, best_score = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < most && score > best_score - kPatience; ++i) {
    const auto o = back ? old_part.size() - 1 - i : i;
    const auto n = back ? new_part.size() - 1 - i : i;
    score += near.Add(static_cast<char>(new_part[n] - old_part[o])) ? 1 : -1;
    if (score > best_score) {
      best_score = score;
      best = i + 1;
    }
  }
  return best;
}

class Finder {
 public:
  Finder(std::string_view old_bytes, std::string_view new_bytes)
      : old_(old_bytes),
        new_(new_bytes),
        block_(BlockFor(old_bytes.size())),
        hash_(block_),
        table_(old_, block_) {}

  std::vector<CopyOp> Find() {
    Match last;  // Nothing, at the start of both.
    std::size_t at = 0;
    std::optional<std::uint64_t> hash;
    while (at + block_ <= new_.size() && ops_.size() + kOpsInHand < formats::kMaxOps) {
      if (!hash) hash = RollingHash::Of(new_.substr(at, block_));
      const auto match = Best(last, at, *hash);
      if (!match) {
        if (at + block_ < new_.size()) hash = hash_.Roll(*hash, new_[at], new_[at + block_]);
        ++at;
        continue;
      }
      Settle(last, *match);
      last = *match;
      at = last.new_end();
      hash.reset();
    }
    Settle(last, {old_.size(), new_.size(), 0});
    return std::move(ops_);
  }

 private:
  static constexpr std::size_t kOpsInHand = 1 << 16;

  static std::size_t BlockFor(std::size_t old_bytes) {
    return std::max(kLeastBlock, std::bit_ceil(old_bytes / kMostBlocks));
  }

  // The match at `at` that is worth taking: going on beside `last`, or moving elsewhere.
  std::optional<Match> Best(const Match& last, std::size_t at, std::uint64_t hash) const {
    std::optional<Match> beside;
    const auto old_at = last.old_end() + (at - last.new_end());
    if (old_at < old_.size()) {
      const auto length = EqualForward(old_.substr(old_at), new_.substr(at));
      if (length >= block_) beside = Match{old_at, at, length};
    }
    const auto found = table_.Find(hash);
    if (!found || (beside && *found == old_at)) return beside;
    const auto forward = EqualForward(old_.substr(*found), new_.substr(at));
    if (forward < block_) return beside;
    const auto back = EqualBackward(old_.substr(0, *found), new_.substr(last.new_end(), at - last.new_end()));
    const Match moved{*found - back, at - back, forward + back};
    return Agreeing(last, moved) + kWorthMoving < moved.length ? moved : beside;
  }

  // How many bytes of `moved` one would get by going on beside `last`.
  std::size_t Agreeing(const Match& last, const Match& moved) const {
    const auto old_at = last.old_end() + (moved.new_at - last.new_end());
    std::size_t agreeing = 0;
    for (std::size_t i = 0; i < moved.length && old_at + i < old_.size(); ++i) {
      agreeing += old_[old_at + i] == new_[moved.new_at + i] ? 1 : 0;
    }
    return agreeing;
  }

  // Everything from the start of `last` to the start of `next`.
  void Settle(const Match& last, const Match& next) {
    const auto gap = next.new_at - last.new_end();
    const auto new_gap = new_.substr(last.new_end(), gap);
    auto ahead = NearLength(old_.substr(last.old_end()), new_gap, false);
    auto back = next.length == 0 ? 0 : NearLength(old_.substr(0, next.old_at), new_gap, true);
    if (ahead + back > gap) Share(last, next, gap, ahead, back);
    Put(last.old_at, last.new_at, last.length + ahead);
    Insert(gap - ahead - back);
    if (back > 0) Put(next.old_at - back, next.new_at - back, back);
  }

  // Both near matches claim a stretch: it is cut where most of it agrees with the one that gets it.
  void Share(const Match& last, const Match& next, std::size_t gap, std::size_t& ahead,
             std::size_t& back) const {
    const auto first = gap - back, end = ahead;  // The stretch, from the start of the gap.
    std::int64_t score = 0, best_score = 0;
    auto cut = first;
    for (auto i = first; i < end; ++i) {
      const char made = new_[last.new_end() + i];
      score += made == old_[last.old_end() + i] ? 1 : 0;
      score -= made == old_[next.old_at - gap + i] ? 1 : 0;
      if (score > best_score) {
        best_score = score;
        cut = i + 1;
      }
    }
    ahead = cut;
    back = gap - cut;
  }

  // [new_at, new_at + length) is made beside [old_at, …), by copies and differences.
  void Put(std::size_t old_at, std::size_t new_at, std::size_t length) {
    for (std::size_t done = 0; done < length;) {
      const auto equal = EqualForward(old_.substr(old_at + done, length - done), new_.substr(new_at + done));
      if (equal >= kLongEqual || equal == length - done) {
        Copy(old_at + done, equal);
        done += equal;
      } else {
        const auto step = std::min(equal + 1, length - done);
        Differ(old_at + done, step);
        done += step;
      }
    }
  }

  CopyOp& OpAt(std::size_t old_at) {
    const auto seek = static_cast<std::int64_t>(old_at) - static_cast<std::int64_t>(old_end_);
    if (ops_.empty() || seek != 0 || ops_.back().insert > 0) ops_.push_back({.seek = seek});
    return ops_.back();
  }
  void Copy(std::size_t old_at, std::size_t length) {
    if (length == 0) return;
    auto* op = &OpAt(old_at);
    if (op->diff > 0) op = &ops_.emplace_back();
    op->copy += static_cast<std::int64_t>(length);
    old_end_ = old_at + length;
  }
  void Differ(std::size_t old_at, std::size_t length) {
    OpAt(old_at).diff += static_cast<std::int64_t>(length);
    old_end_ = old_at + length;
  }
  void Insert(std::size_t length) {
    if (length == 0) return;
    if (ops_.empty()) ops_.emplace_back();
    ops_.back().insert += static_cast<std::int64_t>(length);
  }

  std::string_view old_, new_;
  std::size_t block_;
  RollingHash hash_;
  BlockTable table_;
  std::vector<CopyOp> ops_;
  std::size_t old_end_ = 0;  // Where the ops so far ended in the old file.
};

}  // namespace

std::vector<CopyOp> FindCopies(std::string_view old_bytes, std::string_view new_bytes) {
  return Finder(old_bytes, new_bytes).Find();
}

std::vector<CopyOp> WithoutShortCopies(std::span<const CopyOp> ops, std::int64_t least_bytes) {
  std::vector<CopyOp> kept;
  std::int64_t place = 0, kept_end = 0;  // In the old file.
  for (auto op : ops) {
    place += op.seek;
    const auto from_old = op.copy + op.diff;
    if (from_old < least_bytes && !kept.empty()) {
      kept.back().insert += from_old + op.insert;
      place += from_old;
      continue;
    }
    op.seek = place - kept_end;
    kept_end = place += from_old;
    if (op.seek == 0 && !kept.empty() && kept.back().diff == 0 && kept.back().insert == 0) {
      op.copy += kept.back().copy;
      op.seek = kept.back().seek;
      kept.back() = op;
    } else {
      kept.push_back(op);
    }
  }
  return kept;
}

std::optional<std::string> CopyDelta(std::string_view old_bytes, std::string_view new_bytes) {
  const auto ops = FindCopies(old_bytes, new_bytes);
  std::size_t residue = 0;
  for (const auto& op : ops) residue += static_cast<std::size_t>(op.diff + op.insert);
  if (residue > kMostResidueBytes || residue > new_bytes.size() / 2) return std::nullopt;
  auto best = formats::EncodeCopyDelta(ops, old_bytes, new_bytes, kResidueLevel);
  for (const auto least_bytes : kShortCopies) {
    if (best.size() > kSmallDeltaBytes) break;
    const auto fewer = WithoutShortCopies(ops, least_bytes);
    if (fewer.size() == ops.size()) continue;
    auto delta = formats::EncodeCopyDelta(fewer, old_bytes, new_bytes, kResidueLevel);
    if (delta.size() < best.size()) best = std::move(delta);
  }
  return best;
}

}  // namespace lianxiao::center
