#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/school_settings.h"
#include "daemon/status_text.h"

namespace lianxiao::daemon {
namespace {

struct BoxOptions {
  std::string data = SchoolSettings{}.data;
  std::string socket;
  bool json = false;
  std::string code;
  std::string program;

  ControlClient Client() const { return ControlClient(socket.empty() ? data + "/control.sock" : socket); }
};

void AddBoxOptions(CLI::App& command, const Console& console, BoxOptions& options) {
  command.add_option("--data", options.data, console.Text("cli.option.data"))->capture_default_str();
  command.add_option("--socket", options.socket, console.Text("cli.option.socket"));
}

int Enroll(const Console& console, const BoxOptions& options) {
  const auto client = options.Client();
  const auto answer = client.Post("/control/v1/enrol", nlohmann::json{{"code", options.code}}.dump());
  if (!answer) return console.Complain(answer.error());
  const auto status = client.Get("/api/v1/status");
  if (!status) return console.Complain(status.error());
  const auto json = nlohmann::json::parse(*status, nullptr, false);
  const auto box = json.value("box", nlohmann::json::object());
  console.Say("cli.enrolled", {{"school", box.value("school_name", std::string())},
                               {"center", box.value("center_name", std::string())}});
  return 0;
}

int ShowStatus(const Console& console, const BoxOptions& options) {
  const auto status = options.Client().Get("/api/v1/status");
  if (!status) return console.Complain(status.error());
  const auto text = options.json ? Result<std::string>(*status) : StatusText(*status, console);
  if (!text) return console.Complain(text.error());
  std::printf("%s\n", text->c_str());
  return 0;
}

int Sync(const Console& console, const BoxOptions& options) {
  const auto answer = options.Client().Post("/control/v1/sync", "{}");
  if (!answer) return console.Complain(answer.error());
  console.Say("cli.sync_started");
  return 0;
}

int ShowSettings(const BoxOptions& options) {
  const auto text = options.program == "center" ? WriteCenterSettings({}) : DefaultSchoolSettings();
  std::printf("%s", text.c_str());
  return 0;
}

}  // namespace

void AddSchoolCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<BoxOptions>();

  auto* enroll = app.add_subcommand("enroll", console.Text("cli.help.enroll"));
  enroll->add_option("CODE", options->code, console.Text("cli.option.code"))->required();
  AddBoxOptions(*enroll, console, *options);
  enroll->callback(
      [&console, &chosen, options] { chosen = [&console, options] { return Enroll(console, *options); }; });

  auto* status = app.add_subcommand("status", console.Text("cli.help.status"));
  status->add_flag("--json", options->json, console.Text("cli.option.json"));
  AddBoxOptions(*status, console, *options);
  status->callback([&console, &chosen, options] {
    chosen = [&console, options] { return ShowStatus(console, *options); };
  });

  auto* sync = app.add_subcommand("sync", console.Text("cli.help.sync"));
  AddBoxOptions(*sync, console, *options);
  sync->callback(
      [&console, &chosen, options] { chosen = [&console, options] { return Sync(console, *options); }; });

  AddAccountCommands(app, console, chosen, storage::Place::kSchool);

  auto* settings = app.add_subcommand("settings", console.Text("cli.help.settings"));
  settings->add_option("PROGRAM", options->program, console.Text("cli.option.program"))
      ->required()
      ->check(CLI::IsMember({"school", "center"}));
  settings->callback([&chosen, options] { chosen = [options] { return ShowSettings(*options); }; });
}

}  // namespace lianxiao::daemon
