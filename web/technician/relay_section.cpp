#include "web/technician/relay_section.h"

#include "web/words/text.h"

namespace lianxiao::web {

void AddRelay(Fields& fields, const RelayNow& relay, const Page& page) {
  const auto& words = page.words();
  fields.Set("any_relay", relay.Any());
  if (!relay.Any()) return;
  Fields::List rows;
  for (const auto& asked : relay.asked) {
    rows.push_back(Fields()
                       .Set("relay_address", asked.address)
                       .Set("relay_how", words.Get(asked.found ? "relay.found" : "relay.named"))
                       .Set("relay_state", words.Get("relay.state_" + asked.state))
                       .Set("relay_trip", asked.trip_ms > 0
                                              ? words.Get("relay.trip", {{"ms", Digits(asked.trip_ms)}})
                                              : std::string()));
  }
  fields.Set("relay_asks", !rows.empty());
  fields.Set("relays", std::move(rows));
  fields.Set("relay_received", page.text().Size(relay.bytes_received));
  fields.Set("relay_handed", Digits(relay.batches_handed));
  fields.Set("relay_serves", relay.serves);
  fields.Set("relay_serving", words.Get(relay.listens ? "relay.serves" : "relay.does_not_listen",
                                        {{"address", relay.serves_at}}));
  std::string terms = relay.by_county ? words.Get("relay.by_county") : std::string();
  if (relay.most_bytes_per_second > 0) {
    terms += words.Get("relay.at_most", {{"rate", page.text().Rate(relay.most_bytes_per_second)}});
  }
  fields.Set("relay_terms", terms);
  fields.Set("relay_ways", relay.ways > 0
                               ? words.Get("relay.ways_here", {{"n", Digits(relay.ways)},
                                                               {"size", page.text().Size(relay.ways_bytes)}})
                               : std::string());
  fields.Set("relay_waiting",
             relay.post_boxes == 0
                 ? words.Get("relay.nothing_waits")
                 : words.Get("relay.waiting", {{"batches", Digits(relay.post_batches)},
                                               {"boxes", Digits(relay.post_boxes)},
                                               {"size", page.text().Size(relay.post_bytes)}}));
  fields.Set("relay_offers", relay.offers == 0 ? words.Get("relay.nothing_waits")
                                               : words.Get("relay.offers_here",
                                                           {{"n", Digits(relay.offers)},
                                                            {"size", page.text().Size(relay.offers_bytes)}}));
  fields.Set("relay_delivered", Digits(relay.batches_delivered));
}

}  // namespace lianxiao::web
