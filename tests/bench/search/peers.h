// What one gets from SQLite without words of one's own: FTS5 with unicode61 or trigram, and LIKE.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/search/index.h"

struct sqlite3;

namespace lianxiao::bench {

enum class Peer { kUnicode61, kTrigram, kLike };
const char* Name(Peer peer);

class PeerIndex {
 public:
  PeerIndex(Peer peer, const std::string& path);
  ~PeerIndex();
  void Put(const std::vector<storage::Searchable>& lessons);  // One transaction.
  // Ids of the first `most`: the best by bm25 (title ten times the rest), for LIKE titles first.
  std::vector<std::string> Find(const std::string& typed, int most);

 private:
  void Do(const std::string& sql);

  Peer peer_;
  sqlite3* db_ = nullptr;
};

}  // namespace lianxiao::bench
