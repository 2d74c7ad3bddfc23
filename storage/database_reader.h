// Looks into a SQLite database that another program writes, beside it: reads, never writes, never
// checkpoints, never brings it to a newer schema. Opened for each look, so it holds nothing in between. Safe
// from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::storage {

// Runs `work` on one consistent view of the database at `path`. kNotFound when there is none, kInvalid when
// its schema has fewer steps than `least_steps`: its program was not run since it was renewed.
Status LookInto(const std::string& path, std::int64_t least_steps,
                const std::function<Status(Connection&)>& work);

}  // namespace lianxiao::storage
