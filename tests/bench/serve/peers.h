// The servers that are compared, each over the same folder: page.html (5.7 KB) and film-0 … film-N. They run
// as programs of their own, so that what they take of the machine can be read from /proc. Used from one
// thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace lianxiao::bench {

struct Goods {
  std::string folder;
  int films = 10;
  std::int64_t film_bytes = 200 << 20;
};
// Writes the files, with bytes that do not compress.
void MakeGoods(const Goods& goods);

struct Taken {
  double cpu_s = 0;
  double rss_mib = 0;
};

Taken TakenBy(pid_t pid);

class Peer {
 public:
  virtual ~Peer() = default;
  std::string name;
  int port = 0;
  std::string page = "/page.html";
  std::string from_memory;  // The same page where no file is opened for it; empty: there is none.
  int films = 0;
  std::string film_begins = "/film-", film_ends;
  std::string Film(int number) const { return film_begins + std::to_string(number) + film_ends; }
  // Of all its processes, since they began.
  Taken Takes();

 protected:
  test::Process process_;
};

// Each is null, after a line that says why, where it cannot be had.
std::unique_ptr<Peer> OurFront(const Goods& goods, const std::string& work);
enum class FileCache { kOff, kOn };
std::unique_ptr<Peer> NginxOf(const Goods& goods, const std::string& work, FileCache cache);
std::unique_ptr<Peer> KiwixOf(const Goods& goods, const std::string& work);

// What OurFront() runs: this program, as `bench_serve --front PORT FOLDER`. Returns when it is told to stop.
int ServeFront(int port, const std::string& folder);

}  // namespace lianxiao::bench
