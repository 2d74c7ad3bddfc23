// Finds resources by words, Chinese ones of two characters included: FTS5 over overlapping bigrams of
// Han runs, case- and width-folded. A database of its own that may be thrown away and built again from
// the catalog. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"

namespace lianxiao::storage {

struct SearchHit {
  std::string id;
  std::string title_html;  // Title with hits between <mark> and </mark>, the rest escaped.
};

struct SearchPage {
  std::vector<SearchHit> hits;
  std::int64_t total = 0;
};

class SearchIndex {
 public:
  // A broken or older index is replaced by an empty one; Outdated() then says to fill it.
  static Result<std::unique_ptr<SearchIndex>> Open(const std::string& path, DatabaseOptions options = {});
  virtual ~SearchIndex() = default;

  virtual Status Put(const formats::Resource& shown) = 0;
  virtual Status PutAll(const std::vector<formats::Resource>& shown) = 0;  // One transaction; replaces all.
  virtual Status Remove(const std::string& id) = 0;
  virtual bool Outdated() const = 0;

  // Every word of the query must occur; title counts most. An empty query finds nothing.
  virtual Result<SearchPage> Find(std::string_view query, const Paging& paging) const = 0;
};

}  // namespace lianxiao::storage
