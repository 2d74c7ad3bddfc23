// center bundle list, put, rollback; center lesson rollback; center rollback, of what was asked on the
// console; center clean.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "center/publish/cleaner.h"
#include "center/publish/publisher.h"
#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "daemon/key_passphrase.h"
#include "daemon/progress_bar.h"
#include "daemon/whoever.h"
#include "storage/base/log.h"
#include "storage/disk.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMostBundleBytes = 4 << 20;

struct RollbackOptions {
  std::string folder = CenterSettings{}.data;
  std::string id, file;
  std::vector<std::string> pairs, studios, alliances;  // Beside those of the file.
  std::int64_t to_version = 0;
  std::int64_t wish = 0;  // Of the console; 0: list them.
  bool yes = false;
  center::CleanOptions clean;
  std::optional<std::int64_t> clean_days;  // Nothing: as the county's settings say.
};

struct Tools {
  storage::RealDisk disk{storage::Readable::kEveryone};  // Web servers read the repository.
  SystemClock clock;
  StderrLog log{Level::kWarning};

  Result<std::unique_ptr<center::Publisher>> Open(const std::string& folder) {
    LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(disk));
    return center::Publisher::Open(disk, clock, log, folder, passphrase);
  }
};

std::string Joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

// What would happen, before anybody is asked.
void Show(const Console& console, const center::RollbackPlan& plan) {
  if (plan.bundle) {
    console.Say("cli.rollback.asks_again", {{"n", std::to_string(plan.bundle->resources.size())}});
    if (!plan.leave.empty()) console.Say("cli.rollback.leave", {{"ids", Joined(plan.leave)}});
    if (!plan.join.empty()) console.Say("cli.rollback.join", {{"ids", Joined(plan.join)}});
  }
  for (const auto& step : plan.lessons) {
    console.Say("cli.rollback.step", {{"id", step.again.id},
                                      {"title", step.again.title},
                                      {"from", std::to_string(step.from_version)},
                                      {"content", std::to_string(step.content_of)},
                                      {"to", std::to_string(step.again.version)}});
  }
  if (!plan.stay.empty()) console.Say("cli.rollback.stay", {{"ids", Joined(plan.stay)}});
}

// `still`: asked after the yes, for a question may stand on a screen overnight.
int Do(
    const Console& console, const RollbackOptions& options, center::Publisher& publisher,
    const Result<center::RollbackPlan>& plan, const std::string& by_whom = Whoever(),
    const std::function<Status()>& still = [] { return Status(); }) {
  if (!plan) return console.Complain(plan.error());
  Show(console, *plan);
  if (!options.yes) {
    const auto yes = AskYes(console, "cli.rollback.ask");
    if (!yes) return console.Complain(yes.error());
    if (!*yes) console.Say("cli.rollback.left");
    if (!*yes) return 1;
  }
  if (const auto wanted = still(); !wanted) return console.Complain(wanted.error());
  const auto summary = [&] {
    const SystemClock clock;
    ProgressBar bar(console, clock, ProgressBar::ForTerminal());
    return publisher.Rollback(*plan, by_whom, {}, [&](const center::Step& step) { bar.Show(step); });
  }();
  if (!summary) return console.Complain(summary.error());
  console.Say("cli.rollback.done", {{"version", std::to_string(summary->snapshot_version)}});
  return 0;
}

int RollBackBundle(const Console& console, const RollbackOptions& options) {
  Tools t;
  const auto publisher = t.Open(options.folder);
  if (!publisher) return console.Complain(publisher.error());
  return Do(console, options, **publisher, (*publisher)->PlanRollbackOfBundle(options.id));
}

int RollBackLesson(const Console& console, const RollbackOptions& options) {
  Tools t;
  const auto publisher = t.Open(options.folder);
  if (!publisher) return console.Complain(publisher.error());
  const auto to = options.to_version > 0 ? std::optional(options.to_version) : std::nullopt;
  return Do(console, options, **publisher, (*publisher)->PlanRollbackOfLesson(options.id, to));
}

using nlohmann::json;

std::string TextOf(const json& one, const char* name) { return one.value(name, std::string()); }

Result<json> Wishes(const ControlClient& client) {
  LIANXIAO_ASSIGN(const auto answer, client.Get("/control/v1/rollbacks"));
  return json::parse(answer, nullptr, false).value("rollbacks", json::array());
}

void Show(const Console& console, const json& wish) {
  console.Say("cli.rollback.wish", {{"number", std::to_string(wish.value("number", std::int64_t{0}))},
                                    {"what", TextOf(wish, "kind") + " " + TextOf(wish, "id")},
                                    {"name", TextOf(wish, "name")},
                                    {"who", TextOf(wish, "who")},
                                    {"when", TextOf(wish, "asked")},
                                    {"why", TextOf(wish, "why")}});
}

bool Waits(const json& wish) {
  const auto state = TextOf(wish, "state");
  return state == "waiting" || state == "changed" || state == "unknown";
}

Result<json> WishThatWaits(const ControlClient& client, std::int64_t number) {
  LIANXIAO_ASSIGN(const auto wishes, Wishes(client));
  for (const auto& wish : wishes) {
    if (Waits(wish) && wish.value("number", std::int64_t{0}) == number) return wish;
  }
  return Fail(ErrorCode::kNotFound, "rollback.no_request: nobody waits for that");
}

int ListWishes(const Console& console, const json& wishes) {
  bool any = false;
  for (const auto& wish : wishes) {
    if (!Waits(wish) || TextOf(wish, "state") == "changed") continue;
    Show(console, wish);
    any = true;
  }
  console.Say(any ? "cli.rollback.wish_next" : "cli.rollback.no_wish");
  return 0;
}

// What was shown on the console is done, or nothing.
Result<center::RollbackPlan> PlanOf(const json& wish, const center::Publisher& publisher) {
  const auto id = TextOf(wish, "id");
  LIANXIAO_ASSIGN(auto plan, TextOf(wish, "kind") == "bundle"
                                 ? publisher.PlanRollbackOfBundle(id)
                                 : publisher.PlanRollbackOfLesson(id, std::nullopt));
  if (center::NameOf(plan).Hex() == TextOf(wish, "plan")) return plan;
  return Fail(ErrorCode::kRefused, "rollback.changed: this is not any more what was asked for");
}

int DoWish(const Console& console, const RollbackOptions& options, const ControlClient& client,
           const json& wish) {
  Tools t;
  const auto publisher = t.Open(options.folder);
  if (!publisher) return console.Complain(publisher.error());
  Show(console, wish);
  const auto by_whom = TextOf(wish, "who") + " (" + Whoever() + ")";
  const auto still = [&]() -> Status {
    const auto now = WishThatWaits(client, options.wish);
    return now ? Status() : Fail(now.error());
  };
  const int code = Do(console, options, **publisher, PlanOf(wish, **publisher), by_whom, still);
  if (code != 0) return code;
  const auto noted = client.Post("/control/v1/rollbacks/" + std::to_string(options.wish) + "/done",
                                 json{{"by", Whoever()}}.dump());
  return noted ? 0 : console.Complain(noted.error());
}

int RollBackWish(const Console& console, const RollbackOptions& options) {
  const ControlClient client(options.folder + "/control.sock");
  if (options.wish == 0) {
    const auto wishes = Wishes(client);
    return wishes ? ListWishes(console, *wishes) : console.Complain(wishes.error());
  }
  const auto wish = WishThatWaits(client, options.wish);
  return wish ? DoWish(console, options, client, *wish) : console.Complain(wish.error());
}

int ListBundles(const Console& console, const RollbackOptions& options) {
  Tools t;
  const auto publisher = t.Open(options.folder);
  if (!publisher) return console.Complain(publisher.error());
  const auto bundles = (*publisher)->Bundles();
  if (!bundles) return console.Complain(bundles.error());
  for (const auto& bundle : *bundles) std::printf("%s\n", formats::ToJson(bundle).c_str());
  return 0;
}

// "longtan=zhenxiao": who is helped, and who helps.
Result<std::pair<std::string, std::string>> PairIn(const std::string& words) {
  const auto at = words.find('=');
  if (at != std::string::npos) return std::pair(words.substr(0, at), words.substr(at + 1));
  return Fail(ErrorCode::kInvalid, "bundle.words: \"" + words + "\" has to be SCHOOL=HELPER");
}

Status AddAudience(formats::Bundle& bundle, const RollbackOptions& options) {
  for (const auto& words : options.pairs) {
    LIANXIAO_ASSIGN(const auto pair, PairIn(words));
    bundle.pairings.push_back({.school = pair.first, .helper = pair.second, .studio = {}});
  }
  for (const auto& words : options.studios) {
    LIANXIAO_ASSIGN(const auto pair, PairIn(words));
    bundle.pairings.push_back({.school = pair.first, .helper = {}, .studio = pair.second});
  }
  bundle.alliances.insert(bundle.alliances.end(), options.alliances.begin(), options.alliances.end());
  return {};
}

Status PutInto(center::Publisher& publisher, storage::Disk& disk, const RollbackOptions& options) {
  LIANXIAO_ASSIGN(const auto text, storage::ReadWhole(disk, options.file, kMostBundleBytes));
  LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(text));
  LIANXIAO_TRY(AddAudience(bundle, options));
  LIANXIAO_ASSIGN(auto bundles, publisher.Bundles());
  std::erase_if(bundles, [&](const auto& known) { return known.id == bundle.id; });
  bundles.push_back(std::move(bundle));
  return publisher.SetBundles(bundles);
}

int PutBundle(const Console& console, const RollbackOptions& options) {
  Tools t;
  const auto publisher = t.Open(options.folder);
  if (!publisher) return console.Complain(publisher.error());
  if (const auto put = PutInto(**publisher, t.disk, options); !put) return console.Complain(put.error());
  console.Say("cli.rollback.bundle_put");
  return 0;
}

int Clean(const Console& console, const RollbackOptions& options) {
  Tools t;
  auto clean = options.clean;
  if (options.clean_days) {
    clean.grace_days = *options.clean_days;
  } else {
    const auto settings = SettingsOfCounty(t.disk, options.folder);
    if (!settings) return console.Complain(settings.error());
    clean.grace_days = settings->clean_grace_days;
  }
  const auto cleaned = center::CleanRepository(t.disk, t.clock, options.folder, clean);
  if (!cleaned) return console.Complain(cleaned.error());
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  const auto part = [&](const center::CleanSummary::Part& p) { return text.Size(p.bytes); };
  console.Say(options.clean.dry_run ? "cli.clean.would" : "cli.clean.done",
              {{"files", std::to_string(cleaned->removed.files)},
               {"size", part(cleaned->removed)},
               {"waiting", std::to_string(cleaned->waiting.files)},
               {"waiting_size", part(cleaned->waiting)},
               {"kept_size", part(cleaned->kept)},
               {"days", std::to_string(clean.grace_days)}});
  return 0;
}

}  // namespace

void AddRollbackCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<RollbackOptions>();
  const auto words = [&](const std::string& key) { return console.Text("cli.rollback." + key); };
  const auto add = [&](CLI::App& parent, const std::string& name, const std::string& help,
                       int (*work)(const Console&, const RollbackOptions&)) {
    auto* command = parent.add_subcommand(name, words(help));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  auto* bundle = center.add_subcommand("bundle", words("help_bundle"));
  bundle->require_subcommand(1);
  add(*bundle, "list", "help_list", &ListBundles);
  auto* put = add(*bundle, "put", "help_put", &PutBundle);
  put->add_option("FILE", options->file, words("option_file"))->required();
  put->add_option("--pair", options->pairs, words("option_pair"));
  put->add_option("--studio", options->studios, words("option_studio"));
  put->add_option("--alliance", options->alliances, words("option_alliance"));
  auto* lesson = center.add_subcommand("lesson", words("help_lesson"));
  lesson->require_subcommand(1);
  for (auto* command : {add(*bundle, "rollback", "help_rollback_bundle", &RollBackBundle),
                        add(*lesson, "rollback", "help_rollback_lesson", &RollBackLesson)}) {
    command->add_option("ID", options->id, words("option_id"))->required();
    command->add_flag("--yes", options->yes, words("option_yes"));
    if (command->get_parent() == lesson) {
      command->add_option("--to", options->to_version, words("option_to"))
          ->check(CLI::Range(1, 1'000'000'000));
    }
  }
  auto* wish = add(center, "rollback", "help_rollback", &RollBackWish);
  wish->add_option("NUMBER", options->wish, words("option_wish"))->check(CLI::Range(1, 1'000'000'000));
  wish->add_flag("--yes", options->yes, words("option_yes"));
  auto* clean = add(center, "clean", "help_clean", &Clean);
  clean->add_flag("--dry-run", options->clean.dry_run, words("option_dry_run"));
  clean->add_option("--days", options->clean_days, words("option_days"))->check(CLI::Range(0, 3'650));
}

}  // namespace lianxiao::daemon
