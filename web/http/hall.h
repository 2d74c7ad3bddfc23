// What the connections of one listener share. Made by the server, outlives its connections.
#pragma once

#include <memory>

#include "storage/base/log.h"
#include "web/http/congestion.h"
#include "web/http/dialogue.h"
#include "web/http/host_rule.h"
#include "web/http/lanes.h"
#include "web/http/open_connections.h"
#include "web/http/rate_cap.h"
#include "web/http/small_files.h"
#include "web/http/tls.h"

namespace lianxiao::web {

struct Hall {
  DialogueRules rules;
  Log& log;
  std::shared_ptr<TlsIdentity> tls;        // Null: plain HTTP.
  std::shared_ptr<Congestion> congestion;  // Null: as the machine has it.
  std::shared_ptr<const HostRule> hosts;   // Keeps what the rules point to.
  std::shared_ptr<RateCap> cap;            // Null: as fast as it goes.
  OpenConnections open;
  SmallFiles small_files;
  Lanes lanes;
};

}  // namespace lianxiao::web
