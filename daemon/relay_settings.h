// [relay] of the school's settings: whether this box serves its alliance as a relay. Plain value.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/settings_table.h"

namespace lianxiao::daemon {

struct RelaySettings {
  void AddTo(SettingsTable& table);

  bool serve = false;
  std::string listen = "0.0.0.0:8482";
  std::int64_t post_mb = 256;
  bool announce = true;
  bool find = true;
};

}  // namespace lianxiao::daemon
