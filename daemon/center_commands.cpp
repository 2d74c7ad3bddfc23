#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "center/county.h"
#include "center/ingest/ingest.h"
#include "center/publish/cleaner.h"
#include "center/publish/publisher.h"
#include "daemon/center_settings.h"
#include "daemon/center_status.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/key_passphrase.h"
#include "daemon/make_film_parts.h"
#include "daemon/make_pages.h"
#include "daemon/progress_bar.h"
#include "daemon/show_findings.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

struct CountyOptions {
  std::string folder = CenterSettings{}.data;
  std::string name;
  std::string import_from;
  std::string school;
  std::string address;
  std::string out;
  std::vector<std::string> passphrase_files;
  std::string online_passphrase_file;
  bool no_passphrase = false;
  bool no_pages = false;
  bool no_thumbnails = false;
  bool json = false;
  bool renew = false;
};

// What the publishing commands work with.
struct Workshop {
  storage::RealDisk disk{storage::Readable::kEveryone};  // Web servers read the repository.
  SystemClock clock;
  StderrLog log{Level::kWarning};
};

// Of the three root keys: one file for each or one for all, typed, or none if that was said.
Status ChooseRootPassphrases(const Console& console, const CountyOptions& options, storage::Disk& disk,
                             center::InitOptions& init) {
  if (options.no_passphrase) return {};
  const auto& files = options.passphrase_files;
  if (files.size() > 1 && files.size() != init.root_passphrases.size()) {
    return Fail(ErrorCode::kInvalid, "give --passphrase-file once, or once for each of the three root keys");
  }
  for (std::size_t i = 0; i < init.root_passphrases.size(); ++i) {
    auto passphrase = files.empty() ? AskNewPassphrase(console, "root-" + std::to_string(i + 1))
                                    : ReadPassphraseFile(disk, files[files.size() == 1 ? 0 : i]);
    if (!passphrase) return Fail(passphrase.error());
    init.root_passphrases[i] = *std::move(passphrase);
  }
  return {};
}

int InitCounty(const Console& console, const CountyOptions& options) {
  Workshop w;
  center::InitOptions init;
  if (!options.name.empty()) init.name = options.name;
  if (const auto s = ChooseRootPassphrases(console, options, w.disk, init); !s)
    return console.Complain(s.error());
  if (!options.online_passphrase_file.empty()) {
    auto passphrase = ReadPassphraseFile(w.disk, options.online_passphrase_file);
    if (!passphrase) return console.Complain(passphrase.error());
    init.online_passphrase = *std::move(passphrase);
  }
  if (const auto s = CheckSpeaksTls(options.address); !s) return console.Complain(s.error());
  if (!options.address.empty()) init.addresses = {options.address};
  if (const auto s = center::Init(w.disk, w.clock, options.folder, init); !s)
    return console.Complain(s.error());
  CenterSettings settings;
  settings.data = std::filesystem::absolute(options.folder).string();
  settings.registry.public_address = options.address;
  const auto written =
      storage::WriteWhole(w.disk, options.folder + "/center.toml", WriteCenterSettings(settings));
  if (!written) return console.Complain(written.error());
  console.Say("cli.center.made", {{"folder", options.folder}});
  return 0;
}

// Ready to work; keys/ is opened with what OnlinePassphrase finds.
Result<std::unique_ptr<center::Publisher>> OpenPublisher(Workshop& w, const std::string& folder) {
  LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(w.disk));
  return center::Publisher::Open(w.disk, w.clock, w.log, folder, passphrase);
}

int Import(const Console& console, const CountyOptions& options) {
  Workshop w;
  const auto probe = center::MakeFfprobe();
  auto result = center::Ingest(options.import_from, *probe);
  if (!result) return console.Complain(result.error());
  if (!result->findings.empty()) return ShowFindings(console, result->findings);
  if (!options.no_pages) {
    const auto made = MakePages(console, w.disk, options.folder + "/made", *result);
    if (!made) return console.Complain(made.error());
  }
  const auto parts = MakeFilmParts(console, w.disk, options.folder + "/made",
                                   options.no_thumbnails ? Thumbnails::kNone : Thumbnails::kMade, *result);
  if (!parts) return console.Complain(parts.error());
  const auto publisher = OpenPublisher(w, options.folder);
  if (!publisher) return console.Complain(publisher.error());
  const auto summary = (*publisher)->Import(result->drafts);
  if (!summary) return console.Complain(summary.error());
  console.Say("cli.import.done", {{"added", std::to_string(summary->added)},
                                  {"changed", std::to_string(summary->changed)},
                                  {"unchanged", std::to_string(summary->unchanged)},
                                  {"withdrawn", std::to_string(summary->withdrawn)}});
  return 0;
}

int Publish(const Console& console, const CountyOptions& options) {
  Workshop w;
  auto publisher = OpenPublisher(w, options.folder);
  if (!publisher) return console.Complain(publisher.error());
  const auto settings = SettingsOfCounty(w.disk, options.folder);
  if (!settings) return console.Complain(settings.error());
  const auto summary = [&] {
    ProgressBar bar(console, w.clock, ProgressBar::ForTerminal());
    return (*publisher)
        ->Publish({.take_drafts = !options.renew, .memory_bytes = settings->publish_memory_mb << 20},
                  [&](const center::Step& step) { bar.Show(step); });
  }();
  if (!summary) return console.Complain(summary.error());
  // The daily renewal is the time to tidy up; what fails there is no reason to say that it failed.
  if (options.renew) {
    publisher->reset();  // And its lock.
    const auto cleaned =
        center::CleanRepository(w.disk, w.clock, options.folder, {.grace_days = settings->clean_grace_days});
    if (!cleaned) w.log.Warning("clean: " + cleaned.error().message);
  }
  if (!summary->changed) {
    console.Say("cli.publish.renewed", {{"version", std::to_string(summary->snapshot_version)}});
    return 0;
  }
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  console.Say("cli.publish.done", {{"version", std::to_string(summary->snapshot_version)},
                                   {"resources", std::to_string(summary->resources)},
                                   {"blobs", std::to_string(summary->new_blobs)},
                                   {"size", text.Size(summary->new_blob_bytes)}});
  if (summary->deltas > 0) {
    console.Say("cli.publish.deltas", {{"deltas", std::to_string(summary->deltas)},
                                       {"size", text.Size(summary->delta_bytes)},
                                       {"full", text.Size(summary->delta_full_bytes)}});
  }
  return 0;
}

// For a school without a line: the code and who the center is, as a file for a stick.
int WriteCodeFile(const Console& console, const CountyOptions& options, const nlohmann::json& answer) {
  storage::RealDisk disk;
  if (const auto written = storage::WriteWhole(disk, options.out, answer.value("file", std::string()));
      !written) {
    return console.Complain(written.error());
  }
  std::fprintf(stderr, "%s\n", console.Text("cli.code.file", {{"file", options.out}}).c_str());
  return 0;
}

int MakeCode(const Console& console, const CountyOptions& options) {
  const ControlClient client(options.folder + "/control.sock");
  const nlohmann::json request{
      {"school", options.school}, {"name", options.name}, {"address", options.address}};
  const auto* path = options.out.empty() ? "/control/v1/codes" : "/control/v1/code-files";
  const auto answer = client.Post(path, request.dump());
  if (!answer) return console.Complain(answer.error());
  const auto json = nlohmann::json::parse(*answer, nullptr, false);
  if (!options.out.empty()) {
    if (const int failed = WriteCodeFile(console, options, json); failed != 0) return failed;
  }
  if (options.json) {
    std::printf("%s\n", answer->c_str());
    return 0;
  }
  std::fprintf(stderr, "%s\n",
               console
                   .Text("cli.code.made",
                         {{"school", options.school}, {"until", json.value("expires", std::string())}})
                   .c_str());
  std::printf("%s\n", json.value("code", std::string()).c_str());
  return 0;
}

int ShowStatus(const Console& console, const CountyOptions& options) {
  return ShowCenterStatus(console, options.folder, options.json);
}

int ListSchools(const Console& console, const CountyOptions& options) {
  const auto answer = ControlClient(options.folder + "/control.sock").Get("/api/v1/schools");
  if (!answer) return console.Complain(answer.error());
  std::printf("%s\n", answer->c_str());
  return 0;
}

using Work = int (*)(const Console&, const CountyOptions&);

CLI::App* Add(CLI::App& center, const std::string& name, Work work, const Console& console,
              ChosenCommand& chosen, const std::shared_ptr<CountyOptions>& options) {
  auto* command = center.add_subcommand(name, console.Text("cli.help.center." + name));
  command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
  return command;
}

}  // namespace

void AddCenterCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<CountyOptions>();
  auto* center = app.add_subcommand("center", console.Text("cli.help.county"));
  center->require_subcommand(1);
  const auto folder_option = [&](CLI::App* command) {
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
  };

  auto* init = Add(*center, "init", &InitCounty, console, chosen, options);
  init->add_option("DIR", options->folder, console.Text("cli.option.center"))->required();
  init->add_option("--name", options->name, console.Text("cli.option.county_name"));
  init->add_option("--address", options->address, console.Text("cli.option.address"));
  init->add_option("--passphrase-file", options->passphrase_files, console.Text("cli.option.passphrase_file"))
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  init->add_option("--online-passphrase-file", options->online_passphrase_file,
                   console.Text("cli.option.online_passphrase_file"));
  init->add_flag("--no-passphrase", options->no_passphrase, console.Text("cli.option.no_passphrase"));

  auto* import = Add(*center, "import", &Import, console, chosen, options);
  import->add_option("FOLDER", options->import_from, console.Text("cli.option.import_from"))->required();
  import->add_flag("--no-pages", options->no_pages, console.Text("cli.option.no_pages"));
  import->add_flag("--no-thumbnails", options->no_thumbnails, console.Text("cli.option.no_thumbnails"));
  folder_option(import);

  auto* publish = Add(*center, "publish", &Publish, console, chosen, options);
  publish->add_flag("--renew", options->renew, console.Text("cli.option.renew"));
  folder_option(publish);

  auto* code = Add(*center, "code", &MakeCode, console, chosen, options);
  code->add_option("SCHOOL", options->school, console.Text("cli.option.school"))->required();
  code->add_option("--name", options->name, console.Text("cli.option.school_name"));
  code->add_option("--address", options->address, console.Text("cli.option.address"));
  code->add_option("--out", options->out, console.Text("cli.option.code_out"));
  code->add_flag("--json", options->json, console.Text("cli.option.json"));
  folder_option(code);
  AddCenterDeviceCommands(*center, console, chosen);

  AddTlsCommands(*center, console, chosen);
  auto* status = Add(*center, "status", &ShowStatus, console, chosen, options);
  status->add_flag("--json", options->json, console.Text("cli.option.json"));
  folder_option(status);
  folder_option(Add(*center, "schools", &ListSchools, console, chosen, options));
  AddAccountCommands(*center, console, chosen, storage::Place::kCounty);
  AddKeyCommands(*center, console, chosen);
  AddLibraryCommands(*center, console, chosen);
  AddRollbackCommands(*center, console, chosen);
  AddTimetableCommands(*center, console, chosen);
  AddOfferCommands(*center, console, chosen);
  AddAllianceCommands(*center, console, chosen);
}

}  // namespace lianxiao::daemon
