// The command line of technicians and county editors.
#include <curl/curl.h>

#include <CLI/CLI.hpp>

#include "daemon/commands.h"
#include "daemon/console.h"
#include "daemon/school_settings.h"
#include "storage/base/keys.h"

int main(int argc, char** argv) {
  using namespace lianxiao;
  const auto console = daemon::Console::ForThisTerminal();
  if (const auto ready = InitCrypto(); !ready) return console.Complain(ready.error());
  curl_global_init(CURL_GLOBAL_DEFAULT);

  CLI::App app(console.Text("cli.about"), "lianxiao");
  app.set_version_flag("--version", console.Text("cli.version", {{"version", daemon::kProgramVersion}}));
  app.require_subcommand(1);
  daemon::ChosenCommand chosen;
  daemon::AddSchoolCommands(app, console, chosen);
  daemon::AddCenterCommands(app, console, chosen);
  daemon::AddLetterCommands(*app.get_subcommand("center"), console, chosen);
  daemon::AddPersonCommands(app, console, chosen);
  daemon::AddMakerCommands(app, console, chosen);
  daemon::AddStickCommands(app, console, chosen);
  CLI11_PARSE(app, argc, argv);
  return chosen ? chosen() : 1;
}
