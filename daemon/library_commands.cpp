// `lianxiao center library …`: to which studios and paired schools the county delegates, and what it takes
// from them.
#include <CLI/CLI.hpp>
#include <memory>

#include "center/keys/key_file.h"
#include "center/libraries/library_check.h"
#include "center/libraries/library_desk.h"
#include "center/libraries/library_report.h"
#include "center/publish/publisher.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/key_passphrase.h"
#include "daemon/key_words.h"
#include "daemon/library_words.h"
#include "daemon/progress_bar.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

struct LibraryOptions {
  std::string county = CenterSettings{}.data;
  std::string name, title, folder;
  std::vector<std::string> public_files;
  std::int64_t threshold = 1;
  bool yes = false, json = false;
};

struct Tools {
  storage::RealDisk disk{storage::Readable::kEveryone};  // Web servers read the repository.
  SystemClock clock;
  StderrLog log{Level::kWarning};
};

// Yes by option, or typed; a sentence says when it was not.
bool Agreed(const Console& console, const LibraryOptions& options, std::string_view question,
            int& exit_code) {
  exit_code = 0;
  if (options.yes) return true;
  const auto answer = AskYes(console, question);
  if (!answer) {
    exit_code = console.Complain(answer.error());
    return false;
  }
  if (!*answer) {
    console.Say("cli.library.not_done");
    exit_code = 1;
  }
  return *answer;
}

// What was taken or removed goes to boxes; an editor's drafts wait for their own publish.
int PublishNow(const Console& console, Tools& t, const LibraryOptions& options) {
  const auto publish = [&]() -> Result<center::PublishSummary> {
    LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(t.disk));
    LIANXIAO_ASSIGN(const auto publisher,
                    center::Publisher::Open(t.disk, t.clock, t.log, options.county, passphrase));
    ProgressBar bar(console, t.clock, ProgressBar::ForTerminal());
    return publisher->Publish({.take_drafts = false}, [&](const center::Step& step) { bar.Show(step); });
  };
  const auto published = publish();
  if (published) {
    console.Say("cli.library.published", {{"version", std::to_string(published->snapshot_version)}});
    return 0;
  }
  console.Say("cli.library.not_published");
  return console.Complain(published.error());
}

// --- add ---

Result<center::LibraryWish> WishOf(const LibraryOptions& options, Tools& t) {
  center::LibraryWish wish{options.name, options.title, {}, options.threshold};
  for (const auto& file : options.public_files) {
    LIANXIAO_ASSIGN(const auto head, center::LoadPublicKey(t.disk, file));
    if (head.kind != center::KeyKind::kSign) {
      return Fail(ErrorCode::kInvalid, "library.no_signing_key: " + file);
    }
    LIANXIAO_ASSIGN(const auto key, VerifyKey::FromHex(head.public_hex));
    wish.keys.push_back(key);
  }
  return wish;
}

int Add(const Console& console, const LibraryOptions& options) {
  Tools t;
  const auto wish = WishOf(options, t);
  if (!wish) return console.Complain(wish.error());
  if (const auto s = center::CheckDelegation(wish->name, wish->keys, wish->threshold); !s) {
    return console.Complain(s.error());
  }
  for (const auto& key : wish->keys) {
    console.Say("cli.library.fingerprint", {{"key", Fingerprint(formats::TufKey::From(key).Id())}});
  }
  int exit_code = 0;
  if (!Agreed(console, options, "cli.library.ask_add", exit_code)) return exit_code;
  const auto desk = center::LibraryDesk::Open(t.disk, t.clock, options.county);
  if (!desk) return console.Complain(desk.error());
  if (const auto s = (*desk)->Add(*wish); !s) return console.Complain(s.error());
  console.Say("cli.library.added", {{"library", wish->name}});
  return 0;
}

// --- remove ---

Status TakeBack(const LibraryOptions& options, Tools& t) {
  LIANXIAO_ASSIGN(const auto desk, center::LibraryDesk::Open(t.disk, t.clock, options.county));
  return desk->Remove(options.name);
}

int Remove(const Console& console, const LibraryOptions& options) {
  Tools t;
  int exit_code = 0;
  if (!Agreed(console, options, "cli.library.ask_remove", exit_code)) return exit_code;
  if (const auto s = TakeBack(options, t); !s) return console.Complain(s.error());
  console.Say("cli.library.removed", {{"library", options.name}});
  return PublishNow(console, t, options);
}

// --- take ---

Result<center::TakenLibrary> TakeIn(const Console& console, const LibraryOptions& options, Tools& t) {
  LIANXIAO_ASSIGN(const auto desk, center::LibraryDesk::Open(t.disk, t.clock, options.county));
  ProgressBar bar(console, t.clock, ProgressBar::ForTerminal());
  return desk->Take(options.folder, [&](const center::Step& step) { bar.Show(step); });
}

int Take(const Console& console, const LibraryOptions& options) {
  Tools t;
  const auto taken = TakeIn(console, options, t);
  if (!taken) return console.Complain(taken.error());
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  console.Say("cli.library.taken", {{"library", taken->name},
                                    {"version", std::to_string(taken->version)},
                                    {"resources", std::to_string(taken->resources)},
                                    {"blobs", std::to_string(taken->new_blobs)},
                                    {"size", text.Size(taken->new_bytes)},
                                    {"expires", ToRfc3339(taken->expires).substr(0, 10)}});
  return PublishNow(console, t, options);
}

// --- list ---

int List(const Console& console, const LibraryOptions& options) {
  Tools t;
  const auto desk = center::LibraryDesk::Open(t.disk, t.clock, options.county);
  if (!desk) return console.Complain(desk.error());
  const auto rows = (*desk)->All();
  if (!rows) return console.Complain(rows.error());
  std::vector<center::LibraryReport> libraries;
  for (const auto& row : *rows) libraries.push_back(center::Report(row));
  const auto due = center::WhatIsDue(libraries, t.clock.Wall());
  if (options.json) {
    std::printf("%s\n", LibrariesJson(libraries, due).c_str());
    return 0;
  }
  for (const auto& line : LibraryLines(console, libraries, due)) std::printf("%s\n", line.c_str());
  return 0;
}

}  // namespace

void AddLibraryCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<LibraryOptions>();
  auto* library = center.add_subcommand("library", console.Text("cli.help.library_county.about"));
  library->require_subcommand(1);
  const auto words = [&](const std::string& key) { return console.Text("cli.library.option." + key); };
  const auto add = [&](const std::string& name, int (*work)(const Console&, const LibraryOptions&)) {
    auto* command = library->add_subcommand(name, console.Text("cli.help.library_county." + name));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->county, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  auto* open = add("add", &Add);
  open->add_option("NAME", options->name, words("name"))->required();
  open->add_option("KEY.pub", options->public_files, words("public"))->required();
  open->add_option("--title", options->title, words("title"));
  open->add_option("--threshold", options->threshold, words("threshold"))->capture_default_str();
  open->add_flag("--yes", options->yes, words("yes"));
  auto* remove = add("remove", &Remove);
  remove->add_option("NAME", options->name, words("name"))->required();
  remove->add_flag("--yes", options->yes, words("yes"));
  add("take", &Take)->add_option("FOLDER", options->folder, words("take"))->required();
  add("list", &List)->add_flag("--json", options->json, console.Text("cli.option.json"));
}

}  // namespace lianxiao::daemon
