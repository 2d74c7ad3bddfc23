#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "storage/disk.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/utf8.h"

namespace lianxiao::daemon {
namespace {

constexpr auto kMostFileBytes = static_cast<std::int64_t>(formats::kMaxEnrolmentFile);

struct DeviceOptions {
  std::string folder = CenterSettings{}.data;
  std::string who, why;      // revoke
  std::string request, out;  // grant
};

Result<nlohmann::json> Ask(const DeviceOptions& options, std::string_view path,
                           const nlohmann::json& request) {
  LIANXIAO_ASSIGN(const auto answer,
                  ControlClient(options.folder + "/control.sock").Post(path, request.dump()));
  return nlohmann::json::parse(answer, nullptr, false);
}

int Revoke(const Console& console, const DeviceOptions& options) {
  const auto done = Ask(options, "/control/v1/revocations", {{"who", options.who}, {"why", options.why}});
  if (!done) return console.Complain(done.error());
  console.Say("cli.revoked", {{"device", done->value("device", std::string())},
                              {"school", done->value("school", std::string())}});
  return 0;
}

Result<std::string> GrantFor(const DeviceOptions& options) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const auto file, storage::ReadWhole(disk, options.request, kMostFileBytes));
  if (!formats::IsUtf8(file)) return Fail(ErrorCode::kInvalid, "enrol_file.not_ours: this is no text");
  LIANXIAO_ASSIGN(const auto answer, Ask(options, "/control/v1/grants", {{"file", file}}));
  return answer.value("file", std::string());
}

int Grant(const Console& console, const DeviceOptions& options) {
  const auto grant = GrantFor(options);
  if (!grant) return console.Complain(grant.error());
  storage::RealDisk disk;
  if (const auto written = storage::WriteWhole(disk, options.out, *grant); !written) {
    return console.Complain(written.error());
  }
  console.Say("cli.granted", {{"file", options.out}});
  return 0;
}

}  // namespace

void AddCenterDeviceCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<DeviceOptions>();
  const auto add = [&](const std::string& name, int (*work)(const Console&, const DeviceOptions&)) {
    auto* command = center.add_subcommand(name, console.Text("cli.help.center." + name));
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    return command;
  };

  auto* grant = add("grant", &Grant);
  grant->add_option("REQUEST", options->request, console.Text("cli.option.request_file"))->required();
  grant->add_option("--out", options->out, console.Text("cli.option.grant_out"))->required();

  auto* revoke = add("revoke", &Revoke);
  revoke->add_option("SCHOOL|DEVICE", options->who, console.Text("cli.option.who"))->required();
  revoke->add_option("--why", options->why, console.Text("cli.option.why"))->required();
}

}  // namespace lianxiao::daemon
