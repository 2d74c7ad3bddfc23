// Who helps whom and who belongs together: center pair, pairs, alliance, alliances.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "storage/base/local_day.h"
#include "storage/base/time.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

constexpr std::string_view kSeatCounty = "@county";  // No school is called so.

struct AllianceOptions {
  std::string folder = CenterSettings{}.data;
  std::string school, with, studio, name, seat, from, until;
  std::string id, central;
  std::vector<std::string> add, remove;
  bool end = false;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
};

std::string TextOf(const json& one, const char* name) {
  if (!one.is_object()) return {};
  const auto found = one.find(name);
  return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Of an answer; empty when it is another than was asked for.
json RowsOf(const json& answer, const char* name) {
  const auto found = answer.is_object() ? answer.find(name) : answer.end();
  return found != answer.end() && found->is_array() ? *found : json::array();
}

// The county's day in which a moment lies; of an end, which is a midnight, the day before it. Empty stays
// empty.
std::string DayOf(const std::string& moment, std::int64_t back_ms) {
  const auto at = ParseRfc3339(moment);
  return at ? ToLocal({at->ms - back_ms}, MachineOffset()).day.Text() : std::string();
}

// Midnight of a day, `days` later, as the API wants it; empty stays empty.
Result<std::string> MomentOf(const std::string& day, std::int64_t days) {
  if (day.empty()) return std::string();
  const auto parsed = ParseDay(day);
  if (!parsed) return Fail(ErrorCode::kInvalid, "cli.bad_date: " + day);
  return ToRfc3339(ToWall(LocalDay{parsed->number + days}, 0, MachineOffset()));
}

Result<json> PairingOf(const AllianceOptions& options) {
  if (options.with.empty() == options.studio.empty()) {
    return Fail(ErrorCode::kInvalid, "cli.pair_who: --with a school, or --studio");
  }
  json pairing = {{"school", options.school}};
  if (!options.with.empty()) pairing["helper"] = options.with;
  if (!options.studio.empty()) pairing["studio"] = options.studio;
  pairing["name"] = options.name;
  if (!options.seat.empty()) pairing["seat"] = options.seat == kSeatCounty ? "" : options.seat;
  LIANXIAO_ASSIGN(pairing["from"], MomentOf(options.from, 0));
  LIANXIAO_ASSIGN(pairing["until"], MomentOf(options.until, 1));
  return pairing;
}

int Pair(const Console& console, const AllianceOptions& options) {
  const auto pairing = PairingOf(options);
  if (!pairing) return console.Complain(pairing.error());
  const auto* path = options.end ? "/api/v1/pairings/end" : "/api/v1/pairings";
  const auto done = options.Client().Post(path, pairing->dump());
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

int Pairs(const Console& console, const AllianceOptions& options) {
  const auto answer = options.Client().Get("/api/v1/pairings");
  if (!answer) return console.Complain(answer.error());
  const auto pairings = RowsOf(json::parse(*answer, nullptr, false), "pairings");
  if (pairings.empty()) console.Say("cli.pair.none");
  for (const auto& one : pairings) {
    const auto until = DayOf(TextOf(one, "until"), 1);
    console.Say("cli.pair.row", {{"helper", TextOf(one, "helper")},
                                 {"helper_name", TextOf(one, "helper_name")},
                                 {"school", TextOf(one, "school")},
                                 {"school_name", TextOf(one, "school_name")},
                                 {"from", DayOf(TextOf(one, "from"), 0)},
                                 {"until", until.empty() ? "…" : until}});
  }
  return 0;
}

// What was asked for, in an order that makes sense: made, joined, left.
Status Change(const AllianceOptions& options) {
  const auto client = options.Client();
  const auto one = "/api/v1/alliances/" + options.id;
  if (options.end) {
    LIANXIAO_TRY(client.Post(one + "/end", "{}"));
    return {};
  }
  const bool put = !options.name.empty() || !options.central.empty();
  if (!put && options.add.empty() && options.remove.empty()) {
    return Fail(ErrorCode::kInvalid, "cli.alliance_what: nothing to change");
  }
  if (put) {
    const json alliance = {{"id", options.id}, {"name", options.name}, {"central", options.central}};
    LIANXIAO_TRY(client.Post("/api/v1/alliances", alliance.dump()));
  }
  for (const auto& school : options.add) {
    LIANXIAO_TRY(client.Post(one + "/join", json{{"school", school}}.dump()));
  }
  for (const auto& school : options.remove) {
    LIANXIAO_TRY(client.Post(one + "/leave", json{{"school", school}}.dump()));
  }
  return {};
}

int Alliance(const Console& console, const AllianceOptions& options) {
  const auto done = Change(options);
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

int Alliances(const Console& console, const AllianceOptions& options) {
  const auto answer = options.Client().Get("/api/v1/alliances");
  if (!answer) return console.Complain(answer.error());
  const auto alliances = RowsOf(json::parse(*answer, nullptr, false), "alliances");
  if (alliances.empty()) console.Say("cli.alliance.none");
  for (const auto& one : alliances) {
    std::string schools;
    const auto members = RowsOf(one, "schools");
    for (const auto& school : members) {
      schools += (schools.empty() ? "" : ", ") + TextOf(school, "id");
    }
    console.Say("cli.alliance.row", {{"id", TextOf(one, "id")},
                                     {"name", TextOf(one, "name")},
                                     {"central", TextOf(one, "central")},
                                     {"schools", schools}});
  }
  return 0;
}

}  // namespace

void AddAllianceCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<AllianceOptions>();
  const auto words = [&](const std::string& key) { return console.Text("cli.alliance.help." + key); };
  const auto add = [&](const char* name, int (*work)(const Console&, const AllianceOptions&)) {
    auto* command = center.add_subcommand(name, words(name));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  auto* pair = add("pair", &Pair);
  pair->add_option("SCHOOL", options->school, words("school"))->required();
  pair->add_option("--with", options->with, words("with"));
  pair->add_option("--studio", options->studio, words("studio"));
  pair->add_option("--name", options->name, words("studio_name"));
  pair->add_option("--seat", options->seat, words("seat"));
  pair->add_option("--from", options->from, words("from"));
  pair->add_option("--until", options->until, words("until"));
  pair->add_flag("--end", options->end, words("end_pairing"));
  add("pairs", &Pairs);
  auto* alliance = add("alliance", &Alliance);
  alliance->add_option("ID", options->id, words("id"))->required();
  alliance->add_option("--name", options->name, words("name"));
  alliance->add_option("--central", options->central, words("central"));
  alliance->add_option("--add", options->add, words("add"));
  alliance->add_option("--remove", options->remove, words("remove"));
  alliance->add_flag("--end", options->end, words("end"));
  add("alliances", &Alliances);
}

}  // namespace lianxiao::daemon
