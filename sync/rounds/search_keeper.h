// Keeps the search index in step with what the catalog shows. The two are different databases; a mark in
// the journal, set before the first change of a round and taken off after the last, tells after a power
// cut that the index has to be filled anew. Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/search/index.h"
#include "storage/usage_log.h"

namespace lianxiao::sync {

class SearchKeeper {
 public:
  SearchKeeper(storage::BoxState& state, storage::Catalog& catalog, storage::UsageLog& usage,
               storage::SearchIndex& search);

  // Asked while it is filled: the program is to end. What is half filled is filled anew at the next start.
  void StopWhen(std::function<bool()> stopping) { stopping_ = std::move(stopping); }
  Status FillIfDoubtful();                           // At the start. Searching goes on meanwhile.
  Status BeforeChange();                             // Before the catalog is touched.
  Status Changed(std::span<const std::string> ids);  // After: these show something else now.
  Status Fill();                                     // Everything anew, some hundred at a time.
  Status Settle();                                   // End of the round.

 private:
  using Opened = std::map<std::string, std::int64_t>;
  Status Put(std::span<const storage::CatalogEntry> entries, const Opened& opened);
  Status FollowUse();

  storage::BoxState& state_;
  storage::Catalog& catalog_;
  storage::UsageLog& usage_;
  storage::SearchIndex& search_;
  bool Stopping() const { return stopping_ && stopping_(); }
  bool marked_ = false;
  std::function<bool()> stopping_;
};

}  // namespace lianxiao::sync
