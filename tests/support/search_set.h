// The lessons and the queries by which the search is judged: tests/support/search/*.tsv. Programs are run
// from the top of the source tree.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/search/index.h"

namespace lianxiao::test {

struct JudgedQuery {
  std::string kind;  // "pinyin", "typo_han", …
  std::string typed;
  std::vector<std::string> expected;  // Ids that belong among the first ten.
};

std::vector<storage::Searchable> JudgedLessons();
std::vector<JudgedQuery> JudgedQueries();

// Ids in the order found, ten at most.
using FirstTen = std::function<std::vector<std::string>(const std::string& typed)>;

struct Judgement {
  double recall = 0;           // Mean share of the expected that are among the first ten.
  double reciprocal_rank = 0;  // Mean of 1 / place of the first expected one; 0 where there is none.
  int queries = 0;
};
// By kind; "" for all together. `missed` hears of queries of which not all was
// found, or not first.
std::map<std::string, Judgement> Judge(const std::vector<JudgedQuery>& queries, const FirstTen& first_ten,
                                       const std::function<void(const JudgedQuery&)>& missed = {});

}  // namespace lianxiao::test
