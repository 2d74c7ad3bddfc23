// What `lianxiao stick` works with at either end. Used from one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/console.h"
#include "daemon/control_client.h"
#include "storage/stick_folder.h"

namespace lianxiao::daemon {

struct StickOptions {
  std::string folder;  // Where the stick is: a mount point, or the folder on it.
  std::string center, data, socket;
  std::vector<std::string> schools;
  bool all = false;
  bool check = false;                 // Read back what was written.
  std::int64_t largest_file_mib = 0;  // 0: as the stick's file system says.
  std::string code;                   // Of an enrolment without a line.
};

// One end's work: 0 done, 1 not (a sentence says why).
int StickOutAtCounty(const Console& console, const StickOptions& options);
int StickInAtCounty(const Console& console, const StickOptions& options);
int StickOutAtBox(const Console& console, const StickOptions& options);
int StickInAtBox(const Console& console, const StickOptions& options);

// The folder on the stick: STICK/lianxiao, or STICK itself when that is one.
enum class StickMust { kExist, kBeMade };
Result<std::unique_ptr<storage::StickFolder>> OpenStick(const std::string& folder, StickMust must);

// Puts `bytes` there unless they are there already.
Status PutIfOther(storage::StickFolder& stick, const std::string& below, std::string_view bytes);

}  // namespace lianxiao::daemon
