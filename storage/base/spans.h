// Which bytes of something are there: stretches that neither touch nor overlap. Plain value.
#pragma once

#include <cstdint>
#include <map>

namespace lianxiao {

class Spans {
 public:
  void Add(std::int64_t first, std::int64_t end);
  // Where what is there from `at` on ends; `at`: nothing is.
  std::int64_t Until(std::int64_t at) const;
  // The first byte from `at` on that is there; `otherwise`: none.
  std::int64_t NextFrom(std::int64_t at, std::int64_t otherwise) const;
  std::int64_t Bytes() const { return bytes_; }

 private:
  std::map<std::int64_t, std::int64_t> ends_;  // By their beginnings.
  std::int64_t bytes_ = 0;
};

}  // namespace lianxiao
