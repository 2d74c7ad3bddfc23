#include "tests/bench/link/place.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tests/support/process.h"

namespace lianxiao::bench {
namespace {

[[noreturn]] void Give(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int OpenNetwork() { return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }

// Back to where this thread was.
class Return {
 public:
  Return() : before_(OpenNetwork()) {}
  ~Return() {
    ::setns(before_, CLONE_NEWNET);
    ::close(before_);
  }
  Return(const Return&) = delete;
  Return& operator=(const Return&) = delete;

 private:
  int before_;
};

int OpenTun() {
  const int tun = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (tun < 0) Give("cannot open /dev/net/tun (is the module tun there?)");
  ifreq request{};
  std::strncpy(request.ifr_name, "line0", IFNAMSIZ - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (::ioctl(tun, TUNSETIFF, &request) != 0) Give("cannot make the interface line0");
  return tun;
}

void Ip(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"ip"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto done = test::Run(command, 10'000);
  if (done.exit_code != 0) throw std::runtime_error("ip " + arguments[0] + ": " + done.err);
}

}  // namespace

Place::Place(const std::string& address) : network_address_(address.substr(0, address.rfind('.')) + ".0/24") {
  const Return home;
  if (::unshare(CLONE_NEWNET) != 0) Give("cannot make a network of its own (that needs root)");
  network_ = OpenNetwork();
  tun_ = OpenTun();
  Ip({"address", "add", address + "/24", "dev", "line0"});
  Ip({"link", "set", "line0", "up", "txqueuelen", "10000"});
  Ip({"link", "set", "lo", "up"});
}

Place::~Place() {
  for (const int fd : {tun_, network_}) {
    if (fd >= 0) ::close(fd);
  }
}

void Place::Within(const std::function<void()>& work) const {
  const Return back;
  if (::setns(network_, CLONE_NEWNET) != 0) Give("cannot enter a network of our own");
  work();
}

// By the route: a network of its own takes as its default only what the machine allows to everyone.
void Place::UseCongestionControl(const std::string& name) const {
  Within([&] { Ip({"route", "replace", network_address_, "dev", "line0", "congctl", name}); });
}

std::string Place::CongestionControlsInUse() const {
  std::string text;
  Within([&] { text = test::Run({"ss", "-tinH", "state", "established"}, 10'000).out; });
  std::set<std::string> found;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    for (const auto* known : {"bbr", "cubic", "reno"}) {
      if (word == known) found.insert(word);
    }
  }
  std::string all;
  for (const auto& name : found) all += (all.empty() ? "" : "+") + name;
  return all;
}

}  // namespace lianxiao::bench
