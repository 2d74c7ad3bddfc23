#include "daemon/library_words.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "daemon/key_words.h"

namespace lianxiao::daemon {
namespace {

std::string Day(WallTime time) { return ToRfc3339(time).substr(0, 10); }

std::string LibraryLine(const Console& console, const center::LibraryReport& library) {
  const auto& row = library.row;
  const auto title = row.title.empty() ? std::string() : " " + row.title;
  if (!row.open) return console.Text("cli.library.closed_line", {{"library", row.name}, {"title", title}});
  if (!row.listed) return console.Text("cli.library.empty_line", {{"library", row.name}, {"title", title}});
  return console.Text("cli.library.line", {{"library", row.name},
                                           {"title", title},
                                           {"version", std::to_string(row.version)},
                                           {"resources", std::to_string(row.resources)},
                                           {"taken", Day(row.taken)},
                                           {"expires", Day(library.expires)}});
}

}  // namespace

std::vector<std::string> LibraryLines(const Console& console,
                                      const std::vector<center::LibraryReport>& libraries,
                                      const std::vector<center::LibraryDue>& due) {
  if (libraries.empty()) return {console.Text("cli.library.none")};
  std::vector<std::string> lines;
  for (const auto& library : libraries) {
    lines.push_back(LibraryLine(console, library));
    for (const auto& id : library.key_ids) {
      lines.push_back(
          console.Text("cli.library.key_line",
                       {{"key", Fingerprint(id)}, {"need", std::to_string(library.row.threshold)}}));
    }
  }
  for (const auto& one : due) {
    lines.push_back("! " + console.Text(one.key, {{"library", one.library},
                                                  {"days", std::to_string(std::abs(one.days))}}));
  }
  if (due.empty()) lines.push_back(console.Text("cli.keys.nothing_due"));
  return lines;
}

std::string LibrariesJson(const std::vector<center::LibraryReport>& libraries,
                          const std::vector<center::LibraryDue>& due) {
  nlohmann::json out = {{"libraries", nlohmann::json::array()}, {"due", nlohmann::json::array()}};
  for (const auto& library : libraries) {
    const auto& row = library.row;
    nlohmann::json one = {{"name", row.name},           {"title", row.title},
                          {"open", row.open},           {"threshold", row.threshold},
                          {"keys", library.key_ids},    {"version", row.version},
                          {"resources", row.resources}, {"signed_by_these_keys", library.held}};
    if (row.version > 0) {
      one["expires"] = ToRfc3339(library.expires);
      one["taken"] = ToRfc3339(row.taken);
    }
    out["libraries"].push_back(std::move(one));
  }
  for (const auto& one : due) {
    out["due"].push_back({{"key", one.key}, {"library", one.library}, {"days", one.days}});
  }
  return out.dump();
}

}  // namespace lianxiao::daemon
