// Lists of teachers, and what is kept about one person: center teachers import, center person, person.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "center/ingest/teachers_table.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/school_settings.h"
#include "daemon/show_findings.h"
#include "storage/disk.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct PersonOptions {
  std::string folder;  // Of county or box.
  std::string who;
  std::string list, codes = "codes.csv";
  bool yes = false;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
  std::string Question() const { return json{{"person", who}}.dump(); }
};

Result<std::string> ReadList(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, path + " cannot be read; check its name and who may open it");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A cell for a spreadsheet: what begins like a formula is shown, not reckoned.
std::string Cell(const std::string& text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@").find(text[0]) != std::string_view::npos) cell += '\'';
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + "\"";
}

// To print, cut in strips and hand out. The mark in front tells Excel that it is UTF-8.
std::string CodeList(const Console& console, const std::vector<center::TeacherRow>& teachers,
                     const json& made) {
  std::string list = "\xEF\xBB\xBF" + console.Text("cli.teachers.header") + "\r\n";
  for (const auto& one : made) {
    const auto& teacher = teachers[one.at("index").get<std::size_t>()];
    list += Cell(teacher.school) + "," + Cell(teacher.login) + "," + Cell(teacher.name) + "," +
            Cell(one.at("code").get<std::string>()) + "," +
            Cell(one.at("expires").get<std::string>().substr(0, 10)) + "\r\n";
  }
  return list;
}

center::Findings RefusedRows(const Console& console, const std::vector<center::TeacherRow>& teachers,
                             const json& refused) {
  center::Findings findings;
  for (const auto& one : refused) {
    const auto& teacher = teachers[one.at("index").get<std::size_t>()];
    const auto key = "error." + one.value("key", std::string());
    const auto said = one.value("message", std::string());
    findings.push_back({teacher.row, "", "ingest.person_refused", teacher.login,
                        console.Knows(key) ? console.Text(key) : said});
  }
  return findings;
}

int ImportTeachers(const Console& console, const PersonOptions& options) {
  // Before anything is made: codes are shown once, and must not fall on the floor.
  if (std::filesystem::exists(options.codes)) {
    return console.Complain({ErrorCode::kInvalid, "cli.codes_exist: " + options.codes});
  }
  const auto bytes = ReadList(options.list);
  if (!bytes) return console.Complain(bytes.error());
  center::Findings findings;
  const auto name = std::filesystem::path(options.list).filename().string();
  const auto teachers = center::ReadTeachers(name, *bytes, findings);
  if (!findings.empty()) return ShowFindings(console, findings);

  // A folder that cannot be written is found out while there is nothing to lose yet.
  storage::RealDisk disk;  // Only its owner reads what it writes.
  if (const auto room = storage::WriteWhole(disk, options.codes, ""); !room) {
    return console.Complain(room.error());
  }
  json ask = {{"teachers", json::array()}};
  for (const auto& t : teachers) {
    ask["teachers"].push_back(
        {{"school", t.school}, {"login", t.login}, {"name", t.name}, {"role", Word(t.role)}});
  }
  const auto answer = options.Client().Post("/control/v1/teachers", ask.dump());
  if (!answer) {
    (void)disk.Remove(options.codes);
    return console.Complain(answer.error());
  }
  const auto said = json::parse(*answer, nullptr, false);
  const auto made = said.value("made", json::array());
  if (made.empty()) {
    (void)disk.Remove(options.codes);
  } else {
    const auto written = storage::WriteWhole(disk, options.codes, CodeList(console, teachers, made));
    if (!written) return console.Complain(written.error());
    console.Say("cli.teachers.made", {{"count", std::to_string(made.size())}, {"file", options.codes}});
  }
  const auto refused = RefusedRows(console, teachers, said.value("refused", json::array()));
  return refused.empty() ? 0 : ShowFindings(console, refused);
}

int Export(const Console& console, const PersonOptions& options) {
  const auto answer = options.Client().Post("/control/v1/person/export", options.Question());
  if (!answer) return console.Complain(answer.error());
  std::printf("%s\n", json::parse(*answer, nullptr, false).dump(2).c_str());
  return 0;
}

int Erase(const Console& console, const PersonOptions& options) {
  if (!options.yes) return console.Complain({ErrorCode::kInvalid, "cli.erase_yes: " + options.who});
  const auto answer = options.Client().Post("/control/v1/person/erase", options.Question());
  if (!answer) return console.Complain(answer.error());
  const auto events = json::parse(*answer, nullptr, false).value("events", 0);
  console.Say("cli.person.erased", {{"person", options.who}, {"events", std::to_string(events)}});
  return 0;
}

using Work = int (*)(const Console&, const PersonOptions&);

CLI::App* Add(CLI::App& parent, const std::string& name, const std::string& help, Work work,
              const Console& console, ChosenCommand& chosen, const std::shared_ptr<PersonOptions>& options) {
  auto* command = parent.add_subcommand(name, console.Text(help));
  command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
  return command;
}

// person export and person erase, at the county or the box: `place` names the folder's option.
void AddPerson(CLI::App& parent, const std::string& place, const std::string& folder, const Console& console,
               ChosenCommand& chosen) {
  const auto options = std::make_shared<PersonOptions>();
  options->folder = folder;
  auto* person = parent.add_subcommand("person", console.Text("cli.help.person"));
  person->require_subcommand(1);
  auto* show = Add(*person, "export", "cli.help.person_export", &Export, console, chosen, options);
  auto* erase = Add(*person, "erase", "cli.help.person_erase", &Erase, console, chosen, options);
  for (auto* command : {show, erase}) {
    command->add_option("PERSON", options->who, console.Text("cli.option.person"))->required();
    command->add_option("--" + place, options->folder, console.Text("cli.option." + place))
        ->capture_default_str();
  }
  erase->add_flag("--yes", options->yes, console.Text("cli.option.yes"));
}

}  // namespace

void AddPersonCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  AddPerson(app, "data", SchoolSettings{}.data, console, chosen);
  auto& center = *app.get_subcommand("center");
  AddPerson(center, "center", CenterSettings{}.data, console, chosen);

  const auto options = std::make_shared<PersonOptions>();
  options->folder = CenterSettings{}.data;
  auto* teachers = center.add_subcommand("teachers", console.Text("cli.help.center.teachers"));
  teachers->require_subcommand(1);
  auto* import =
      Add(*teachers, "import", "cli.help.center.teachers_import", &ImportTeachers, console, chosen, options);
  import->add_option("FILE", options->list, console.Text("cli.option.teachers"))->required();
  import->add_option("--codes", options->codes, console.Text("cli.option.codes"))->capture_default_str();
  import->add_option("--center", options->folder, console.Text("cli.option.center"))->capture_default_str();
}

}  // namespace lianxiao::daemon
