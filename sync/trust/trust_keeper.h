// What this box trusts, over many rounds: loads it, renews it from the mirrors, saves it, and tells a
// person what was refused. Used from one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"
#include "sync/rounds/signed_content.h"
#include "sync/trust/metadata.h"
#include "sync/trust/trust.h"

namespace lianxiao::sync {

// The time to judge dates by: the latest of this machine's clock, what was signed and seen before, and the
// release itself. A box may wake in 1970; it never goes back behind what it knows.
WallTime TrustedNow(const storage::BoxState& state, const Clock& clock);

class TrustKeeper {
 public:
  TrustKeeper(storage::BoxState& state, const Clock& clock, Log& log);

  // Goes on from the saved metadata, or from the grant's root. kUntrusted: neither can be read.
  Status Load(const storage::Enrolled& enrolled);
  // Asks the mirrors in turn until one has current metadata; a folder's answer does not end the search, as
  // asking on costs little and a stick may be months old. Success when one did; else the last reason:
  // kOffline when none could be asked, kUntrusted when any was refused. Delegated libraries follow; one that
  // cannot be verified is told as a problem and holds up nobody else.
  Status Renew(Line& line, Mirrors& mirrors);
  // The same with folders alone. What they lack or have only in an older state is no news; other refusals are
  // told.
  Status RenewFromFolders(Line& line, Mirrors& folders);

  // The same with relays of the alliance, each of which is told to `heard`. Whoever is behind or not ours is
  // passed over and is nobody's problem: what announces itself on a network may be anything. Never the end of
  // the search: what the county has newer is asked for all the same.
  using HeardOf = std::function<void(int relay, const WalkEnd& end)>;
  Status RenewFromRelays(Line& line, Mirrors& relays, const HeardOf& heard);

  // Only the roots, from the center's address, whoever answers there (WalkRootsOfAnyone); they are saved.
  Status FollowRootsOfAnyone(Line& line, const std::string& center_address);

  // Which libraries this box follows; all, unless it is told otherwise. From the next Renew on.
  void Follow(Follows follows) { follows_ = std::move(follows); }
  // Someone asked for a round: libraries that were refused are asked for again at once.
  void TryAgain() { refused_libraries_.clear(); }

  bool reached_network() const { return reached_network_; }  // The last Renew ended at no folder.

  const TrustedSet& trusted() const { return *trusted_; }
  // Whether new content may be taken under what is trusted now.
  bool MayTakeContent() const;
  // What may be taken; MayTakeContent.
  SignedContent Content() const;

 private:
  struct RefusedLibrary {
    formats::TufFileMeta named;  // Another file may be another matter.
    Instant rests_until;
    std::string why;
  };
  Status RenewLibraries(Line& line, Mirrors& mirrors, WallTime now);
  Status RenewLibrary(Line& line, Mirrors& mirrors, const std::string& library, WallTime now);
  Status UseLibrariesOf(Line& line, Mirrors& folders, WallTime now);
  Status Tell(std::map<std::string, std::vector<std::string>>& refused, WallTime now);
  bool Rests(const std::string& library) const;
  Status Save();

  storage::BoxState& state_;
  const Clock& clock_;
  Log& log_;
  std::optional<TrustedSet> trusted_;
  std::map<std::string, std::string> saved_;
  Follows follows_ = [](const std::string&) { return true; };
  std::map<std::string, RefusedLibrary> refused_libraries_;
  bool reached_network_ = false;
  std::string told_;  // The refusal logged last, so that it is logged once.
};

}  // namespace lianxiao::sync
