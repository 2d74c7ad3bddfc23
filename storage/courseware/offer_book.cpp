#include "storage/courseware/offer_book.h"

#include <algorithm>
#include <cstdlib>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/formats/offer.h"

namespace lianxiao::storage {
namespace {

OfferStands StandsBy(const std::string& here, const std::string& letter) {
  if (letter == "declined") return OfferStands::kDeclined;
  if (letter == "published") return OfferStands::kPublished;
  if (letter == "accepted") return OfferStands::kAccepted;
  if (here == "refused") return OfferStands::kRefused;
  if (here == "gone") return OfferStands::kGone;
  return here == "sent" || letter == "here" ? OfferStands::kWithCounty : OfferStands::kWaiting;
}

struct Shown {
  std::int64_t version = 0, size = 0;
  bool placed = false;
};

Result<Shown> ShownOf(Connection& c, const std::string& item) {
  auto row = c.Prepare(
      "SELECT i.version, v.size, i.stage <> '' AND i.grade <> '' AND i.subject <> '' FROM own_items i JOIN "
      "own_versions v ON v.item = i.id AND v.version = i.version"
      " WHERE i.id = ? AND i.deleted_ms IS NULL");
  row.Bind(1, item);
  LIANXIAO_ASSIGN(const bool known, row.Step());
  if (!known) return Fail(ErrorCode::kNotFound, "own.unknown: no courseware " + item);
  return Shown{row.Int(0), row.Int(1), row.Int(2) != 0};
}

Result<std::optional<OfferNow>> NewestOf(Connection& c, const std::string& item) {
  auto row = c.Prepare(
      "SELECT o.id, o.version, o.next, o.state, o.why, o.offered_ms, ifnull(v.size, 0), ifnull(l.state, ''),"
      " ifnull(l.why, ''), ifnull(l.resource, '') FROM own_offers o"
      " LEFT JOIN own_versions v ON v.item = o.item AND v.version = o.version"
      " LEFT JOIN letter_offers l ON l.id = o.id WHERE o.item = ? ORDER BY o.offered_ms DESC, o.id LIMIT 1");
  row.Bind(1, item);
  LIANXIAO_ASSIGN(const bool any, row.Step());
  if (!any) return std::optional<OfferNow>();
  OfferNow now;
  now.id = row.Text(0);
  now.version = row.Int(1);
  now.size_bytes = row.Int(6);
  now.sent_bytes = std::min(row.Int(2) * formats::kOfferPieceBytes, now.size_bytes);
  now.stands = StandsBy(row.Text(3), row.Text(7));
  now.why = now.stands == OfferStands::kDeclined ? row.Text(8) : row.Text(4);
  now.resource = row.Text(9);
  now.offered = {row.Int(5)};
  return now;
}

// Digests one after the other, as a row keeps them.
Result<std::vector<BlobId>> PiecesOf(std::string_view row) {
  constexpr auto kEach = sizeof(BlobId::bytes);
  std::vector<BlobId> pieces;
  for (; row.size() >= kEach; row.remove_prefix(kEach)) {
    LIANXIAO_ASSIGN(const auto piece, BlobId::FromBytes(row.substr(0, kEach)));
    pieces.push_back(piece);
  }
  return pieces;
}

bool IsOver(OfferStands stands) {
  return stands == OfferStands::kDeclined || stands == OfferStands::kRefused || stands == OfferStands::kGone;
}

}  // namespace

std::string_view Word(OfferStands stands) {
  switch (stands) {
    case OfferStands::kWaiting: return "waiting";
    case OfferStands::kWithCounty: return "with_county";
    case OfferStands::kAccepted: return "accepted";
    case OfferStands::kPublished: return "published";
    case OfferStands::kDeclined: return "declined";
    case OfferStands::kRefused: return "refused";
    case OfferStands::kGone: return "gone";
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

Status OfferBook::Offer(const std::string& item, const std::string& author, WallTime now) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto shown, ShownOf(c, item));
    if (shown.size > formats::kMaxOfferBytes) {
      return Fail(ErrorCode::kRefused,
                  "own.offer_too_large: more than " + std::to_string(formats::kMaxOfferBytes >> 20) + " MiB");
    }
    // The county's list cannot hold it without.
    if (!shown.placed) return Fail(ErrorCode::kInvalid, "own.offer_place: fill in stage, grade and subject");
    LIANXIAO_ASSIGN(const auto newest, NewestOf(c, item));
    if (newest && newest->version == shown.version && !IsOver(newest->stands)) return {};
    return c
        .Prepare(
            "INSERT INTO own_offers (id, item, version, author, state, offered_ms)"
            " VALUES (?, ?, ?, ?, 'waiting', ?)")
        .Bind(1, ToHex(RandomBytes(16)))
        .Bind(2, item)
        .Bind(3, shown.version)
        .Bind(4, author)
        .Bind(5, now.ms)
        .Run();
  });
}

Result<std::optional<OfferNow>> OfferBook::Newest(const std::string& item) const {
  std::optional<OfferNow> newest;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(newest, NewestOf(c, item));
    return {};
  }));
  return newest;
}

Result<std::vector<OpenOffer>> OfferBook::Waiting() const {
  std::vector<OpenOffer> offers;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare(
        "SELECT id, item, version, author, device, next, offered_ms, pieces FROM own_offers"
        " WHERE state = 'waiting' AND id NOT IN (SELECT id FROM letter_offers WHERE state <> 'coming')"
        " ORDER BY offered_ms, id");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto pieces, PiecesOf(rows.Text(7)));
      offers.push_back({rows.Text(0),
                        rows.Text(1),
                        rows.Int(2),
                        rows.Text(3),
                        rows.Text(4),
                        rows.Int(5),
                        {rows.Int(6)},
                        std::move(pieces)});
    }
  }));
  return offers;
}

Status OfferBook::NotePieces(const std::string& id, const std::vector<BlobId>& pieces) {
  std::string row;
  for (const auto& piece : pieces) row += piece.View();
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_offers SET pieces = ? WHERE id = ?").BindBlob(1, row).Bind(2, id).Run();
  });
}

Status OfferBook::NoteNext(const std::string& id, const std::string& device, std::int64_t next) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_offers SET device = ?, next = ? WHERE id = ?")
        .Bind(1, device)
        .Bind(2, next)
        .Bind(3, id)
        .Run();
  });
}

Status OfferBook::NoteSent(const std::string& id) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_offers SET state = 'sent', why = '' WHERE id = ?").Bind(1, id).Run();
  });
}

Result<bool> OfferBook::TakeReceipt(const formats::OfferReceipt& receipt) {
  bool news = false;
  LIANXIAO_TRY(journal_.Write([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT told_ms, ifnull(length(pieces), 0) FROM own_offers WHERE id = ? AND state = 'waiting'");
    row.Bind(1, receipt.offer);
    LIANXIAO_ASSIGN(const bool waits, row.Step());
    if (!waits || row.Int(0) >= receipt.at.ms) return {};
    const auto pieces = row.Int(1) / std::ssize(BlobId{}.bytes);
    if (pieces > 0 && pieces != receipt.pieces) {
      return Fail(ErrorCode::kInvalid, "the receipt is of an offer with other pieces");
    }
    news = true;
    return c.Prepare("UPDATE own_offers SET device = ?, next = ?, told_ms = ?, state = ? WHERE id = ?")
        .Bind(1, receipt.device)
        .Bind(2, receipt.next)
        .Bind(3, receipt.at.ms)
        .Bind(4, receipt.next == receipt.pieces ? "sent" : "waiting")
        .Bind(5, receipt.offer)
        .Run();
  }));
  return news;
}

Status OfferBook::NoteRefused(const std::string& id, const std::string& why) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_offers SET state = 'refused', why = ? WHERE id = ?")
        .Bind(1, why)
        .Bind(2, id)
        .Run();
  });
}

Status OfferBook::NoteGone(const std::string& id) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_offers SET state = 'gone' WHERE id = ?").Bind(1, id).Run();
  });
}

}  // namespace lianxiao::storage
