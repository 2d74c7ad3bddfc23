// Feeds every file of the given folders to the target once, in builds without libFuzzer. An empty or
// missing folder is a failure: a target without examples tests nothing.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/fuzz.h"

namespace {

int Replay(const std::filesystem::path& folder) {
  int replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::printf("%s: %zu bytes\n", entry.path().c_str(), bytes.size());
    std::fflush(stdout);  // So that the name is there when the target aborts.
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++replayed;
  }
  return replayed;
}

}  // namespace

int main(int argc, char** argv) try {
  LLVMFuzzerInitialize(&argc, &argv);
  int replayed = 0;
  for (int i = 1; i < argc; ++i) replayed += Replay(argv[i]);
  std::printf("%d inputs replayed\n", replayed);
  return replayed > 0 ? 0 : 1;
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
