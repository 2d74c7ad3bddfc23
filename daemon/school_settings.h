// Settings of lianxiao-schoold. Plain value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/courseware_settings.h"
#include "daemon/disk_settings.h"
#include "daemon/people_settings.h"
#include "daemon/relay_settings.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "sync/engine.h"
#include "web/http/server.h"

namespace lianxiao::daemon {

inline constexpr std::string_view kProgramVersion = LIANXIAO_VERSION;

struct SchoolSettings {
  std::string data = "/var/lib/lianxiao";
  std::string listen = "0.0.0.0:8480";
  std::string courseware_listen = "0.0.0.0:8481";
  std::string control;             // Empty: DATA/control.sock
  std::vector<std::string> hosts;  // Names in Host headers beside this machine's own and addresses.
  Level log_level = Level::kInfo;
  sync::Options sync;
  web::ServerOptions server;
  PeopleSettings people{storage::Place::kSchool};
  DiskSettings disk;
  RelaySettings relay;
  CoursewareSettings courseware;

  std::string ControlSocket() const { return control.empty() ? data + "/control.sock" : control; }
};

// Starts from the defaults; keys of the file replace them. kInvalid names file, line and key.
Result<SchoolSettings> ReadSchoolSettings(std::string_view toml, const std::string& file_name);
// A file with every key, its default and a comment.
std::string DefaultSchoolSettings();

// "error", "warning", "info", "debug". kInvalid otherwise.
Result<Level> ParseLevel(std::string_view word);

}  // namespace lianxiao::daemon
