// Catalog's writing half: shards and bundles in, holding and releasing.
#include <optional>
#include <set>

#include "storage/catalog.h"
#include "storage/catalog_rows.h"
#include "storage/formats/packing.h"

namespace lianxiao::storage {
namespace {

using formats::Resource;
using formats::ResourceStatus;

// For our own disk: four times smaller at next to no time.
constexpr int kTextLevel = 3;

struct KnownLine {
  std::string shard, line;
  std::int64_t version = 0;
  bool withdrawn = false;
};

Result<std::optional<KnownLine>> KnownLineOf(Connection& c, const std::string& id) {
  auto row = c.Prepare(
      "SELECT shard, line, version, withdrawn FROM resources JOIN resource_lines ON resource = id"
      " WHERE id = ? AND held = 0");
  row.Bind(1, id);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<KnownLine>();
  return std::optional(KnownLine{row.Text(0), row.Text(1), row.Int(2), row.Int(3) != 0});
}

// Two shards list one lesson: when the other one is gone or changed, this one is to be taken in again, for it
// may be the one that is right.
Status ReadAgain(Connection& c, const std::string& shard) {
  return c.Prepare("UPDATE shards SET sha256 = '' WHERE name = ?").Bind(1, shard).Run();
}

// Takes one line in. True: it is new or changed.
Result<bool> TakeLine(Connection& c, const std::string& shard, const Resource& resource, bool& passed_over) {
  LIANXIAO_ASSIGN(const auto known, KnownLineOf(c, resource.id));
  const bool withdrawn = resource.status == ResourceStatus::kWithdrawn;
  bool changed = true;
  if (known) {
    changed = known->line != formats::ToLine(resource) || known->withdrawn != withdrawn;
    const bool elsewhere = known->shard != shard && !known->withdrawn;
    // A lesson that moved to another grade stands in two shards until both have been taken in.
    if (elsewhere && known->version > resource.version) {
      passed_over = true;
      return false;
    }
    if (elsewhere) {
      LIANXIAO_TRY(ReadAgain(c, known->shard));
    }
    if (!changed && known->shard == shard) return false;
  }
  LIANXIAO_ASSIGN(auto entry, catalog_rows::Load(c, resource.id));
  if (!entry) entry.emplace();
  entry->published = resource;
  LIANXIAO_TRY(catalog_rows::Reindex(c, shard, *entry));
  LIANXIAO_TRY(catalog_rows::PutLine(c, resource, false));
  return changed;
}

// Every listed resource of the shard that is not among `present`.
Result<std::vector<std::string>> WithdrawOthers(Connection& c, const std::string& shard,
                                                const std::set<std::string_view>& present) {
  std::vector<std::string> gone;
  {
    auto rows = c.Prepare("SELECT id FROM resources WHERE shard = ? AND withdrawn = 0");
    rows.Bind(1, shard);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) break;
      if (auto id = rows.Text(0); !present.contains(id)) gone.push_back(std::move(id));
    }
  }
  for (const auto& id : gone) {
    LIANXIAO_ASSIGN(auto entry, catalog_rows::Load(c, id));
    if (!entry) return Fail(ErrorCode::kInternal, "a resource without its line: " + id);
    entry->published.status = ResourceStatus::kWithdrawn;
    LIANXIAO_TRY(catalog_rows::Reindex(c, shard, *entry));
  }
  return gone;
}

Result<std::string> ShardOf(Connection& c, const std::string& id) {
  auto row = c.Prepare("SELECT shard FROM resources WHERE id = ?");
  row.Bind(1, id);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Fail(ErrorCode::kNotFound, "no resource " + id);
  return row.Text(0);
}

Status HoldOne(Connection& c, const Catalog::VersionOf& whole) {
  const auto& [id, version] = whole;
  LIANXIAO_ASSIGN(auto entry, catalog_rows::Load(c, id));
  if (!entry) return Fail(ErrorCode::kNotFound, "no resource " + id);
  if (entry->published.status == ResourceStatus::kWithdrawn || entry->published.version != version) {
    return Fail(ErrorCode::kInvalid, id + " version " + std::to_string(version) +
                                         " is not what the catalog lists now; plan again");
  }
  if (entry->held == entry->published) return {};
  const bool known = entry->held && entry->held->version == version;
  entry->held = entry->published;
  LIANXIAO_ASSIGN(const auto shard, ShardOf(c, id));
  LIANXIAO_TRY(catalog_rows::Reindex(c, shard, *entry));
  LIANXIAO_TRY(catalog_rows::PutLine(c, *entry->held, true));
  if (known) return {};
  return c
      .Prepare(
          "UPDATE resources SET held_version = ?, held_order ="
          " (SELECT coalesce(max(held_order), 0) + 1 FROM resources WHERE held_order IS NOT NULL)"
          " WHERE id = ?")
      .Bind(1, version)
      .Bind(2, id)
      .Run();
}

}  // namespace

Catalog::Catalog(Database& journal) : journal_(journal) {}

// What pages show changes.
Status Catalog::Change(const std::function<Status(Connection&)>& work) {
  auto done = journal_.Write(work);
  // Whatever became of it: a commit that failed may be there after all.
  counts_.Forget();
  facets_.Forget();
  totals_.Forget();
  return done;
}

Result<std::vector<std::string>> Catalog::ReplaceShard(const std::string& shard, const std::string& sha256,
                                                       std::span<const Resource> resources) {
  std::vector<std::string> changed;
  LIANXIAO_TRY(Change([&](Connection& c) -> Status {
    std::set<std::string_view> present;
    bool passed_over = false;
    for (const auto& resource : resources) {
      present.insert(resource.id);
      LIANXIAO_ASSIGN(const bool is_changed, TakeLine(c, shard, resource, passed_over));
      if (is_changed) changed.push_back(resource.id);
    }
    LIANXIAO_ASSIGN(const auto gone, WithdrawOthers(c, shard, present));
    changed.insert(changed.end(), gone.begin(), gone.end());
    return c.Prepare("INSERT OR REPLACE INTO shards (name, sha256) VALUES (?, ?)")
        .Bind(1, shard)
        .Bind(2, passed_over ? std::string() : sha256)  // Empty: as ReadAgain.
        .Run();
  }));
  return changed;
}

Status Catalog::KeepText(const std::string& shard, const ShardText& kept) {
  const auto packed = formats::Pack(kept.text, kTextLevel);
  return journal_.Write([&](Connection& c) -> Status {
    return c.Prepare("INSERT OR REPLACE INTO shard_texts (name, sha256, packed) VALUES (?, ?, ?)")
        .Bind(1, shard)
        .Bind(2, kept.sha256)
        .BindBlob(3, packed)
        .Run();
  });
}

Status Catalog::DropShard(const std::string& shard) {
  return Change([&](Connection& c) -> Status {
    LIANXIAO_TRY(WithdrawOthers(c, shard, {}));
    LIANXIAO_TRY(c.Prepare("DELETE FROM shard_texts WHERE name = ?").Bind(1, shard).Run());
    return c.Prepare("DELETE FROM shards WHERE name = ?").Bind(1, shard).Run();
  });
}

Status Catalog::ReplaceBundles(std::span<const formats::Bundle> bundles) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Execute("DELETE FROM bundles"));
    auto insert = c.Prepare("INSERT INTO bundles (id, json) VALUES (?, ?)");
    for (const auto& bundle : bundles) {
      LIANXIAO_TRY(insert.Bind(1, bundle.id).Bind(2, formats::ToJson(bundle)).Run());
    }
    return {};
  });
}

Status Catalog::Hold(const std::string& id, std::int64_t version) {
  const VersionOf one[] = {{id, version}};
  return Hold(one);
}

Status Catalog::Hold(std::span<const VersionOf> some) {
  return Change([&](Connection& c) -> Status {
    for (const auto& one : some) LIANXIAO_TRY(HoldOne(c, one));
    return {};
  });
}

Status Catalog::Release(const std::string& id) {
  return Change([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto entry, catalog_rows::Load(c, id));
    if (!entry || !entry->held) return {};
    entry->held = std::nullopt;
    LIANXIAO_ASSIGN(const auto shard, ShardOf(c, id));
    LIANXIAO_TRY(catalog_rows::Reindex(c, shard, *entry));
    LIANXIAO_TRY(c.Prepare("DELETE FROM resource_lines WHERE resource = ? AND held = 1").Bind(1, id).Run());
    return c.Prepare("UPDATE resources SET held_version = NULL, held_order = NULL WHERE id = ?")
        .Bind(1, id)
        .Run();
  });
}

}  // namespace lianxiao::storage
