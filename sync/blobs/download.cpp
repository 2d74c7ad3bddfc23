#include "sync/blobs/download.h"

#include <algorithm>

#include "sync/tuning.h"

namespace lianxiao::sync {

using formats::kPieceBytes;

Download::Download(formats::PieceList pieces, int mirrors, const Has& has, KnownBytes* known)
    : pieces_(std::move(pieces)), mirrors_(mirrors), known_(known) {
  have_.assign(static_cast<std::size_t>((pieces_.file_bytes + kPieceBytes - 1) / kPieceBytes), false);
  for (std::int64_t piece = 0; piece < Count(); ++piece) {
    have_[static_cast<std::size_t>(piece)] = has(piece);
    if (Have(piece)) continue;
    missing_bytes_ += SizeOf(piece);
    if (known_ == nullptr) continue;
    if (UnknownEnd(piece) == 0) misknown_.insert(piece);
    known_bytes_ += KnownBytesIn(piece);
  }
}

Download::Download(ListAwaited blob, int mirrors)
    : Download(formats::PieceList{blob.file_bytes, {}}, mirrors, [](std::int64_t) { return false; }) {
  awaits_list_ = true;
}

std::int64_t Download::CountToAsk() const { return awaits_list_ ? std::min(Count(), kPiecesAhead) : Count(); }

std::int64_t Download::SizeOf(std::int64_t piece) const {
  return std::min(kPieceBytes, pieces_.file_bytes - piece * kPieceBytes);
}

int Download::BadTimes(std::int64_t piece, int mirror) const {
  const auto found = bad_.find({piece, mirror});
  return found == bad_.end() ? 0 : found->second;
}

bool Download::IsGood(int mirror, std::int64_t piece) const {
  return !unfit_.contains(mirror) && BadTimes(piece, mirror) < kBadTimesPerMirror;
}

// Whoever sent a wrong byte among many is only found out when one sends them all.
bool Download::MayFill(std::int64_t piece, const Filling& filling, int mirror) const {
  return !wrong_.contains(piece) || filling.mirror == kNobody || filling.mirror == mirror;
}

// -1: none of them, or the best has no room now.
int Download::MirrorFor(std::int64_t piece, std::span<const int> usable, const AskLimits& limits) const {
  int best = kNobody;
  for (const int mirror : usable) {
    if (!IsGood(mirror, piece)) continue;
    if (best < 0 || BadTimes(piece, mirror) < BadTimes(piece, best)) best = mirror;
  }
  return best >= 0 && limits.has_room && !limits.has_room(best) ? kNobody : best;
}

std::int64_t Download::UnknownEnd(std::int64_t piece) const {
  const auto first = piece * kPieceBytes, end = first + SizeOf(piece);
  auto unknown_end = first;
  for (auto at = first; at < end;) {
    if (const auto until = known_->Until(at); until > at) {
      at = until;
    } else {
      at = unknown_end = std::min(known_->Next(at), end);
    }
  }
  return unknown_end - first;
}

std::int64_t Download::KnownBytesIn(std::int64_t piece) const {
  if (!Trusts(piece)) return 0;
  const auto first = piece * kPieceBytes, end = first + SizeOf(piece);
  std::int64_t bytes = 0;
  for (auto at = known_->Next(first); at < end;) {
    const auto until = known_->Until(at);
    bytes += std::min(until, end) - at;
    at = known_->Next(until);
  }
  return bytes;
}

void Download::Put(Filling& filling, std::int64_t size, std::int64_t at, std::string_view bytes) {
  if (filling.bytes.empty()) filling.bytes.resize(static_cast<std::size_t>(size));
  std::ranges::copy(bytes, filling.bytes.begin() + at);
  filling.there.Add(at, at + static_cast<std::int64_t>(bytes.size()));
}

void Download::PutKnown(std::int64_t piece, Filling& filling) {
  if (!Trusts(piece)) return;
  known_bytes_ -= KnownBytesIn(piece);
  const auto first = piece * kPieceBytes, end = first + SizeOf(piece);
  for (auto at = known_->Next(first); at < end;) {
    const auto until = std::min(known_->Until(at), end);
    const auto bytes = known_->Read(at, until);
    if (static_cast<std::int64_t>(bytes.size()) != until - at) {
      misknown_.insert(piece);
      return;
    }
    Put(filling, SizeOf(piece), at - first, bytes);
    filling.mixed = true;
    at = known_->Next(until);
  }
}

void Download::PutHint(std::int64_t piece, std::int64_t at, std::string_view bytes, std::int64_t most,
                       Filling& filling) {
  if (at < 0 || at >= most) return;
  bytes = bytes.substr(0, static_cast<std::size_t>(most - at));
  if (!bytes.empty()) Put(filling, SizeOf(piece), at, bytes);
  filling.mixed |= !bytes.empty();
}

// At least one byte of each piece is asked for, so that it comes to its end by arriving.
Download::Filling& Download::Open(std::int64_t piece, const Hints& hints) {
  const auto [found, fresh] = fillings_.try_emplace(piece);
  auto& filling = found->second;
  if (!fresh) return filling;
  const auto most = (Trusts(piece) ? UnknownEnd(piece) : SizeOf(piece)) - 1;
  if (no_hint_.insert(piece).second) {
    for (const auto& [at, bytes] : hints(piece)) PutHint(piece, at, bytes, most, filling);
  }
  PutKnown(piece, filling);
  return filling;
}

// The first stretch of a piece that is neither here nor asked for.
Download::Gap Download::GapIn(std::int64_t piece, const Hints& hints) {
  const auto& filling = Open(piece, hints);
  const auto base = piece * kPieceBytes, piece_end = base + SizeOf(piece);
  auto taken = filling.there;
  for (const auto& [number, stream] : streams_) {
    taken.Add(std::max(stream.at, base) - base, std::min(stream.end, piece_end) - base);
  }
  const auto first = taken.Until(0);
  if (first >= SizeOf(piece)) return {};
  return {base + first, base + taken.NextFrom(first, SizeOf(piece))};
}

// On into the pieces that follow, as long as there is nothing between that is here or asked for.
std::int64_t Download::Extend(std::int64_t end, std::int64_t most_end, int mirror,
                              std::span<const int> usable, const Hints& hints, const AskLimits& limits) {
  while (end < most_end && end % kPieceBytes == 0 && end / kPieceBytes < CountToAsk()) {
    const auto piece = end / kPieceBytes;
    if (Have(piece) || MirrorFor(piece, usable, limits) != mirror) break;
    const auto gap = GapIn(piece, hints);
    if (gap.first != end || gap.end == end) break;
    end = gap.end;
  }
  return end;
}

std::optional<Ask> Download::Next(std::span<const int> usable, const Hints& hints, const AskLimits& limits) {
  if (given_up_ || limits.most_bytes <= 0) return std::nullopt;
  while (first_missing_ < Count() && Have(first_missing_)) ++first_missing_;
  for (auto piece = first_missing_; piece < CountToAsk(); ++piece) {
    if (Have(piece)) continue;
    const int mirror = MirrorFor(piece, usable, limits);
    if (mirror < 0) continue;
    // What a mirror left unfinished that is gone now begins anew.
    if (const auto found = fillings_.find(piece);
        found != fillings_.end() && !MayFill(piece, found->second, mirror)) {
      fillings_.erase(found);
    }
    const auto gap = GapIn(piece, hints);
    if (gap.first == gap.end) continue;
    const auto most = std::min(limits.most_bytes, kAskPieces * kPieceBytes);
    const auto most_end = gap.first > pieces_.file_bytes - most ? pieces_.file_bytes : gap.first + most;
    auto end = std::min(Extend(gap.end, most_end, mirror, usable, hints, limits), most_end);
    if (end == most_end && end > (piece + 1) * kPieceBytes) {
      end -= end < pieces_.file_bytes ? end % kPieceBytes : 0;  // So that the next one begins with a piece.
    }
    const Ask ask{next_number_++, mirror, gap.first, end};
    streams_.emplace(ask.number, Stream{mirror, ask.first, ask.end, ask.first});
    return ask;
  }
  return std::nullopt;
}

bool Download::Good(std::int64_t piece, const std::string& bytes) const {
  return pieces_.digests.empty() || pieces_.Matches(piece, bytes);
}

std::vector<GoodPiece> Download::TakeList(formats::PieceList pieces) {
  pieces_ = std::move(pieces);
  awaits_list_ = false;
  std::vector<std::int64_t> whole;
  for (const auto& [piece, filling] : fillings_) {
    if (filling.there.Bytes() == SizeOf(piece)) whole.push_back(piece);
  }
  std::vector<GoodPiece> good;
  for (const auto piece : whole) TakeIn(piece, good);
  return good;
}

// A whole piece is in hand: right, or wrong and asked for again.
void Download::TakeIn(std::int64_t piece, std::vector<GoodPiece>& good) {
  if (awaits_list_) return;
  auto filling = std::move(fillings_.at(piece));
  fillings_.erase(piece);
  if (Good(piece, filling.bytes)) {
    have_[static_cast<std::size_t>(piece)] = true;
    missing_bytes_ -= SizeOf(piece);
    good.push_back({piece, std::move(filling.bytes)});
    return;
  }
  misknown_.insert(piece);
  wrong_.insert(piece);
  newly_wrong_.push_back(piece);
  if (!filling.mixed && filling.mirror != kNobody) ++bad_[{piece, filling.mirror}];
  CheckHope(piece);
}

std::vector<GoodPiece> Download::Arrived(int ask, std::string_view bytes) {
  std::vector<GoodPiece> good;
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return good;
  auto& stream = found->second;
  while (!bytes.empty() && stream.at < stream.end) {
    const auto piece = stream.at / kPieceBytes, base = piece * kPieceBytes;
    const auto end = std::min(stream.end, base + SizeOf(piece));
    const auto take = bytes.substr(0, static_cast<std::size_t>(end - stream.at));
    const auto filling = fillings_.find(piece);
    if (filling != fillings_.end() && MayFill(piece, filling->second, stream.mirror)) {
      auto& into = filling->second;
      into.mixed |= into.mirror != kNobody && into.mirror != stream.mirror;
      into.mirror = stream.mirror;
      Put(into, SizeOf(piece), stream.at - base, take);
      if (into.there.Bytes() == SizeOf(piece)) TakeIn(piece, good);
    }
    stream.at += static_cast<std::int64_t>(take.size());
    bytes.remove_prefix(take.size());
  }
  return good;
}

std::vector<InHand> Download::TakeInHand(int ask, std::int64_t least) {
  std::vector<InHand> in_hand;
  const auto found = streams_.find(ask);
  if (found == streams_.end() || found->second.at - found->second.taken < least) return in_hand;
  auto& stream = found->second;
  while (stream.taken < stream.at) {
    const auto piece = stream.taken / kPieceBytes, base = piece * kPieceBytes;
    const auto first = stream.taken - base, end = std::min(stream.at - base, SizeOf(piece));
    stream.taken = base + end;
    const auto filling = fillings_.find(piece);
    if (filling == fillings_.end() || filling->second.there.Until(first) < end) continue;
    in_hand.push_back({piece, first,
                       std::string_view(filling->second.bytes)
                           .substr(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first))});
  }
  return in_hand;
}

void Download::Ended(int ask) { streams_.erase(ask); }

void Download::Unfit(int ask, const Error& why) {
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return;
  const auto piece = std::min(found->second.at / kPieceBytes, Count() - 1);
  unfit_.insert_or_assign(found->second.mirror, why);
  Ended(ask);
  CheckHope(piece);
}

// Whether some mirror, reachable now or not, could still give this piece.
void Download::CheckHope(std::int64_t piece) {
  if (given_up_) return;
  for (int mirror = 0; mirror < mirrors_; ++mirror) {
    if (IsGood(mirror, piece)) return;
  }
  const bool wrong_bytes =
      std::any_of(bad_.begin(), bad_.end(), [](const auto& bad) { return bad.second > 0; });
  const auto refused = std::ranges::find_if(
      unfit_, [](const auto& unfit) { return unfit.second.code == ErrorCode::kRefused; });
  if (!wrong_bytes && !unfit_.empty()) {
    given_up_ = refused != unfit_.end() ? refused->second : unfit_.begin()->second;
  } else {
    given_up_ = Error{ErrorCode::kCorrupt, "piece " + std::to_string(piece + 1) + " of " +
                                               std::to_string(Count()) + " is wrong at every mirror"};
  }
}

std::int64_t Download::BytesMissing() const {
  auto bytes = missing_bytes_ - known_bytes_;
  for (const auto& [piece, filling] : fillings_) bytes -= filling.there.Bytes();
  return bytes;
}

}  // namespace lianxiao::sync
