// [relay] of the school's settings: whether this box serves its alliance as a relay. Plain value.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/settings_table.h"

namespace lianxiao::daemon {

struct RelaySettings {
  void AddTo(SettingsTable& table);

  std::int64_t MaxBytesPerSecond() const { return max_kbit_per_second * 1'000 / 8; }

  bool serve = false;
  bool by_county = true;
  std::string listen = "0.0.0.0:8482";
  std::int64_t max_kbit_per_second = 0;
  std::int64_t ways_mb = 256;
  std::int64_t post_mb = 256;
  bool announce = true;
  bool find = true;
};

}  // namespace lianxiao::daemon
