#include "tests/bench/link/stage.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

#include "sync/blobs/blob_job.h"
#include "tests/support/deployment.h"

namespace lianxiao::bench {
namespace {

constexpr int kCenterPort = 8440, kMirrorPort = 8080, kRsyncPort = 8730;
constexpr std::int64_t kStartMs = 20'000;

std::string Noise(std::int64_t bytes) {
  std::mt19937_64 random(2'026);
  std::string noise(static_cast<std::size_t>(bytes), '\0');
  for (auto& byte : noise) byte = static_cast<char>(random());
  return noise;
}

bool Listens(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, kServerAddress, &address.sin_addr);
  const bool listens = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return listens;
}

std::string TlsKeyOf(const std::string& county) {
  const auto statement = nlohmann::json::parse(test::ReadFile(county + "/tls/statement.json"));
  return statement.at("signed").at("keys").at(0).get<std::string>();
}

void MakeCounty(const std::string& bin, const std::string& county) {
  const auto made = test::Run({bin + "/lianxiao", "center", "init", county, "--name", "County", "--address",
                               std::string("https://") + kServerAddress + ":" + std::to_string(kCenterPort),
                               "--no-passphrase"});
  if (made.exit_code != 0) throw std::runtime_error("lianxiao center init: " + made.err);
}

void Put(const std::string& county, const BlobId& id, const std::string& bytes) {
  const auto path = county + "/repository/" + sync::BlobPath(id);
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  test::WriteFile(path, bytes);
}

}  // namespace

std::string Goods::Path() const { return sync::BlobPath(blob); }

Goods MakeGoods(const std::string& folder, std::int64_t bytes) {
  Goods goods{.county = folder + "/county", .bin = test::Places::FromEnvironment().bin};
  if (!std::filesystem::exists(goods.county)) MakeCounty(goods.bin, goods.county);
  goods.tls_key = TlsKeyOf(goods.county);
  goods.bytes = Noise(bytes);
  formats::PieceHasher hasher;
  hasher.Add(goods.bytes);
  auto names = hasher.Finish();
  goods.blob = names.blob;
  goods.pieces = std::move(names.pieces);
  const auto list = formats::Encode(goods.pieces);
  goods.pieces_blob = HashOf(list);
  Put(goods.county, goods.blob, goods.bytes);
  Put(goods.county, goods.pieces_blob, list);
  return goods;
}

Stage::Stage(const std::string& folder, const Goods& goods, Server server, const std::string& congestion)
    : path_(goods.Path()) {
  std::filesystem::create_directories(folder);
  for (const auto* place : {&server_place_, &box_}) {
    // What one flow learned of the way is not handed to the next.
    place->Within([] {
      test::WriteFile("/proc/sys/net/ipv4/tcp_no_metrics_save", "1\n");
      // As our package sets it on the county's machine (systemd/lianxiao.sysctl.conf).
      test::WriteFile("/proc/sys/net/ipv4/tcp_fastopen", "3\n");
    });
  }
  server_place_.UseCongestionControl(congestion);
  switch (server) {
    case Server::kCenter: StartCenter(folder, goods); break;
    case Server::kMirror: StartNginx(folder, goods); break;
    case Server::kRsync: StartRsync(folder, goods); break;
  }
}

Stage::~Stage() { process_.Stop(); }

void Stage::Connect(const LineSettings& line) {
  relay_ = std::make_unique<Relay>(line, server_place_.packets(), box_.packets());
}

void Stage::WaitFor(int port, const std::string& log) {
  bool listens = false;
  server_place_.Within(
      [&] { listens = test::WaitUntil([&] { return Listens(port) || !process_.Running(); }, kStartMs); });
  if (!listens || !process_.Running())
    throw std::runtime_error("the server does not start: " + test::ReadFile(log));
}

void Stage::StartCenter(const std::string& folder, const Goods& goods) {
  const auto log = folder + "/centerd.log";
  const auto listen = std::string(kServerAddress) + ":" + std::to_string(kCenterPort);
  base_ = "https://" + listen;
  test::WriteFile(goods.county + "/center.toml", "public_address = \"" + base_ + "\"\n");
  server_place_.Within([&] {
    process_ = test::Process({goods.bin + "/lianxiao-centerd", "--config", goods.county + "/center.toml",
                              "--data", goods.county, "--listen", listen},
                             log);
  });
  WaitFor(kCenterPort, log);
}

void Stage::StartNginx(const std::string& folder, const Goods& goods) {
  const auto config = folder + "/nginx.conf";
  base_ = std::string("http://") + kServerAddress + ":" + std::to_string(kMirrorPort);
  std::string temp;
  for (const auto* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    temp += "  " + std::string(name) + "_temp_path " + folder + "/" + name + ";\n";
  }
  test::WriteFile(config, "user root;\ndaemon off;\nmaster_process off;\nerror_log " + folder +
                              "/error.log;\npid " + folder +
                              "/nginx.pid;\nevents {}\nhttp {\n  sendfile on;\n  access_log off;\n" + temp +
                              "  server {\n    listen " + kServerAddress + ":" + std::to_string(kMirrorPort) +
                              " fastopen=256;\n    root " + goods.county + "/repository;\n  }\n}\n");
  const auto log = folder + "/nginx.log";
  server_place_.Within([&] { process_ = test::Process({"nginx", "-c", config, "-p", folder}, log); });
  WaitFor(kMirrorPort, log);
}

void Stage::StartRsync(const std::string& folder, const Goods& goods) {
  const auto config = folder + "/rsyncd.conf";
  base_ = std::string("rsync://") + kServerAddress + ":" + std::to_string(kRsyncPort) + "/repository";
  test::WriteFile(config, "use chroot = no\nuid = root\ngid = root\n[repository]\npath = " + goods.county +
                              "/repository\nread only = yes\n");
  const auto log = folder + "/rsyncd.log";
  server_place_.Within([&] {
    process_ =
        test::Process({"rsync", "--daemon", "--no-detach", "--config=" + config,
                       std::string("--address=") + kServerAddress, "--port=" + std::to_string(kRsyncPort)},
                      log);
  });
  WaitFor(kRsyncPort, log);
}

}  // namespace lianxiao::bench
