// Whether a box is well, in one word, and why: the first line of the technician's page and the color of a
// school in the county's table. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/time.h"
#include "web/center_view.h"
#include "web/school_view.h"

namespace lianxiao::web {

enum class Health {
  kGood,       // 一切正常. There may still be a reason worth telling (the line dropped a minute ago).
  kAttention,  // 需要留意: teaching goes on; look at it within days.
  kAct,        // 需要处理: a person has to do something.
};
std::string_view Word(Health health);  // "good", "attention", "act"

// One reason: "problem.<name>.happened", ".safe" and ".next" of the string catalogs tell it.
struct Reason {
  std::string name;     // "no_space"
  std::string subject;  // What it is about, as the box reported it; may be empty.
  Health health = Health::kGood;
  std::optional<WallTime> since;
};

struct Verdict {
  Health health = Health::kGood;  // The worst of the reasons.
  std::vector<Reason> reasons;    // The worst first.
};

Verdict Judge(const BoxStatus& box);

// The same from the center's side, where only the last report is known.
enum class SchoolState { kNoBox, kGood, kAttention, kAct };
std::string_view Word(SchoolState state);  // "no_box", "good", …
SchoolState Judge(const SchoolRow& school, WallTime now);

// How much a problem of that key ("problem.no_space") matters; one nobody knows is kAttention.
Health HealthOf(std::string_view problem_key);

}  // namespace lianxiao::web
