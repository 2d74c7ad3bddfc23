// `lianxiao library …`: how a studio or a paired school makes its library, on a computer of its own.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "center/ingest/ingest.h"
#include "center/libraries/library_maker.h"
#include "daemon/commands.h"
#include "daemon/key_passphrase.h"
#include "daemon/key_words.h"
#include "daemon/library_words.h"
#include "daemon/make_film_parts.h"
#include "daemon/make_pages.h"
#include "daemon/progress_bar.h"
#include "daemon/show_findings.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using center::LibraryMaker;

struct MakerOptions {
  std::string library = ".";
  std::string name, import_from, out, passphrase_file;
  std::vector<std::string> more_keys;
  std::int64_t after = 0;
  bool no_passphrase = false;
  bool no_pages = false;
  bool no_thumbnails = false;
};

struct Tools {
  storage::RealDisk disk;
  SystemClock clock;
};

Result<center::Passphrase> NewPassphrase(const Console& console, const MakerOptions& options,
                                         const std::string& name, storage::Disk& disk) {
  if (options.no_passphrase) return center::Passphrase();
  auto passphrase = options.passphrase_file.empty() ? AskNewPassphrase(console, name)
                                                    : ReadPassphraseFile(disk, options.passphrase_file);
  if (!passphrase) return Fail(passphrase.error());
  return center::Passphrase(*std::move(passphrase));
}

// What to hand to the county and what to read out there.
int TellKey(const Console& console, Tools& t, const std::string& folder, std::string_view sentence) {
  const auto name = LibraryMaker::NameOf(t.disk, folder);
  if (!name) return console.Complain(name.error());
  const auto file = LibraryMaker::PublicFileOf(folder, *name);
  const auto head = center::LoadPublicKey(t.disk, file);
  if (!head) return console.Complain(head.error());
  console.Say(sentence, {{"library", *name}, {"folder", folder}});
  console.Say("cli.library.hand_over", {{"public", file}, {"key", Fingerprint(head->TufKeyId())}});
  return 0;
}

int MakeLibrary(const Console& console, const MakerOptions& options) {
  Tools t;
  const auto passphrase = NewPassphrase(console, options, options.name, t.disk);
  if (!passphrase) return console.Complain(passphrase.error());
  if (const auto s = LibraryMaker::Init(t.disk, t.clock, options.library, options.name, *passphrase); !s) {
    return console.Complain(s.error());
  }
  return TellKey(console, t, options.library, "cli.library.made");
}

int NewKey(const Console& console, const MakerOptions& options) {
  Tools t;
  const auto name = LibraryMaker::NameOf(t.disk, options.library);
  if (!name) return console.Complain(name.error());
  const auto passphrase = NewPassphrase(console, options, *name, t.disk);
  if (!passphrase) return console.Complain(passphrase.error());
  if (const auto s = LibraryMaker::NewKey(t.disk, t.clock, options.library, *passphrase); !s) {
    return console.Complain(s.error());
  }
  return TellKey(console, t, options.library, "cli.library.new_key");
}

int Import(const Console& console, const MakerOptions& options) {
  Tools t;
  const auto maker = LibraryMaker::Open(t.disk, t.clock, options.library);
  if (!maker) return console.Complain(maker.error());
  const auto probe = center::MakeFfprobe();
  auto result = center::Ingest(options.import_from, *probe);
  if (!result) return console.Complain(result.error());
  if (!result->findings.empty()) return ShowFindings(console, result->findings);
  if (!options.no_pages) {
    const auto made = MakePages(console, t.disk, options.library + "/made", *result);
    if (!made) return console.Complain(made.error());
  }
  const auto parts = MakeFilmParts(console, t.disk, options.library + "/made",
                                   options.no_thumbnails ? Thumbnails::kNone : Thumbnails::kMade, *result);
  if (!parts) return console.Complain(parts.error());
  const auto summary = (*maker)->Import(result->drafts);
  if (!summary) return console.Complain(summary.error());
  console.Say("cli.library.imported", {{"added", std::to_string(summary->added)},
                                       {"changed", std::to_string(summary->changed)},
                                       {"unchanged", std::to_string(summary->unchanged)},
                                       {"withdrawn", std::to_string(summary->withdrawn)}});
  return 0;
}

// --- export ---

Result<SigningKey> OpenKey(const Console& console, const MakerOptions& options, Tools& t,
                           const std::string& path) {
  LIANXIAO_ASSIGN(const auto head, center::LoadKeyHead(t.disk, path));
  center::Passphrase passphrase;
  if (head.locked) {
    auto read = options.passphrase_file.empty() ? AskPassphrase(console, head.name)
                                                : ReadPassphraseFile(t.disk, options.passphrase_file);
    if (!read) return Fail(read.error());
    passphrase = *std::move(read);
  }
  return center::LoadSigningKey(t.disk, path, passphrase);
}

Result<std::vector<SigningKey>> OpenKeys(const Console& console, const MakerOptions& options, Tools& t) {
  auto paths = options.more_keys;
  paths.insert(paths.begin(), LibraryMaker::KeyFileOf(options.library));
  std::vector<SigningKey> keys;
  for (const auto& path : paths) {
    LIANXIAO_ASSIGN(auto key, OpenKey(console, options, t, path));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<center::ExportedLibrary> ExportTo(const Console& console, const MakerOptions& options, Tools& t) {
  LIANXIAO_ASSIGN(const auto maker, LibraryMaker::Open(t.disk, t.clock, options.library));
  LIANXIAO_ASSIGN(const auto keys, OpenKeys(console, options, t));
  ProgressBar bar(console, t.clock, ProgressBar::ForTerminal());
  return maker->Export(keys, options.out, options.after, [&](const center::Step& step) { bar.Show(step); });
}

int Export(const Console& console, const MakerOptions& options) {
  Tools t;
  const auto exported = ExportTo(console, options, t);
  if (!exported) return console.Complain(exported.error());
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  console.Say("cli.library.exported", {{"version", std::to_string(exported->version)},
                                       {"resources", std::to_string(exported->resources)},
                                       {"copied", std::to_string(exported->copied)},
                                       {"size", text.Size(exported->copied_bytes)},
                                       {"expires", ToRfc3339(exported->expires).substr(0, 10)},
                                       {"folder", options.out}});
  return 0;
}

int Show(const Console& console, const MakerOptions& options) {
  Tools t;
  const auto maker = LibraryMaker::Open(t.disk, t.clock, options.library);
  if (!maker) return console.Complain(maker.error());
  const auto version = (*maker)->NewestVersion();
  const auto published = (*maker)->Published();
  const auto drafts = (*maker)->Drafts();
  for (const auto* failed : {&version, &published}) {
    if (!*failed) return console.Complain(failed->error());
  }
  if (!drafts) return console.Complain(drafts.error());
  console.Say("cli.library.state", {{"version", std::to_string(*version)},
                                    {"resources", std::to_string(*published)},
                                    {"drafts", std::to_string(*drafts)}});
  return TellKey(console, t, options.library, "cli.library.whose");
}

}  // namespace

void AddMakerCommands(CLI::App& app, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<MakerOptions>();
  auto* library = app.add_subcommand("library", console.Text("cli.help.library.about"));
  library->require_subcommand(1);
  const auto words = [&](const std::string& key) { return console.Text("cli.library.option." + key); };
  const auto add = [&](const std::string& name, int (*work)(const Console&, const MakerOptions&)) {
    auto* command = library->add_subcommand(name, console.Text("cli.help.library." + name));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    return command;
  };
  const auto folder = [&](CLI::App* command) {
    command->add_option("--library", options->library, words("folder"))->capture_default_str();
  };
  const auto passphrase = [&](CLI::App* command) {
    command->add_option("--passphrase-file", options->passphrase_file,
                        console.Text("cli.option.key_passphrase_file"));
    return command;
  };
  auto* init = passphrase(add("init", &MakeLibrary));
  init->add_option("DIR", options->library, words("folder"))->required();
  init->add_option("NAME", options->name, words("name"))->required();
  init->add_flag("--no-passphrase", options->no_passphrase, words("no_passphrase"));
  auto* import = add("import", &Import);
  import->add_option("FOLDER", options->import_from, console.Text("cli.option.import_from"))->required();
  import->add_flag("--no-pages", options->no_pages, console.Text("cli.option.no_pages"));
  import->add_flag("--no-thumbnails", options->no_thumbnails, console.Text("cli.option.no_thumbnails"));
  folder(import);
  auto* out = passphrase(add("export", &Export));
  out->add_option("OUT", options->out, words("out"))->required();
  out->add_option("--key", options->more_keys, words("more_keys"));
  out->add_option("--after", options->after, words("after"))->check(CLI::NonNegativeNumber);
  folder(out);
  auto* key = passphrase(add("key", &NewKey));
  key->add_flag("--no-passphrase", options->no_passphrase, words("no_passphrase"));
  folder(key);
  folder(add("show", &Show));
}

}  // namespace lianxiao::daemon
