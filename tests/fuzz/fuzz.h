// What the fuzz targets share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// libFuzzer calls these, or replay.cpp does.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace lianxiao::fuzz {

inline std::string_view Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// What a parser has let through must keep its promises; a broken one ends the program, which is how
// libFuzzer hears of it.
inline void Expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace lianxiao::fuzz
