// One blob on its way: which bytes to ask for next, and which of those that came are right.
//
//   Next ─▶ the caller asks a mirror for [first, end) ─▶ Arrived … ─▶ good pieces to put down ─▶ Ended
//    ▲                                                                                            │
//    └─── cut: go on from the same byte. A piece wrong: again, from another mirror if there is one ┘
//
// A range may be part of a piece or reach over several; several may fill one piece together. What is known of
// it already (a hint of the last time, an older file) is not asked for.
//
// Download only decides. What survives a kill or a power cut are the pieces the caller put down, and hints:
// the stretches of pieces not yet whole that it was given to keep. A new object is made from those. Used from
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/spans.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::sync {

// Ask `mirror` for bytes [first, end) of the blob.
struct Ask {
  int number = 0;
  int mirror = 0;
  std::int64_t first = 0, end = 0;
};

// Of what Next may answer.
struct AskLimits {
  std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max();
  // Whether a mirror takes one more; null: each does. What only a full one is good for has to wait.
  std::function<bool(int mirror)> has_room = {};
};

struct GoodPiece {
  std::int64_t piece = 0;
  std::string bytes;
};

// What came of a piece that is not whole yet: to be kept as a hint.
struct InHand {
  std::int64_t piece = 0, at = 0;  // From the piece's start.
  std::string_view bytes;          // Valid until the next report.
};

// Of a piece, what was kept of it the last time.
struct Hint {
  std::int64_t at = 0;  // From the piece's start.
  std::string bytes;
};

// Bytes of the blob that lie on this disk already, in an older file: likely right, and believed only with the
// digest of their piece. Places count from the blob's start.
class KnownBytes {
 public:
  virtual ~KnownBytes() = default;
  // Where what is known at `at` ends; `at`: nothing is.
  virtual std::int64_t Until(std::int64_t at) const = 0;
  // The first known byte from `at` on, or the blob's end.
  virtual std::int64_t Next(std::int64_t at) const = 0;
  // Fewer bytes: the old file does not give them any more.
  virtual std::string Read(std::int64_t first, std::int64_t end) = 0;
};

// A blob of this size whose piece list is on its way at the same time.
struct ListAwaited {
  std::int64_t file_bytes = 0;
};

class Download {
 public:
  using Has = std::function<bool(std::int64_t piece)>;
  using Hints = std::function<std::vector<Hint>(std::int64_t piece)>;

  // `has` tells which pieces are already put down. A list without digests (a delta of several MiB has
  // none) takes pieces as they come; its owner checks the whole. What is in `known`, which may be null and
  // outlives this, is not asked for, unless it turns out wrong; pieces known from end to end are their
  // owner's to put down, and are fetched when they are not.
  Download(formats::PieceList pieces, int mirrors, const Has& has, KnownBytes* known = nullptr);
  // Of a blob of which nothing is here. Its first kPiecesAhead pieces are asked for, and held until TakeList.
  Download(ListAwaited blob, int mirrors);

  // The next range, and marks it as asked; nothing when all is asked for, or no mirror of `usable` (best
  // first) is any good. `hints` are read once for each piece, when some of it is asked for.
  std::optional<Ask> Next(std::span<const int> usable, const Hints& hints, const AskLimits& limits = {});

  // The list that was awaited, of the same size. Of what came meanwhile the good pieces come out.
  std::vector<GoodPiece> TakeList(formats::PieceList pieces);

  // Reports. Bytes of one ask arrive in order; good pieces come out.
  std::vector<GoodPiece> Arrived(int ask, std::string_view bytes);
  // What this ask brought of pieces not yet whole since this was asked last; nothing while that is less than
  // `least` bytes.
  std::vector<InHand> TakeInHand(int ask, std::int64_t least);
  // Pieces that came wrong since this was asked last: their hints too may be wrong.
  std::vector<std::int64_t> TakeWrong() { return std::exchange(newly_wrong_, {}); }
  // The answer is over, early or not; what came is kept for the next ask.
  void Ended(int ask);
  // The mirror has no such bytes (404, other length, no ranges): not asked again for this blob.
  void Unfit(int ask, const Error& why);

  bool Complete() const { return missing_bytes_ == 0; }
  std::int64_t BytesMissing() const;  // On the wire, but for hints not yet read.
  // Set when no mirror is left that could give what is missing: kCorrupt or kNotFound.
  const std::optional<Error>& given_up() const { return given_up_; }

 private:
  static constexpr int kNobody = -1;
  // A piece of which some bytes are here or asked for. Places count from the piece's start.
  struct Filling {
    std::string bytes;  // As long as the piece, or empty while nothing is there.
    Spans there;
    int mirror = kNobody;  // Whose they all are.
    bool mixed = false;    // Some came from elsewhere: a wrong digest accuses nobody.
  };
  struct Stream {
    int mirror = 0;
    std::int64_t at = 0, end = 0;  // Next byte to come, of the blob.
    std::int64_t taken = 0;        // Up to here TakeInHand has given it.
  };
  struct Gap {
    std::int64_t first = 0, end = 0;  // Of the blob; empty: none.
  };

  std::int64_t Count() const { return static_cast<std::int64_t>(have_.size()); }
  std::int64_t CountToAsk() const;  // From the first on.
  std::int64_t SizeOf(std::int64_t piece) const;
  bool Have(std::int64_t piece) const { return have_[static_cast<std::size_t>(piece)]; }
  int MirrorFor(std::int64_t piece, std::span<const int> usable, const AskLimits& limits) const;
  bool IsGood(int mirror, std::int64_t piece) const;
  bool MayFill(std::int64_t piece, const Filling& filling, int mirror) const;
  int BadTimes(std::int64_t piece, int mirror) const;
  Filling& Open(std::int64_t piece, const Hints& hints);
  void PutKnown(std::int64_t piece, Filling& filling);
  void PutHint(std::int64_t piece, std::int64_t at, std::string_view bytes, std::int64_t most,
               Filling& filling);
  static void Put(Filling& filling, std::int64_t size, std::int64_t at, std::string_view bytes);
  Gap GapIn(std::int64_t piece, const Hints& hints);
  std::int64_t Extend(std::int64_t end, std::int64_t most_end, int mirror, std::span<const int> usable,
                      const Hints& hints, const AskLimits& limits);
  bool Good(std::int64_t piece, const std::string& bytes) const;
  void TakeIn(std::int64_t piece, std::vector<GoodPiece>& good);
  void CheckHope(std::int64_t piece);

  // Of a piece: where its last byte to be asked for ends, from its start. 0: none, or nothing of it is known.
  std::int64_t UnknownEnd(std::int64_t piece) const;
  std::int64_t KnownBytesIn(std::int64_t piece) const;
  bool Trusts(std::int64_t piece) const { return known_ != nullptr && !misknown_.contains(piece); }

  formats::PieceList pieces_;
  bool awaits_list_ = false;
  int mirrors_;
  std::vector<bool> have_;
  std::int64_t missing_bytes_ = 0;  // Of pieces that are not here.
  std::int64_t known_bytes_ = 0;    // Of those that are not being filled, what need not be asked for.
  std::int64_t first_missing_ = 0;  // All before it are here.
  std::map<int, Stream> streams_;
  int next_number_ = 1;
  std::map<std::int64_t, Filling> fillings_;
  std::set<std::int64_t> no_hint_;  // Their hint is used up, or wrong.
  std::vector<std::int64_t> newly_wrong_;
  std::set<std::int64_t> wrong_;  // Came wrong once: from here on each copy from one mirror alone.
  KnownBytes* known_;
  std::set<std::int64_t> misknown_;                  // Pieces of which what is known is wrong, or useless.
  std::map<std::pair<std::int64_t, int>, int> bad_;  // (piece, mirror) → times.
  std::map<int, Error> unfit_;
  std::optional<Error> given_up_;
};

}  // namespace lianxiao::sync
