#include "daemon/tuf_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "storage/disk.h"
#include "storage/metadata_folder.h"
#include "sync/line/fetch.h"
#include "sync/trust/trust_rules.h"
#include "sync/trust/tuf_client.h"

namespace lianxiao::daemon {
namespace {

Status NeedAll(const std::vector<std::pair<const char*, const std::string*>>& options) {
  for (const auto& [name, value] : options) {
    if (value->empty()) {
      return Fail(ErrorCode::kInvalid, "tuf.option: " + std::string(name) + " is missing");
    }
  }
  return {};
}

Status Init(const TufCommand& command) {
  LIANXIAO_TRY(NeedAll({{"--metadata-dir", &command.metadata_dir}}));
  storage::RealDisk disk;
  storage::MetadataFolder kept(disk, command.metadata_dir);
  LIANXIAO_ASSIGN(const auto root, storage::ReadWhole(disk, command.trusted_root, sync::kMaxRootBytes));
  return sync::TufClient::Init(kept, root);
}

// The line, the folder and the client, as long as one command runs.
struct Session {
  Status Open(const TufCommand& command) {
    LIANXIAO_TRY(
        NeedAll({{"--metadata-dir", &command.metadata_dir}, {"--metadata-url", &command.metadata_url}}));
    LIANXIAO_ASSIGN(line, sync::CurlLine::Open(clock, {.program = "lianxiao-tuf"}));
    kept.emplace(disk, command.metadata_dir);
    // The clock alone: whoever runs this program on a machine with a wrong one is told so by the dates.
    client.emplace(*line, *kept, command.metadata_url, clock.Wall());
    return client->Refresh();
  }
  SystemClock clock;
  storage::RealDisk disk;
  std::unique_ptr<sync::CurlLine> line;
  std::optional<storage::MetadataFolder> kept;
  std::optional<sync::TufClient> client;
};

Status Refresh(const TufCommand& command) { return Session().Open(command); }

Status Download(const TufCommand& command) {
  LIANXIAO_TRY(
      NeedAll({{"--target-base-url", &command.target_base_url}, {"--target-dir", &command.target_dir}}));
  if (command.target_names.empty()) return Fail(ErrorCode::kInvalid, "tuf.option: --target-name is missing");
  Session session;
  LIANXIAO_TRY(session.Open(command));
  for (const auto& name : command.target_names) {
    LIANXIAO_ASSIGN(const auto target, session.client->Find(name));
    LIANXIAO_TRY(sync::DownloadTarget(*session.line, session.disk, command.target_base_url,
                                      command.target_dir, name, target,
                                      session.client->consistent_snapshot()));
  }
  return {};
}

}  // namespace

Error InWordsOfTuf(const Error& error) {
  if (error.message.starts_with("tuf.")) return error;
  const Error plain{error.code, sync::WithoutRefusal(error.message)};
  return plain.While("tuf." + std::string(Word(error.code)));
}

void AddTufCommands(CLI::App& app, const Console& console, TufCommand& command) {
  const auto text = [&](const char* key) { return console.Text(std::string("cli.tuf.") + key); };
  app.add_option("--metadata-dir", command.metadata_dir, text("metadata_dir"));
  app.add_option("--metadata-url", command.metadata_url, text("metadata_url"));
  app.add_option("--target-name", command.target_names, text("target_name"))->allow_extra_args(false);
  app.add_option("--target-base-url", command.target_base_url, text("target_base_url"));
  app.add_option("--target-dir", command.target_dir, text("target_dir"));

  auto* init = app.add_subcommand("init", text("init"));
  init->add_option("root", command.trusted_root, text("trusted_root"))->required();
  init->callback([&command] { command.run = [&command] { return Init(command); }; });
  auto* refresh = app.add_subcommand("refresh", text("refresh"));
  refresh->callback([&command] { command.run = [&command] { return Refresh(command); }; });
  auto* download = app.add_subcommand("download", text("download"));
  download->callback([&command] { command.run = [&command] { return Download(command); }; });
}

}  // namespace lianxiao::daemon
