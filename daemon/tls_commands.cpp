// lianxiao center tls make|use|show: the certificate of the county center. A running centerd takes a new one
// up by itself, and boxes follow it by the center's signature.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "center/county.h"
#include "center/tls/tls_files.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/key_passphrase.h"
#include "storage/base/time.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMaxConfigBytes = 1 << 20;

struct TlsOptions {
  std::string folder = CenterSettings{}.data;
  std::string address;
  std::string certificate, key;
  bool public_ca = false;
  bool json = false;
};

Result<std::string> PublicAddress(storage::Disk& disk, const std::string& folder) {
  const auto file = folder + "/center.toml";
  const auto toml = storage::ReadWhole(disk, file, kMaxConfigBytes);
  if (!toml && toml.error().code == ErrorCode::kNotFound) return std::string();
  if (!toml) return Fail(toml.error());
  LIANXIAO_ASSIGN(const auto settings, ReadCenterSettings(*toml, file));
  return settings.registry.public_address;
}

Result<center::CenterKeys> Keys(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(disk));
  return center::LoadCenterKeys(disk, folder, passphrase);
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void Show(const Console& console, const center::TlsState& state) {
  console.Say("cli.tls.certificate", {{"names", Joined(state.certificate.names)},
                                      {"issuer", state.certificate.issuer},
                                      {"until", ToRfc3339(state.certificate.not_after).substr(0, 10)}});
  console.Say("cli.tls.statement",
              {{"number", std::to_string(state.statement.number)}, {"key", state.certificate.key_sha256}});
  if (state.statement.public_ca) console.Say("cli.tls.public_ca");
}

void ShowJson(const center::TlsState& state) {
  const nlohmann::json json{
      {"key_sha256", state.certificate.key_sha256}, {"names", state.certificate.names},
      {"issuer", state.certificate.issuer},         {"not_after", ToRfc3339(state.certificate.not_after)},
      {"number", state.statement.number},           {"public_ca", state.statement.public_ca}};
  std::printf("%s\n", json.dump().c_str());
}

int ShowTls(const Console& console, const TlsOptions& options) {
  storage::RealDisk disk;
  const auto card = center::LoadCard(disk, options.folder);
  if (!card) return console.Complain(card.error());
  const auto state = center::LoadTls(disk, options.folder, card->sign);
  if (!state) return console.Complain(state.error());
  if (options.json) {
    ShowJson(*state);
  } else {
    Show(console, *state);
  }
  return 0;
}

Status Make(const TlsOptions& options) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const auto keys, Keys(disk, options.folder));
  auto address = options.address;
  if (address.empty()) {
    LIANXIAO_ASSIGN(address, PublicAddress(disk, options.folder));
  }
  return center::MakeTls(SystemClock(), options.folder, center::NamesFor({address}), keys.sign);
}

Status Use(const TlsOptions& options) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const auto keys, Keys(disk, options.folder));
  return center::UseTls(SystemClock(), options.folder, options.certificate, options.key, options.public_ca,
                        keys.sign);
}

int ThenShow(const Console& console, const TlsOptions& options, const Status& done) {
  return done ? ShowTls(console, options) : console.Complain(done.error());
}

int MakeTls(const Console& console, const TlsOptions& options) {
  return ThenShow(console, options, Make(options));
}
int UseTls(const Console& console, const TlsOptions& options) {
  return ThenShow(console, options, Use(options));
}

}  // namespace

void AddTlsCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<TlsOptions>();
  auto* tls = center.add_subcommand("tls", console.Text("cli.help.tls.about"));
  tls->require_subcommand(1);
  const auto add = [&](const std::string& name, int (*work)(const Console&, const TlsOptions&)) {
    auto* command = tls->add_subcommand(name, console.Text("cli.help.tls." + name));
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    command->add_flag("--json", options->json, console.Text("cli.option.json"));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    return command;
  };
  add("show", &ShowTls);
  add("make", &MakeTls)->add_option("--address", options->address, console.Text("cli.option.address"));
  auto* use = add("use", &UseTls);
  use->add_option("--cert", options->certificate, console.Text("cli.option.tls_cert"))->required();
  use->add_option("--key", options->key, console.Text("cli.option.tls_key"))->required();
  use->add_flag("--public", options->public_ca, console.Text("cli.option.tls_public"));
}

}  // namespace lianxiao::daemon
