// Courseware that schools offer to the county: center offers list, accept, decline,
// remove.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct OfferOptions {
  std::string folder = CenterSettings{}.data;
  std::string id, why;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
};

web::Text Text(const Console& console) {
  return {web::Strings::BuiltIn(console.language()), web::MachineZone()};
}

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
    const auto bytes = one.value("folder_bytes", std::int64_t{0});
    if (bytes > 0) console.Say("cli.offers.room", {{"size", Text(console).Size(bytes)}});
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

// One, or all that are published.
int Remove(const Console& console, const OfferOptions& options) {
  const auto client = options.Client();
  const auto answer = client.Get("/control/v1/offers");
  if (!answer) return console.Complain(answer.error());
  std::int64_t folders = 0, bytes = 0;
  const auto all = json::parse(*answer, nullptr, false).value("offers", json::array());
  for (const auto& one : all) {
    const auto id = TextOf(one, "id");
    const bool wanted = options.id.empty() ? TextOf(one, "state") == "published" &&
                                                 one.value("folder_bytes", std::int64_t{0}) > 0
                                           : id == options.id;
    if (!wanted) continue;
    const auto removed = client.Post("/control/v1/offers/" + id + "/remove", "{}");
    if (!removed) return console.Complain(removed.error());
    ++folders;
    bytes += json::parse(*removed, nullptr, false).value("bytes", std::int64_t{0});
  }
  if (!options.id.empty() && folders == 0) {
    return console.Complain({ErrorCode::kNotFound, "offer.unknown: no offer " + options.id});
  }
  console.Say("cli.offers.removed", {{"n", std::to_string(folders)}, {"size", Text(console).Size(bytes)}});
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
  add("remove", &Remove)->add_option("ID", options->id, words("id"));
  auto* decline = add("decline", &Decline);
  decline->add_option("ID", options->id, words("id"))->required();
  decline->add_option("--why", options->why, words("why"))->required();
}

}  // namespace lianxiao::daemon
