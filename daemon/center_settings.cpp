#include "daemon/center_settings.h"

#include "daemon/school_settings.h"
#include "daemon/settings_table.h"

namespace lianxiao::daemon {
namespace {

struct Raw {
  CenterSettings settings;
  std::string log_level = "info";
  std::int64_t clients = settings.server.connections;
  std::int64_t per_address = settings.server.per_address;
  RawPeople people{settings.people};
};

SettingsTable TableOf(Raw& raw) {
  SettingsTable table;
  auto& s = raw.settings;
  table.Add({"data", &s.data, "The county's folder, made by: lianxiao center init DIR"});
  table.Add({"listen", &s.listen,
             "Address of the console and of the boxes' API, under TLS. 0.0.0.0: every network card."});
  table.Add(
      {"plain_listen", &s.plain_listen,
       "A second address without TLS, for the repository alone: its files are signed, and cost less to send\n"
       "so. Such as \"0.0.0.0:8441\"; boxes then fetch from there. Empty: none."});
  table.Add({"control", &s.control,
             "Socket for the command `lianxiao` on this machine. Empty: control.sock in the data folder."});
  table.Add({"hosts", &s.hosts,
             "Names by which browsers may open this machine, beside its IP addresses, its host name and "
             "localhost."});
  table.Add({"log_level", &raw.log_level, "error, warning, info or debug."});
  table.Add(
      {"public_address", &s.registry.public_address,
       "Where boxes reach this center, such as \"https://10.0.3.7:8440\". It goes into enrolment codes."});
  table.Add({"mirrors", &s.registry.mirrors,
             "Web servers that carry the repository folder, best first. Empty: this center itself."});
  table.Add({"enrolment.code_hours", &s.registry.code_hours, "Hours an enrolment code stays good.", 1, 720});
  table.Add(
      {"enrolment.code_tries", &s.registry.code_tries, "Wrong tries after which a code is closed.", 1, 100});
  table.Add({"retention.learning_days", &s.learning_days,
             "Days that single events of use are kept; then only daily sums remain.", 30, 36'500});
  table.Add({"publish.memory_mb", &s.publish_memory_mb,
             "Megabytes that publishing may take for the deltas it makes side by side. A pair of files that\n"
             "needs more is done alone.",
             64, 1'000'000});
  table.Add({"clean.grace_days", &s.clean_grace_days,
             "Days that a file of the repository stays after nothing names it any more. Boxes that were not\n"
             "heard of for longer fetch the newer one anew.",
             0, 3'650});
  table.Add({"server.connections", &raw.clients,
             "Connections open at the same time, of each address that is listened on.", 4, 16'384});
  table.Add({"server.connections_per_address", &raw.per_address,
             "Most of them from one address. A whole class may sit behind one.", 4, 16'384});
  table.Retire("server.threads");  // When each client had a thread.
  table.Add({"server.congestion_control", &s.congestion_control,
             "How the kernel sends to boxes. \"bbr\" brings lessons over long ways that lose packets, where\n"
             "the usual \"cubic\" stops at a few percent of the line. Empty: as this machine has it."});
  raw.people.AddTo(table);
  return table;
}

}  // namespace

Status CheckSpeaksTls(const std::string& address) {
  if (!address.starts_with("http://")) return {};
  return Fail(ErrorCode::kInvalid, "public_address \"" + address +
                                       "\": boxes speak TLS with their center; write https://" +
                                       address.substr(7) + " instead");
}

Result<CenterSettings> ReadCenterSettings(std::string_view toml, const std::string& file_name) {
  Raw raw;
  LIANXIAO_TRY(TableOf(raw).Read(toml, file_name));
  const auto level = ParseLevel(raw.log_level);
  if (!level) return Fail(level.error().While(file_name));
  if (const auto s = CheckSpeaksTls(raw.settings.registry.public_address); !s)
    return Fail(s.error().While(file_name));
  raw.settings.log_level = *level;
  raw.settings.server.connections = static_cast<int>(raw.clients);
  raw.settings.server.per_address = static_cast<int>(raw.per_address);
  raw.settings.people = raw.people.Read();
  return raw.settings;
}

Result<CenterSettings> SettingsOfCounty(storage::Disk& disk, const std::string& folder) {
  constexpr std::int64_t kMostBytes = 1 << 20;
  const auto path = folder + "/center.toml";
  LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
  if (!there) return CenterSettings{};
  LIANXIAO_ASSIGN(const auto toml, storage::ReadWhole(disk, path, kMostBytes));
  return ReadCenterSettings(toml, path);
}

std::string WriteCenterSettings(const CenterSettings& settings) {
  Raw raw{.settings = settings};
  return TableOf(raw).Write(
      "Settings of lianxiao-centerd, the county center. Restart it after a change:\n"
      "  systemctl restart lianxiao-centerd");
}

}  // namespace lianxiao::daemon
