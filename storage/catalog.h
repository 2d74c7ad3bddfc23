// All resources of the subscribed libraries as the box knows them, cached or not.
//
// Two versions of a resource may be known at once: the *published* one (newest verified line) and the
// *held* one (all its files are whole here, so it is what teachers see). They differ while an update is
// on its way; the old one is served until the new one is whole. A withdrawn resource is neither shown
// nor found. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/kept_answers.h"

namespace lianxiao::storage {

struct CatalogEntry {
  formats::Resource published;
  std::optional<formats::Resource> held;  // Absent: nothing of it is whole here.
  // The published version is held, with every file of it. A newer program may see files in the same line that
  // an older one passed over.
  bool UpToDate() const;
  // What to show a teacher: the held version if there is one.
  const formats::Resource& Shown() const { return held ? *held : published; }
};

// Empty fields do not filter.
struct CatalogFilter {
  std::string stage, grade, subject, edition, volume, unit, lesson;
  std::string type, lesson_type, teacher, school, studio, quality;
  bool cached_only = false;
};

struct Paging {
  std::int64_t offset = 0;
  std::int64_t limit = 50;  // ≤ 500
};

struct CatalogPage {
  std::vector<CatalogEntry> entries;
  std::int64_t total = 0;
};

struct Facet {
  std::string value;  // "三年级"
  std::int64_t resources = 0;
  std::int64_t cached = 0;
};

struct CatalogTotals {
  std::int64_t resources = 0;  // Published.
  std::int64_t cached = 0;     // Held in the published version.
  std::int64_t outdated = 0;   // Held in an older version.
};

class Catalog {
 public:
  explicit Catalog(Database& journal);

  // Replaces what is known from one verified shard, in one transaction. Lines that went missing from
  // the shard are withdrawn. Returns the ids whose line is new or changed.
  Result<std::vector<std::string>> ReplaceShard(const std::string& shard, const std::string& sha256,
                                                std::span<const formats::Resource> resources);
  Status DropShard(const std::string& shard);
  // A shard's unpacked lines, kept for the patch that leads to the next one.
  struct ShardText {
    std::string sha256;  // Of the shard as published.
    std::string text;
  };
  Status KeepText(const std::string& shard, const ShardText& kept);
  Result<ShardText> TextOf(const std::string& shard) const;  // kNotFound: none was kept.
  // Name → SHA-256 of what was taken in; empty where two shards claim one lesson, so that it is taken in
  // again.
  Result<std::map<std::string, std::string>> Shards() const;

  Status ReplaceBundles(std::span<const formats::Bundle> bundles);
  Result<std::vector<formats::Bundle>> Bundles() const;

  // All files of this version are whole: from now on it is what teachers see. Held again with more files it
  // keeps its place among the latest.
  Status Hold(const std::string& id, std::int64_t version);
  struct VersionOf {
    std::string id;
    std::int64_t version = 0;
  };
  Status Hold(std::span<const VersionOf> some);  // All or none, at the cost of one.
  Status Release(const std::string& id);         // No longer held (withdrawn or evicted).

  Result<CatalogEntry> Find(const std::string& id) const;  // kNotFound; also when withdrawn and not held.
  Result<CatalogPage> List(const CatalogFilter& filter, const Paging& paging) const;
  // The values of one field ("grade") under the filter, in the order of the textbook tree.
  Result<std::vector<Facet>> Facets(const std::string& field, const CatalogFilter& filter) const;
  // Ids of held resources, the one held (or updated) last first. For the page's "new" row.
  Result<std::vector<std::string>> LatestHeld(std::int64_t limit) const;
  // Up to `most` known entries whose ids come after `id`, in order of ids, withdrawn ones too: for those who
  // go through all and cannot hold them at once. Begin with "".
  Result<std::vector<CatalogEntry>> After(const std::string& id, std::int64_t most) const;
  // Which published or held resource uses this blob as one of its files, and which file; kNotFound.
  struct BlobUse {
    std::string resource;
    formats::File file;
  };
  Result<BlobUse> UseOf(const BlobId& blob) const;
  // Ids of all that do.
  Result<std::vector<std::string>> UsersOf(const BlobId& blob) const;
  Result<CatalogTotals> Totals() const;

 private:
  Status Change(const std::function<Status(Connection&)>& work);

  Database& journal_;
  // Each page counts lessons several times over; a walk over a large catalog takes longer than all else.
  mutable KeptAnswers<std::int64_t> counts_;
  mutable KeptAnswers<std::vector<Facet>> facets_;
  mutable KeptAnswers<CatalogTotals> totals_;
};

}  // namespace lianxiao::storage
