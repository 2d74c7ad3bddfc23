// `lianxiao center keys …`: who may speak for the county, and how that changes.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "center/county.h"
#include "center/keys/apply_root.h"
#include "center/keys/center_keys.h"
#include "center/keys/key_report.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/key_passphrase.h"
#include "daemon/key_words.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::daemon {
namespace {

struct KeyOptions {
  std::string folder = CenterSettings{}.data;
  std::string file, out, name = "key", key_file, passphrase_file;
  std::string role, lost;
  std::vector<std::string> roles, out_keys, in_files;
  bool json = false, yes = false, no_passphrase = false;
};

struct Tools {
  storage::RealDisk own{storage::Readable::kOwner};
  storage::RealDisk open{storage::Readable::kEveryone};  // Web servers read the repository.
  SystemClock clock;
  StderrLog log{Level::kWarning};
};

// --- list ---

int List(const Console& console, const KeyOptions& options) {
  Tools t;
  const auto report = center::ReadKeys(t.own, options.folder);
  if (!report) return console.Complain(report.error());
  const auto due = center::WhatIsDue(*report, t.clock.Wall());
  if (options.json) {
    std::printf("%s\n", KeysJson(*report, due).c_str());
    return 0;
  }
  for (const auto& line : KeyLines(console, *report, due)) std::printf("%s\n", line.c_str());
  return 0;
}

// --- make ---

Result<center::Passphrase> NewPassphrase(const Console& console, const KeyOptions& options,
                                         storage::Disk& disk) {
  if (options.no_passphrase) return center::Passphrase();
  auto passphrase = options.passphrase_file.empty() ? AskNewPassphrase(console, options.name)
                                                    : ReadPassphraseFile(disk, options.passphrase_file);
  if (!passphrase) return Fail(passphrase.error());
  return center::Passphrase(*std::move(passphrase));
}

Status MakeKey(const Console& console, const KeyOptions& options, Tools& t, center::KeyHead& made) {
  LIANXIAO_ASSIGN(const auto passphrase, NewPassphrase(console, options, t.own));
  LIANXIAO_ASSIGN(const auto text,
                  center::WriteKeyFile(SigningKey::Generate(), options.name, t.clock.Wall(), passphrase));
  LIANXIAO_ASSIGN(made, center::ReadKeyHead(text.View()));
  LIANXIAO_TRY(center::SaveNewKeyFile(options.out, text));
  return storage::WriteWhole(t.open, options.out + ".pub", center::WritePublicKey(made));
}

int Make(const Console& console, const KeyOptions& options) {
  Tools t;
  center::KeyHead made;
  if (const auto s = MakeKey(console, options, t, made); !s) return console.Complain(s.error());
  console.Say(
      "cli.keys.key_made",
      {{"file", options.out}, {"public", options.out + ".pub"}, {"key", Fingerprint(made.TufKeyId())}});
  return 0;
}

// --- Proposals ---

Result<center::RootWish> WishOf(const KeyOptions& options, Tools& t) {
  center::RootWish wish;
  wish.root_out = options.out_keys;
  for (const auto& file : options.in_files) {
    LIANXIAO_ASSIGN(const auto head, center::LoadPublicKey(t.own, file));
    LIANXIAO_ASSIGN(const auto key, VerifyKey::FromHex(head.public_hex));
    wish.root_in.push_back(key);
  }
  LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(t.own));
  for (const auto& role : options.roles) {
    if (role == "center") {
      LIANXIAO_ASSIGN(wish.center, center::MakeNextCenterKeys(t.open, t.clock, options.folder, passphrase));
      continue;
    }
    LIANXIAO_ASSIGN(wish.online[role],
                    center::MakeNextKey(t.open, t.clock, options.folder, role, passphrase));
  }
  return wish;
}

Result<center::Proposal> Propose(const KeyOptions& options, Tools& t) {
  LIANXIAO_TRY(center::CheckIsCounty(t.open, options.folder));
  LIANXIAO_ASSIGN(const auto newest, center::ReadNewestRoot(t.open, options.folder));
  LIANXIAO_ASSIGN(const auto wish, WishOf(options, t));
  const auto expires = WallTime{t.clock.Wall().ms / kSecondMs * kSecondMs} + center::kRootDays * kDayMs;
  LIANXIAO_ASSIGN(const auto next, center::NextRoot(newest.root.body, wish, expires));
  LIANXIAO_ASSIGN(auto proposal, center::Proposal::Make(newest, next));
  LIANXIAO_TRY(storage::WriteWhole(t.open, options.out, proposal.Text()));
  return proposal;
}

void Show(const Console& console, const center::Proposal& proposal) {
  for (const auto& line : ProposalLines(console, proposal)) std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

int Request(const Console& console, const KeyOptions& options) {
  Tools t;
  const auto proposal = Propose(options, t);
  if (!proposal) return console.Complain(proposal.error());
  Show(console, *proposal);
  console.Say("cli.keys.proposed", {{"file", options.out}});
  return 0;
}

int Rotate(const Console& console, const KeyOptions& options) {
  auto wish = options;
  if (options.role != "root") {
    wish.roles = {options.role};
    return Request(console, wish);
  }
  Tools t;
  const auto newest = center::ReadNewestRoot(t.open, options.folder);
  if (!newest) return console.Complain(newest.error());
  wish.out_keys = newest->root.body.roles.at("root").key_ids;
  return Request(console, wish);
}

int Replace(const Console& console, const KeyOptions& options) {
  auto wish = options;
  wish.out_keys = {options.lost};
  return Request(console, wish);
}

int Renew(const Console& console, const KeyOptions& options) {
  if (options.role != "root") {
    return console.Complain({ErrorCode::kInvalid, "keys.renew_root: only the root is renewed by hand"});
  }
  return Request(console, options);
}

Result<center::Proposal> LoadProposal(storage::Disk& disk, const std::string& file) {
  LIANXIAO_ASSIGN(const auto text, storage::ReadWhole(disk, file, center::kMostProposalBytes));
  return center::Proposal::Parse(text);
}

int ShowFile(const Console& console, const KeyOptions& options) {
  Tools t;
  const auto proposal = LoadProposal(t.open, options.file);
  if (!proposal) return console.Complain(proposal.error());
  Show(console, *proposal);
  return 0;
}

Status SignAndSave(const Console& console, const KeyOptions& options, Tools& t, center::Proposal& proposal) {
  LIANXIAO_ASSIGN(const auto head, center::LoadKeyHead(t.own, options.key_file));
  center::Passphrase passphrase;
  if (head.locked) {
    auto read = options.passphrase_file.empty() ? AskPassphrase(console, head.name)
                                                : ReadPassphraseFile(t.own, options.passphrase_file);
    if (!read) return Fail(read.error());
    passphrase = *std::move(read);
  }
  LIANXIAO_ASSIGN(const auto key, center::LoadSigningKey(t.own, options.key_file, passphrase));
  LIANXIAO_TRY(proposal.Sign(key));
  return storage::WriteWhole(t.open, options.file, proposal.Text());
}

int Sign(const Console& console, const KeyOptions& options) {
  Tools t;
  auto proposal = LoadProposal(t.open, options.file);
  if (!proposal) return console.Complain(proposal.error());
  Show(console, *proposal);
  if (!options.yes) {
    const auto agreed = AskYes(console);
    if (!agreed) return console.Complain(agreed.error());
    if (!*agreed) {
      console.Say("cli.keys.not_signed");
      return 1;
    }
  }
  if (const auto s = SignAndSave(console, options, t, *proposal); !s) return console.Complain(s.error());
  console.Say("cli.keys.signed", {{"file", options.file}});
  console.Say(proposal->IsComplete() ? "cli.keys.complete" : "cli.keys.more_needed",
              {{"old", std::to_string(proposal->ByOld().Missing())},
               {"new", std::to_string(proposal->ByNew().Missing())},
               {"file", options.file}});
  return 0;
}

int Apply(const Console& console, const KeyOptions& options) {
  Tools t;
  const auto proposal = LoadProposal(t.open, options.file);
  if (!proposal) return console.Complain(proposal.error());
  const auto passphrase = OnlinePassphrase(t.own);
  if (!passphrase) return console.Complain(passphrase.error());
  const auto applied = center::ApplyRoot(t.open, t.clock, t.log, options.folder, *proposal, *passphrase);
  if (!applied) return console.Complain(applied.error());
  console.Say("cli.keys.applied", {{"version", std::to_string(proposal->next().root.body.version)}});
  if (proposal->current().root.body.center != proposal->next().root.body.center) {
    console.Say("cli.keys.center_applied");
  }
  return 0;
}

// --- Command line ---

using Work = int (*)(const Console&, const KeyOptions&);

class KeyCommandLine {
 public:
  KeyCommandLine(CLI::App& center, const Console& console, ChosenCommand& chosen)
      : console_(console), chosen_(chosen) {
    keys_ = center.add_subcommand("keys", console.Text("cli.help.center.keys"));
    keys_->require_subcommand(1);
  }

  void AddReading() {
    auto* list = Add("list", &List);
    Folder(list);
    list->add_flag("--json", options_->json, Words("json"));
    auto* show = Add("show", &ShowFile);
    show->add_option("FILE", options_->file, Words("proposal"))->required();
  }

  void AddKeyHolders() {
    auto* make = Add("make", &Make);
    make->add_option("--out", options_->out, Words("key_out"))->required();
    make->add_option("--name", options_->name, Words("key_name"));
    make->add_option("--passphrase-file", options_->passphrase_file, Words("key_passphrase_file"));
    make->add_flag("--no-passphrase", options_->no_passphrase, Words("no_passphrase"));
    auto* sign = Add("sign", &Sign);
    sign->add_option("FILE", options_->file, Words("proposal"))->required();
    sign->add_option("--key", options_->key_file, Words("root_key"))->required();
    sign->add_option("--passphrase-file", options_->passphrase_file, Words("key_passphrase_file"));
    sign->add_flag("--yes", options_->yes, Words("sign_yes"));
  }

  void AddProposing() {
    auto* request = Proposing("sign-request", &Request);
    request->add_option("--rotate", options_->roles, Words("rotate"));
    request->add_option("--lost", options_->out_keys, Words("lost"));
    NewKeys(request);
    auto* rotate = Proposing("rotate", &Rotate);
    rotate->add_option("ROLE", options_->role, Words("key_role"))->required();
    NewKeys(rotate);
    auto* replace = Proposing("replace", &Replace);
    replace->add_option("--lost", options_->lost, Words("lost"))->required();
    NewKeys(replace)->required();
    auto* renew = Proposing("renew", &Renew);
    renew->add_option("ROLE", options_->role, Words("renew_role"))->required();
    auto* apply = Add("apply", &Apply);
    apply->add_option("FILE", options_->file, Words("proposal"))->required();
    Folder(apply);
  }

 private:
  std::string Words(const std::string& key) const { return console_.Text("cli.option." + key); }

  CLI::App* Add(const std::string& name, Work work) {
    auto* command = keys_->add_subcommand(name, console_.Text("cli.help.center.keys_" + name));
    command->callback([work, options = options_, &console = console_, &chosen = chosen_] {
      chosen = [work, options, &console] { return work(console, *options); };
    });
    return command;
  }
  CLI::App* Proposing(const std::string& name, Work work) {
    auto* command = Add(name, work);
    command->add_option("--out", options_->out, Words("proposal_out"))->required();
    Folder(command);
    return command;
  }
  CLI::Option* NewKeys(CLI::App* command) {
    return command->add_option("--new", options_->in_files, Words("new_public"));
  }
  void Folder(CLI::App* command) {
    command->add_option("--center", options_->folder, Words("center"))->capture_default_str();
  }

  const Console& console_;
  ChosenCommand& chosen_;
  std::shared_ptr<KeyOptions> options_ = std::make_shared<KeyOptions>();
  CLI::App* keys_ = nullptr;
};

}  // namespace

void AddKeyCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  KeyCommandLine line(center, console, chosen);
  line.AddReading();
  line.AddKeyHolders();
  line.AddProposing();
}

}  // namespace lianxiao::daemon
