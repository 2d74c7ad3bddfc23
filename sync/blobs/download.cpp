#include "sync/blobs/download.h"

#include <algorithm>

#include "sync/tuning.h"

namespace lianxiao::sync {

Download::Download(formats::PieceList pieces, int mirrors, const Has& has, KnownBytes* known)
    : pieces_(std::move(pieces)), mirrors_(mirrors), known_(known) {
  const auto count = (pieces_.file_bytes + formats::kPieceBytes - 1) / formats::kPieceBytes;
  states_.assign(static_cast<std::size_t>(count), State::kMissing);
  for (std::int64_t piece = 0; piece < count; ++piece) {
    if (has(piece)) {
      At(piece) = State::kHave;
      continue;
    }
    missing_bytes_ += SizeOf(piece);
    if (known_ == nullptr) continue;
    if (UnknownEnd(piece) == 0) misknown_.insert(piece);
    known_bytes_ += KnownBytesIn(piece, SizeOf(piece));
  }
}

std::int64_t Download::SizeOf(std::int64_t piece) const {
  return std::min(formats::kPieceBytes, pieces_.file_bytes - piece * formats::kPieceBytes);
}

int Download::BadTimes(std::int64_t piece, int mirror) const {
  const auto found = bad_.find({piece, mirror});
  return found == bad_.end() ? 0 : found->second;
}

int Download::MirrorFor(std::int64_t piece, std::span<const int> usable) const {
  int best = -1;
  for (const int mirror : usable) {
    const int bad = BadTimes(piece, mirror);
    if (unfit_.contains(mirror) || bad >= kBadTimesPerMirror) continue;
    if (best < 0 || bad < BadTimes(piece, best)) best = mirror;
  }
  return best;
}

Download::Stream Download::Begin(std::int64_t piece, int mirror, const Hint& hint) {
  Stream stream{mirror, piece, piece, {}, false, 0};
  if (const auto found = beginnings_.find(piece); found != beginnings_.end()) {
    stream.bytes = std::move(found->second.bytes);
    stream.mixed = found->second.mixed || found->second.mirror != mirror;
    beginnings_.erase(found);
  } else if (!no_hint_.contains(piece)) {
    stream.bytes = hint(piece);
    // At least one byte is asked for, so that the piece comes to its end by arriving.
    const auto most = (Trusts(piece) ? UnknownEnd(piece) : SizeOf(piece)) - 1;
    stream.bytes.resize(std::min(stream.bytes.size(), static_cast<std::size_t>(most)));
    stream.mixed = !stream.bytes.empty();
  }
  no_hint_.insert(piece);
  AppendKnown(stream);
  return stream;
}

std::int64_t Download::UnknownEnd(std::int64_t piece) const {
  const auto first = piece * formats::kPieceBytes, end = first + SizeOf(piece);
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

std::int64_t Download::KnownBytesIn(std::int64_t piece, std::int64_t beginning) const {
  if (!Trusts(piece)) return 0;
  const auto first = piece * formats::kPieceBytes, end = first + beginning;
  std::int64_t bytes = 0;
  for (auto at = known_->Next(first); at < end;) {
    const auto until = known_->Until(at);
    bytes += std::min(until, end) - at;
    at = known_->Next(until);
  }
  return bytes;
}

void Download::Distrust(std::int64_t piece) {
  if (!Trusts(piece)) return;
  known_bytes_ -= KnownBytesIn(piece, SizeOf(piece));
  misknown_.insert(piece);
}

std::int64_t Download::FetchedOf(std::int64_t piece, const std::string& in_hand) const {
  const auto size = static_cast<std::int64_t>(in_hand.size());
  return size - KnownBytesIn(piece, size);
}

// As far into this piece as to ask in one go, from `from` within it.
std::int64_t Download::AskEnd(std::int64_t piece, std::int64_t from) const {
  const auto end = piece * formats::kPieceBytes + SizeOf(piece);
  return Trusts(piece) ? std::min(known_->Next(from), end) : end;
}

// What is known and follows next; never all that is left, but when the last byte asked for has come.
void Download::AppendKnown(Stream& stream) {
  if (!Trusts(stream.piece)) return;
  const auto first = stream.piece * formats::kPieceBytes;
  const auto at = first + static_cast<std::int64_t>(stream.bytes.size());
  const auto until = std::min(known_->Until(at), first + SizeOf(stream.piece));
  if (until <= at) return;
  auto bytes = known_->Read(at, until);
  if (static_cast<std::int64_t>(bytes.size()) != until - at) {
    Distrust(stream.piece);
    return;
  }
  stream.bytes += bytes;
  stream.mixed = true;
}

std::optional<Ask> Download::Next(std::span<const int> usable, const Hint& hint) {
  if (given_up_) return std::nullopt;
  while (first_missing_ < Count() && At(first_missing_) != State::kMissing) ++first_missing_;

  for (auto piece = first_missing_; piece < Count(); ++piece) {
    if (At(piece) != State::kMissing) continue;
    const int mirror = MirrorFor(piece, usable);
    if (mirror < 0) continue;

    auto stream = Begin(piece, mirror, hint);
    const auto from = piece * formats::kPieceBytes + static_cast<std::int64_t>(stream.bytes.size());
    stream.end = from;
    do {
      stream.end = AskEnd(stream.end_piece, stream.end);
      At(stream.end_piece++) = State::kAsked;
      // On into the next piece, as long as there is no byte between that is known.
    } while (stream.end_piece < Count() && stream.end_piece - piece < kAskPieces &&
             stream.end == stream.end_piece * formats::kPieceBytes &&
             At(stream.end_piece) == State::kMissing && !beginnings_.contains(stream.end_piece) &&
             AskEnd(stream.end_piece, stream.end) > stream.end &&
             MirrorFor(stream.end_piece, usable) == mirror);

    const Ask ask{next_number_++, mirror, from, stream.end};
    streams_.emplace(ask.number, std::move(stream));
    return ask;
  }
  return std::nullopt;
}

bool Download::Good(const Stream& stream) const {
  return pieces_.digests.empty() || pieces_.Matches(stream.piece, stream.bytes);
}

// A whole piece is in hand: right, or wrong and asked for again.
void Download::TakeIn(Stream& stream, std::vector<GoodPiece>& good) {
  if (Good(stream)) {
    At(stream.piece) = State::kHave;
    missing_bytes_ -= SizeOf(stream.piece);
    known_bytes_ -= KnownBytesIn(stream.piece, SizeOf(stream.piece));
    good.push_back({stream.piece, std::move(stream.bytes)});
  } else {
    At(stream.piece) = State::kMissing;
    first_missing_ = std::min(first_missing_, stream.piece);
    Distrust(stream.piece);
    if (!stream.mixed) ++bad_[{stream.piece, stream.mirror}];
    CheckHope(stream.piece);
  }
  stream.bytes.clear();
  stream.mixed = false;
  ++stream.piece;
}

std::vector<GoodPiece> Download::Arrived(int ask, std::string_view bytes) {
  std::vector<GoodPiece> good;
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return good;
  auto& stream = found->second;
  while (!bytes.empty() && stream.piece < stream.end_piece) {
    const auto size = static_cast<std::size_t>(SizeOf(stream.piece));
    const auto take = std::min(bytes.size(), size - stream.bytes.size());
    stream.bytes.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (stream.piece * formats::kPieceBytes + static_cast<std::int64_t>(stream.bytes.size()) == stream.end) {
      AppendKnown(stream);
    }
    if (stream.bytes.size() == size) TakeIn(stream, good);
  }
  return good;
}

Beginning Download::InHand(int ask) const {
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return {};
  return {found->second.piece, found->second.bytes};
}

void Download::Ended(int ask) {
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return;
  auto& stream = found->second;
  for (auto piece = stream.piece; piece < stream.end_piece; ++piece) At(piece) = State::kMissing;
  first_missing_ = std::min(first_missing_, stream.piece);
  if (!stream.bytes.empty()) {
    beginnings_[stream.piece] = {std::move(stream.bytes), stream.mirror, stream.mixed};
  }
  streams_.erase(found);
}

void Download::Unfit(int ask, const Error& why) {
  const auto found = streams_.find(ask);
  if (found == streams_.end()) return;
  const auto piece = found->second.piece;
  unfit_.insert_or_assign(found->second.mirror, why);
  Ended(ask);
  CheckHope(piece);
}

// Whether some mirror, reachable now or not, could still give this piece.
void Download::CheckHope(std::int64_t piece) {
  if (given_up_) return;
  for (int mirror = 0; mirror < mirrors_; ++mirror) {
    if (!unfit_.contains(mirror) && BadTimes(piece, mirror) < kBadTimesPerMirror) return;
  }
  const bool wrong_bytes =
      std::any_of(bad_.begin(), bad_.end(), [](const auto& bad) { return bad.second > 0; });
  if (!wrong_bytes && !unfit_.empty()) {
    given_up_ = unfit_.begin()->second;
  } else {
    given_up_ = Error{ErrorCode::kCorrupt, "piece " + std::to_string(piece + 1) + " of " +
                                               std::to_string(Count()) + " is wrong at every mirror"};
  }
}

std::int64_t Download::BytesMissing() const {
  auto bytes = missing_bytes_ - known_bytes_;
  for (const auto& [number, stream] : streams_) bytes -= FetchedOf(stream.piece, stream.bytes);
  for (const auto& [piece, kept] : beginnings_) bytes -= FetchedOf(piece, kept.bytes);
  return bytes;
}

}  // namespace lianxiao::sync
