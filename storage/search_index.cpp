#include "storage/search_index.h"

#include <atomic>
#include <mutex>
#include <shared_mutex>

#include "lianxiao_storage_SearchSchema.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/search_query.h"
#include "storage/search_tokenizer.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kMaxPage = 500;

// How much more a hit counts in the title, and in the facts, than in the description.
constexpr std::string_view kRank = "bm25(words, 10.0, 4.0, 1.0)";

std::string FactsOf(const formats::Resource& r) {
  std::string facts;
  for (const auto& fact : {r.teacher, r.subject, r.grade, r.stage, r.volume, r.edition, r.unit, r.lesson,
                           r.type, r.lesson_type, r.school, r.studio, r.area}) {
    if (!fact.empty()) facts += fact + "\n";
  }
  for (const auto& word : r.keywords) facts += word + "\n";
  for (const auto& point : r.knowledge_points) facts += point + "\n";
  return facts;
}

// An index over other contents has to be told what to forget.
Status Forget(Connection& c, const std::string& id) {
  LIANXIAO_TRY(c.Prepare("INSERT INTO words (words, rowid, title, facts, description)"
                         " SELECT 'delete', number, title, facts, description FROM docs WHERE id = ?")
                   .Bind(1, id)
                   .Run());
  return c.Prepare("DELETE FROM docs WHERE id = ?").Bind(1, id).Run();
}

Status Insert(Connection& c, const formats::Resource& r) {
  if (r.status == formats::ResourceStatus::kWithdrawn) return {};
  const auto facts = FactsOf(r);
  LIANXIAO_TRY(c.Prepare("INSERT INTO docs (id, title, facts, description) VALUES (?, ?, ?, ?)")
                   .Bind(1, r.id)
                   .Bind(2, r.title)
                   .Bind(3, facts)
                   .Bind(4, r.description)
                   .Run());
  return c
      .Prepare(
          "INSERT INTO words (rowid, title, facts, description)"
          " VALUES (last_insert_rowid(), ?, ?, ?)")
      .Bind(1, r.title)
      .Bind(2, facts)
      .Bind(3, r.description)
      .Run();
}

Result<std::unique_ptr<Database>> OpenDatabase(const std::string& path, DatabaseOptions options) {
  options.on_connection = RegisterTokenizer;
  return Database::Open(path, SearchSchema(), options);
}

Status RemoveFiles(const std::string& path, const DatabaseOptions& options) {
  RealDisk real;
  Disk& disk = options.disk != nullptr ? *options.disk : real;
  for (const auto* suffix : {"", "-wal", "-shm"}) LIANXIAO_TRY(disk.Remove(path + suffix));
  return {};
}

Result<bool> IsFilled(const Database& db) {
  bool filled = false;
  const auto read = db.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT row FROM filled");
    LIANXIAO_ASSIGN(filled, row.Step());
    return {};
  });
  if (!read) return Fail(read.error());
  return filled;
}

class SearchIndexOnDisk final : public SearchIndex {
 public:
  SearchIndexOnDisk(std::string path, DatabaseOptions options, std::unique_ptr<Database> db, bool filled)
      : path_(std::move(path)), options_(std::move(options)), db_(std::move(db)), outdated_(!filled) {}

  Status Put(const formats::Resource& shown) override {
    return Write([&](Connection& c) -> Status {
      LIANXIAO_TRY(Forget(c, shown.id));
      return Insert(c, shown);
    });
  }

  Status Remove(const std::string& id) override {
    return Write([&](Connection& c) { return Forget(c, id); });
  }

  Status PutAll(const std::vector<formats::Resource>& shown) override {
    if (broken_) LIANXIAO_TRY(BeginAnew());
    auto filled = Write([&](Connection& c) -> Status {
      LIANXIAO_TRY(
          c.Execute("INSERT INTO words (words) VALUES ('delete-all'); DELETE FROM docs;"
                    "INSERT OR IGNORE INTO filled (row) VALUES (1)"));
      for (const auto& resource : shown) LIANXIAO_TRY(Insert(c, resource));
      return {};
    });
    if (filled) outdated_ = false;
    return filled;
  }

  bool Outdated() const override { return outdated_; }

  Result<SearchPage> Find(std::string_view query, const Paging& paging) const override {
    if (paging.offset < 0 || paging.limit < 0 || paging.limit > kMaxPage) {
      return Fail(ErrorCode::kInvalid, "a page has 0 to " + std::to_string(kMaxPage) + " entries");
    }
    const SearchQuery parsed(query);
    if (parsed.Empty()) return SearchPage{};
    SearchPage page;
    const std::shared_lock lock(mutex_);
    auto found = db_->Read([&](Connection& c) { return FindIn(c, parsed, paging, page); });
    if (!Noticed(found)) return Fail(found.error().While("search"));
    return page;
  }

 private:
  static Status FindIn(Connection& c, const SearchQuery& query, const Paging& paging, SearchPage& page) {
    auto count = c.Prepare("SELECT count(*) FROM words WHERE words MATCH ?");
    count.Bind(1, query.Fts5());
    LIANXIAO_ASSIGN(const bool counted, count.Step());
    if (counted) page.total = count.Int(0);
    auto rows = c.Prepare(
        "SELECT id, docs.title FROM words JOIN docs ON number = words.rowid"
        " WHERE words MATCH ?1 ORDER BY " +
        std::string(kRank) + ", id LIMIT ?2 OFFSET ?3");
    rows.Bind(1, query.Fts5()).Bind(2, paging.limit).Bind(3, paging.offset);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      page.hits.push_back({rows.Text(0), query.Highlight(rows.Text(1))});
    }
  }

  Status Write(const std::function<Status(Connection&)>& work) {
    const std::shared_lock lock(mutex_);
    return Noticed(db_->Write(work));
  }

  // A broken index is not repaired, it is filled again: Outdated() asks for that from now on.
  Status Noticed(Status status) const {
    if (!status && status.error().code == ErrorCode::kCorrupt) {
      broken_ = true;
      outdated_ = true;
    }
    return status;
  }

  Status BeginAnew() {
    const std::unique_lock lock(mutex_);
    db_.reset();
    auto removed = RemoveFiles(path_, options_);
    auto opened = OpenDatabase(path_, options_);
    if (!opened) return Fail(opened.error().While("search index"));
    db_ = *std::move(opened);
    broken_ = !removed;
    return removed;
  }

  const std::string path_;
  const DatabaseOptions options_;
  mutable std::shared_mutex mutex_;  // Guards db_: alone while it is replaced, shared while it is used.
  std::unique_ptr<Database> db_;
  mutable std::atomic<bool> outdated_;
  mutable std::atomic<bool> broken_ = false;
};

}  // namespace

Result<std::unique_ptr<SearchIndex>> SearchIndex::Open(const std::string& path, DatabaseOptions options) {
  const auto open = [&]() -> Result<std::unique_ptr<SearchIndex>> {
    LIANXIAO_ASSIGN(auto db, OpenDatabase(path, options));
    LIANXIAO_ASSIGN(const bool filled, IsFilled(*db));
    return std::make_unique<SearchIndexOnDisk>(path, options, std::move(db), filled);
  };
  auto opened = open();
  const bool replaceable = !opened && (opened.error().code == ErrorCode::kCorrupt ||  //
                                       opened.error().code == ErrorCode::kInvalid);
  if (replaceable) {
    LIANXIAO_TRY(RemoveFiles(path, options));
    opened = open();
  }
  if (!opened) return Fail(opened.error().While("search index"));
  return opened;
}

}  // namespace lianxiao::storage
