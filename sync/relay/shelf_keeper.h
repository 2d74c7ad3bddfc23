// Keeps a relay's shelf (storage/relay_shelf.h) in step with what this box trusts: the lists exactly as they
// were published, and the patches that lead to them. A box itself needs only what is in the lists, so their
// bytes are found again, cheapest first:
//
//   what was verified as metadata ─▶ what came by in this round (tape.h) ─▶ packed again from what the
//   catalog keeps, if that gives the signed bytes ─▶ fetched
//
// Whatever the way, only what has the signed digest comes on the shelf, and of patches only those that were
// tried and lead there. timestamp.json comes last, when all that it leads to is there, so whoever asks sees
// one whole state: this one or the one before, which stays until the next. Cut between any two steps, the
// next round goes on. Used from one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "storage/relay_shelf.h"
#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"
#include "sync/relay/shelf_plan.h"
#include "sync/relay/tape.h"

namespace lianxiao::sync {

class ShelfKeeper {
 public:
  explicit ShelfKeeper(const Parts& parts) : parts_(parts) {}

  bool on() const { return parts_.shelf != nullptr && (parts_.serves == nullptr || *parts_.serves); }
  Tape& tape() { return tape_; }

  // After a round that left `trusted` current. kOffline: something is still to be fetched; the shelf shows
  // the state before. Other errors are the disk's.
  Status Run(Line& line, Mirrors& mirrors, const TrustedSet& trusted, const SignedContent& content,
             const storage::Enrolled& enrolled);
  // Piece lists of files that came without one, by a delta: whoever fetches such a file needs it. A bounded
  // step.
  Status MakePieceLists();

 private:
  Status PutRoots(Line& line, Mirrors& mirrors, const TrustedSet& trusted, const std::string& first_root);
  Result<std::string> RootOf(Line& line, Mirrors& mirrors, std::int64_t version) const;
  Status PutFile(Line& line, Mirrors& mirrors, const std::string& name, const ShelfFile& file);
  Result<std::string> Find(Line& line, Mirrors& mirrors, const std::string& name,
                           const ShelfFile& file) const;
  std::optional<std::string> FromCatalog(const ShelfFile& file) const;
  Status PutPatches(const ShelfFiles& wanted);
  Result<std::optional<std::string>> BasisOf(const PatchName& patch) const;
  Status Tidy(const ShelfFiles& wanted);
  Status Put(const std::string& name, std::string_view bytes);

  const Parts& parts_;
  Tape tape_;
  std::optional<std::set<std::string>> here_;  // Names on the shelf; nothing: not looked yet.
  std::set<std::string> lists_;                // Of the state that is shown.
  std::string shown_;                          // Its timestamp.json.
  std::size_t shown_targets_ = 0;
  std::set<BlobId> no_piece_list_;                   // Tried in vain.
  std::pair<std::int64_t, std::int64_t> looked_at_;  // Blobs and bytes when all had their piece lists.
};

}  // namespace lianxiao::sync
