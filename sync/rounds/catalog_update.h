// Brings catalog and bundles in step with the verified targets. What was taken in before is compared by
// digest each time, so a power cut between two shards is mended by the next round. Used from one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/catalog.h"
#include "storage/formats/tuf.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"
#include "sync/rounds/search_keeper.h"
#include "sync/rounds/signed_content.h"
#include "sync/rounds/target_fetch.h"

namespace lianxiao::sync {

class CatalogUpdate {
 public:
  CatalogUpdate(storage::Catalog& catalog, SearchKeeper& search, const Clock& clock, Log& log);

  // Whether anything changed. kOffline: some of it is still to be fetched; what came is taken in. What is
  // wrong at every mirror does not hold up the rest: see wrong().
  Result<bool> Run(Line& line, Mirrors& mirrors, const SignedContent& content);

  // Targets whose bytes are as signed, and still say nothing we understand, or nothing that their library
  // may say: "catalog/…: line 4: …".
  const std::map<std::string, std::string>& unreadable() const { return unreadable_; }
  // Targets for which no mirror has the bytes that were signed: name → mirror and reason. What was taken in
  // before under that name stays.
  const std::map<std::string, std::string>& wrong() const { return fetch_.wrong(); }
  // Someone asked for a round: what was wrong everywhere is asked for again at once.
  void TryAgain() { fetch_.TryAgain(); }

 private:
  struct Taken {
    std::string sha256;
    formats::Bundle bundle;
  };
  Result<bool> UpdateShards(Line& line, Mirrors& mirrors, const SignedContent& content);
  Result<bool> UpdateBundles(Line& line, Mirrors& mirrors, const SignedContent& content);
  Status TakeShard(Line& line, Mirrors& mirrors, const std::string& name, const SignedTarget& listed);
  Result<std::optional<OlderFile>> TextHere(const std::string& shard) const;
  Status RememberBundles();
  // Deals with a target that Fetch did not bring; passes on what ends the round.
  Status NoteMissing(const std::string& name, const formats::TufTarget& target, const Error& why);
  void NoteUnreadable(const std::string& name, const std::string& sha256, const Error& why);

  storage::Catalog& catalog_;
  SearchKeeper& search_;
  Log& log_;
  TargetFetch fetch_;
  std::map<std::string, Taken> bundles_;           // By target name.
  std::map<std::string, std::string> unreadable_;  // Name → why.
  std::set<std::string> unreadable_sha256_;        // Not fetched again.
};

}  // namespace lianxiao::sync
