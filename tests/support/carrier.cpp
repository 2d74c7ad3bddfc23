#include "tests/support/carrier.h"

#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/support/misbehaving_server.h"
#include "tests/support/nginx.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kEndlessBytes = std::uintmax_t{1} << 35;  // Sparse: takes no room.

// A web server of its own making, which can also send without an end and without a length.
class HttpMirror final : public Carrier {
 public:
  std::string url() const override { return server_.address(); }
  void Show(const std::map<std::string, std::string>& files) override {
    server_.Behave();
    for (const auto& [path, bytes] : shown_) server_.Remove("/" + path);
    shown_ = files;
    for (const auto& [path, bytes] : shown_) server_.Put("/" + path, bytes);
  }
  void Put(const std::string& path, const std::string& bytes) override {
    shown_[path] = bytes;
    server_.Put("/" + path, bytes);
  }
  void MakeEndless(const std::string& path) override {
    Put(path, "x");
    server_.Misbehave("/" + path, Mischief::kEndlessBody);
  }
  void Hang() override { server_.Misbehave("/", Mischief::kStall); }
  void GoOn() override { server_.Behave(); }

 private:
  MisbehavingServer server_;
  std::map<std::string, std::string> shown_;
};

class FolderCarrier : public Carrier {
 public:
  explicit FolderCarrier(std::string root) : root_(std::move(root)) { fs::create_directories(root_); }
  void Show(const std::map<std::string, std::string>& files) override {
    for (const auto& entry : fs::directory_iterator(root_)) fs::remove_all(entry.path());
    for (const auto& [path, bytes] : files) Put(path, bytes);
  }
  void Put(const std::string& path, const std::string& bytes) override {
    fs::create_directories(fs::path(root_ + "/" + path).parent_path());
    WriteFile(root_ + "/" + path, bytes);
  }
  void MakeEndless(const std::string& path) override {
    Put(path, "x");
    fs::resize_file(root_ + "/" + path, kEndlessBytes);
  }

 protected:
  const std::string root_;
};

class Relay final : public FolderCarrier {
 public:
  explicit Relay(const std::string& folder)
      : FolderCarrier(folder + "/copy"), nginx_(folder + "/nginx", folder + "/copy") {}
  ~Relay() override { nginx_.Signal(SIGCONT); }
  std::string url() const override { return nginx_.url(); }
  void Hang() override { nginx_.Signal(SIGSTOP); }
  void GoOn() override { nginx_.Signal(SIGCONT); }

 private:
  Nginx nginx_;
};

// A stick cannot be slow on request, but it can hold a pipe that nobody writes to.
class Stick final : public FolderCarrier {
 public:
  explicit Stick(const std::string& folder) : FolderCarrier(folder + "/run/media/usb/lianxiao") {}
  std::string url() const override { return "file://" + root_; }
  void Hang() override {
    timestamp_ = ReadFile(Timestamp());
    fs::remove(Timestamp());
    if (::mkfifo(Timestamp().c_str(), 0600) != 0) std::abort();  // A test's own mistake.
  }
  void GoOn() override {
    fs::remove(Timestamp());
    WriteFile(Timestamp(), timestamp_);
  }

 private:
  std::string Timestamp() const { return root_ + "/metadata/timestamp.json"; }
  std::string timestamp_;
};

}  // namespace

std::unique_ptr<Carrier> Carrier::Make(Kind kind, const std::string& folder) {
  fs::create_directories(folder);
  switch (kind) {
    case Kind::kHttpMirror: return std::make_unique<HttpMirror>();
    case Kind::kRelay: return std::make_unique<Relay>(folder);
    case Kind::kStick: return std::make_unique<Stick>(folder);
  }
  std::abort();
}

std::string Name(Carrier::Kind kind) {
  switch (kind) {
    case Carrier::Kind::kHttpMirror: return "HttpMirror";
    case Carrier::Kind::kRelay: return "Relay";
    case Carrier::Kind::kStick: return "Stick";
  }
  std::abort();
}

}  // namespace lianxiao::test
