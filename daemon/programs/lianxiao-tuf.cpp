// A client for any TUF repository, with the command line that TUF client test suites drive.
#include <curl/curl.h>

#include <CLI/CLI.hpp>

#include "daemon/console.h"
#include "daemon/tuf_commands.h"
#include "storage/base/keys.h"

int main(int argc, char** argv) {
  using namespace lianxiao;
  const auto console = daemon::Console::ForThisTerminal();
  if (const auto ready = InitCrypto(); !ready) return console.Complain(ready.error());
  curl_global_init(CURL_GLOBAL_DEFAULT);

  CLI::App app(console.Text("cli.tuf.about"), "lianxiao-tuf");
  app.require_subcommand(1);
  daemon::TufCommand command;
  daemon::AddTufCommands(app, console, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;  // Suites know 0 and 1 only.
  }
  const auto done = command.run();
  return done ? 0 : console.Complain(daemon::InWordsOfTuf(done.error()));
}
