#include "daemon/status_text.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "daemon/answer_fields.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using Json = nlohmann::json;

Json Part(const Json& status, const char* name) {
  const auto found = status.find(name);
  return found != status.end() && found->is_object() ? *found : Json::object();
}

// Writes one line after the other; knows how this terminal's person reads times and sizes.
class Writer {
 public:
  explicit Writer(const Console& console)
      : console_(console), words_(web::Strings::BuiltIn(console.language()), web::MachineZone()) {}

  void Box(const Json& box) {
    if (TextOf(box, "school_name").empty()) return Line("cli.status.not_enrolled", {});
    Line("cli.status.box", {{"school", TextOf(box, "school_name")}, {"center", TextOf(box, "center_name")}});
  }
  void Library(const Json& library) {
    Line("cli.status.library", {{"cached", Number(library, "cached")},
                                {"resources", Number(library, "resources")},
                                {"size", Size(library, "bytes")}});
    if (NumberOf(library, "bytes_missing") > 0)
      Line("cli.status.missing", {{"size", Size(library, "bytes_missing")}});
  }
  void Sync(const Json& sync) {
    const auto state = console_.Text("cli.status.state." + TextOf(sync, "state"));
    Line("cli.status.sync", {{"state", state}, {"contact", Moment(sync, "last_contact")}});
    if (sync.contains("queue")) Queue(sync["queue"], NumberOf(sync, "queue_total"));
    if (!TextOf(sync, "expected_finish").empty()) {
      Line("cli.status.finish", {{"when", Moment(sync, "expected_finish")},
                                 {"rate", words_.Rate(NumberOf(sync, "bytes_per_second"))}});
    }
    Line("cli.status.moved",
         {{"received", Size(sync, "bytes_received_total")}, {"sent", Size(sync, "bytes_sent_total")}});
  }
  void Usage(const Json& usage) {
    Line("cli.status.usage",
         {{"pending", Number(usage, "pending")}, {"acknowledged", Number(usage, "acknowledged")}});
  }
  void Disk(const Json& disk) {
    Line("cli.status.disk", {{"free", Size(disk, "free_bytes")}, {"total", Size(disk, "total_bytes")}});
  }
  void Stick(const Json& stick) {
    const auto state = TextOf(stick, "state");
    if (state.empty()) return;
    Line("cli.status.stick." + state, {{"lessons", Number(stick, "lessons")},
                                       {"size", Size(stick, "bytes_done")},
                                       {"done", Size(stick, "bytes_done")},
                                       {"all", Size(stick, "bytes_total")}});
  }
  void Relay(const Json& relay) {
    const auto asked = relay.find("asked");
    if (asked != relay.end() && asked->is_array()) {
      for (const auto& one : *asked) {
        Line("cli.status.relay_asked", {{"address", TextOf(one, "address")},
                                        {"state", console_.Text("relay.state_" + TextOf(one, "state"))}});
      }
      if (!asked->empty()) {
        Line("cli.status.relay_moved",
             {{"received", Size(relay, "bytes_received")}, {"handed", Number(relay, "batches_handed")}});
      }
    }
    const auto serves = relay.find("serves");
    if (serves == relay.end() || *serves != true) return;
    Line("cli.status.relay_serves", {{"address", TextOf(relay, "serves_at")},
                                     {"batches", Number(relay, "post_batches")},
                                     {"boxes", Number(relay, "post_boxes")},
                                     {"delivered", Number(relay, "batches_delivered")}});
    const auto offers = relay.find("offers");
    if (offers == relay.end() || *offers == 0) return;
    Line("cli.status.relay_offers", {{"n", Number(relay, "offers")}, {"size", Size(relay, "offers_bytes")}});
  }
  void Problems(const Json& problems) {
    if (problems.empty()) return Line("cli.status.no_problems", {});
    for (const auto& problem : problems) {
      out_ << "! " << Sentence(problem, ".happened") << "\n  " << Sentence(problem, ".next") << "\n  ("
           << TextOf(problem, "subject") << ")\n";
    }
  }
  std::string Done() {
    auto text = out_.str();
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

 private:
  void Line(std::string_view key, web::Strings::Values values) { out_ << console_.Text(key, values) << '\n'; }
  void Queue(const Json& queue, std::int64_t total) {
    for (const auto& item : queue) {
      Line("cli.status.queue_item", {{"title", TextOf(item, "title")},
                                     {"percent", std::to_string(web::Percent(NumberOf(item, "bytes_done"),
                                                                             NumberOf(item, "bytes_total")))},
                                     {"size", Size(item, "bytes_total")}});
    }
    const auto hidden = total - static_cast<std::int64_t>(queue.size());
    if (hidden > 0) Line("cli.status.queue_more", {{"count", std::to_string(hidden)}});
  }
  // A problem of a newer program keeps its key beside the general sentence.
  std::string Sentence(const Json& problem, const char* part) const {
    const auto key = TextOf(problem, "key");
    const bool known = web::Strings::BuiltIn(console_.language()).Has(key + part);
    if (known) return console_.Text(key + part);
    return console_.Text(std::string("problem.unknown") + part) + " [" + key + "]";
  }
  std::string Number(const Json& object, const char* field) const {
    return std::to_string(NumberOf(object, field));
  }
  std::string Size(const Json& object, const char* field) const {
    return words_.Size(NumberOf(object, field));
  }
  std::string Moment(const Json& object, const char* field) const {
    const auto when = ParseRfc3339(TextOf(object, field));
    return when ? words_.Moment(*when, SystemClock().Wall()) : console_.Text("cli.status.never");
  }

  const Console& console_;
  web::Text words_;
  std::ostringstream out_;
};

}  // namespace

Result<std::string> StatusText(std::string_view status_json, const Console& console) {
  const auto status = Json::parse(status_json, nullptr, false);
  if (!status.is_object()) return Fail(ErrorCode::kInternal, "the program's answer is no JSON object");
  Writer writer(console);
  writer.Box(Part(status, "box"));
  writer.Library(Part(status, "library"));
  writer.Sync(Part(status, "sync"));
  writer.Usage(Part(status, "usage"));
  writer.Disk(Part(status, "disk"));
  writer.Stick(Part(status, "stick"));
  writer.Relay(Part(status, "relay"));
  const auto problems = status.find("problems");
  writer.Problems(problems != status.end() && problems->is_array() ? *problems : Json::array());
  return writer.Done();
}

}  // namespace lianxiao::daemon
