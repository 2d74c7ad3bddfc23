// Courseware that schools offer to the county: center offers list, accept, decline.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct OfferOptions {
  std::string folder = CenterSettings{}.data;
  std::string id, why;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
};

std::string TextOf(const json& one, const char* name) { return one.value(name, std::string()); }

int List(const Console& console, const OfferOptions& options) {
  const auto answer = options.Client().Get("/control/v1/offers");
  if (!answer) return console.Complain(answer.error());
  const auto offers = json::parse(*answer, nullptr, false).value("offers", json::array());
  if (offers.empty()) console.Say("cli.offers.none");
  for (const auto& one : offers) {
    console.Say("cli.offers.row", {{"id", TextOf(one, "id")},
                                   {"state", console.Text("cli.offers.state." + TextOf(one, "state"))},
                                   {"title", TextOf(one, "title")},
                                   {"school", TextOf(one, "school_name")},
                                   {"author", TextOf(one, "author")},
                                   {"file", TextOf(one, "file")}});
  }
  return 0;
}

int Accept(const Console& console, const OfferOptions& options) {
  const auto answer = options.Client().Post("/control/v1/offers/" + options.id + "/accept", "{}");
  if (!answer) return console.Complain(answer.error());
  const auto offer = json::parse(*answer, nullptr, false);
  console.Say("cli.offers.accepted",
              {{"title", TextOf(offer, "title")}, {"folder", TextOf(offer, "folder")}});
  return 0;
}

int Decline(const Console& console, const OfferOptions& options) {
  const auto answer = options.Client().Post("/control/v1/offers/" + options.id + "/decline",
                                            json{{"why", options.why}}.dump());
  if (!answer) return console.Complain(answer.error());
  console.Say("cli.letter.soon");
  return 0;
}

}  // namespace

void AddOfferCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<OfferOptions>();
  const auto words = [&](const std::string& key) { return console.Text("cli.offers.help." + key); };
  auto* offers = center.add_subcommand("offers", words("all"));
  offers->require_subcommand(1);
  const auto add = [&](const char* name, int (*work)(const Console&, const OfferOptions&)) {
    auto* command = offers->add_subcommand(name, words(name));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  add("list", &List);
  add("accept", &Accept)->add_option("ID", options->id, words("id"))->required();
  auto* decline = add("decline", &Decline);
  decline->add_option("ID", options->id, words("id"))->required();
  decline->add_option("--why", options->why, words("why"))->required();
}

}  // namespace lianxiao::daemon
