#include "center/offers/offer_rows.h"

namespace lianxiao::center {
namespace {

using storage::Connection;
using storage::Statement;

constexpr const char* kColumns =
    "SELECT device, school, statement, next, state, why, resource, begun_ms, changed_ms FROM offers ";

Result<OfferRow> RowOf(const Statement& row) {
  OfferRow offer;
  offer.device = row.Text(0);
  offer.school = row.Text(1);
  LIANXIAO_ASSIGN(offer.offer, formats::ParseOffer(row.Text(2)));
  offer.next = row.Int(3);
  offer.state = row.Text(4);
  offer.why = row.Text(5);
  offer.resource = row.Text(6);
  offer.begun = {row.Int(7)};
  offer.changed = {row.Int(8)};
  return offer;
}

}  // namespace

Result<std::optional<OfferRow>> FindOffer(Connection& connection, const std::string& id) {
  auto row = connection.Prepare(std::string(kColumns) + "WHERE id = ?");
  row.Bind(1, id);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<OfferRow>();
  LIANXIAO_ASSIGN(auto offer, RowOf(row));
  return std::optional(std::move(offer));
}

Result<std::vector<OfferRow>> NewestOffers(Connection& connection, std::int64_t limit) {
  // What waits for a person first.
  auto rows = connection.Prepare(std::string(kColumns) +
                                 "ORDER BY state <> 'here', state <> 'coming', changed_ms DESC, id LIMIT ?");
  rows.Bind(1, limit);
  std::vector<OfferRow> offers;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return offers;
    LIANXIAO_ASSIGN(auto offer, RowOf(rows));
    offers.push_back(std::move(offer));
  }
}

Status InsertOffer(Connection& connection, const OfferRow& row) {
  return connection
      .Prepare(
          "INSERT INTO offers (id, device, school, statement, size, next, state, begun_ms, changed_ms)"
          " VALUES (?, ?, ?, ?, ?, 0, 'coming', ?, ?)")
      .Bind(1, row.offer.id)
      .Bind(2, row.device)
      .Bind(3, row.school)
      .Bind(4, formats::ToJson(row.offer))
      .Bind(5, row.offer.size_bytes)
      .Bind(6, row.begun.ms)
      .Bind(7, row.begun.ms)
      .Run();
}

Status PutOfferDevice(Connection& connection, const std::string& id, const std::string& device) {
  return connection.Prepare("UPDATE offers SET device = ? WHERE id = ?").Bind(1, device).Bind(2, id).Run();
}

Status PutOfferNext(Connection& connection, const std::string& id, std::int64_t next, WallTime now) {
  return connection.Prepare("UPDATE offers SET next = ?, changed_ms = ? WHERE id = ?")
      .Bind(1, next)
      .Bind(2, now.ms)
      .Bind(3, id)
      .Run();
}

Status PutOfferState(Connection& connection, const std::string& id, formats::OfferState state,
                     const std::string& why, const std::string& resource, WallTime now) {
  return connection.Prepare("UPDATE offers SET state = ?, why = ?, resource = ?, changed_ms = ? WHERE id = ?")
      .Bind(1, formats::Word(state))
      .Bind(2, why)
      .Bind(3, resource)
      .Bind(4, now.ms)
      .Bind(5, id)
      .Run();
}

Result<OpenOffers> OpenOffersOf(Connection& connection, const std::string& school) {
  auto row = connection.Prepare(
      "SELECT count(*), ifnull(sum(size), 0) FROM offers WHERE school = ? AND state IN ('coming', 'here')");
  row.Bind(1, school);
  LIANXIAO_TRY(row.Step());
  return OpenOffers{row.Int(0), row.Int(1)};
}

Result<std::vector<formats::OfferAnswer>> OfferAnswersFor(Connection& connection, const std::string& school) {
  // While it comes the box knows better itself, and a letter for each piece would cost the line.
  auto rows = connection.Prepare(
      "SELECT id, state, why, resource FROM offers WHERE school = ? AND state <> 'coming'"
      " ORDER BY changed_ms DESC, id LIMIT ?");
  rows.Bind(1, school).Bind(2, static_cast<std::int64_t>(formats::kMaxLetterOffers));
  std::vector<formats::OfferAnswer> answers;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return answers;
    answers.push_back({rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3)});
  }
}

Result<std::vector<std::pair<std::string, std::string>>> AcceptedOffers(Connection& connection) {
  auto rows = connection.Prepare("SELECT id, resource FROM offers WHERE state = 'accepted'");
  std::vector<std::pair<std::string, std::string>> accepted;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return accepted;
    accepted.emplace_back(rows.Text(0), rows.Text(1));
  }
}

}  // namespace lianxiao::center
