// Runs another program and takes in what it prints. No shell is involved, so no file name is ever read
// as a command.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::center {

struct ProgramOutput {
  int exit_code = 0;  // 128 + signal when it was killed.
  std::string out, err;
};

// `arguments[0]` is looked up in PATH. kNotFound: no such program. kOffline: not done after `timeout_ms`,
// which may be the machine's doing. kInvalid: it printed more than 4 MiB. In both it is killed. Safe from any
// thread.
Result<ProgramOutput> RunProgram(const std::vector<std::string>& arguments, std::int64_t timeout_ms);
// It ended of itself; kOffline when somebody killed it: the machine had no room, or a person did.
Status EndedItself(const ProgramOutput& output);

}  // namespace lianxiao::center
