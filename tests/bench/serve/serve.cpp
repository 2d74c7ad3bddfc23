// How lianxiao serves a school, beside nginx and kiwix-serve on the same machine in the same run.
//
//   bench_serve [--rounds N] [--seconds S] [--film-mib N] [--only ranges|pages|bell]
//
// ranges   1 MiB of one of ten films of 200 MB, over 64, 256 and 1000 connections that ask again and again
// pages    a page of 5.7 KB over 64 connections, asked for by two threads
// bell     300 people open the box within three seconds and click on, 30 rooms watch: the real schoold
//
// Rounds are interleaved: each server has its turn in each round, so that a busy moment of the machine falls
// on all, and another begins each time. Printed is the median of the rounds. "fewest" and "longest" are of
// the one client that was served worst; "come back" is who was told 503 or 429.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <stdexcept>
#include <thread>

#include "tests/bench/serve/bell.h"
#include "tests/bench/serve/load.h"
#include "tests/bench/serve/peers.h"

namespace lianxiao::bench {
namespace {

constexpr double kGiga = 1e9;
constexpr std::int64_t kRangeBytes = 1 << 20;

struct Options {
  int rounds = 5;
  int seconds = 5;
  std::int64_t film_mib = 200;
  std::string only;
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto& value = words[i + 1];
    if (words[i] == "--rounds") {
      options.rounds = std::stoi(value);
    } else if (words[i] == "--seconds") {
      options.seconds = std::stoi(value);
    } else if (words[i] == "--film-mib") {
      options.film_mib = std::stoi(value);
    } else if (words[i] == "--only") {
      options.only = value;
    } else {
      throw std::runtime_error("no option " + words[i]);
    }
  }
  const bool known =
      options.only.empty() || options.only == "ranges" || options.only == "pages" || options.only == "bell";
  if (words.size() % 2 != 0 || !known || options.rounds < 1 || options.seconds < 1 || options.film_mib < 2) {
    throw std::runtime_error(
        "usage: bench_serve [--rounds N] [--seconds S] [--film-mib N] [--only ranges|pages|bell]");
  }
  return options;
}

struct Ranges final : Script {
  const Peer& peer;
  std::int64_t film_mib;
  std::mt19937 dice{1};
  Ranges(const Peer& of, std::int64_t mib) : peer(of), film_mib(mib) {}
  std::optional<Wish> Next(int, const Got*) override {
    const auto film = dice() % static_cast<unsigned>(peer.films);
    const auto first = static_cast<std::int64_t>(dice()) % film_mib * kRangeBytes;
    return Wish{peer.port,
                "GET " + peer.Film(static_cast<int>(film)) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=" +
                    std::to_string(first) + "-" + std::to_string(first + kRangeBytes - 1) + "\r\n\r\n",
                0, 0};
  }
};

struct Pages final : Script {
  int port;
  std::string request;
  Pages(int of, const std::string& path)
      : port(of), request("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") {}
  std::optional<Wish> Next(int, const Got*) override { return Wish{port, request, 0, 0}; }
};

// What one turn of one server showed, by the name of the figure.
using Figures = std::map<std::string, double>;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Table {
 public:
  void Add(const std::string& who, const Figures& figures) {
    if (rows_.find(who) == rows_.end()) order_.push_back(who);  // As they came in the first round.
    for (const auto& [name, value] : figures) rows_[who][name].push_back(value);
  }
  void Print(const std::vector<std::string>& columns) const {
    std::printf("  %-28s", "");
    for (const auto& column : columns) std::printf(" %16s", column.c_str());
    std::printf("\n");
    for (const auto& who : order_) {
      std::printf("  %-28s", who.c_str());
      for (const auto& column : columns) {
        const auto found = rows_.at(who).find(column);
        if (found == rows_.at(who).end()) {
          std::printf(" %16s", "-");
        } else {
          std::printf(" %16.2f", Median(found->second));
        }
      }
      std::printf("\n");
    }
    std::fflush(stdout);
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::map<std::string, std::vector<double>>> rows_;
};

Figures Measure(Peer& peer, int clients, const std::vector<Script*>& scripts, int seconds) {
  const auto before = peer.Takes();
  const auto load = RunLoads(clients, scripts, seconds * 1'000'000LL);
  const auto after = peer.Takes();
  const auto cpu_s = after.cpu_s - before.cpu_s;
  const auto took_s = static_cast<double>(load.lasted_us) / 1e6;
  const auto bytes = static_cast<double>(load.Bytes());
  const auto answers = static_cast<double>(load.answers.size());
  return {{"Gbit/s", bytes * 8 / kGiga / took_s},
          {"CPU s per GB", bytes > 0 ? cpu_s / (bytes / kGiga) : 0},
          {"requests/s", answers / took_s},
          {"CPU us each", answers > 0 ? cpu_s * 1e6 / answers : 0},
          {"RSS MiB", after.rss_mib},
          {"fewest of one", static_cast<double>(load.FewestOfOne(clients))},
          {"longest ms", static_cast<double>(load.Took(0, 1)) / 1e3},
          {"p99 ms", static_cast<double>(load.Took(0, 0.99)) / 1e3},
          {"wrong", static_cast<double>(load.Failures())}};
}

using Peers = std::vector<std::unique_ptr<Peer>>;

Peers AllPeers(const Goods& goods, const std::string& work) {
  Peers peers;
  const auto add = [&](std::unique_ptr<Peer> peer) {
    if (peer) peers.push_back(std::move(peer));
  };
  add(OurFront(goods, work));
  add(NginxOf(goods, work, FileCache::kOff));
  add(NginxOf(goods, work, FileCache::kOn));
  add(KiwixOf(goods, work));
  return peers;
}

// Another one begins each round, so that none always follows the same neighbour.
std::vector<Peer*> InTurn(const Peers& peers, int round) {
  std::vector<Peer*> order;
  for (const auto& peer : peers) order.push_back(peer.get());
  const auto first = static_cast<std::size_t>(round) % order.size();
  std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first), order.end());
  return order;
}

void MeasureRanges(const Peers& peers, const Options& options) {
  for (const int clients : {64, 256, 1'000}) {
    Table table;
    for (int round = 0; round < options.rounds; ++round) {
      for (auto* peer : InTurn(peers, round)) {
        Ranges script(*peer, options.film_mib);
        table.Add(peer->name, Measure(*peer, clients, {&script}, options.seconds));
      }
    }
    std::printf("\nranges of 1 MiB, %d connections\n", clients);
    table.Print({"Gbit/s", "CPU s per GB", "fewest of one", "longest ms", "RSS MiB", "wrong"});
  }
}

void MeasurePages(const Peers& peers, const Options& options) {
  constexpr int kClients = 64;
  Table table;
  for (int round = 0; round < options.rounds; ++round) {
    for (auto* peer : InTurn(peers, round)) {
      Pages script(peer->port, peer->page);
      Pages other(peer->port, peer->page);
      table.Add(peer->name + ", a file", Measure(*peer, kClients, {&script, &other}, options.seconds));
      if (peer->from_memory.empty()) continue;
      Pages memory(peer->port, peer->from_memory);
      Pages again(peer->port, peer->from_memory);
      table.Add(peer->name + ", from memory", Measure(*peer, kClients, {&memory, &again}, options.seconds));
    }
  }
  std::printf("\na page of 5.7 KB, %d connections\n", kClients);
  table.Print({"requests/s", "CPU us each", "p99 ms", "longest ms", "wrong"});
}

Figures BellFigures(const Load& load, const Taken& taken) {
  const auto ms = [&](int kind, double part) { return static_cast<double>(load.Took(kind, part)) / 1e3; };
  return {{"segment p50 ms", ms(kSegment, 0.5)},
          {"segment p99 ms", ms(kSegment, 0.99)},
          {"segment worst", ms(kSegment, 1)},
          {"page p99 ms", ms(kPage, 0.99)},
          {"search p99 ms", ms(kSearch, 0.99)},
          {"video p99 ms", ms(kVideoStart, 0.99)},
          {"note p99 ms", ms(kNote, 0.99)},
          {"pages/s", static_cast<double>(load.Count(kPage)) * 1e6 / static_cast<double>(load.lasted_us)},
          {"RSS MiB", taken.rss_mib},
          {"come back", static_cast<double>(load.ToldToComeBack())},
          {"wrong", static_cast<double>(load.Failures())}};
}

void MeasureBell(const Options& options, const std::string& work) {
  BellSchool school(work + "/bell");
  Table table;
  for (int round = 0; round < options.rounds; ++round) {
    const auto seconds = options.seconds * 1'000'000LL;
    const auto quiet = school.Ring(seconds, 0);
    table.Add("30 videos, nobody else", BellFigures(quiet, TakenBy(school.program().pid())));
    const auto storm = school.Ring(0, 2 * seconds);
    table.Add("30 videos and 300 people", BellFigures(storm, TakenBy(school.program().pid())));
  }
  std::printf("\nthe bell: lianxiao-schoold, a segment is a second of a film of 2 Mbit/s\n");
  table.Print({"segment p50 ms", "segment p99 ms", "segment worst", "page p99 ms", "search p99 ms"});
  table.Print({"video p99 ms", "note p99 ms", "pages/s", "RSS MiB", "come back", "wrong"});
}

void Measure(const Options& options) {
  double busy = 0;
  if (std::sscanf(test::ReadFile("/proc/loadavg").c_str(), "%lf", &busy) == 1) {
    std::printf("%u processors, load %.1f before the run%s\n", std::thread::hardware_concurrency(), busy,
                busy > 0.5 ? ": THE MACHINE IS BUSY, so compare within this run only" : "");
  }
  const test::TempFolder work;
  if (options.only != "bell") {
    const Goods goods{.folder = work.path() + "/goods", .films = 10, .film_bytes = options.film_mib << 20};
    MakeGoods(goods);
    const auto peers = AllPeers(goods, work.path());
    if (options.only != "pages") MeasureRanges(peers, options);
    if (options.only != "ranges") MeasurePages(peers, options);
  }
  if (options.only.empty() || options.only == "bell") MeasureBell(options, work.path());
}

}  // namespace
}  // namespace lianxiao::bench

int main(int argc, char** argv) {
  using namespace lianxiao::bench;
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "--front") return ServeFront(std::stoi(words[1]), words[2]);
    Measure(OptionsOf(words));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
