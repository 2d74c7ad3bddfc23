// A network of its own on this machine, with one interface whose packets come out of a file descriptor: one
// end of the emulated line. Needs root. Used from one thread.
#pragma once

#include <functional>
#include <string>

namespace lianxiao::bench {

class Place {
 public:
  // `address` such as "10.77.0.1"; the other end is in the same /24. Throws std::runtime_error with a
  // sentence when this machine does not let us.
  explicit Place(const std::string& address);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  int packets() const { return tun_; }  // Each read is a packet that leaves, each write one that arrives.
  // Runs `work` with this thread in the network; programs started by it stay there. May be nested.
  void Within(const std::function<void()>& work) const;
  // Congestion control of connections from here on, unless a socket says otherwise.
  void UseCongestionControl(const std::string& name) const;
  // Of the connections that stand at this moment, as the kernel names it, each once: "bbr".
  std::string CongestionControlsInUse() const;

 private:
  std::string network_address_;
  int network_ = -1, tun_ = -1;
};

}  // namespace lianxiao::bench
