#include "web/technician/technician_page.h"

#include "web/classroom/cards.h"
#include "web/technician/queue_section.h"
#include "web/technician/relay_section.h"
#include "web/technician/stick_section.h"
#include "web/technician/verdict.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

// The worst reason, and how many more there are.
std::string FirstReason(const Verdict& verdict, const Strings& words) {
  if (verdict.reasons.empty()) return words.Get("verdict.no_reason");
  const auto& first = words.Get("problem." + verdict.reasons.front().name + ".happened");
  const auto more = static_cast<std::int64_t>(verdict.reasons.size()) - 1;
  return more == 0 ? first : words.Get("verdict.more", {{"reason", first}, {"n", Digits(more)}});
}

void AddVerdict(Fields& fields, const BoxStatus& box, const Page& page) {
  const auto& words = page.words();
  const auto verdict = Judge(box);
  const std::string health(Word(verdict.health));
  fields.Set("verdict_class", health)
      .Set("verdict_icon", health)
      .Set("verdict_words", words.Get("verdict." + health));
  Fields::List reasons;
  for (const auto& reason : verdict.reasons) {
    const std::string key = "problem." + reason.name;
    const std::string level(Word(reason.health));
    reasons.push_back(
        Fields()
            .Set("reason_class", level)
            .Set("reason_icon", reason.health == Health::kGood ? "info" : level)
            .Set("reason_happened", words.Get(key + ".happened"))
            .Set("reason_safe", words.Get(key + ".safe"))
            .Set("reason_next", words.Get(key + ".next"))
            .Set("reason_subject", reason.subject)
            .Set("reason_since",
                 reason.since
                     ? words.Get("status.since", {{"when", page.text().Moment(*reason.since, box.now)}})
                     : std::string()));
  }
  fields.Set("verdict_reason", FirstReason(verdict, words));
  fields.Set("any_reason", !reasons.empty()).Set("reasons", std::move(reasons));
}

std::string WhenOrNever(const std::optional<WallTime>& when, const BoxStatus& box, const Page& page) {
  if (!when) return page.words().Get("status.never");
  return page.words().Get("status.when_ago", {{"when", page.text().Moment(*when, box.now)},
                                              {"ago", page.text().Ago(*when, box.now)}});
}

void AddLine(Fields& fields, const BoxStatus& box, const Page& page) {
  const auto& words = page.words();
  const auto& text = page.text();
  fields.Set("line_state", words.Get("sync." + std::string(Word(box.state))));
  fields.Set("line_rate",
             box.state == SyncState::kFetching ? text.Rate(box.bytes_per_second) : std::string());
  fields.Set("last_contact", WhenOrNever(box.last_contact, box, page));
  fields.Set("last_sync", WhenOrNever(box.last_sync, box, page));
  fields.Set("next_contact", box.next_contact ? text.Moment(*box.next_contact, box.now) : std::string());
  fields.Set("received", text.Size(box.bytes_received_total)).Set("sent", text.Size(box.bytes_sent_total));
}

void AddQueue(Fields& fields, const BoxStatus& box, const Page& page) {
  Fields::List rows;
  for (const auto& item : box.queue) {
    const std::string done = page.text().Size(item.bytes_done), all = page.text().Size(item.bytes_total);
    rows.push_back(
        Fields()
            .Set("item_title", item.title.empty() ? item.path : item.title)
            .Set("item_link", item.resource.empty() ? std::string() : ResourceAddress(item.resource))
            .Set("item_path", item.path)
            .Set("item_percent", std::to_string(Percent(item.bytes_done, item.bytes_total)))
            .Set("item_size", page.words().Get("status.of", {{"done", done}, {"all", all}}))
            .Set("item_active", item.active));
  }
  fields.Set("any_queue", !rows.empty());
  fields.Set("queue", std::move(rows));
  fields.Set("queue_count", page.words().Count("status.files", box.queue_total));
  const auto more = box.queue_total - static_cast<std::int64_t>(box.queue.size());
  fields.Set("queue_more", more > 0 ? page.words().Count("status.more", more) : std::string());
  fields.Set("queue_left", page.text().Size(box.bytes_missing));
  fields.Set("queue_finish",
             box.expected_finish
                 ? page.words().Get("status.finish",
                                    {{"when", page.text().Moment(*box.expected_finish, box.now)},
                                     {"left", page.text().Remaining(*box.expected_finish, box.now)}})
                 : std::string());
}

void AddLibrary(Fields& fields, const BoxStatus& box, const Page& page) {
  fields.Set("library_resources", Digits(box.resources)).Set("library_cached", Digits(box.cached));
  fields.Set("library_percent", std::to_string(Percent(box.cached, box.resources)));
  fields.Set("library_outdated",
             box.outdated > 0 ? page.words().Count("status.outdated", box.outdated) : std::string());
  fields.Set("library_bytes", page.text().Size(box.bytes));
  fields.Set("library_missing", box.bytes_missing > 0 ? page.text().Size(box.bytes_missing) : std::string());
  fields.Set("catalog_version", box.catalog_version > 0 ? Digits(box.catalog_version) : std::string());
}

void AddMachine(Fields& fields, const BoxStatus& box, const Page& page) {
  const auto& words = page.words();
  const std::int64_t used = box.disk_total_bytes - box.disk_free_bytes;
  fields.Set("disk_free", page.text().Size(box.disk_free_bytes))
      .Set("disk_total", page.text().Size(box.disk_total_bytes));
  fields.Set("disk_percent", std::to_string(Percent(used, box.disk_total_bytes)));
  fields.Set("clock_now", page.text().Moment(box.now, box.now));
  fields.Set("clock_words", words.Get(box.clock_plausible ? "status.clock_good" : "status.clock_bad"));
  fields.Set("starts", words.Count("status.starts", box.starts));
  fields.Set("uptime", page.text().Length(box.uptime_s));
  fields.Set("program", box.program).Set("device", box.device);
  fields.Set("center_name", box.center_name).Set("center_address", box.center_address);
  fields.Set("usage_pending", Digits(box.usage_pending))
      .Set("usage_acknowledged", Digits(box.usage_acknowledged));
}

}  // namespace

void AddTechnicianPage(Router& router, SchoolView& view) {
  router.Add(
      {.method = "GET", .pattern = "/status", .handler = [&view](const Request& request, const Captures&) {
         Page page(request);
         const auto box = view.BoxStatusNow();
         page.Name(box.school_name);
         page.Here("status");
         Fields fields;
         AddVerdict(fields, box, page);
         AddLine(fields, box, page);
         AddQueue(fields, box, page);
         AddWaiting(fields, view.Queue(), box.now, page);
         AddLibrary(fields, box, page);
         AddStick(fields, box.stick, page);
         AddRelay(fields, box.relay, page);
         AddMachine(fields, box, page);
         return page.Send("status", page.words().Get("status.title"), std::move(fields));
       }});
}

}  // namespace lianxiao::web
