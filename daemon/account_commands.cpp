#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/answer_fields.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/school_settings.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct AccountOptions {
  std::string folder, socket;  // Socket empty: control.sock in the folder.
  std::string login, name, role, school, to;
  bool json = false, csv = false;

  ControlClient Client() const { return ControlClient(socket.empty() ? folder + "/control.sock" : socket); }
};

Result<json> Parsed(const Result<std::string>& answer) {
  if (!answer) return Fail(answer.error());
  auto value = json::parse(*answer, nullptr, false);
  if (!value.is_object()) return Fail(ErrorCode::kInternal, "the program's answer is no JSON object");
  return value;
}

// The code alone on standard output, so that a script can take it; what to do with it beside.
int ShowInvitation(const Console& console, const AccountOptions& options, const Result<std::string>& answer) {
  const auto invitation = Parsed(answer);
  if (!invitation) return console.Complain(invitation.error());
  if (options.json) {
    std::printf("%s\n", answer->c_str());
    return 0;
  }
  std::fprintf(
      stderr, "%s\n",
      console.Text("cli.account.code", {{"login", options.login}, {"until", TextOf(*invitation, "expires")}})
          .c_str());
  std::printf("%s\n", TextOf(*invitation, "code").c_str());
  return 0;
}

Result<std::string> IdOf(const ControlClient& client, const std::string& login) {
  LIANXIAO_ASSIGN(const auto list, Parsed(client.Get("/api/v1/accounts")));
  const auto accounts = list.value("accounts", json::array());
  for (const auto& account : accounts) {
    if (TextOf(account, "login") == login) return TextOf(account, "id");
  }
  return Fail(ErrorCode::kNotFound, "account.unknown: there is no account \"" + login + "\"");
}

Result<std::string> Act(const AccountOptions& options, const std::string& act) {
  const auto client = options.Client();
  LIANXIAO_ASSIGN(const auto id, IdOf(client, options.login));
  return client.Post("/api/v1/accounts/" + id + "/" + act, "{}");
}

int Add(const Console& console, const AccountOptions& options) {
  const json account{
      {"login", options.login}, {"name", options.name}, {"role", options.role}, {"school", options.school}};
  return ShowInvitation(console, options, options.Client().Post("/api/v1/accounts", account.dump()));
}

int NewCode(const Console& console, const AccountOptions& options) {
  return ShowInvitation(console, options, Act(options, "code"));
}

int Say(const Console& console, const Result<std::string>& done, const AccountOptions& options,
        std::string_view key) {
  if (!done) return console.Complain(done.error());
  console.Say(key, {{"login", options.login}});
  return 0;
}
int Disable(const Console& console, const AccountOptions& options) {
  return Say(console, Act(options, "disable"), options, "cli.account.disabled");
}
int Enable(const Console& console, const AccountOptions& options) {
  return Say(console, Act(options, "enable"), options, "cli.account.enabled");
}
int EndSessions(const Console& console, const AccountOptions& options) {
  return Say(console, Act(options, "end-sessions"), options, "cli.account.sessions_ended");
}

int List(const Console& console, const AccountOptions& options) {
  const auto answer = options.Client().Get("/api/v1/accounts");
  const auto list = Parsed(answer);
  if (!list) return console.Complain(list.error());
  if (options.json) {
    std::printf("%s\n", answer->c_str());
    return 0;
  }
  const auto accounts = list->value("accounts", json::array());
  if (accounts.empty()) console.Say("cli.account.none");
  for (const auto& account : accounts) {
    const auto role = console.Text("role." + TextOf(account, "role"));
    const auto state = console.Text("account.state_" + TextOf(account, "state"));
    std::printf("%s  %s  %s  %s  %s\n", TextOf(account, "login").c_str(), TextOf(account, "name").c_str(),
                role.c_str(), state.c_str(), TextOf(account, "school").c_str());
  }
  return 0;
}

// Piece by piece: a county's log of a year is longer than what this program wants to hold.
Status SaveAudit(const AccountOptions& options, const storage::Append& append) {
  const std::string path = std::string("/api/v1/audit/export") + (options.csv ? "?form=csv" : "");
  return options.Client().Get(path, append);
}

Status ToStandardOutput(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
  return Fail(ErrorCode::kNoSpace, "standard output takes no more");
}

int ExportAudit(const Console& console, const AccountOptions& options) {
  if (options.to.empty()) {
    auto shown = SaveAudit(options, &ToStandardOutput);
    if (shown && std::fflush(stdout) != 0) shown = Fail(ErrorCode::kNoSpace, "standard output is full");
    return shown ? 0 : console.Complain(shown.error());
  }
  storage::RealDisk disk;
  const auto written = storage::WriteWhole(
      disk, options.to, [&](const storage::Append& append) { return SaveAudit(options, append); });
  if (!written) return console.Complain(written.error());
  console.Say("cli.audit.exported", {{"file", options.to}});
  return 0;
}

int CheckAudit(const Console& console, const AccountOptions& options) {
  const auto checked = options.Client().Get("/api/v1/audit/check");
  if (!checked) return console.Complain(checked.error());
  console.Say("cli.audit.whole");
  return 0;
}

using Work = int (*)(const Console&, const AccountOptions&);
using Options = std::shared_ptr<AccountOptions>;

// One group of commands, `account` or `audit`, under `lianxiao` or `lianxiao center`.
class Group {
 public:
  Group(CLI::App& parent, const char* name, const Console& console, ChosenCommand& chosen, Options options,
        bool county)
      : group_(*parent.add_subcommand(name, console.Text(std::string("cli.help.") + name))),
        name_(name),
        console_(console),
        chosen_(chosen),
        options_(std::move(options)),
        county_(county) {
    group_.require_subcommand(1);
  }

  CLI::App* Add(const std::string& name, Work work) {
    auto key = name;
    for (auto& c : key) c = c == '-' ? '_' : c;
    auto* command = group_.add_subcommand(name, console_.Text("cli.help." + name_ + "_" + key));
    command
        ->add_option(county_ ? "--center" : "--data", options_->folder,
                     console_.Text(county_ ? "cli.option.center" : "cli.option.data"))
        ->capture_default_str();
    command->add_option("--socket", options_->socket, console_.Text("cli.option.socket"));
    command->callback([work, options = options_, &console = console_, &chosen = chosen_] {
      chosen = [work, options, &console] { return work(console, *options); };
    });
    return command;
  }
  CLI::App* AddFor(const std::string& name, Work work) {
    auto* command = Add(name, work);
    command->add_option("LOGIN", options_->login, console_.Text("cli.option.login"))->required();
    return command;
  }

 private:
  CLI::App& group_;
  std::string name_;
  const Console& console_;
  ChosenCommand& chosen_;
  Options options_;
  bool county_;
};

}  // namespace

void AddAccountCommands(CLI::App& parent, const Console& console, ChosenCommand& chosen,
                        storage::Place place) {
  const bool county = place == storage::Place::kCounty;
  const auto options = std::make_shared<AccountOptions>();
  options->folder = county ? CenterSettings{}.data : SchoolSettings{}.data;
  options->role = county ? "administrator" : "teacher";

  Group account(parent, "account", console, chosen, options, county);
  auto* add = account.AddFor("add", &Add);
  add->add_option("--name", options->name, console.Text("cli.option.person_name"))->required();
  add->add_option("--role", options->role, console.Text("cli.option.role"))
      ->capture_default_str()
      ->check(CLI::IsMember(
          {"teacher", "manager", "technician", "editor", "reviewer", "administrator", "supervisor"}));
  if (county) add->add_option("--school", options->school, console.Text("cli.option.account_school"));
  auto* code = account.AddFor("code", &NewCode);
  auto* list = account.Add("list", &List);
  for (auto* command : {add, code, list}) {
    command->add_flag("--json", options->json, console.Text("cli.option.json"));
  }
  account.AddFor("disable", &Disable);
  account.AddFor("enable", &Enable);
  account.AddFor("end-sessions", &EndSessions);

  Group audit(parent, "audit", console, chosen, options, county);
  auto* to_file = audit.Add("export", &ExportAudit);
  to_file->add_flag("--csv", options->csv, console.Text("cli.option.csv"));
  to_file->add_option("--to", options->to, console.Text("cli.option.to"));
  audit.Add("check", &CheckAudit);
}

}  // namespace lianxiao::daemon
