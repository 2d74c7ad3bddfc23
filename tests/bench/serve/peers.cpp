#include "tests/bench/serve/peers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>

#include "tests/support/http_client.h"
#include "web/http/server.h"

namespace lianxiao::bench {
namespace {

using test::FreePort;
using test::HttpGet;
using test::Process;
using test::WriteFile;

constexpr std::int64_t kStartMs = 20'000;
constexpr std::int64_t kPackMs = 600'000;

bool Have(const std::string& program) {
  return test::Run({"sh", "-c", "command -v " + program}).exit_code == 0;
}

bool Missing(const std::string& program, const std::string& package) {
  if (Have(program)) return false;
  std::printf("  (%s is not installed, so it is not compared: apt-get install %s)\n", program.c_str(),
              package.c_str());
  return true;
}

// pid → parent, of all processes.
std::map<pid_t, pid_t> Parents() {
  std::map<pid_t, pid_t> parents;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid == 0) continue;
    const auto stat = test::ReadFile(entry.path() / "stat");
    const auto after = stat.rfind(')');
    pid_t parent = 0;
    if (after != stat.npos && std::sscanf(stat.c_str() + after + 1, " %*c %d", &parent) == 1) {
      parents[pid] = parent;
    }
  }
  return parents;
}

class Program final : public Peer {
 public:
  Program(std::string called, int on, const std::vector<std::string>& command, const std::string& log) {
    name = std::move(called);
    port = on;
    process_ = Process(command, log);
    const auto url = "http://127.0.0.1:" + std::to_string(port) + "/";
    const bool up =
        test::WaitUntil([&] { return HttpGet(url).status != 0 || !process_.Running(); }, kStartMs);
    if (!up || !process_.Running())
      throw std::runtime_error(name + " does not serve: " + test::ReadFile(log));
  }
  ~Program() override { process_.Stop(); }
};

}  // namespace

Taken TakenBy(pid_t pid) {
  const auto folder = "/proc/" + std::to_string(pid);
  const auto stat = test::ReadFile(folder + "/stat");
  const auto after = stat.rfind(')');
  Taken taken;
  unsigned long user = 0, kernel = 0;
  if (after != stat.npos &&
      std::sscanf(stat.c_str() + after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                  &kernel) == 2) {
    taken.cpu_s = static_cast<double>(user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  const auto status = test::ReadFile(folder + "/status");
  long kib = 0;
  if (const auto rss = status.find("VmRSS:"); rss != status.npos)
    std::sscanf(&status[rss], "VmRSS: %ld", &kib);
  taken.rss_mib = static_cast<double>(kib) / 1'024;
  return taken;
}

void MakeGoods(const Goods& goods) {
  std::filesystem::create_directories(goods.folder);
  std::string page = "<!DOCTYPE html><title>page</title><p>";
  while (page.size() < 5'700) page += "看图说话 ";
  WriteFile(goods.folder + "/page.html", page);
  std::mt19937_64 dice(200);
  std::string block(1 << 20, '\0');
  for (auto& c : block) c = static_cast<char>(dice());
  for (int i = 0; i < goods.films; ++i) {
    std::ofstream film(goods.folder + "/film-" + std::to_string(i), std::ios::binary);
    for (std::int64_t at = 0; at < goods.film_bytes; at += static_cast<std::int64_t>(block.size())) {
      film.write(block.data(), static_cast<std::streamsize>(block.size()));
    }
  }
}

Taken Peer::Takes() {
  Taken all;
  const auto parents = Parents();
  for (const auto& [pid, parent] : parents) {
    if (pid != process_.pid() && parent != process_.pid()) continue;
    const auto one = TakenBy(pid);
    all.cpu_s += one.cpu_s;
    all.rss_mib += one.rss_mib;
  }
  return all;
}

std::unique_ptr<Peer> OurFront(const Goods& goods, const std::string& work) {
  const auto port = FreePort();
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  auto peer = std::make_unique<Program>(
      "lianxiao", port, std::vector<std::string>{self, "--front", std::to_string(port), goods.folder},
      work + "/front.log");
  peer->from_memory = "/memory.html";
  peer->films = goods.films;
  return peer;
}

std::unique_ptr<Peer> NginxOf(const Goods& goods, const std::string& work, FileCache cache) {
  if (Missing("nginx", "nginx")) return nullptr;
  const auto port = FreePort();
  const auto folder = work + (cache == FileCache::kOn ? "/nginx-cache" : "/nginx");
  std::filesystem::create_directories(folder);
  std::ostringstream config;
  config << "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 8192;\nerror_log " << folder
         << "/error.log;\npid " << folder << "/pid;\n"
         << (::geteuid() == 0 ? "user root;\n" : "") << "events { worker_connections 4096; }\nhttp {\n";
  for (const auto* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    config << "  " << name << "_temp_path " << folder << "/" << name << ";\n";
  }
  config << "  access_log off;\n  sendfile on;\n  tcp_nopush on;\n"
         << (cache == FileCache::kOn ? "  open_file_cache max=1000;\n" : "")
         << "  server {\n    listen 127.0.0.1:" << port << " backlog=1024;\n    root " << goods.folder
         << ";\n  }\n}\n";
  WriteFile(folder + "/nginx.conf", config.str());
  auto peer = std::make_unique<Program>(
      cache == FileCache::kOn ? "nginx, file cache" : "nginx", port,
      std::vector<std::string>{"nginx", "-c", folder + "/nginx.conf", "-p", folder}, folder + "/log");
  peer->films = goods.films;
  return peer;
}

// Its archive holds the page and one film: packing all ten takes minutes and changes nothing.
std::unique_ptr<Peer> KiwixOf(const Goods& goods, const std::string& work) {
  if (Missing("kiwix-serve", "kiwix-tools") || Missing("zimwriterfs", "zim-tools")) return nullptr;
  const auto folder = work + "/zim";
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(goods.folder + "/page.html", folder + "/page.html");
  std::filesystem::copy_file(goods.folder + "/film-0", folder + "/film-0.mp4");
  constexpr unsigned char kPixel[] = {0x89, 'P',  'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0,
                                      0,    0x0D, 'I', 'H', 'D',  'R',  0,    0,    0, 48,
                                      0,    0,    0,   48,  8,    0,    0,    0,    0};
  WriteFile(folder + "/icon.png", std::string(reinterpret_cast<const char*>(kPixel), sizeof kPixel));
  const auto packed =
      test::Run({"zimwriterfs", "--welcome=page.html", "--illustration=icon.png", "--language=zho",
                 "--title=goods", "--description=goods", "--creator=bench", "--publisher=bench",
                 "--name=goods", "--withoutFTIndex", folder, work + "/goods.zim"},
                kPackMs);
  if (packed.exit_code != 0) {
    std::printf("  (zimwriterfs made no archive, so kiwix-serve is not compared: %s)\n",
                (packed.err + packed.out).substr(0, 300).c_str());
    return nullptr;
  }
  const auto port = FreePort();
  auto peer = std::make_unique<Program>(
      "kiwix-serve", port,
      std::vector<std::string>{"kiwix-serve", "--address=127.0.0.1", "--port=" + std::to_string(port),
                               "--threads=4", work + "/goods.zim"},
      work + "/kiwix.log");
  peer->page = "/goods/A/page.html";
  for (const auto* path : {"/goods/A/page.html", "/content/goods/page.html", "/goods/page.html"}) {
    if (HttpGet("http://127.0.0.1:" + std::to_string(port) + path).status == 200) peer->page = path;
  }
  peer->film_begins = peer->page.substr(0, peer->page.rfind('/')) + "/film-";
  peer->film_ends = ".mp4";
  peer->films = 1;
  return peer;
}

int ServeFront(int port, const std::string& folder) {
  using namespace web;
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  const auto page = test::ReadFile(folder + "/page.html");
  const auto file = [&](const std::string& name, const char* type) {
    const auto path = folder + "/" + name;
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return Response::Text("not here", 404);
    return Response::File({path, found.st_size, name, true}, type);
  };
  Router router;
  router.Add({.method = "GET", .pattern = "/page.html", .handler = [&](const Request&, const Captures&) {
                return file("page.html", "text/html; charset=utf-8");
              }});
  router.Add({.method = "GET",
              .pattern = "/memory.html",
              .handler = [&](const Request&, const Captures&) { return Response::Html(page); },
              .where = Where::kAtOnce});
  router.Add(
      {.method = "GET", .pattern = "/{film}", .handler = [&](const Request&, const Captures& captures) {
         return file(captures.at("film"), "video/mp4");
       }});
  StderrLog log(Level::kInfo);
  // All of a benchmark's clients come from this machine, but from many addresses.
  const auto server = Server::Start({{"127.0.0.1:" + std::to_string(port), &router}}, ServerOptions{}, log);
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  int signal = 0;
  ::sigwait(&signals, &signal);
  return 0;
}

}  // namespace lianxiao::bench
