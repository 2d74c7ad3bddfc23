// Settings of lianxiao-centerd. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "center/publish/cleaner.h"
#include "center/registry/registry.h"
#include "daemon/people_settings.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "web/http/server.h"

namespace lianxiao::daemon {

struct CenterSettings {
  std::string data = "/var/lib/lianxiao-center";
  std::string listen = "0.0.0.0:8440";
  std::string plain_listen;        // Empty: none.
  std::string control;             // Empty: DATA/control.sock
  std::vector<std::string> hosts;  // Names in Host headers beside this machine's own and addresses.
  Level log_level = Level::kInfo;
  center::RegistryOptions registry;
  std::int64_t learning_days = center::kLearningDays;
  std::int64_t publish_memory_mb = 1'024;
  std::int64_t clean_grace_days = center::CleanOptions{}.grace_days;
  std::string congestion_control = "bbr";  // Empty: as the machine has it.
  web::ServerOptions server;
  PeopleSettings people{storage::Place::kCounty};

  std::string ControlSocket() const { return control.empty() ? data + "/control.sock" : control; }
};

// kInvalid for an address that begins with http://: boxes speak TLS with their center.
Status CheckSpeaksTls(const std::string& address);

Result<CenterSettings> ReadCenterSettings(std::string_view toml, const std::string& file_name);
// Of the county's own center.toml, for a command; the defaults where it has none.
Result<CenterSettings> SettingsOfCounty(storage::Disk& disk, const std::string& folder);
// A file with every key, these values and a comment.
std::string WriteCenterSettings(const CenterSettings& settings);

}  // namespace lianxiao::daemon
