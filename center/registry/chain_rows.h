// Which chains a device has cut, taken turns in and given up. Plain functions, to be used within one
// Database::Write or Read.
#pragma once

#include <string>
#include <vector>

#include "center/registry/twins.h"
#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/status_report.h"
#include "storage/formats/usage.h"

namespace lianxiao::center {

// For each batch that is new here.
Status NoteNewBatch(storage::Connection& connection, const formats::Batch& batch, WallTime now);
Result<bool> HasTwin(storage::Connection& connection, const std::string& device, WallTime now);

// What a person at the county should know of this device and, of use that was lost, of all its school's
// devices: "problem.device_revoked", "problem.two_boxes", "problem.usage_missing".
Result<std::vector<formats::Problem>> NoticesOf(storage::Connection& connection, const std::string& device,
                                                const std::string& school, WallTime now);

}  // namespace lianxiao::center
