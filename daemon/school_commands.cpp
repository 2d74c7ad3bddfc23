#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/queue_text.h"
#include "daemon/school_settings.h"
#include "daemon/status_text.h"
#include "storage/disk.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/utf8.h"

namespace lianxiao::daemon {
namespace {

constexpr auto kMostFileBytes = static_cast<std::int64_t>(formats::kMaxEnrolmentFile);

struct BoxOptions {
  std::string data = SchoolSettings{}.data;
  std::string socket;
  bool json = false;
  std::string code, code_file, request, grant;
  std::string program;

  ControlClient Client() const { return ControlClient(socket.empty() ? data + "/control.sock" : socket); }
};

// JSON carries text alone; what is none is no file of ours either, and is named so by whoever reads it.
std::string Utf8Or(const std::string& bytes, const std::string& otherwise) {
  return formats::IsUtf8(bytes) ? bytes : otherwise;
}

void AddBoxOptions(CLI::App& command, const Console& console, BoxOptions& options) {
  command.add_option("--data", options.data, console.Text("cli.option.data"))->capture_default_str();
  command.add_option("--socket", options.socket, console.Text("cli.option.socket"));
}

// The request of a box without a line, for the county.
int WriteRequest(const Console& console, const BoxOptions& options) {
  storage::RealDisk disk;
  if (options.code_file.empty()) {
    return console.Complain(
        {ErrorCode::kInvalid, "enrol_file.code_file_needed: --request needs --code-file"});
  }
  const auto code_file = storage::ReadWhole(disk, options.code_file, kMostFileBytes);
  if (!code_file) return console.Complain(code_file.error());
  const nlohmann::json request{{"code", options.code}, {"code_file", Utf8Or(*code_file, "?")}};
  const auto answer = options.Client().Post("/control/v1/enrolment-requests", request.dump());
  if (!answer) return console.Complain(answer.error());
  const auto json = nlohmann::json::parse(*answer, nullptr, false);
  const auto written = storage::WriteWhole(disk, options.request, json.value("file", std::string()));
  if (!written) return console.Complain(written.error());
  console.Say("cli.enroll.requested", {{"file", options.request}});
  return 0;
}

Result<std::string> SendGrant(const BoxOptions& options) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const auto file, storage::ReadWhole(disk, options.grant, kMostFileBytes));
  return options.Client().Post("/control/v1/enrolment-grants",
                               nlohmann::json{{"file", Utf8Or(file, "?")}}.dump());
}

int Enroll(const Console& console, const BoxOptions& options) {
  if (!options.request.empty()) return WriteRequest(console, options);
  if (options.grant.empty() && options.code.empty()) {
    return console.Complain({ErrorCode::kInvalid, "enrol_file.code_needed: type the code, or give a file"});
  }
  const auto client = options.Client();
  const auto answer = options.grant.empty()
                          ? client.Post("/control/v1/enrol", nlohmann::json{{"code", options.code}}.dump())
                          : SendGrant(options);
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

int ShowQueue(const Console& console, const BoxOptions& options) {
  const auto queue = options.Client().Get("/api/v1/queue");
  if (!queue) return console.Complain(queue.error());
  const auto text =
      options.json ? Result<std::string>(*queue) : QueueText(*queue, console, SystemClock().Wall());
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

int RotateKeys(const Console& console, const BoxOptions& options) {
  const auto answer = options.Client().Post("/control/v1/key-rotations", "{}");
  if (!answer) return console.Complain(answer.error());
  console.Say("cli.keys_rotating");
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
  enroll->add_option("CODE", options->code, console.Text("cli.option.code"));
  enroll->add_option("--request", options->request, console.Text("cli.option.request"));
  enroll->add_option("--code-file", options->code_file, console.Text("cli.option.code_file"));
  enroll->add_option("--grant", options->grant, console.Text("cli.option.grant"))->excludes("--request");
  AddBoxOptions(*enroll, console, *options);
  enroll->callback(
      [&console, &chosen, options] { chosen = [&console, options] { return Enroll(console, *options); }; });

  auto* status = app.add_subcommand("status", console.Text("cli.help.status"));
  status->add_flag("--json", options->json, console.Text("cli.option.json"));
  AddBoxOptions(*status, console, *options);
  status->callback([&console, &chosen, options] {
    chosen = [&console, options] { return ShowStatus(console, *options); };
  });

  auto* queue = app.add_subcommand("queue", console.Text("cli.help.queue"));
  queue->add_flag("--json", options->json, console.Text("cli.option.json"));
  AddBoxOptions(*queue, console, *options);
  queue->callback([&console, &chosen, options] {
    chosen = [&console, options] { return ShowQueue(console, *options); };
  });

  auto* sync = app.add_subcommand("sync", console.Text("cli.help.sync"));
  AddBoxOptions(*sync, console, *options);
  sync->callback(
      [&console, &chosen, options] { chosen = [&console, options] { return Sync(console, *options); }; });

  AddPinCommands(app, console, chosen);
  AddAccountCommands(app, console, chosen, storage::Place::kSchool);
  auto* device = app.add_subcommand("device", console.Text("cli.help.device"));
  device->require_subcommand(1);
  auto* rotate = device->add_subcommand("rotate-keys", console.Text("cli.help.rotate_keys"));
  AddBoxOptions(*rotate, console, *options);
  rotate->callback([&console, &chosen, options] {
    chosen = [&console, options] { return RotateKeys(console, *options); };
  });

  auto* settings = app.add_subcommand("settings", console.Text("cli.help.settings"));
  settings->add_option("PROGRAM", options->program, console.Text("cli.option.program"))
      ->required()
      ->check(CLI::IsMember({"school", "center"}));
  settings->callback([&chosen, options] { chosen = [options] { return ShowSettings(*options); }; });
}

}  // namespace lianxiao::daemon
