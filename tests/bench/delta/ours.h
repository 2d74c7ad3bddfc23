// What we send for an update: what a publisher would make of it, and a box of that.
#pragma once

#include <string>

#include "tests/bench/delta/peers.h"

namespace lianxiao::bench {

struct OurCost {
  Cost center;                  // Once, for however many schools; its bytes are what each of them fetches.
  int requests = 0;             // Of each school, beside those for the catalog.
  std::int64_t line_bytes = 0;  // Of the resource's line, packed: what the catalog says of the new version.
  std::string ways;             // "copy-delta:3 zstd:1 whole:2"
};

// Files or folders. In a child process, for its CPU and memory to be seen.
OurCost Update(const std::string& old_path, const std::string& new_path, const std::string& scratch);
// The child's part of it: prints bytes, requests, the line's bytes, and ways.
int MakeUpdate(const std::string& old_path, const std::string& new_path, const std::string& scratch);

}  // namespace lianxiao::bench
