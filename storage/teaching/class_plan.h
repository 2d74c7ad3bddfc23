// 教学进度 of one class in one subject: from which week on, and how many weeks each unit takes. Plain values,
// and the rule that makes weeks of them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"

namespace lianxiao::storage {

inline constexpr std::int64_t kMostPlanWeeks = 30;  // A term has about twenty.
inline constexpr std::int64_t kMostUnitWeeks = 10;
inline constexpr std::size_t kMostPlanUnits = 100;    // A textbook has eight.
inline constexpr std::int64_t kMostClassPlans = 100;  // Of a school: twelve classes in eight subjects.

struct ClassPlan {
  std::int64_t number = 0;
  std::string class_name;                     // "三年级1班"
  CatalogFilter book;                         // Stage, grade, subject, edition and volume; nothing else.
  std::int64_t first_week = 1;                // Of the term: when the first unit begins.
  std::int64_t weeks_each = 2;                // For units that have no number of their own.
  std::map<std::string, std::int64_t> weeks;  // By unit; 0: it is left out.
};

Status CheckBookField(const std::string& field);  // kInvalid "teaching.book_form: …"
// kInvalid "teaching.class_name_form: …", "teaching.book_form: …" (no grade or no subject, or longer than a
// catalog's fields are), "teaching.weeks_form: …".
Status CheckPlan(const ClassPlan& plan);

struct PlannedUnit {
  std::string unit;
  std::int64_t first_week = 0;  // Of the term.
  std::int64_t weeks = 0;       // 0: left out.
  bool IsIn(std::int64_t week) const { return first_week <= week && week < first_week + weeks; }
};

// `units` as the textbook has them.
std::vector<PlannedUnit> SpreadUnits(const ClassPlan& plan, const std::vector<std::string>& units);

}  // namespace lianxiao::storage
