#include "tests/bench/day/book.h"

#include <algorithm>
#include <cstdio>

namespace lianxiao::bench {
namespace {

double Part(const std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * part + 0.5)];
}

}  // namespace

void Book::Took(const std::string& kind, double ms, bool fine, long status) {
  const std::lock_guard lock(mutex_);
  auto& book = kinds_[kind];
  book.ms.push_back(ms);
  if (!fine) ++book.errors[status];
}

void Book::Late() {
  const std::lock_guard lock(mutex_);
  ++late_;
}

void Book::Wrong() {
  const std::lock_guard lock(mutex_);
  ++wrong_;
}

void Book::Print() const {
  const std::lock_guard lock(mutex_);
  std::printf("\n%-32s %7s %9s %9s %9s   errors\n", "ms", "count", "p50", "p99", "slowest");
  for (const auto& [name, kind] : kinds_) {
    auto ms = kind.ms;
    std::sort(ms.begin(), ms.end());
    std::printf("%-32s %7zu %9.1f %9.1f %9.1f  ", name.c_str(), ms.size(), Part(ms, 0.5), Part(ms, 0.99),
                ms.back());
    if (kind.errors.empty()) std::printf(" 0");
    for (const auto& [status, count] : kind.errors) std::printf(" %d x %ld", count, status);
    std::printf("\n");
  }
  std::printf("seconds of film that came too late: %d, with wrong bytes: %d\n", late_, wrong_);
}

}  // namespace lianxiao::bench
