// The rows of boxes and schools. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <optional>
#include <string>

#include "center/registry/registry.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::center {

struct Device {
  std::string id;
  std::string school;
  VerifyKey sign;
  SealKey seal;
  std::optional<WallTime> revoked = std::nullopt;
  std::string revoked_why = {};
};
// kRefused "device.revoked: …" for a box that was shut out.
Status CheckNotRevoked(const Device& device);

Status PutSchool(storage::Connection& connection, const std::string& id, const std::string& name);
Result<std::string> SchoolName(storage::Connection& connection, const std::string& id);

Result<std::optional<Device>> FindDevice(storage::Connection& connection, const std::string& id);
Result<std::optional<Device>> FindDevice(storage::Connection& connection, const VerifyKey& sign);
// Adds the box, or moves the one of this id to its new school.
Status PutDevice(storage::Connection& connection, const Device& device,
                 const formats::EnrolmentRequest& request, WallTime now);
// The newest box of a school.
Result<std::optional<Device>> NewestOf(storage::Connection& connection, const std::string& school);
Status PutRevoked(storage::Connection& connection, const std::string& device, const std::string& why,
                  WallTime now);
Status NoteContact(storage::Connection& connection, const std::string& device, WallTime now);

// Takes the report unless the same is there. kInvalid "status.counter_behind: …; counter=9" when it is older.
Status PutReport(storage::Connection& connection, const formats::StatusReport& report, WallTime now);
// By id, each with its newest box.
Result<std::vector<School>> AllSchools(storage::Connection& connection, WallTime now);

}  // namespace lianxiao::center
