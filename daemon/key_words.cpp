#include "daemon/key_words.h"

#include <nlohmann/json.hpp>

namespace lianxiao::daemon {
namespace {

using center::RootChange;

std::string Day(WallTime time) { return ToRfc3339(time).substr(0, 10); }

std::string RoleName(const Console& console, const std::string& role) {
  return console.Text("cli.keys.role." + role);
}

std::string KeyLine(const Console& console, const center::KeyPlace& key) {
  const auto where = key.file.empty() ? console.Text("cli.keys.elsewhere") : key.file;
  const auto lock =
      key.file.empty() ? std::string() : " " + console.Text(key.locked ? "cli.keys.locked" : "cli.keys.open");
  return console.Text("cli.keys.key", {{"key", Fingerprint(key.key_id)}, {"where", where}, {"lock", lock}});
}

std::string DueLine(const Console& console, const center::Due& due) {
  const auto role = due.role.empty() ? std::string() : RoleName(console, due.role);
  return "! " +
         console.Text(due.key, {{"role", role}, {"detail", due.detail}, {"days", std::to_string(due.days)}});
}

std::string ChangeLine(const Console& console, const RootChange& change) {
  switch (change.kind) {
    case RootChange::Kind::kKeyIn:
      return console.Text("cli.keys.change.in",
                          {{"role", RoleName(console, change.role)}, {"key", Fingerprint(change.key_id)}});
    case RootChange::Kind::kKeyOut:
      return console.Text("cli.keys.change.out",
                          {{"role", RoleName(console, change.role)}, {"key", Fingerprint(change.key_id)}});
    case RootChange::Kind::kThreshold:
      return console.Text("cli.keys.change.threshold", {{"role", RoleName(console, change.role)},
                                                        {"before", std::to_string(change.before)},
                                                        {"after", std::to_string(change.after)}});
    case RootChange::Kind::kExpires:
      return console.Text("cli.keys.change.expires",
                          {{"before", Day({change.before})}, {"after", Day({change.after})}});
  }
  std::abort();
}

}  // namespace

std::string Fingerprint(const std::string& key_id) {
  std::string groups;
  for (std::size_t at = 0; at < 16 && at < key_id.size(); at += 4) {
    groups += (at == 0 ? "" : " ") + key_id.substr(at, 4);
  }
  return groups;
}

std::vector<std::string> KeyLines(const Console& console, const center::KeyReport& report,
                                  const std::vector<center::Due>& due) {
  std::vector<std::string> lines;
  for (const auto& role : report.roles) {
    const auto version = role.version == 0 ? std::string("-") : std::to_string(role.version);
    const auto expires = role.version == 0 ? std::string("-") : Day(role.expires);
    lines.push_back(console.Text("cli.keys.role_line", {{"role", RoleName(console, role.role)},
                                                        {"need", std::to_string(role.threshold)},
                                                        {"count", std::to_string(role.keys.size())},
                                                        {"version", version},
                                                        {"expires", expires}}));
    for (const auto& key : role.keys) lines.push_back(KeyLine(console, key));
  }
  for (const auto& one : due) lines.push_back(DueLine(console, one));
  if (due.empty()) lines.push_back(console.Text("cli.keys.nothing_due"));
  return lines;
}

std::string KeysJson(const center::KeyReport& report, const std::vector<center::Due>& due) {
  nlohmann::json out = {{"roles", nlohmann::json::array()}, {"due", nlohmann::json::array()}};
  for (const auto& role : report.roles) {
    nlohmann::json one = {{"role", role.role},
                          {"threshold", role.threshold},
                          {"version", role.version},
                          {"expires", ToRfc3339(role.expires)},
                          {"keys", nlohmann::json::array()}};
    for (const auto& key : role.keys) {
      one["keys"].push_back({{"id", key.key_id}, {"file", key.file}, {"locked", key.locked}});
    }
    out["roles"].push_back(std::move(one));
  }
  for (const auto& one : due) {
    out["due"].push_back({{"key", one.key}, {"role", one.role}, {"detail", one.detail}, {"days", one.days}});
  }
  return out.dump();
}

std::vector<std::string> ProposalLines(const Console& console, const center::Proposal& proposal) {
  const auto version = std::to_string(proposal.next().root.body.version);
  const auto before = std::to_string(proposal.current().root.body.version);
  std::vector<std::string> lines = {
      console.Text("cli.keys.proposal", {{"version", version}, {"before", before}})};
  for (const auto& change : proposal.Changes()) {
    const bool same_day =
        change.kind == RootChange::Kind::kExpires && Day({change.before}) == Day({change.after});
    if (!same_day) lines.push_back("  " + ChangeLine(console, change));
  }
  lines.push_back(console.Text("cli.keys.signatures", {{"old", std::to_string(proposal.ByOld().have)},
                                                       {"old_need", std::to_string(proposal.ByOld().need)},
                                                       {"new", std::to_string(proposal.ByNew().have)},
                                                       {"new_need", std::to_string(proposal.ByNew().need)}}));
  return lines;
}

}  // namespace lianxiao::daemon
