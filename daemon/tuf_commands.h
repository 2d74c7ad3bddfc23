// What `lianxiao-tuf` does: init, refresh, download. Used from one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/console.h"
#include "storage/base/result.h"

namespace CLI {
class App;
}

namespace lianxiao::daemon {

struct TufCommand {
  std::string metadata_dir, metadata_url;
  std::vector<std::string> target_names;
  std::string target_base_url, target_dir;
  std::string trusted_root;     // A file.
  std::function<Status()> run;  // Set by the subcommand that was chosen.
};

// The error with the key of this program's own sentence in front, not that of boxes and counties.
Error InWordsOfTuf(const Error& error);

// `command` outlives the parsing.
void AddTufCommands(CLI::App& app, const Console& console, TufCommand& command);

}  // namespace lianxiao::daemon
