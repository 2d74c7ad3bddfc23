// What the center knows of its schools: who they are, which box speaks for them, what they used and what
// they lack. SQLite, one writer. Intake is idempotent, so a retry is always safe. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "center/county.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/status_report.h"
#include "storage/formats/usage.h"

namespace lianxiao::center {

struct RegistryOptions {
  std::string public_address;        // Where boxes reach the API; goes into codes and grants.
  std::vector<std::string> mirrors;  // Base URLs of the repository; empty: the public address.
  std::int64_t code_hours = 72;
  std::int64_t code_tries = 5;
};

struct School {
  std::string id, name;
  std::string device;  // Empty until enrolled.
  std::optional<WallTime> enrolled, last_contact;
  std::optional<formats::StatusReport> report;  // The newest.
  std::int64_t events = 0;
};

struct ResourceUse {
  std::string resource;
  std::int64_t opened = 0, played_s = 0, finished = 0, downloaded = 0, schools = 0;
};

class Registry {
 public:
  static Result<std::unique_ptr<Registry>> Open(const std::string& database_path, CountyKeys keys,
                                                formats::CenterCard card, std::string root_json,
                                                const Clock& clock, RegistryOptions options);
  virtual ~Registry() = default;

  struct Code {
    std::string text;
    WallTime expires;
  };
  virtual Result<Code> MakeCode(const std::string& school, const std::string& name,
                                const std::string& address) = 0;

  virtual Result<std::string> Enrol(const std::string& sealed_request) = 0;  // Sealed grant.
  // Stores the events and advances the watermark in one transaction; returns the signed receipt, whose
  // through_seq is the contiguous watermark. A batch already held returns the receipt again. kInvalid: a
  // gap (seq beyond watermark + 1) or a broken chain; the message carries the watermark.
  virtual Result<std::string> TakeBatch(const formats::BatchId& id, const std::string& sealed) = 0;
  virtual Status TakeStatus(const std::string& device, const std::string& sealed) = 0;

  virtual Result<std::vector<School>> Schools() const = 0;
  virtual Result<std::vector<ResourceUse>> Use(std::int64_t limit) const = 0;
  virtual Result<std::int64_t> Events() const = 0;
  // For reports and tests: every event of one device, oldest first.
  virtual Result<std::vector<formats::Event>> EventsOf(const std::string& device) const = 0;
};

}  // namespace lianxiao::center
