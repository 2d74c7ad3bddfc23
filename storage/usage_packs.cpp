#include "storage/usage_packs.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "storage/base/encoding.h"
#include "storage/formats/packing.h"

namespace lianxiao::storage::usage_packs {
namespace {

using usage_rows::RecordedEvent;

// Higher levels give 2 % more for four times the work of a small box.
constexpr int kLevel = 9;
constexpr std::size_t kMostUnpacked = formats::kMaxBatchUnpacked;
// Events of the longest kind make a pack of fewer, so that it can always be opened again.
constexpr std::size_t kEnoughText = kMostUnpacked / 2;

struct StoredPack {
  std::int64_t first = 0;
  std::vector<RecordedEvent> events;
};

tl::unexpected<Error> Damaged(const std::string& what) {
  return Fail(ErrorCode::kCorrupt, "usage: a pack of waiting events: " + what);
}

Result<std::vector<RecordedEvent>> Unpack(const std::string& packed) {
  const auto text = formats::Unpack(packed, kMostUnpacked);
  if (!text) return Damaged(text.error().message);
  std::vector<RecordedEvent> events;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const auto space = rest.find(' ');
    if (end == rest.npos || space == rest.npos || space > end) return Damaged("a line is cut");
    RecordedEvent event;
    const auto number = std::from_chars(rest.data(), rest.data() + space, event.number);
    if (number.ec != std::errc{} || number.ptr != rest.data() + space) return Damaged("no number");
    auto parsed = formats::ParseEvent(rest.substr(space + 1, end - space - 1));
    if (!parsed) return Damaged(parsed.error().message);
    event.event = *std::move(parsed);
    events.push_back(std::move(event));
    rest.remove_prefix(end + 1);
  }
  return events;
}

Status InsertPack(Connection& c, std::int64_t first, std::int64_t last, std::int64_t events,
                  std::string_view bytes) {
  return c.Prepare("INSERT INTO event_packs (first_event, last_event, events, packed) VALUES (?, ?, ?, ?)")
      .Bind(1, first)
      .Bind(2, last)
      .Bind(3, events)
      .BindBlob(4, bytes)
      .Run();
}

void AddLine(std::string& text, std::int64_t number, std::string_view json) {
  text.append(std::to_string(number)).append(" ").append(json).append("\n");
}

Status InsertPack(Connection& c, std::span<const RecordedEvent> events) {
  std::string text;
  for (const auto& recorded : events) AddLine(text, recorded.number, formats::ToJson(recorded.event));
  return InsertPack(c, events.front().number, events.back().number, std::ssize(events),
                    formats::Pack(text, kLevel));
}

Result<bool> AreMoreThan(Connection& c, std::int64_t many) {
  auto count = c.Prepare("SELECT count(*) FROM (SELECT 1 FROM events LIMIT ?)");
  count.Bind(1, many + 1);
  LIANXIAO_TRY(count.Step());
  return count.Int(0) > many;
}

Status RemovePack(Connection& c, std::int64_t first) {
  return c.Prepare("DELETE FROM event_packs WHERE first_event = ?").Bind(1, first).Run();
}

Status RemoveIds(Connection& c, std::span<const RecordedEvent> events) {
  auto remove = c.Prepare("DELETE FROM packed_event_ids WHERE id = ?");
  for (const auto& recorded : events) {
    LIANXIAO_ASSIGN(const auto id, FromHex(recorded.event.id));
    LIANXIAO_TRY(remove.BindBlob(1, id).Run());
  }
  return {};
}

// Of the packs that `where` names, with one number bound, oldest first. One at a time is in memory.
Status EachPack(Connection& c, std::string_view where, std::int64_t number,
                const std::function<Result<bool>(StoredPack)>& take) {
  std::vector<std::int64_t> firsts;
  {
    auto rows = c.Prepare("SELECT first_event FROM event_packs WHERE " + std::string(where) +
                          " ORDER BY first_event");
    rows.Bind(1, number);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) break;
      firsts.push_back(rows.Int(0));
    }
  }
  for (const auto first : firsts) {
    StoredPack pack{first, {}};
    {
      auto row = c.Prepare("SELECT packed FROM event_packs WHERE first_event = ?");
      row.Bind(1, first);
      LIANXIAO_ASSIGN(const bool there, row.Step());
      if (!there) continue;
      LIANXIAO_ASSIGN(pack.events, Unpack(row.Text(0)));
    }
    LIANXIAO_ASSIGN(const bool go_on, take(std::move(pack)));
    if (!go_on) return {};
  }
  return {};
}

}  // namespace

Result<std::optional<Pack>> Oldest(Connection& c, const PackLimits& limits) {
  LIANXIAO_ASSIGN(const bool many, AreMoreThan(c, limits.loose + limits.events));
  if (!many) return std::optional<Pack>();
  auto rows = c.Prepare("SELECT number, id, json FROM events ORDER BY number LIMIT ?");
  rows.Bind(1, limits.events);
  Pack pack;
  std::string text;
  while (text.size() < kEnoughText) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    pack.last = rows.Int(0);
    if (pack.ids.empty()) pack.first = pack.last;
    LIANXIAO_ASSIGN(auto id, FromHex(rows.Text(1)));
    pack.ids.push_back(std::move(id));
    AddLine(text, pack.last, rows.Text(2));
  }
  pack.bytes = formats::Pack(text, kLevel);
  // Rows that could not be read again stay rows.
  LIANXIAO_ASSIGN(const auto again, Unpack(pack.bytes));
  if (again.size() != pack.ids.size()) return Damaged("lines are lost");
  return std::optional(std::move(pack));
}

Result<bool> Replace(Connection& c, const Pack& pack) {
  const auto events = std::ssize(pack.ids);
  auto there = c.Prepare("SELECT count(*) FROM events WHERE number <= ?");
  there.Bind(1, pack.last);
  LIANXIAO_TRY(there.Step());
  if (there.Int(0) != events) return false;
  LIANXIAO_TRY(InsertPack(c, pack.first, pack.last, events, pack.bytes));
  auto insert = c.Prepare("INSERT INTO packed_event_ids (id) VALUES (?)");
  for (const auto& id : pack.ids) LIANXIAO_TRY(insert.BindBlob(1, id).Run());
  LIANXIAO_TRY(c.Prepare("DELETE FROM events WHERE number <= ?").Bind(1, pack.last).Run());
  return true;
}

Result<std::vector<RecordedEvent>> After(Connection& c, std::int64_t number, std::size_t limit) {
  std::vector<RecordedEvent> events;
  const auto read = EachPack(c, "last_event > ?", number, [&](StoredPack pack) -> Result<bool> {
    for (auto& event : pack.events) {
      if (event.number > number && events.size() < limit) events.push_back(std::move(event));
    }
    return events.size() < limit;
  });
  if (!read) return Fail(read.error());
  return events;
}

Status Each(Connection& c, const std::function<void(const formats::Event&)>& take) {
  return EachPack(c, "last_event >= ?", 0, [&](StoredPack pack) -> Result<bool> {
    for (const auto& recorded : pack.events) take(recorded.event);
    return true;
  });
}

Status DropThrough(Connection& c, std::int64_t number) {
  return EachPack(c, "first_event <= ?", number, [&](StoredPack pack) -> Result<bool> {
    const auto stays = std::ranges::find_if(
        pack.events, [&](const RecordedEvent& recorded) { return recorded.number > number; });
    LIANXIAO_TRY(RemoveIds(c, std::span(pack.events.begin(), stays)));
    LIANXIAO_TRY(RemovePack(c, pack.first));
    const auto rest = std::span(stays, pack.events.end());
    if (!rest.empty()) LIANXIAO_TRY(InsertPack(c, rest));
    return true;
  });
}

Result<std::int64_t> Forget(Connection& c, const std::string& person) {
  std::int64_t forgotten = 0;
  const auto done = EachPack(c, "last_event >= ?", 0, [&](StoredPack pack) -> Result<bool> {
    std::int64_t here = 0;
    for (auto& recorded : pack.events) {
      if (recorded.event.person != person) continue;
      recorded.event.person.clear();
      recorded.event.session.clear();
      ++here;
    }
    if (here == 0) return true;
    forgotten += here;
    LIANXIAO_TRY(RemovePack(c, pack.first));
    LIANXIAO_TRY(InsertPack(c, pack.events));
    return true;
  });
  if (!done) return Fail(done.error());
  return forgotten;
}

}  // namespace lianxiao::storage::usage_packs
