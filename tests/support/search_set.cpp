#include "tests/support/search_set.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace lianxiao::test {
namespace {

constexpr std::size_t kFirst = 10;

std::vector<std::string> Split(const std::string& line, char separator) {
  std::vector<std::string> fields{""};
  for (const char c : line) {
    if (c == separator) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::vector<std::vector<std::string>> RowsOf(const std::string& path, std::size_t columns) {
  std::ifstream file(path);
  if (!file) {
    std::cerr << path << " cannot be read; run this from the top of the source tree\n";
    std::abort();
  }
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    rows.push_back(Split(line, '\t'));
    if (rows.back().size() != columns) {
      std::cerr << path << ": not " << columns << " columns: " << line << "\n";
      std::abort();
    }
  }
  return rows;
}

bool InSecondarySchool(const std::string& grade) {
  return grade == "七年级" || grade == "八年级" || grade == "九年级";
}

std::vector<std::string> Keywords(const std::string& text) {
  std::vector<std::string> words;
  constexpr std::string_view kBetween = "；";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(kBetween, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + kBetween.size();
  }
  return words;
}

}  // namespace

std::vector<storage::Searchable> JudgedLessons() {
  std::vector<storage::Searchable> lessons;
  for (const auto& row : RowsOf("tests/support/search/catalog.tsv", 12)) {
    storage::Searchable lesson;
    auto& r = lesson.shown;
    r.id = row[0], r.version = 1, r.grade = row[1], r.subject = row[2], r.edition = row[3], r.volume = row[4];
    r.type = row[5], r.title = row[6], r.unit = row[7], r.teacher = row[8], r.keywords = Keywords(row[9]);
    r.quality = row[10];
    r.stage = InSecondarySchool(r.grade) ? "初中" : "小学";
    lesson.here = row[11] == "1";
    lessons.push_back(std::move(lesson));
  }
  return lessons;
}

std::vector<JudgedQuery> JudgedQueries() {
  std::vector<JudgedQuery> queries;
  for (const auto& row : RowsOf("tests/support/search/pairs.tsv", 3)) {
    queries.push_back({row[0], row[1], Split(row[2], ' ')});
  }
  return queries;
}

std::map<std::string, Judgement> Judge(const std::vector<JudgedQuery>& queries, const FirstTen& first_ten,
                                       const std::function<void(const JudgedQuery&)>& missed) {
  std::map<std::string, Judgement> by_kind;
  for (const auto& query : queries) {
    const auto found = first_ten(query.typed);
    std::size_t among = 0;
    double rank = 0;
    for (std::size_t i = 0; i < std::min(found.size(), kFirst); ++i) {
      if (std::find(query.expected.begin(), query.expected.end(), found[i]) == query.expected.end()) continue;
      if (among++ == 0) rank = 1.0 / static_cast<double>(i + 1);
    }
    const auto possible = std::min(query.expected.size(), kFirst);
    if ((among < possible || rank < 1) && missed) missed(query);
    for (auto* sum : {&by_kind[query.kind], &by_kind[""]}) {
      sum->recall += static_cast<double>(among) / static_cast<double>(possible);
      sum->reciprocal_rank += rank;
      ++sum->queries;
    }
  }
  for (auto& [kind, sum] : by_kind) {
    sum.recall /= sum.queries;
    sum.reciprocal_rank /= sum.queries;
  }
  return by_kind;
}

}  // namespace lianxiao::test
