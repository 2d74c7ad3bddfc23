// [sync.windows] and [sync.quota] of the school's settings: when lessons may come, how fast and how many
// bytes.
#pragma once

#include "daemon/settings_table.h"
#include "storage/formats/line_rules.h"

namespace lianxiao::daemon {

// Adds the tables; `rules` outlives the reading, sync/plan/plan_text.h says what it means.
void AddPlan(SettingsTable& table, formats::LineRules& rules);

}  // namespace lianxiao::daemon
