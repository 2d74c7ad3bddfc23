// What the county tells its schools: center notice, notices, follow, classroom-login, line, relay, recheck.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/center_settings.h"
#include "daemon/commands.h"
#include "daemon/control_client.h"
#include "storage/base/local_day.h"
#include "storage/base/time.h"
#include "storage/formats/line_rules_json.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct LetterOptions {
  std::string folder = CenterSettings{}.data;
  std::string school;
  std::string text, until;
  std::int64_t end = 0;
  std::vector<std::string> libraries;
  bool all = false;
  std::string asked;
  formats::LineRules line;
  bool line_back = false;

  ControlClient Client() const { return ControlClient(folder + "/control.sock"); }
  std::string SchoolPath(const std::string& what) const {
    return "/control/v1/schools/" + school + "/" + what;
  }
};

// "2026-12-01": to the end of that day on this machine's wall; a whole RFC 3339 moment as it is.
Result<WallTime> EndOf(const std::string& day) {
  if (auto moment = ParseRfc3339(day)) return *moment;
  const auto last = ParseDay(day);
  if (!last) return Fail(ErrorCode::kInvalid, "cli.bad_date: " + day);
  return ToWall(*last + 1, 0, MachineOffset());
}

int EndNotice(const Console& console, const LetterOptions& options) {
  const auto path = "/control/v1/notices/" + std::to_string(options.end) + "/end";
  const auto done = options.Client().Post(path, "{}");
  if (!done) return console.Complain(done.error());
  console.Say("cli.notice.ended", {{"number", std::to_string(options.end)}});
  return 0;
}

int Notice(const Console& console, const LetterOptions& options) {
  if (options.end != 0) return EndNotice(console, options);
  if (options.school.empty() || options.text.empty() || options.until.empty()) {
    return console.Complain(
        {ErrorCode::kInvalid, "cli.notice_incomplete: school, --text or --until is missing"});
  }
  const auto until = EndOf(options.until);
  if (!until) return console.Complain(until.error());
  const json notice = {{"school", options.school == "all" ? "" : options.school},
                       {"text", options.text},
                       {"until", ToRfc3339(*until)}};
  const auto answer = options.Client().Post("/control/v1/notices", notice.dump());
  if (!answer) return console.Complain(answer.error());
  const auto made = json::parse(*answer, nullptr, false);
  console.Say("cli.notice.made", {{"number", std::to_string(made.value("number", 0))}});
  return 0;
}

int Notices(const Console& console, const LetterOptions& options) {
  const auto answer = options.Client().Get("/control/v1/notices");
  if (!answer) return console.Complain(answer.error());
  const auto all = json::parse(*answer, nullptr, false);
  const auto list = all.value("notices", json::array());
  if (list.empty()) console.Say("cli.notice.none");
  for (const auto& notice : list) {
    const auto school = notice.value("school", std::string());
    console.Say("cli.notice.row", {{"number", std::to_string(notice.value("number", 0))},
                                   {"school", school.empty() ? console.Text("cli.notice.all") : school},
                                   {"until", notice.value("until", std::string()).substr(0, 10)},
                                   {"text", notice.value("text", std::string())}});
  }
  return 0;
}

int Follow(const Console& console, const LetterOptions& options) {
  if (options.all != options.libraries.empty()) {
    return console.Complain({ErrorCode::kInvalid, "cli.follow_what: name libraries, or --all"});
  }
  const json follow = {{"all", options.all}, {"libraries", options.libraries}};
  const auto done = options.Client().Post(options.SchoolPath("follow"), follow.dump());
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

int AskLogin(const Console& console, const LetterOptions& options) {
  const json asked = {{"asked", options.asked == "on"}};
  const auto done = options.Client().Post(options.SchoolPath("classroom-login"), asked.dump());
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

int ShowLine(const Console& console, const LetterOptions& options) {
  const auto answer = options.Client().Get(options.SchoolPath("line"));
  if (!answer) return console.Complain(answer.error());
  const auto set = json::parse(*answer, nullptr, false);
  if (!set.contains("rules")) {
    console.Say("cli.line.none");
    return 0;
  }
  for (const auto& [name, value] : set.at("rules").items()) {
    std::printf("%s = %s\n", name.c_str(), value.dump().c_str());
  }
  return 0;
}

// The rules of the line that are set for a school itself, or for all; an empty object: none.
Result<json> OwnRules(const LetterOptions& options) {
  LIANXIAO_ASSIGN(const auto answer, options.Client().Get(options.SchoolPath("line")));
  return json::parse(answer, nullptr, false).value("rules", json::object());
}

Status PutRules(const LetterOptions& options, const json& rules) {
  json body = json::object();
  if (!rules.empty()) body["rules"] = rules;
  const auto done = options.Client().Post(options.SchoolPath("line"), body.dump());
  if (!done) return Fail(done.error());
  return {};
}

// Without a rule it shows what is set. Whether the school is a relay stays as it is.
int Line(const Console& console, const LetterOptions& options) {
  const bool ruled = options.line != formats::LineRules{};
  if (ruled && options.line_back) {
    return console.Complain({ErrorCode::kInvalid, "cli.line_what: give rules or --back, not both"});
  }
  if (!ruled && !options.line_back) return ShowLine(console, options);
  const auto before = OwnRules(options);
  if (!before) return console.Complain(before.error());
  auto rules = formats::JsonOf(options.line);
  if (before->contains("relay")) rules["relay"] = before->at("relay");
  if (const auto put = PutRules(options, rules); !put) return console.Complain(put.error());
  console.Say("cli.letter.soon");
  return 0;
}

// Goes with the rules of the line, and leaves those as they are.
int Relay(const Console& console, const LetterOptions& options) {
  if (options.school == "all") {
    return console.Complain({ErrorCode::kInvalid, "cli.relay_one: a relay is one school"});
  }
  auto rules = OwnRules(options);
  if (!rules) return console.Complain(rules.error());
  const bool on = options.asked == "on";
  if (on) {
    (*rules)["relay"] = formats::kServeAsRelay;
  } else {
    rules->erase("relay");
  }
  if (const auto put = PutRules(options, *rules); !put) return console.Complain(put.error());
  console.Say(on ? "cli.relay.set" : "cli.relay.back");
  return 0;
}

void AddLineOptions(CLI::App& command, const Console& console, LetterOptions& options) {
  auto& line = options.line;
  const auto add = [&](const char* name, auto& into, const char* what) {
    command.add_option(name, into, console.Text(std::string("cli.option.line.") + what));
  };
  add("--open", line.open, "open");
  add("--school-hours", line.school, "school");
  add("--in-school", line.in_school, "in_school");
  add("--school-kbit", line.school_kbit, "school_kbit");
  add("--holiday", line.holidays, "holiday");
  add("--school-day", line.school_days, "school_day");
  add("--closed", line.closed, "closed");
  add("--outside", line.outside, "outside");
  add("--month-mb", line.month_mb, "month_mb");
  add("--billing-day", line.billing_day, "billing_day");
  add("--reserve-percent", line.reserve_percent, "reserve_percent");
  command.add_flag("--back", options.line_back, console.Text("cli.option.line.back"));
}

int Recheck(const Console& console, const LetterOptions& options) {
  const auto done = options.Client().Post(options.SchoolPath("recheck"), "{}");
  if (!done) return console.Complain(done.error());
  console.Say("cli.letter.soon");
  return 0;
}

}  // namespace

void AddLetterCommands(CLI::App& center, const Console& console, ChosenCommand& chosen) {
  const auto options = std::make_shared<LetterOptions>();
  using Work = int (*)(const Console&, const LetterOptions&);
  const auto add = [&](const char* name, Work work) {
    auto* command = center.add_subcommand(name, console.Text("cli.help.center." + std::string(name)));
    command->callback([=, &console, &chosen] { chosen = [=, &console] { return work(console, *options); }; });
    command->add_option("--center", options->folder, console.Text("cli.option.center"))
        ->capture_default_str();
    return command;
  };
  const auto school = [&](CLI::App* command) {
    return command->add_option("SCHOOL", options->school, console.Text("cli.option.school_or_all"));
  };

  auto* notice = add("notice", &Notice);
  school(notice);
  notice->add_option("--text", options->text, console.Text("cli.option.notice_text"));
  notice->add_option("--until", options->until, console.Text("cli.option.until"));
  notice->add_option("--end", options->end, console.Text("cli.option.notice_end"));
  add("notices", &Notices);

  auto* follow = add("follow", &Follow);
  school(follow)->required();
  follow->add_option("LIBRARY", options->libraries, console.Text("cli.option.libraries"));
  follow->add_flag("--all", options->all, console.Text("cli.option.all_libraries"));

  auto* login = add("classroom-login", &AskLogin);
  school(login)->required();
  login->add_option("STATE", options->asked, console.Text("cli.option.on_off"))
      ->required()
      ->check(CLI::IsMember({"on", "off"}));
  auto* line = add("line", &Line);
  school(line)->required();
  AddLineOptions(*line, console, *options);
  auto* relay = add("relay", &Relay);
  school(relay)->required();
  relay->add_option("STATE", options->asked, console.Text("cli.option.on_off"))
      ->required()
      ->check(CLI::IsMember({"on", "off"}));
  school(add("recheck", &Recheck))->required();
}

}  // namespace lianxiao::daemon
