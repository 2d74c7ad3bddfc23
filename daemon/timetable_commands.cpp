// The county's timetable of delivered lessons: center timetable put, list, show, remove.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "center/ingest/timetable_table.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/show_findings.h"
#include "storage/disk.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct TimetableOptions {
  std::string folder = CenterSettings{}.data;
  std::string name, file;
  std::vector<std::string> schools;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
  std::string Path() const { return "/control/v1/timetables/" + name; }
};

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const auto& name : names) joined += (joined.empty() ? "" : ",") + name;
  return joined;
}

center::Findings FindingsIn(const json& answer) {
  center::Findings findings;
  for (const auto& f : answer.value("findings", json::array())) {
    findings.push_back({f.value("row", 0), f.value("column", std::string()), f.value("key", std::string()),
                        f.value("subject", std::string()), f.value("detail", std::string())});
  }
  return findings;
}

void ShowUnlinked(const Console& console, const json& answer) {
  for (const auto& one : answer.value("unlinked", json::array())) {
    console.Say("cli.timetable.unlinked." + one.value("why", std::string("none")),
                {{"row", std::to_string(one.value("row", 0))}, {"title", one.value("title", std::string())}});
  }
}

int Put(const Console& console, const TimetableOptions& options) {
  storage::RealDisk disk;
  const auto table =
      storage::ReadWhole(disk, options.file, static_cast<std::int64_t>(center::kMaxTimetableBytes));
  if (!table) return console.Complain(table.error());
  const auto path = options.Path() + "?schools=" + Joined(options.schools);
  const auto answer = options.Client().PutBytes(path, *table);
  if (!answer) return console.Complain(answer.error());
  const auto taken = json::parse(*answer, nullptr, false);
  if (const auto findings = FindingsIn(taken); !findings.empty()) return ShowFindings(console, findings);
  ShowUnlinked(console, taken);
  console.Say("cli.timetable.put",
              {{"name", options.name}, {"lessons", std::to_string(taken.value("lessons", 0))}});
  return 0;
}

int List(const Console& console, const TimetableOptions& options) {
  const auto answer = options.Client().Get("/control/v1/timetables");
  if (!answer) return console.Complain(answer.error());
  const auto all = json::parse(*answer, nullptr, false).value("timetables", json::array());
  if (all.empty()) console.Say("cli.timetable.none");
  for (const auto& one : all) {
    const auto schools = one.value("schools", std::vector<std::string>());
    console.Say("cli.timetable.row",
                {{"name", one.value("name", std::string())},
                 {"from", one.value("first", std::string()).substr(0, 10)},
                 {"to", one.value("last", std::string()).substr(0, 10)},
                 {"lessons", std::to_string(one.value("lessons", 0))},
                 {"linked", std::to_string(one.value("linked", 0))},
                 {"schools", schools.empty() ? console.Text("cli.notice.all") : Joined(schools)}});
  }
  return 0;
}

int Show(const Console& console, const TimetableOptions& options) {
  const auto csv = options.Client().Get(options.Path());
  if (!csv) return console.Complain(csv.error());
  std::fputs(csv->c_str(), stdout);
  return 0;
}

int Remove(const Console& console, const TimetableOptions& options) {
  const auto done = options.Client().Post(options.Path() + "/remove", "{}");
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

}  // namespace

void AddTimetableCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<TimetableOptions>();
  const auto words = [&](const std::string& key) { return console.Text("cli.timetable.help." + key); };
  auto* timetable = center.add_subcommand("timetable", words("all"));
  timetable->require_subcommand(1);
  const auto add = [&](const char* name, int (*work)(const Console&, const TimetableOptions&)) {
    auto* command = timetable->add_subcommand(name, words(name));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  const auto name = [&](CLI::App* command) {
    command->add_option("NAME", options->name, words("name"))->required();
  };
  auto* put = add("put", &Put);
  name(put);
  put->add_option("FILE", options->file, words("file"))->required();
  put->add_option("--school", options->schools, words("school"));
  add("list", &List);
  name(add("show", &Show));
  name(add("remove", &Remove));
}

}  // namespace lianxiao::daemon
