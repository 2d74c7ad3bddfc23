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

// `arguments[0]` is looked up in PATH. kNotFound: no such program. kInvalid: not done after `timeout_ms`,
// or it printed more than 4 MiB; it is killed then. Safe from any thread.
Result<ProgramOutput> RunProgram(const std::vector<std::string>& arguments, std::int64_t timeout_ms);

}  // namespace lianxiao::center
