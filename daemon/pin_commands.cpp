#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/school_settings.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

struct PinOptions {
  std::string data = SchoolSettings{}.data;
  std::string socket, resource;
  bool json = false;

  ControlClient Client() const { return ControlClient(socket.empty() ? data + "/control.sock" : socket); }
};

int Mark(const Console& console, const PinOptions& options, bool pinned) {
  const nlohmann::json request{{"resource", options.resource}, {"pinned", pinned ? "yes" : "no"}};
  const auto answer = options.Client().Post("/control/v1/pins", request.dump());
  if (!answer) return console.Complain(answer.error());
  console.Say(pinned ? "cli.pins.pinned" : "cli.pins.unpinned", {{"resource", options.resource}});
  return 0;
}

int List(const Console& console, const PinOptions& options) {
  const auto answer = options.Client().Get("/control/v1/pins");
  if (!answer) return console.Complain(answer.error());
  if (options.json) {
    std::printf("%s\n", answer->c_str());
    return 0;
  }
  const auto json = nlohmann::json::parse(*answer, nullptr, false);
  const auto pins = json.value("pins", nlohmann::json::array());
  if (pins.empty()) console.Say("cli.pins.none");
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  for (const auto& pin : pins) {
    const auto* state = pin.value("withdrawn", false) ? "withdrawn"
                        : pin.value("here", false)    ? "here"
                                                      : "coming";
    std::printf("%s  %s  %s  %s\n", pin.value("resource", std::string()).c_str(),
                text.Size(pin.value("bytes", std::int64_t{0})).c_str(),
                console.Text(std::string("cli.pins.") + state).c_str(),
                pin.value("title", std::string()).c_str());
  }
  return 0;
}

}  // namespace

void AddPinCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<PinOptions>();
  const auto add = [&](const std::string& name, std::function<int()> work) {
    auto* command = app.add_subcommand(name, console.Text("cli.pins.help_" + name));
    command->add_option("--data", options->data, console.Text("cli.option.data"))->capture_default_str();
    command->add_option("--socket", options->socket, console.Text("cli.option.socket"));
    command->callback([&chosen, work] { chosen = work; });
    return command;
  };
  for (const bool pinned : {true, false}) {
    add(pinned ? "pin" : "unpin", [&console, options, pinned] { return Mark(console, *options, pinned); })
        ->add_option("ID", options->resource, console.Text("cli.pins.option_id"))
        ->required();
  }
  add("pins", [&console, options] {
    return List(console, *options);
  })->add_flag("--json", options->json, console.Text("cli.option.json"));
}

}  // namespace lianxiao::daemon
