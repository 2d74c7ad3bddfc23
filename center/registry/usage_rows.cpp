#include "center/registry/usage_rows.h"

#include "center/registry/chain_rows.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kWishedBySchools = 2;
constexpr std::int64_t kWishedOnDays = 3;

using formats::Event;
using storage::Connection;
using storage::Statement;

Result<std::optional<BlobId>> DigestOfBatch(Connection& connection, const formats::BatchId& id) {
  auto row = connection.Prepare("SELECT digest FROM batches WHERE device = ? AND epoch = ? AND seq = ?");
  row.Bind(1, id.device).Bind(2, id.epoch).Bind(3, id.seq);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::nullopt;
  LIANXIAO_ASSIGN(const auto digest, BlobId::FromBytes(row.Text(0)));
  return digest;
}

constexpr const char* kMissing = "batches before it are missing";
constexpr const char* kForked = "another batch is held than this or the one before it";

tl::unexpected<Error> Refuse(const char* why, const Reached& reached) {
  return Fail(ErrorCode::kInvalid,
              std::string("batch.gap: ") + why + "; through_seq=" + std::to_string(reached.through_seq));
}

// An erased person's events may have been on their way for weeks: they arrive as nobody's.
Result<bool> IsErased(Connection& connection, const std::string& person) {
  if (person.empty()) return false;
  auto row = connection.Prepare("SELECT 1 FROM erased_people WHERE person = ?");
  row.Bind(1, person);
  return row.Step();
}

Status PutEvent(Statement& insert, const Device& device, const formats::BatchId& id, const Event& event,
                WallTime now) {
  insert.Bind(1, event.id).Bind(2, device.id).Bind(3, device.school).Bind(4, id.epoch).Bind(5, id.seq);
  insert.Bind(6, now.ms).Bind(7, Word(event.kind)).Bind(8, event.resource).Bind(9, event.version);
  insert.Bind(10, event.file).Bind(11, event.position_s).Bind(12, event.played_s).Bind(13, event.query);
  insert.Bind(14, event.results).Bind(15, event.session).Bind(16, event.device).Bind(17, event.wall.ms);
  insert.Bind(18, event.boot).Bind(19, event.uptime_ms).Bind(20, Word(event.clock));
  return insert.Bind(21, event.person).Run();
}

// How many of them are new: a batch resent in another epoch holds some that are here already.
Result<std::int64_t> PutEvents(Connection& connection, const Device& device, const formats::Batch& batch,
                               WallTime now) {
  auto insert = connection.Prepare(
      "INSERT OR IGNORE INTO events(id, device, school, epoch, seq, received_ms, kind, resource, version, "
      "file, "
      "position_s, played_s, query, results, session, face, wall_ms, boot, uptime_ms, clock, person) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  std::int64_t fresh = 0;
  for (auto event : batch.events) {
    LIANXIAO_ASSIGN(const bool erased, IsErased(connection, event.person));
    if (erased) event.person = event.session = "";
    LIANXIAO_TRY(PutEvent(insert, device, batch.id, event, now));
    fresh += connection.Changes();
  }
  return fresh;
}

Status Advance(Connection& connection, const formats::Batch& batch, const BlobId& digest, WallTime now) {
  auto insert = connection.Prepare(
      "INSERT INTO batches(device, epoch, seq, digest, events, received_ms) VALUES (?, ?, ?, ?, ?, ?)");
  insert.Bind(1, batch.id.device).Bind(2, batch.id.epoch).Bind(3, batch.id.seq).BindBlob(4, digest.View());
  LIANXIAO_TRY(insert.Bind(5, static_cast<std::int64_t>(batch.events.size())).Bind(6, now.ms).Run());
  return connection
      .Prepare(
          "INSERT INTO watermarks(device, epoch, through_seq) VALUES (?, ?, ?) "
          "ON CONFLICT(device, epoch) DO UPDATE SET through_seq = excluded.through_seq")
      .Bind(1, batch.id.device)
      .Bind(2, batch.id.epoch)
      .Bind(3, batch.id.seq)
      .Run();
}

formats::ClockQuality ParseClock(const std::string& word) {
  using formats::ClockQuality;
  for (const auto quality : {ClockQuality::kUnset, ClockQuality::kSynchronized}) {
    if (Word(quality) == word) return quality;
  }
  return ClockQuality::kFree;
}

// As ReadEvent reads them.
constexpr std::string_view kEventColumns =
    "id, kind, resource, version, file, position_s, played_s, query, results, session, face, wall_ms, boot, "
    "uptime_ms, clock, person";

Result<Event> ReadEvent(const Statement& row) {
  Event event{.id = row.Text(0), .resource = row.Text(2), .version = row.Int(3), .file = row.Text(4)};
  LIANXIAO_ASSIGN(event.kind, formats::ParseEventKind(row.Text(1)));
  event.position_s = row.Int(5);
  event.played_s = row.Int(6);
  event.query = row.Text(7);
  event.results = row.Int(8);
  event.session = row.Text(9);
  event.device = row.Text(10);
  event.wall = {row.Int(11)};
  event.boot = row.Text(12);
  event.uptime_ms = row.Int(13);
  event.clock = ParseClock(row.Text(14));
  event.person = row.Text(15);
  return event;
}

}  // namespace

Result<Reached> WatermarkOf(Connection& connection, const std::string& device, const std::string& epoch) {
  auto row = connection.Prepare("SELECT through_seq FROM watermarks WHERE device = ? AND epoch = ?");
  row.Bind(1, device).Bind(2, epoch);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Reached{};
  Reached watermark{row.Int(0), {}};
  LIANXIAO_ASSIGN(const auto digest, DigestOfBatch(connection, {device, epoch, watermark.through_seq}));
  if (!digest) return Fail(ErrorCode::kInternal, "a watermark without its batch");
  watermark.last_batch = *digest;
  return watermark;
}

Result<Reached> PutBatch(Connection& connection, const Device& device, const formats::Batch& batch,
                         const BlobId& digest, WallTime now) {
  LIANXIAO_ASSIGN(const auto watermark, WatermarkOf(connection, batch.id.device, batch.id.epoch));
  if (batch.id.seq <= watermark.through_seq) {
    LIANXIAO_ASSIGN(const auto held, DigestOfBatch(connection, batch.id));
    // A receipt for another batch of this number would make the box drop events we never saw.
    if (!held || *held != digest) return Refuse(kForked, watermark);
    return watermark;
  }
  if (batch.id.seq > watermark.through_seq + 1) return Refuse(kMissing, watermark);
  if (batch.previous != watermark.last_batch) return Refuse(kForked, watermark);

  LIANXIAO_ASSIGN(const auto fresh, PutEvents(connection, device, batch, now));
  LIANXIAO_TRY(Advance(connection, batch, digest, now));
  LIANXIAO_TRY(NoteNewBatch(connection, batch, now));
  LIANXIAO_TRY(connection.Prepare("UPDATE schools SET events = events + ? WHERE id = ?")
                   .Bind(1, fresh)
                   .Bind(2, device.school)
                   .Run());
  return Reached{batch.id.seq, digest};
}

Result<std::vector<Event>> EventsOfDevice(Connection& connection, const std::string& device) {
  auto rows = connection.Prepare("SELECT " + std::string(kEventColumns) +
                                 " FROM events WHERE device = ? ORDER BY number");
  rows.Bind(1, device);
  std::vector<Event> events;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    LIANXIAO_ASSIGN(auto event, ReadEvent(rows));
    events.push_back(std::move(event));
  }
}

Result<std::vector<PersonEvent>> EventsOfPerson(Connection& connection, const std::string& person) {
  auto rows = connection.Prepare("SELECT " + std::string(kEventColumns) +
                                 ", school, received_ms FROM events WHERE person = ?1 AND person <> ''"
                                 " ORDER BY number");
  rows.Bind(1, person);
  std::vector<PersonEvent> events;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    LIANXIAO_ASSIGN(auto event, ReadEvent(rows));
    events.push_back({std::move(event), rows.Text(16), {rows.Int(17)}});
  }
}

Result<std::vector<ResourceUse>> UseOfResources(Connection& connection, std::int64_t limit) {
  auto rows = connection.Prepare(
      "SELECT resource, sum(n * (kind = 'opened')) AS opened, sum(played_s) AS played, "
      "sum(n * (kind = 'finished')), sum(n * (kind = 'downloaded')), count(DISTINCT school) FROM ("
      "SELECT resource, kind, 1 AS n, played_s, school FROM events WHERE resource <> '' UNION ALL "
      "SELECT resource, kind, events, played_s, school FROM event_days WHERE resource <> '') "
      "GROUP BY resource ORDER BY opened DESC, played DESC, resource LIMIT ?");
  rows.Bind(1, limit);
  std::vector<ResourceUse> use;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return use;
    use.push_back({rows.Text(0), rows.Int(1), rows.Int(2), rows.Int(3), rows.Int(4), rows.Int(5)});
  }
}

// One search by two schools, or by one on three days, is a wish; less may be somebody's name. The query
// beside max() is of the newest row, as SQLite promises for a lone max().
Result<std::vector<WantedWords>> WantedBySchools(Connection& connection, std::int64_t limit) {
  auto rows = connection.Prepare(
      "SELECT trim(query), count(*) AS searches, count(DISTINCT school) AS schools, max(received_ms) AS last"
      " FROM events WHERE kind = 'searched' AND results = 0 AND trim(query) <> ''"
      " GROUP BY lower(trim(query))"
      " HAVING schools >= ?1 OR count(DISTINCT received_ms / ?3) >= ?2"
      " ORDER BY schools DESC, searches DESC, last DESC, lower(trim(query)) LIMIT ?4");
  rows.Bind(1, kWishedBySchools).Bind(2, kWishedOnDays).Bind(3, kDayMs).Bind(4, limit);
  std::vector<WantedWords> wanted;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return wanted;
    wanted.push_back({rows.Text(0), rows.Int(1), rows.Int(2), WallTime{rows.Int(3)}});
  }
}

}  // namespace lianxiao::center
