// Words of the school that are understood as filters: "三年级数学分数" asks for 分数 in grade 3, mathematics.
//
// A lesson's stage, grade, subject, edition, volume and type are not words of the index but tokens of their
// own (FilterToken), the same for 七年级 and 初一, 部编版 and 统编版, 数学 and 小学数学. Which words stand
// for them is partly known here and partly what the catalog's lessons have. Decides only; safe from any
// thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/formats/catalog.h"

namespace lianxiao::storage {

struct Filter {
  std::string field;      // "grade", as in CatalogFilter.
  std::string token;      // "#g3"
  std::string shown;      // "三年级"
  std::size_t begin = 0;  // Where it was typed: bytes [begin, end). Both 0: it was not.
  std::size_t end = 0;
  bool operator==(const Filter&) const = default;
};

// What one lesson is found by; those of its fields that are filled.
std::vector<Filter> FiltersOf(const formats::Resource& resource);

// Both in one token: half of all lessons are of a subject, a sixth of a grade, and few of both.
std::string GradeAndSubject(const std::string& grade, const std::string& subject);

struct Understood {
  std::vector<Filter> filters;  // In the order they were typed.
  std::string rest;             // What is left, without them.
};

class FilterWords {
 public:
  // `known`: those that some lesson has. No other ones are understood: who asks for a subject that is not
  // here means the word.
  explicit FilterWords(const std::vector<Filter>& known);

  // Whether some lesson bears this word in its title.
  using IsName = std::function<bool(std::string_view word)>;
  // Takes the first tuning::kQueryBytes. Text in “ ” or " " is left alone, and so is a word that is part of
  // a name: 数学 in 数学家的故事 is no subject when there is a lesson of that name.
  Understood Read(std::string_view typed, const IsName& is_name) const;

 private:
  struct Form {
    std::u32string text;     // Folded: "三年级", "3年级", "sannianji".
    std::size_t filter = 0;  // Index into known_.
    bool strong = false;
    bool pinyin = false;
  };
  struct Match {
    std::size_t filter = 0;
    std::size_t first = 0, last = 0;  // Characters [first, last).
    bool strong = false;
  };
  class Line;
  bool Fits(const Form& form, const Line& line, std::size_t at) const;
  std::vector<Match> MatchesIn(const Line& line) const;
  std::optional<std::size_t> Known(std::string_view token) const;
  void AddShortVolumes(std::vector<Match>& matches, const Line& line) const;
  void DropNames(std::vector<Match>& matches, const Line& line, const IsName& is_name) const;

  std::vector<Filter> known_;
  std::vector<Form> forms_;  // Longest first.
};

}  // namespace lianxiao::storage
