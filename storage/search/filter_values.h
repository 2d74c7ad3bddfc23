// The fields of a lesson that are asked for as filters: what counts as the same value, and how it is shown.
// Decides only; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::storage {

// Of "stage", "grade", "subject", "edition", "volume" and "type". 初一 and 七年级 have one token, as have
// 小学数学 and 数学, 部编版 and 统编版. Empty for an empty value.
std::string FilterToken(std::string_view field, std::string_view value);
// 一年级 … 九年级, 高一 … 高三, 上册; a value of its own as it is.
std::string ShownValue(std::string_view field, std::string_view value);

// How people write a value.
struct Writing {
  std::string text;
  bool strong = false;  // Never part of another word, as 三年级; 数学 is one of 数学家.
  bool pinyin = false;  // "shuxue"
};
std::vector<Writing> WritingsOf(std::string_view field, std::string_view token, std::string_view shown);

}  // namespace lianxiao::storage
