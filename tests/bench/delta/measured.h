// A program run to its end, with what it took.
#pragma once

#include <string>
#include <vector>

namespace lianxiao::bench {

struct Measured {
  int exit_code = -1;
  std::string out;  // Standard output and errors.
  double cpu_s = 0;
  double peak_mib = 0;  // Resident, of the program and those it waited for, the largest.
};

Measured Measure(const std::vector<std::string>& command);
bool IsInstalled(const std::string& program);

}  // namespace lianxiao::bench
