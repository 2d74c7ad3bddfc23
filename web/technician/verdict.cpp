#include "web/technician/verdict.h"

#include <algorithm>
#include <cstdlib>

namespace lianxiao::web {
namespace {

// Lines are down for hours on a normal day, and a weekend without power is ordinary; a week is not.
constexpr std::int64_t kQuietIsNormalMs = kDayMs;
constexpr std::int64_t kQuietIsTooLongMs = 7 * kDayMs;

// The box stops taking content below max(5 %, 1 GiB) of its disk; say so well before.
constexpr std::int64_t kFullBytes = std::int64_t{1} << 30;
constexpr std::int64_t kFullPercent = 5;
constexpr std::int64_t kLowPercent = 10;

constexpr std::string_view kPrefix = "problem.";

struct Weight {
  std::string_view key;
  Health health;
};
constexpr Weight kWeights[] = {
    {"problem.metadata_untrusted", Health::kAct},
    {"problem.metadata_signature", Health::kAct},
    // An old copy on a stick or relay is the usual reason; the county should hear of it, not today.
    {"problem.metadata_rollback", Health::kAttention},
    {"problem.metadata_expired", Health::kAttention},
    {"problem.metadata_too_long", Health::kAct},
    {"problem.metadata_mismatch", Health::kAct},
    {"problem.metadata_unreadable", Health::kAct},
    {"problem.library_waits", Health::kAttention},
    {"problem.catalog_wrong", Health::kAct},
    {"problem.catalog_unreadable", Health::kAct},
    {"problem.blob_corrupt", Health::kAttention},
    {"problem.no_space", Health::kAct},
    {"problem.disk_damage", Health::kAttention},
    {"problem.own_damage", Health::kAct},
    {"problem.usage_waits", Health::kAct},
    {"problem.lesson_late", Health::kAttention},
    {"problem.center_key", Health::kAct},
    {"problem.clock", Health::kAttention},
    {"problem.usage_refused", Health::kAct},
    {"problem.two_boxes", Health::kAct},
    {"problem.usage_missing", Health::kAttention},
    {"problem.device_revoked", Health::kAct},
    {"problem.device_unknown", Health::kAct},
    {"problem.letter_refused", Health::kAttention},
    {"problem.offline", Health::kGood},  // How long it has been quiet decides, not that it is.
};

Health HealthOfQuiet(std::int64_t quiet_ms) {
  if (quiet_ms >= kQuietIsTooLongMs) return Health::kAct;
  return quiet_ms >= kQuietIsNormalMs ? Health::kAttention : Health::kGood;
}

// "no_space" of "problem.no_space"; a key that the catalogs do not know keeps its name as the subject.
Reason ReasonFor(const formats::Problem& problem) {
  const std::string_view key = problem.key;
  const auto name = key.starts_with(kPrefix) ? key.substr(kPrefix.size()) : key;
  const bool told = std::any_of(std::begin(kWeights), std::end(kWeights),
                                [key](const Weight& weight) { return weight.key == key; });
  return {.name = told ? std::string(name) : "unknown",
          .subject = told ? problem.subject : problem.key + " " + problem.subject,
          .health = HealthOf(key),
          .since = problem.since};
}

bool Has(const Verdict& verdict, std::string_view name) {
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                     [name](const Reason& reason) { return reason.name == name; });
}

void AddQuiet(Verdict& verdict, const BoxStatus& box) {
  if (!box.last_contact) {
    // Enrolled but never heard from since: as long as it runs.
    if (Has(verdict, "offline")) return;
    if (box.state == SyncState::kWaiting)
      verdict.reasons.push_back({.name = "offline", .health = Health::kAttention});
    return;
  }
  const Health health = HealthOfQuiet(box.now.ms - box.last_contact->ms);
  for (auto& reason : verdict.reasons) {
    if (reason.name == "offline") reason.health = health;
  }
  if (Has(verdict, "offline")) return;
  if (health != Health::kGood || box.state == SyncState::kWaiting) {
    verdict.reasons.push_back({.name = "offline", .health = health, .since = box.last_contact});
  }
}

void AddDisk(Verdict& verdict, const BoxStatus& box) {
  if (Has(verdict, "no_space") || box.disk_total_bytes <= 0) return;
  const std::int64_t percent = box.disk_total_bytes / 100;
  const bool full = box.disk_free_bytes < std::max(kFullBytes, kFullPercent * percent);
  const bool low = box.disk_free_bytes < kLowPercent * percent;
  if (full) verdict.reasons.push_back({.name = "no_space", .health = Health::kAct});
  if (low && !full) verdict.reasons.push_back({.name = "disk_low", .health = Health::kAttention});
}

}  // namespace

std::string_view Word(Health health) {
  switch (health) {
    case Health::kGood: return "good";
    case Health::kAttention: return "attention";
    case Health::kAct: return "act";
  }
  std::abort();
}

std::string_view Word(SchoolState state) {
  switch (state) {
    case SchoolState::kNoBox: return "no_box";
    case SchoolState::kGood: return "good";
    case SchoolState::kAttention: return "attention";
    case SchoolState::kAct: return "act";
  }
  std::abort();
}

Health HealthOf(std::string_view problem_key) {
  for (const auto& [key, health] : kWeights) {
    if (key == problem_key) return health;
  }
  return Health::kAttention;
}

Verdict Judge(const BoxStatus& box) {
  Verdict verdict;
  for (const auto& problem : box.problems) verdict.reasons.push_back(ReasonFor(problem));
  if (box.state == SyncState::kUnenrolled) {
    verdict.reasons.push_back({.name = "not_enrolled", .health = Health::kAct});
  } else {
    AddQuiet(verdict, box);
  }
  AddDisk(verdict, box);
  if (!box.clock_plausible && !Has(verdict, "clock")) {
    verdict.reasons.push_back({.name = "clock", .health = Health::kAttention});
  }
  std::stable_sort(verdict.reasons.begin(), verdict.reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.health > b.health; });
  if (!verdict.reasons.empty()) verdict.health = verdict.reasons.front().health;
  return verdict;
}

SchoolState Judge(const SchoolRow& school, WallTime now) {
  if (school.device.empty()) return SchoolState::kNoBox;
  // A box that enrolled and was never heard from counts from its enrolment.
  const auto heard = school.last_contact ? school.last_contact : school.enrolled;
  Health health = heard ? HealthOfQuiet(now.ms - heard->ms) : Health::kAttention;
  for (const auto& problem : school.problems) health = std::max(health, HealthOf(problem.key));
  switch (health) {
    case Health::kGood: return SchoolState::kGood;
    case Health::kAttention: return SchoolState::kAttention;
    case Health::kAct: return SchoolState::kAct;
  }
  std::abort();
}

}  // namespace lianxiao::web
