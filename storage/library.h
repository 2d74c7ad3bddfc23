// The blobs on this disk, each named by the digest of its bytes.
//
//   blobs/ab/cdef…      whole, verified, never changed
//   parts/abcdef….part  on its way; which pieces are verified is in table `parts`
//   parts/abcdef….notes what was put down in it since (part_notes.h)
//
//   Begin ─▶ Write, PieceVerified … ─▶ Publish: whole hash ─▶ fsync ─▶ rename ─▶ fsync folder ─▶ row
//
// A blob has a row only after all of that, so what is listed is whole. After a power cut Begin() goes
// on from the pieces whose bytes were synced before their row was written; a file whose fsync failed
// is thrown away. Safe from any thread; one Part is used from one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::storage {

struct BlobOnDisk {
  BlobId id;
  std::int64_t size_bytes = 0;
  std::string path;  // For sendfile(2). Stays readable while open even if evicted meanwhile.
};

struct LibraryTotals {
  std::int64_t blobs = 0;
  std::int64_t bytes = 0;
  std::int64_t part_bytes = 0;  // Verified, of blobs on their way.
};

struct LibraryOptions {
  std::int64_t keep_free_bytes = 0;  // Begin() refuses what would leave less than this on the disk.
};

// A blob on its way. Made by Library::Begin; not to outlive the Library. What was put down and not
// flushed is lost in a power cut, and is there again when only the program was killed.
class Part {
 public:
  virtual ~Part() = default;
  virtual const BlobId& blob() const = 0;
  virtual std::int64_t size_bytes() const = 0;
  virtual std::int64_t pieces() const = 0;
  virtual bool Has(std::int64_t piece) const = 0;  // Verified, and will be after a power cut.
  virtual std::int64_t verified_bytes() const = 0;
  // Puts down one whole piece whose digest the caller has checked. Durable pieces are recorded in
  // steps; call Flush() at a good moment, at the latest when stopping.
  virtual Status PutPiece(std::int64_t piece, std::string_view bytes) = 0;
  // Unverified bytes of a piece not yet whole, `at` counted from its start, kept as a hint so that a cut
  // costs less than a piece. They are checked with the rest of the piece before anything is believed.
  virtual Status PutHint(std::int64_t piece, std::int64_t at, std::string_view bytes) = 0;
  struct Stretch {
    std::int64_t at = 0;  // From the piece's start.
    std::string bytes;
  };
  virtual Result<std::vector<Stretch>> Hints(std::int64_t piece) const = 0;  // Apart from each other.
  virtual void ForgetHints(std::int64_t piece) = 0;                          // They were wrong.
  virtual Status Flush() = 0;  // Syncs the bytes, then records the pieces.
};

class Library {
 public:
  // `root` is made if missing. Removes leftovers that no row knows.
  static Result<std::unique_ptr<Library>> Open(Disk& disk, Database& journal, const Clock& clock, Log& log,
                                               std::string root, LibraryOptions options = {});
  virtual ~Library() = default;

  virtual Result<BlobOnDisk> Find(const BlobId& id) const = 0;  // kNotFound.
  // The same for somebody who reads it in pieces, as a player does: noted, until the program ends.
  virtual Result<BlobOnDisk> Lend(const BlobId& id) = 0;
  virtual bool LentSince(const BlobId& id, Instant since) const = 0;
  virtual bool Has(const BlobId& id) const = 0;
  virtual Result<LibraryTotals> Totals() const = 0;
  virtual Result<std::vector<BlobId>> List() const = 0;

  // Goes on with the part of `id`, or starts one; kInvalid while another Part of it is in hand. Refuses
  // with kNoSpace when less than `keep_free_bytes` would be left. `pieces.file_bytes` is the size.
  virtual Result<std::unique_ptr<Part>> Begin(const BlobId& id, const formats::PieceList& pieces) = 0;
  // All pieces are there: checks the whole hash, makes it durable and lists it. kCorrupt (the part is
  // dropped) if the whole does not match.
  virtual Status Publish(std::unique_ptr<Part> part) = 0;
  // A small blob in hand (a piece list, a subtitle, a delta's result).
  virtual Status Add(const BlobId& id, std::string_view bytes) = 0;
  // A file made beside the library (a delta applied), in `Scratch()`: synced, verified, then moved in. It
  // is removed on failure.
  virtual Status Adopt(const BlobId& id, const std::string& path) = 0;
  virtual std::string Scratch() const = 0;  // Folder on the same file system; emptied by Open.
  // How much of a blob's part is verified, 0 if there is none.
  virtual std::int64_t PartBytes(const BlobId& id) const = 0;
  virtual std::vector<BlobId> PartsOnDisk() const = 0;  // Blobs on their way, those in hand too.
  // The row first, then the file. Success if there is none.
  virtual Status Remove(const BlobId& id) = 0;
  virtual Status DropPart(const BlobId& id) = 0;
  // The blob that was read whole the longest time ago; nothing in an empty library.
  struct Checked {
    BlobId id;
    std::int64_t size_bytes = 0;
    WallTime checked;
  };
  virtual Result<std::optional<Checked>> LeastLatelyChecked() const = 0;
  // Reads the blob again; if its bytes have changed on the disk: removes it and returns kCorrupt.
  virtual Status Recheck(const BlobId& id) = 0;
};

}  // namespace lianxiao::storage
