// What a box tells its county about itself, at each contact. Signed by the device, sealed to the
// center: the list of what a school lacks is nobody else's business. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxStatusBytes = 256 << 10;  // Sealed.
inline constexpr int kMaxProblems = 100;
inline constexpr std::size_t kMaxProblemKeyBytes = 64;
inline constexpr std::size_t kMaxProblemSubjectBytes = 1'000;
inline constexpr std::size_t kMaxProgramBytes = 200;

// Something a person should know. `key` is a string-catalog key ("problem.metadata_untrusted");
// `subject` fills it in ("timestamp.json, mirror http://…").
struct Problem {
  std::string key;
  std::string subject;
  WallTime since;
  bool operator==(const Problem&) const = default;
};

struct StatusReport {
  std::string device;
  std::int64_t counter = 0;           // Rises with every report; the center keeps the highest.
  std::string program;                // "lianxiao-schoold 0.1.0"
  std::int64_t catalog_version = 0;   // Of the newest verified snapshot; 0: none yet.
  std::int64_t resources = 0;         // Published in the catalog.
  std::int64_t resources_cached = 0;  // Whole here in the newest version.
  std::int64_t bytes_cached = 0;
  std::int64_t bytes_missing = 0;   // Of what the box should hold.
  std::int64_t usage_pending = 0;   // Events not yet covered by a receipt.
  std::int64_t bytes_received = 0;  // Since enrolment.
  std::int64_t bytes_sent = 0;
  std::int64_t disk_free_bytes = 0;
  std::int64_t uptime_s = 0;
  std::int64_t starts = 0;  // How often the program started: power cuts show here.
  std::int64_t letter = 0;  // Number of the county's letter it holds; 0: none yet.
  WallTime at;
  std::vector<Problem> problems;
};

// A report must not fail for what is in it: texts are cut to the sizes above and made fit to show, of the
// problems the first kMaxProblems are sent.
std::string SealStatus(const StatusReport& report, const SigningKey& device, const SealKey& center);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `device`; kInvalid: a field or a cap.
Result<StatusReport> OpenStatus(std::string_view sealed, const OpenKey& center, const VerifyKey& device);
// The report within the seal. kInvalid names the field.
Result<StatusReport> ParseStatusReport(std::string_view json);

}  // namespace lianxiao::formats
