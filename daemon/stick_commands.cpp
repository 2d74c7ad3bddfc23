// lianxiao stick out, stick in: finds out at which end it runs.
#include "daemon/stick_commands.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/school_settings.h"
#include "storage/disk.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::daemon {
namespace {

using Work = int (*)(const Console&, const StickOptions&);

// Nobody else has a control socket in that folder.
bool RunsHere(const std::string& folder) {
  struct stat found {};
  return ::stat((folder + "/control.sock").c_str(), &found) == 0;
}

int AtThisEnd(const Console& console, StickOptions options, Work county, Work box) {
  if (!options.center.empty()) return county(console, options);
  if (!options.data.empty() || !options.socket.empty()) {
    if (options.data.empty()) options.data = SchoolSettings{}.data;
    return box(console, options);
  }
  const bool county_here = RunsHere(CenterSettings{}.data);
  const bool box_here = RunsHere(SchoolSettings{}.data);
  options.center = CenterSettings{}.data;
  options.data = SchoolSettings{}.data;
  if (county_here && !box_here) return county(console, options);
  if (box_here && !county_here) return box(console, options);
  return console.Complain(
      {ErrorCode::kInvalid, county_here ? "stick.both_here: name one with --center or --data"
                                        : "stick.neither_here: no control.sock in either data folder"});
}

bool IsFolder(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

}  // namespace

Result<std::unique_ptr<storage::StickFolder>> OpenStick(const std::string& folder, StickMust must) {
  char* whole = ::realpath(folder.c_str(), nullptr);
  if (whole == nullptr) return Fail(ErrorCode::kNotFound, "stick.no_folder: " + folder);
  const std::string path = whole;
  std::free(whole);
  if (IsFolder(path + "/metadata") || IsFolder(path + "/up")) return storage::StickFolder::Open(path);
  const auto below = path + "/" + std::string(formats::kStickFolder);
  if (must == StickMust::kBeMade) {
    LIANXIAO_ASSIGN(const auto root, storage::StickFolder::Open(path));
    LIANXIAO_TRY(root->MakeFolders(std::string(formats::kStickFolder)));
  } else if (!IsFolder(below)) {
    return Fail(ErrorCode::kNotFound, "stick.not_ours: " + below);
  }
  return storage::StickFolder::Open(below);
}

Status PutIfOther(storage::StickFolder& stick, const std::string& below, std::string_view bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (stick.Size(below) == size) {
    const auto here = stick.Read(below, size);
    if (here && *here == bytes) return {};
  }
  return stick.Put(below, bytes);
}

namespace {

// What happens when a stick is plugged in (systemd/lianxiao-stick@.service). One of somebody's holiday
// pictures is left alone.
int VisitBox(const Console& console, const StickOptions& options) {
  const auto& folder = options.folder;
  if (!IsFolder(folder + "/metadata") && !IsFolder(folder + "/" + std::string(formats::kStickFolder))) {
    console.Say("cli.stick.not_ours");
    return 0;
  }
  const int in = StickInAtBox(console, options);
  const int out = StickOutAtBox(console, options);
  return in != 0 ? in : out;
}

int NoVisitAtCounty(const Console& console, const StickOptions&) {
  return console.Complain(
      {ErrorCode::kInvalid, "stick.no_visit: at the county use stick in, then stick out"});
}

}  // namespace

void AddStickCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<StickOptions>();
  auto* stick = app.add_subcommand("stick", console.Text("cli.help.stick"));
  stick->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, Work county, Work box) {
    auto* command = stick->add_subcommand(name, console.Text(help));
    command->add_option("FOLDER", options->folder, console.Text("cli.option.stick"))->required();
    command->add_option("--center", options->center, console.Text("cli.option.stick_center"));
    command->add_option("--data", options->data, console.Text("cli.option.stick_data"));
    command->add_option("--socket", options->socket, console.Text("cli.option.socket"));
    command->callback([=, &console, &chosen] {
      chosen = [=, &console] { return AtThisEnd(console, *options, county, box); };
    });
    return command;
  };
  auto* out = add("out", "cli.help.stick_out", &StickOutAtCounty, &StickOutAtBox);
  out->add_option("SCHOOL", options->schools, console.Text("cli.option.stick_schools"));
  out->add_flag("--all", options->all, console.Text("cli.option.stick_all"));
  out->add_flag("--check", options->check, console.Text("cli.option.stick_check"));
  out->add_option("--largest-file-mib", options->largest_file_mib, console.Text("cli.option.stick_largest"))
      ->check(CLI::Range(1, 1 << 20));
  out->add_option("--code", options->code, console.Text("cli.option.stick_code"));
  add("in", "cli.help.stick_in", &StickInAtCounty, &StickInAtBox);
  add("visit", "cli.help.stick_visit", &NoVisitAtCounty, &VisitBox);
}

}  // namespace lianxiao::daemon
