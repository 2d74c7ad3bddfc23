// One wanted blob on its way into the library, through one or two small steps:
//
//   piece list ─▶ delta ──applied──▶ here       piece list ─▶ pieces ──published──▶ here
//                   └──does not fit──────────────────▲
//   signature ─▶ old files searched ─▶ parts of the repair ─▶ piece list ─▶ pieces, but for what is known ─▶
//   here
//        │                  └──there is none, or ranges cost less─────▲
//        └──no good, nothing found: the packed file, or whole, as it weighs less
//
// What is of one piece needs no piece list. The first pieces of what has one are asked for together with it,
// and are hints until it is here. All that a package lacks comes the same way by one delta, which
// is then cut apart (package_unpacker.h); when it does not fit, the job is over and its files are planned
// anew.
//
// Decides by its Download what to ask for, and keeps the bytes in the library's part. The line is its
// caller's business. Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/log.h"
#include "storage/disk.h"
#include "storage/library.h"
#include "sync/blobs/download.h"
#include "sync/blobs/old_files.h"
#include "sync/blobs/one_range.h"
#include "sync/blobs/package_unpacker.h"
#include "sync/blobs/planner.h"
#include "sync/line/line.h"
#include "sync/line/tuning.h"

namespace lianxiao::sync {

struct JobPlaces {
  storage::Library& library;
  storage::Disk& disk;
  Log& log;
  int mirrors = 1;
  std::function<bool()> stopped = [] { return false; };  // Asked during what takes seconds.
};

std::string BlobPath(const BlobId& id);  // "blobs/ab/cdef…"

class BlobJob {
 public:
  BlobJob(Want want, JobPlaces places);

  const Want& want() const { return want_; }
  bool opened() const { return download_.has_value() || unpacker_ || done_ || fell_back_; }
  bool done() const { return done_; }
  // Of a package: ends the job, so that its files are planned one by one.
  Status FallBack(const Error& why);
  // It was for a package whose delta is no way: its files have to be planned one by one.
  bool fell_back() const { return fell_back_; }
  bool unpacking() const { return unpacker_ != nullptr; }
  // Finds out what to fetch next, and makes room for it. Errors end the job: kNoSpace, kCorrupt, …; kOffline:
  // it left off because it was told to stop.
  Status Open();
  // Some step's bytes are all here: takes the step, and opens the next. To be called when no ask is under
  // way.
  Status Advance();
  bool StepComplete() const { return unpacker_ || (download_ && download_->Complete()); }
  // No mirror can give what the step needs. A delta makes way for the whole file; anything else, and trouble
  // with our own disk, ends the job with that error.
  std::optional<Error> GivenUp() const;
  Status StepLost();

  std::optional<Ask> Next(std::span<const int> usable, const AskLimits& limits = {});
  // Asked for in one go: small, or no mirror gives parts of it.
  bool Undivided() const { return fetching_bytes_ <= kUndividedBytes || whole_only_; }
  RangeRequest RequestFor(const Ask& ask, std::string url) const;
  std::string PathOf(const Ask& ask) const;  // Of what it asks for.

  void Arrived(int ask, std::string_view bytes);
  void Ended(int ask);
  void Unfit(int ask, const Error& why);
  void Flush();  // Pieces and hints so far survive a power cut.

  // On the wire, of the step under way.
  std::int64_t bytes_total() const;
  std::int64_t bytes_done() const;
  // A delta was fetched and did not lead to the file; or a signature, and was no good.
  const std::optional<BlobId>& failed_delta() const { return failed_delta_; }

 private:
  enum class Step { kPieceList, kDelta, kSignature, kRepair, kFile };
  struct Listed {
    BlobId id, pieces;
    std::int64_t bytes = 0;
  };

  Status OpenStep(Step step, const BlobId& id, formats::PieceList pieces);
  Status OpenDelta();
  Status OpenFile();
  Status OpenSignature();
  Status SearchOldFiles();
  Status MendOrTakeCheapest();
  Status OpenRepair(const OldFiles::Range& range);
  Status TakeRepair();
  Status TakeCheapest(std::int64_t missing_bytes);
  Status DropSignature();
  std::string OldFilePath(const BlobId& id) const;  // Empty: it is not here any more.
  Status PutDownKnown(const formats::PieceList& pieces);
  Status OpenListed(Step step, const Listed& blob);
  bool MayGoAhead(Step step, const Listed& blob) const;
  Status OpenAhead(Step step, const Listed& blob);
  // Asks for the piece list of a download that goes ahead have numbers below zero.
  static bool IsOfList(int ask) { return ask < 0; }
  Status StoreArrived(int ask, std::string_view bytes);
  Status TakeList(std::string_view bytes);
  Status StoreAll(std::vector<GoodPiece> pieces);
  Status Store(GoodPiece piece);
  Status Publish();
  Result<std::string> BasisPath(const formats::Delta& delta) const;  // Empty: it comes from nothing.
  Status ApplyDelta();
  Status MakeFromDelta(const formats::Delta& delta);
  Status RemoveDelta(const formats::Delta& delta);
  Status Unpack();
  Status TakeFiles();
  Status FetchWholeInstead(const Error& why);
  void KeepHints(int ask, std::int64_t least);
  std::vector<Hint> HintsOf(std::int64_t piece) const;
  Result<formats::PieceList> ReadPieceList(const Listed& blob) const;

  Want want_;
  JobPlaces places_;
  Step step_ = Step::kFile;
  Step listed_step_ = Step::kFile;  // What the piece list under way is for.
  BlobId fetching_;
  std::int64_t fetching_bytes_ = 0;
  std::optional<Download> download_;
  std::optional<Download> list_;         // The piece list that download_ awaits, while it does.
  Listed listed_;                        // Whose that is.
  std::unique_ptr<OldFiles> old_files_;  // What they give to the file; null: not by that way.
  std::unique_ptr<OneRange> wanted_;     // Of the repair under way.
  std::string repair_bytes_;             // Those.
  std::unique_ptr<storage::Part> part_;  // Null: small enough to be added in one go.
  std::optional<Error> trouble_;         // Of our own disk, or of what no other mirror has otherwise.
  std::optional<BlobId> failed_delta_;
  std::unique_ptr<PackageUnpacker> unpacker_;
  bool done_ = false, fell_back_ = false;
  bool whole_only_ = false;  // Mirrors answer every question for a part with the whole.
};

}  // namespace lianxiao::sync
