#include "daemon/center_status.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "daemon/answer_fields.h"
#include "daemon/control_client.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

void SayHowItSends(const Console& console, const std::string& used, const std::string& wanted) {
  if (used.empty()) return;  // A kernel that does not tell.
  if (wanted.empty() || used == wanted) return console.Say("cli.center_status.sends", {{"used", used}});
  console.Say("cli.center_status.sends_otherwise", {{"used", used}, {"wanted", wanted}});
}

}  // namespace

int ShowCenterStatus(const Console& console, const std::string& folder, bool as_json) {
  const auto answer = ControlClient(folder + "/control.sock").Get("/api/v1/status");
  if (!answer) return console.Complain(answer.error());
  if (as_json) {
    std::printf("%s\n", answer->c_str());
    return 0;
  }
  const auto status = json::parse(*answer, nullptr, false);
  const web::Text text(web::Strings::BuiltIn(console.language()), web::MachineZone());
  const auto number = [&](const char* field) { return std::to_string(NumberOf(status, field)); };
  console.Say("cli.center_status.center",
              {{"name", TextOf(status, "name")}, {"program", TextOf(status, "program")}});
  console.Say("cli.center_status.counts", {{"version", number("repository_version")},
                                           {"schools", number("schools")},
                                           {"enrolled", number("enrolled")},
                                           {"events", number("events")}});
  console.Say("cli.center_status.disk", {{"free", text.Size(NumberOf(status, "disk_free_bytes"))}});
  SayHowItSends(console, TextOf(status, "sends_by"), TextOf(status, "sends_by_wanted"));
  return 0;
}

}  // namespace lianxiao::daemon
