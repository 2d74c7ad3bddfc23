#include "daemon/school_settings.h"

#include "daemon/plan_settings.h"
#include "daemon/settings_table.h"
#include "storage/formats/packed_address.h"
#include "sync/line/folder_line.h"
#include "sync/plan/plan_text.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

// What the file says, in the units a person would choose.
struct Raw {
  SchoolSettings settings;
  std::string log_level = "info";
  std::int64_t round_every_s = settings.sync.round_every_ms / kSecondMs;
  std::int64_t usage_every_s = settings.sync.usage_every_ms / kSecondMs;
  std::int64_t longest_pause_s = settings.sync.longest_pause_ms / kSecondMs;
  std::int64_t connect_s = settings.sync.connect_ms / kSecondMs;
  std::int64_t stall_s = settings.sync.stall_ms / kSecondMs;
  std::int64_t max_kbit_per_second = settings.sync.max_bytes_per_second * 8 / 1'000;
  std::int64_t connections = settings.sync.connections;
  std::int64_t keep_free_mib = settings.sync.keep_free_bytes / kMiB;
  std::int64_t clients = settings.server.connections;
  std::int64_t per_address = settings.server.per_address;
  RawPeople people{settings.people};
  formats::LineRules line;
};

SettingsTable TableOf(Raw& raw) {
  SettingsTable table;
  auto& s = raw.settings;
  table.Add({"data", &s.data, "Where this box keeps everything: catalog, library, usage, keys."});
  table.Add({"listen", &s.listen, "Address of the classroom pages. 0.0.0.0 means every network card."});
  table.Add({"courseware_listen", &s.courseware_listen,
             "Address of interactive courseware, which runs apart from the pages. Another port, same card."});
  table.Add({"control", &s.control,
             "Socket for the command `lianxiao` on this machine. Empty: control.sock in the data folder."});
  table.Add({"hosts", &s.hosts,
             "Names by which browsers may open this machine, beside its IP addresses, its host name and "
             "localhost."});
  table.Add({"log_level", &raw.log_level, "error, warning, info or debug."});
  table.Add(
      {"mirrors", &s.sync.mirrors,
       "More places that hold the county's library, asked before those that the county named: another\n"
       "server, or a folder such as \"file:///media/usb/lianxiao/repository\". Every byte is verified."});
  table.Add({"sync.round_every_s", &raw.round_every_s, "Seconds between two looks at the county center.", 1,
             86'400});
  table.Add({"sync.usage_every_s", &raw.usage_every_s,
             "Usage waits at most this many seconds for a line that is up.", 1, 86'400});
  table.Add({"sync.longest_pause_s", &raw.longest_pause_s,
             "While the line is down, pauses between two tries grow up to this many seconds.", 1, 86'400});
  table.Add({"sync.connect_s", &raw.connect_s, "Seconds to wait for the center to answer at all.", 1, 600});
  table.Add({"sync.stall_s", &raw.stall_s,
             "A transfer without a byte for this many seconds counts as cut and is resumed.", 1, 600});
  table.Add({"sync.max_kbit_per_second", &raw.max_kbit_per_second,
             "Most of the line that fetching may take. 0: as much as it gives.", 0, 10'000'000});
  table.Add(
      {"sync.connections", &raw.connections,
       "Most connections to one server. A line that one fills is left at few; where losses keep each one\n"
       "slow, the box takes more, as long as that helps.",
       1, 256});
  table.Add({"sync.keep_free_mib", &raw.keep_free_mib,
             "New lessons stop when less than this many MiB would stay free; usage is still recorded.", 0,
             1 << 30});
  table.Add({"sync.key_days", &s.sync.key_days,
             "This box replaces its keys after so many days. 0: only by `lianxiao device rotate-keys`.", 0,
             36'500});
  table.Add(
      {"sync.relays", &s.sync.relays,
       "Relays of the alliance, \"http://10.1.0.2:8482\", on a network that costs nothing: asked before the\n"
       "county, in every hour. One behind the school's own paid line belongs into 'mirrors'."});
  AddPlan(table, raw.line);
  table.Add({"server.connections", &raw.clients,
             "Connections open at the same time, of each address that is listened on.", 4, 16'384});
  table.Add({"server.connections_per_address", &raw.per_address,
             "Most of them from one address. A whole class may sit behind one.", 4, 16'384});
  table.Retire("server.threads");  // When each client had a thread.
  raw.people.AddTo(table);
  s.disk.AddTo(table);
  s.relay.AddTo(table);
  s.courseware.AddTo(table);
  return table;
}

constexpr std::size_t kMaxMirrors = 16;  // Each is asked in every round.

Status CheckMirrors(const std::vector<std::string>& mirrors) {
  if (mirrors.size() > kMaxMirrors) {
    return Fail(ErrorCode::kInvalid,
                "'mirrors' must name at most " + std::to_string(kMaxMirrors) + " places");
  }
  for (const auto& mirror : mirrors) {
    Status good;
    if (!sync::IsFolderUrl(mirror)) {
      good = formats::CheckAddress(mirror);
    } else if (const auto folder = sync::FolderOf(mirror); !folder) {
      good = Fail(folder.error());
    }
    if (!good) return Fail(good.error().While("'mirrors'"));
  }
  return {};
}

Status CheckRelays(const std::vector<std::string>& relays) {
  if (relays.size() > kMaxMirrors) {
    return Fail(ErrorCode::kInvalid,
                "'sync.relays' must name at most " + std::to_string(kMaxMirrors) + " places");
  }
  for (const auto& relay : relays) {
    if (const auto good = formats::CheckAddress(relay); !good)
      return Fail(good.error().While("'sync.relays'"));
  }
  return {};
}

}  // namespace

Result<Level> ParseLevel(std::string_view word) {
  if (word == "error") return Level::kError;
  if (word == "warning") return Level::kWarning;
  if (word == "info") return Level::kInfo;
  if (word == "debug") return Level::kDebug;
  return Fail(ErrorCode::kInvalid, "log_level must be error, warning, info or debug");
}

Result<SchoolSettings> ReadSchoolSettings(std::string_view toml, const std::string& file_name) {
  Raw raw;
  LIANXIAO_TRY(TableOf(raw).Read(toml, file_name));
  auto& s = raw.settings;
  const auto level = ParseLevel(raw.log_level);
  if (!level) return Fail(level.error().While(file_name));
  s.log_level = *level;
  if (const auto good = CheckMirrors(s.sync.mirrors); !good) return Fail(good.error().While(file_name));
  if (const auto good = CheckRelays(s.sync.relays); !good) return Fail(good.error().While(file_name));
  s.sync.round_every_ms = raw.round_every_s * kSecondMs;
  s.sync.usage_every_ms = raw.usage_every_s * kSecondMs;
  s.sync.longest_pause_ms = raw.longest_pause_s * kSecondMs;
  s.sync.connect_ms = raw.connect_s * kSecondMs;
  s.sync.stall_ms = raw.stall_s * kSecondMs;
  s.sync.max_bytes_per_second = raw.max_kbit_per_second * 1'000 / 8;
  s.sync.connections = static_cast<int>(raw.connections);
  s.sync.keep_free_bytes = raw.keep_free_mib * kMiB;
  s.server.connections = static_cast<int>(raw.clients);
  raw.settings.server.per_address = static_cast<int>(raw.per_address);
  s.people = raw.people.Read();
  const auto plan = sync::ReadRules(raw.line);
  if (!plan) return Fail(plan.error().While(file_name));
  s.sync.plan = *plan;
  return s;
}

std::string DefaultSchoolSettings() {
  Raw raw;
  return TableOf(raw).Write(
      "Settings of lianxiao-schoold, the box in the school. Restart it after a change:\n"
      "  systemctl restart lianxiao-schoold\n"
      "Each key stands here with its default.");
}

}  // namespace lianxiao::daemon
