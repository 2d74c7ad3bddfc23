// Relays on the school's own network, by mDNS and DNS-SD through Debian's avahi-daemon: this box says that it
// is one, and hears of others. What is heard is judged by sync/relay/announcement.h and asked like any other
// place.
//
// Where no avahi-daemon runs that is said once and looked for again every few minutes; relays of the settings
// are asked all the same. A thread of its own; ends with the object within a second.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/log.h"

namespace lianxiao::daemon {

struct NeighbourOptions {
  bool find = true;
  int announce_port = 0;  // 0: this box is no relay.
  std::string name;       // Shown by other tools on the network: "Lianxiao box-7".
};

class Neighbours {
 public:
  // Asked again and again: empty until this box is enrolled (sync::CountyMark).
  using Mark = std::function<std::string()>;
  // All that are there now, base URLs; from the thread of this class.
  using Heard = std::function<void(std::vector<std::string>)>;

  static std::unique_ptr<Neighbours> Start(NeighbourOptions options, Mark mark, Heard heard, Log& log);
  virtual ~Neighbours() = default;
};

}  // namespace lianxiao::daemon
