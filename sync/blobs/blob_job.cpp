#include "sync/blobs/blob_job.h"

#include <algorithm>

#include "storage/part_path.h"
#include "sync/blobs/delta.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

using formats::kPieceBytes;

std::int64_t PieceCount(std::int64_t bytes) { return (bytes + kPieceBytes - 1) / kPieceBytes; }

// A blob that came with no piece list of its own: over one piece, a delta that an older center made. Only its
// whole digest can be checked, when the library publishes it.
formats::PieceList Unlisted(const BlobId& id, std::int64_t bytes) {
  if (bytes <= kPieceBytes) return formats::OnePiece(id, bytes);
  return {bytes, std::vector<BlobId>(static_cast<std::size_t>(PieceCount(bytes)))};
}

bool IsUnlisted(const formats::PieceList& pieces) {
  return std::ranges::all_of(pieces.digests, [](const BlobId& id) { return id == BlobId{}; });
}

// "LXP1", the file's size, a digest for each piece (formats/piece_list.h).
std::int64_t PieceListBytes(std::int64_t bytes) {
  return 4 + 8 + static_cast<std::int64_t>(sizeof(BlobId)) * PieceCount(bytes);
}

}  // namespace

std::string BlobPath(const BlobId& id) {
  const auto hex = id.Hex();
  return "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

BlobJob::BlobJob(Want want, JobPlaces places) : want_(std::move(want)), places_(places) {}

Status BlobJob::Open() {
  if (want_.file.size_bytes == 0) {
    LIANXIAO_TRY(places_.library.Add(want_.file.blob, {}));
    done_ = true;
    return {};
  }
  if (want_.delta) return OpenDelta();
  return want_.old_files.empty() ? OpenFile() : OpenSignature();
}

Status BlobJob::OpenDelta() {
  const auto& delta = *want_.delta;
  if (places_.library.Has(delta.blob)) return ApplyDelta();  // Fetched just before a power cut.
  if (!delta.HasPieces()) {
    return OpenStep(Step::kDelta, delta.blob, Unlisted(delta.blob, delta.size_bytes));
  }
  return OpenListed(Step::kDelta, {delta.blob, delta.pieces, delta.size_bytes});
}

Status BlobJob::OpenFile() {
  const auto& file = want_.file;
  if (file.size_bytes <= kPieceBytes)
    return OpenStep(Step::kFile, file.blob, Unlisted(file.blob, file.size_bytes));
  if (!file.HasPieces()) return Fail(ErrorCode::kInvalid, file.path + ": the catalog gives no piece list");
  return OpenListed(Step::kFile, {file.blob, file.pieces, file.size_bytes});
}

Status BlobJob::OpenListed(Step step, const Listed& blob) {
  if (places_.library.Has(blob.pieces)) {
    LIANXIAO_ASSIGN(auto pieces, ReadPieceList(blob));
    return OpenStep(step, blob.id, std::move(pieces));
  }
  const auto list_bytes = PieceListBytes(blob.bytes);
  if (list_bytes > kPieceBytes)
    return Fail(ErrorCode::kInvalid, want_.file.path + ": too large for this program");
  if (MayGoAhead(step, blob)) return OpenAhead(step, blob);
  listed_step_ = step;
  return OpenStep(Step::kPieceList, blob.pieces, formats::OnePiece(blob.pieces, list_bytes));
}

// Where something of it is here already, its list says first what of that is right.
bool BlobJob::MayGoAhead(Step step, const Listed& blob) const {
  if (whole_only_ || (step == Step::kFile && old_files_)) return false;
  const auto parts = places_.library.PartsOnDisk();
  return PieceListBytes(blob.bytes) <= kWholeInMemoryBytes && std::ranges::count(parts, blob.id) == 0;
}

// The line is not left idle for the round trip or two that the list takes.
Status BlobJob::OpenAhead(Step step, const Listed& blob) {
  step_ = step;
  fetching_ = blob.id;
  fetching_bytes_ = blob.bytes;
  listed_ = blob;
  part_.reset();
  LIANXIAO_ASSIGN(part_, places_.library.Begin(blob.id, Unlisted(blob.id, blob.bytes)));
  list_.emplace(formats::OnePiece(blob.pieces, PieceListBytes(blob.bytes)), places_.mirrors,
                [](std::int64_t) { return false; });
  download_.emplace(ListAwaited{blob.bytes}, places_.mirrors);
  return {};
}

Result<formats::PieceList> BlobJob::ReadPieceList(const Listed& blob) const {
  LIANXIAO_ASSIGN(const auto found, places_.library.Find(blob.pieces));
  LIANXIAO_ASSIGN(const auto bytes, storage::ReadWhole(places_.disk, found.path, PieceListBytes(blob.bytes)));
  return formats::DecodePieceList(bytes, blob.bytes);
}

Status BlobJob::OpenStep(Step step, const BlobId& id, formats::PieceList pieces) {
  step_ = step;
  fetching_ = id;
  fetching_bytes_ = pieces.file_bytes;
  part_.reset();
  if (fetching_bytes_ > kWholeInMemoryBytes) {
    LIANXIAO_ASSIGN(part_, places_.library.Begin(id, pieces));
  }
  if (pieces.Count() > 1 && IsUnlisted(pieces)) pieces.digests.clear();
  auto* const known = step == Step::kFile && part_ ? old_files_.get() : nullptr;
  if (known != nullptr) LIANXIAO_TRY(PutDownKnown(pieces));
  download_.emplace(
      std::move(pieces), places_.mirrors, [this](std::int64_t piece) { return part_ && part_->Has(piece); },
      known);
  // Every piece was there already; only the last step was missing when the power went.
  return download_->Complete() ? Advance() : Status{};
}

std::optional<Error> BlobJob::GivenUp() const {
  if (trouble_) return trouble_;
  if (list_) return list_->given_up();
  return download_ ? download_->given_up() : std::nullopt;
}

Status BlobJob::StepLost() {
  const auto why = *GivenUp();
  const bool list_lost = list_ || step_ == Step::kPieceList;
  list_.reset();
  download_.reset();
  part_.reset();
  if (step_ == Step::kSignature && !trouble_) {
    places_.log.Warning(want_.file.path + ": its signature cannot be had: " + why.message);
    return TakeCheapest(want_.file.size_bytes - want_.bytes_here);
  }
  if (step_ == Step::kRepair && !trouble_) {
    places_.log.Warning(want_.file.path + ": its repair cannot be had: " + why.message);
    return TakeCheapest(old_files_->plan().missing().OnTheWire());
  }
  if (step_ == Step::kFile && old_files_ && !trouble_) {
    // Perhaps no mirror gives ranges. From its first byte on a file comes without.
    places_.log.Warning(want_.file.path + ": what is missing cannot be had in ranges: " + why.message);
    old_files_.reset();
    whole_only_ = why.code == ErrorCode::kRefused;
    LIANXIAO_TRY(places_.library.DropPart(want_.file.blob));
    return OpenFile();
  }
  if (step_ == Step::kFile && why.code == ErrorCode::kRefused && !list_lost && !whole_only_ && !trouble_ &&
      want_.file.size_bytes <= kAskPieces * kPieceBytes) {
    whole_only_ = true;
    LIANXIAO_TRY(places_.library.DropPart(want_.file.blob));
    return OpenFile();
  }
  const bool for_delta = step_ == Step::kDelta || (step_ == Step::kPieceList && listed_step_ == Step::kDelta);
  if (for_delta && !trouble_) return FetchWholeInstead(why);
  return Fail(why);
}

std::optional<Ask> BlobJob::Next(std::span<const int> usable, const AskLimits& limits) {
  if (!download_) return std::nullopt;
  if (list_) {
    const auto no_hints = [](std::int64_t) { return std::vector<Hint>(); };
    if (auto ask = list_->Next(usable, no_hints, limits)) {
      ask->number = -ask->number;
      return ask;
    }
  }
  return download_->Next(
      usable, [this](std::int64_t piece) { return HintsOf(piece); }, limits);
}

std::vector<Hint> BlobJob::HintsOf(std::int64_t piece) const {
  std::vector<Hint> hints;
  if (!part_) return hints;
  auto kept = part_->Hints(piece);
  if (!kept) return hints;
  for (auto& stretch : *kept) hints.push_back({stretch.at, std::move(stretch.bytes)});
  return hints;
}

RangeRequest BlobJob::RequestFor(const Ask& ask, std::string url) const {
  const auto bytes = IsOfList(ask.number) ? PieceListBytes(listed_.bytes) : fetching_bytes_;
  return {std::move(url), ask.first, ask.end, bytes};
}

std::string BlobJob::PathOf(const Ask& ask) const {
  return BlobPath(IsOfList(ask.number) ? listed_.pieces : fetching_);
}

void BlobJob::Arrived(int ask, std::string_view bytes) {
  if (trouble_) return;
  if (const auto stored = StoreArrived(ask, bytes); !stored) {
    trouble_ = stored.error();
    return;
  }
  for (const auto piece : download_->TakeWrong()) {
    if (part_) part_->ForgetHints(piece);
  }
  KeepHints(ask, kHintBytes);
}

Status BlobJob::StoreArrived(int ask, std::string_view bytes) {
  if (!IsOfList(ask)) return StoreAll(download_->Arrived(ask, bytes));
  if (!list_) return {};
  const auto whole = list_->Arrived(-ask, bytes);
  return whole.empty() ? Status() : TakeList(whole.front().bytes);
}

Status BlobJob::TakeList(std::string_view bytes) {
  LIANXIAO_TRY(places_.library.Add(listed_.pieces, bytes));
  LIANXIAO_ASSIGN(auto pieces, formats::DecodePieceList(bytes, listed_.bytes));
  list_.reset();
  return StoreAll(download_->TakeList(std::move(pieces)));
}

Status BlobJob::StoreAll(std::vector<GoodPiece> pieces) {
  for (auto& piece : pieces) LIANXIAO_TRY(Store(std::move(piece)));
  return {};
}

Status BlobJob::Store(GoodPiece piece) {
  if (step_ == Step::kRepair) {
    repair_bytes_ = piece.bytes.substr(static_cast<std::size_t>(wanted_->first()),
                                       static_cast<std::size_t>(wanted_->end() - wanted_->first()));
    return {};
  }
  if (!part_) return places_.library.Add(fetching_, piece.bytes);
  return part_->PutPiece(piece.piece, piece.bytes);
}

// A hint saves bytes after a kill or a power cut and is nothing more, so a failure to keep it is only noted.
void BlobJob::KeepHints(int ask, std::int64_t least) {
  if (!part_ || IsOfList(ask)) return;
  for (const auto& [piece, at, bytes] : download_->TakeInHand(ask, least)) {
    if (const auto kept = part_->PutHint(piece, at, bytes); !kept) {
      places_.log.Warning("hint of " + want_.file.path + ": " + kept.error().message);
    }
  }
}

void BlobJob::Ended(int ask) {
  if (IsOfList(ask)) {
    if (list_) list_->Ended(-ask);
    return;
  }
  KeepHints(ask, 1);
  download_->Ended(ask);
}

void BlobJob::Unfit(int ask, const Error& why) {
  if (IsOfList(ask)) {
    if (list_) list_->Unfit(-ask, why);
    return;
  }
  KeepHints(ask, 1);
  download_->Unfit(ask, why);
}

void BlobJob::Flush() {
  if (!part_) return;
  if (const auto flushed = part_->Flush(); !flushed) {
    places_.log.Warning("part of " + want_.file.path + ": " + flushed.error().message);
  }
}

Status BlobJob::Advance() {
  if (unpacker_) return TakeFiles();
  download_.reset();
  LIANXIAO_TRY(Publish());
  switch (step_) {
    case Step::kPieceList: return listed_step_ == Step::kDelta ? OpenDelta() : OpenFile();
    case Step::kDelta: return ApplyDelta();
    case Step::kSignature: return SearchOldFiles();
    case Step::kRepair: return TakeRepair();
    case Step::kFile: done_ = true; return DropSignature();
  }
  std::abort();  // No default above, so that a new step fails to compile here.
}

Status BlobJob::Publish() {
  if (!part_) return {};  // Added already.
  auto published = places_.library.Publish(std::move(part_));
  if (published || step_ != Step::kDelta || published.error().code != ErrorCode::kCorrupt) return published;
  // A wrong byte in a large delta shows only here. What it would have saved is lost; the file is not.
  return {};
}

Status BlobJob::OpenSignature() {
  const auto& signature = *want_.file.signature;
  if (places_.library.Has(signature.blob)) return SearchOldFiles();  // Fetched before a power cut.
  return OpenStep(Step::kSignature, signature.blob, formats::OnePiece(signature.blob, signature.size_bytes));
}

std::string BlobJob::OldFilePath(const BlobId& id) const {
  const auto whole = places_.library.Find(id);
  return whole ? whole->path : storage::PartPath(places_.library, id).value_or(std::string());
}

// The signature is here. What the old files lack decides on the way.
Status BlobJob::SearchOldFiles() {
  const auto& file = want_.file;
  std::vector<std::string> paths;
  for (const auto& id : want_.old_files) {
    if (auto path = OldFilePath(id); !path.empty()) paths.push_back(std::move(path));
  }
  const auto search = [&]() -> Result<std::unique_ptr<OldFiles>> {
    LIANXIAO_ASSIGN(const auto found, places_.library.Find(file.signature->blob));
    LIANXIAO_ASSIGN(const auto signature,
                    storage::ReadWhole(places_.disk, found.path, formats::kMaxSignatureBytes));
    return OldFiles::Search(places_.disk, paths, signature, file.size_bytes, places_.stopped);
  };
  auto searched = search();
  if (!searched && places_.stopped()) return Fail(searched.error());
  if (searched) {
    old_files_ = *std::move(searched);
    const auto& missing = old_files_->plan().missing();
    places_.log.Info(file.path + ": " + std::to_string(missing.bytes) + " of " +
                     std::to_string(file.size_bytes) + " bytes are to be fetched, in " +
                     std::to_string(missing.requests) + " ranges; the rest is in older files");
    return MendOrTakeCheapest();
  }
  if (searched.error().code == ErrorCode::kCorrupt) failed_delta_ = file.signature->blob;
  places_.log.Info(file.path + ": older files do not help: " + searched.error().message);
  return TakeCheapest(file.size_bytes - want_.bytes_here);
}

// Two requests for parts of the repair, where they will cost less than a request for each hole.
Status BlobJob::MendOrTakeCheapest() {
  if (const auto& repair = want_.file.signature->repair) {
    auto most = want_.file.size_bytes;
    for (const auto& delta : want_.file.deltas) {
      if (!delta.HasBasis()) most = std::min(most, delta.size_bytes);
    }
    if (const auto range = old_files_->RepairWanted(repair->shape, most)) return OpenRepair(*range);
  }
  return TakeCheapest(old_files_->plan().missing().OnTheWire());
}

// Taken as it comes: what it leads to is believed only with the digest of its piece.
Status BlobJob::OpenRepair(const OldFiles::Range& range) {
  const auto& repair = *want_.file.signature->repair;
  step_ = Step::kRepair;
  fetching_ = repair.blob;
  fetching_bytes_ = repair.shape.Bytes();
  part_.reset();
  wanted_ = std::make_unique<OneRange>(range.first, range.end, fetching_bytes_);
  const auto here = [](std::int64_t) { return false; };
  download_.emplace(formats::PieceList{fetching_bytes_, {}}, places_.mirrors, here, wanted_.get());
  return {};
}

Status BlobJob::TakeRepair() {
  if (const auto taken = old_files_->TakeRepair(repair_bytes_); !taken) {
    if (places_.stopped()) return Fail(taken.error());
    places_.log.Info(want_.file.path + ": its repair does not help: " + taken.error().message);
  }
  repair_bytes_.clear();
  return MendOrTakeCheapest();
}

// With or without old files: the packed file, when it weighs less than what is missing of the plain one.
Status BlobJob::TakeCheapest(std::int64_t missing_bytes) {
  want_.old_files.clear();
  for (const auto& delta : want_.file.deltas) {
    if (delta.HasBasis() || delta.size_bytes >= missing_bytes) continue;
    want_.delta = delta;
    missing_bytes = delta.size_bytes;
  }
  return want_.delta ? OpenDelta() : OpenFile();
}

Status BlobJob::DropSignature() {
  const auto& signature = want_.file.signature;
  return signature ? places_.library.Remove(signature->blob) : Status{};
}

// Pieces that lie in old files from end to end. One that is not right is left to be fetched.
Status BlobJob::PutDownKnown(const formats::PieceList& pieces) {
  for (std::int64_t piece = 0; piece < pieces.Count(); ++piece) {
    const auto first = pieces.Offset(piece), end = first + pieces.Size(piece);
    if (part_->Has(piece) || old_files_->Until(first) < end) continue;
    const auto bytes = old_files_->Read(first, end);
    if (pieces.Matches(piece, bytes)) LIANXIAO_TRY(part_->PutPiece(piece, bytes));
  }
  return part_->Flush();
}

Result<std::string> BlobJob::BasisPath(const formats::Delta& delta) const {
  if (!delta.HasBasis()) return std::string();
  LIANXIAO_ASSIGN(const auto basis, places_.library.Find(delta.from));
  return basis.path;
}

Status BlobJob::ApplyDelta() {
  if (want_.package) return Unpack();
  const auto delta = *want_.delta;
  const auto applied = MakeFromDelta(delta);
  LIANXIAO_TRY(RemoveDelta(delta));
  if (applied) {
    done_ = true;
    return {};
  }
  if (applied.error().code == ErrorCode::kNoSpace) return Fail(applied.error());
  return FetchWholeInstead(applied.error());
}

Status BlobJob::MakeFromDelta(const formats::Delta& delta) {
  const auto& file = want_.file;
  const auto result = places_.library.Scratch() + "/" + file.blob.Hex() + ".patched";
  const auto make = [&]() -> Status {
    LIANXIAO_ASSIGN(const auto basis, BasisPath(delta));
    LIANXIAO_ASSIGN(const auto packed, places_.library.Find(delta.blob));
    LIANXIAO_TRY(sync::ApplyDelta(delta.format, basis, packed.path, result, file.size_bytes));
    return places_.library.Adopt(file.blob, result);
  };
  auto made = make();
  if (!made) LIANXIAO_TRY(places_.disk.Remove(result));
  return made;
}

Status BlobJob::RemoveDelta(const formats::Delta& delta) {
  LIANXIAO_TRY(places_.library.Remove(delta.blob));
  return delta.HasPieces() ? places_.library.Remove(delta.pieces) : Status();
}

Status BlobJob::Unpack() {
  unpacker_ = std::make_unique<PackageUnpacker>(*want_.package, *want_.delta, places_.library, places_.disk);
  const auto applied = unpacker_->Apply();
  if (applied) return {};
  unpacker_.reset();
  // With more room the delta, which stays, leads to its files.
  return applied.error().code == ErrorCode::kNoSpace ? applied : FetchWholeInstead(applied.error());
}

Status BlobJob::TakeFiles() {
  const auto all = unpacker_->TakeSome();
  if (all && !*all) return {};
  unpacker_.reset();
  if (all) {
    done_ = true;
    return RemoveDelta(*want_.delta);
  }
  return all.error().code == ErrorCode::kCorrupt ? FetchWholeInstead(all.error()) : Status(Fail(all.error()));
}

Status BlobJob::FallBack(const Error& why) {
  places_.log.Warning(want_.title +
                      ": one delta does not lead to its files, so they come one by one: " + why.message);
  failed_delta_ = want_.delta->blob;
  fell_back_ = true;
  return RemoveDelta(*want_.delta);
}

Status BlobJob::FetchWholeInstead(const Error& why) {
  if (want_.package) return FallBack(why);
  places_.log.Warning(want_.file.path +
                      ": the delta does not lead to it, so it is fetched whole: " + why.message);
  failed_delta_ = want_.delta->blob;
  want_.delta.reset();
  return OpenFile();
}

std::int64_t BlobJob::bytes_total() const {
  if (done_ || !download_) return want_.WireBytes();
  const bool on_the_way = step_ == Step::kPieceList || step_ == Step::kRepair;
  return on_the_way ? want_.WireBytes() : fetching_bytes_;
}

std::int64_t BlobJob::bytes_done() const {
  if (done_) return bytes_total();
  if (!download_ || step_ == Step::kPieceList || step_ == Step::kRepair) return 0;
  return fetching_bytes_ - download_->BytesMissing();
}

}  // namespace lianxiao::sync
