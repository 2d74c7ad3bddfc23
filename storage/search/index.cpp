#include "storage/search/index.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <shared_mutex>

#include "lianxiao_storage_SearchSchema.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/search/doc_rows.h"
#include "storage/search/finder.h"
#include "storage/search/tokenizer.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kMaxPage = 500;
constexpr std::size_t kMaxSuggestions = 20;

// FTS5 merges its segments by pages; so many at once keep a write below a tenth of a second on a card.
constexpr int kMergePages = 250;
constexpr int kMergeSteps = 4'000;  // An end even if a merge should find something to do for ever.
constexpr std::int64_t kForgottenAtOnce = 500;

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

struct Filling {
  std::int64_t generation = 0;
  bool whole = false;  // And by today's way of making words.
};

Result<Filling> FillingOf(Connection& c) {
  auto row = c.Prepare("SELECT generation, whole, analysis FROM filling");
  LIANXIAO_ASSIGN(const bool there, row.Step());
  if (!there) return Fail(ErrorCode::kCorrupt, "the index does not say whether it is whole");
  return Filling{row.Int(0), row.Int(1) != 0 && row.Text(2) == Analysis()};
}

Result<bool> IsFilled(const Database& db) {
  bool filled = false;
  const auto read = db.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto filling, FillingOf(c));
    filled = filling.whole;
    return {};
  });
  if (!read) return Fail(read.error());
  return filled;
}

// Words of another analysis cannot be taken out one by one.
Status Empty(Connection& c) {
  return c.Execute(
      "INSERT INTO words (words) VALUES ('delete-all'); DELETE FROM docs; DELETE FROM filters;"
      "DELETE FROM places; DELETE FROM heard;");
}

Status PutOne(DocRows& rows, const Searchable& lesson, std::int64_t generation) {
  const bool withdrawn = lesson.shown.status == formats::ResourceStatus::kWithdrawn;
  return withdrawn ? rows.Remove(lesson.shown.id) : rows.Put(lesson, generation);
}

class SearchIndexOnDisk final : public SearchIndex {
 public:
  SearchIndexOnDisk(std::string path, DatabaseOptions options, std::unique_ptr<Database> db, bool filled)
      : path_(std::move(path)), options_(std::move(options)), db_(std::move(db)), outdated_(!filled) {}

  Status Put(std::span<const Searchable> lessons) override { return Fill(lessons); }

  Status Remove(const std::string& id) override {
    return Write([&](Connection& c) { return DocRows(c).Remove(id); });
  }

  Status BeginFill() override {
    if (broken_) LIANXIAO_TRY(BeginAnew());
    return Write([&](Connection& c) -> Status {
      auto row = c.Prepare("SELECT analysis FROM filling");
      LIANXIAO_ASSIGN(const bool there, row.Step());
      if (!there || row.Text(0) != Analysis()) LIANXIAO_TRY(Empty(c));
      return c.Prepare("UPDATE filling SET generation = generation + 1, whole = 0, analysis = ?")
          .Bind(1, Analysis())
          .Run();
    });
  }

  Status Fill(std::span<const Searchable> lessons) override {
    return Write([&](Connection& c) -> Status {
      LIANXIAO_ASSIGN(const auto filling, FillingOf(c));
      DocRows rows(c);
      for (const auto& lesson : lessons) LIANXIAO_TRY(PutOne(rows, lesson, filling.generation));
      return {};
    });
  }

  Status EndFill() override {
    for (bool more = true; more;) {
      LIANXIAO_TRY(Write([&](Connection& c) -> Status {
        LIANXIAO_ASSIGN(const auto filling, FillingOf(c));
        LIANXIAO_ASSIGN(const auto removed, DocRows(c).RemoveOthers(filling.generation, kForgottenAtOnce));
        more = removed == kForgottenAtOnce;
        return {};
      }));
    }
    LIANXIAO_TRY(MergeSegments());
    LIANXIAO_TRY(Write([](Connection& c) { return c.Execute("UPDATE filling SET whole = 1"); }));
    outdated_ = false;
    return {};
  }

  bool Outdated() const override { return outdated_; }

  Result<SearchPage> Find(std::string_view query, const Paging& paging) const override {
    if (paging.offset < 0 || paging.limit < 0 || paging.limit > kMaxPage) {
      return Fail(ErrorCode::kInvalid, "a page has 0 to " + std::to_string(kMaxPage) + " entries");
    }
    SearchPage page;
    auto found = Look([&](Finder& finder) -> Status {
      LIANXIAO_ASSIGN(page, finder.Find(query, paging));
      return {};
    });
    if (!found) return Fail(found.error().While("search"));
    return page;
  }

  Result<std::vector<std::string>> Suggest(std::string_view typed, std::size_t most) const override {
    std::vector<std::string> suggestions;
    auto found = Look([&](Finder& finder) -> Status {
      LIANXIAO_ASSIGN(suggestions, finder.Suggest(typed, std::min(most, kMaxSuggestions)));
      return {};
    });
    if (!found) return Fail(found.error().While("suggest"));
    return suggestions;
  }

 private:
  Status Look(const std::function<Status(Finder&)>& work) const {
    const std::shared_lock lock(mutex_);
    return Noticed(db_->Read([&](Connection& c) -> Status {
      LIANXIAO_ASSIGN(const auto words, Words(c));
      Finder finder(c, *words);
      return work(finder);
    }));
  }

  // The words that are filters, read anew after the index was written to.
  Result<std::shared_ptr<const FilterWords>> Words(Connection& c) const {
    const auto written = written_.load();
    const std::lock_guard lock(words_mutex_);
    if (!words_ || words_of_ != written) {
      LIANXIAO_ASSIGN(const auto known, DocRows(c).KnownFilters());
      words_ = std::make_shared<const FilterWords>(known);
      words_of_ = written;
    }
    return words_;
  }

  // Many small segments make every query slower. Done in steps, so that others can write in between.
  Status MergeSegments() {
    bool more = true;
    for (int step = 0; more && step < kMergeSteps; ++step) {
      const auto merged = Write([&](Connection& c) -> Status {
        const auto before = c.TotalChanges();
        // A negative number begins the merge of all segments, a positive one goes on with it.
        LIANXIAO_TRY(c.Prepare("INSERT INTO words (words, rank) VALUES ('merge', ?)")
                         .Bind(1, std::int64_t{step == 0 ? -kMergePages : kMergePages})
                         .Run());
        more = c.TotalChanges() - before >= 2;
        return {};
      });
      LIANXIAO_TRY(merged);
    }
    return {};
  }

  Status Write(const std::function<Status(Connection&)>& work) {
    const std::shared_lock lock(mutex_);
    auto written = Noticed(db_->Write(work));
    ++written_;
    return written;
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
    ++written_;
    broken_ = !removed;
    return removed;
  }

  const std::string path_;
  const DatabaseOptions options_;
  mutable std::shared_mutex mutex_;  // Guards db_: alone while it is replaced, shared while it is used.
  std::unique_ptr<Database> db_;
  mutable std::atomic<bool> outdated_;
  mutable std::atomic<bool> broken_ = false;
  std::atomic<std::int64_t> written_ = 0;  // Times.
  mutable std::mutex words_mutex_;         // Guards the two below.
  mutable std::shared_ptr<const FilterWords> words_;
  mutable std::int64_t words_of_ = 0;  // written_ when they were read.
};

}  // namespace

std::string_view Word(Match match) {
  switch (match) {
    case Match::kExact: return "exact";
    case Match::kCorrected: return "corrected";
    case Match::kWithoutFilters: return "without_filters";
    case Match::kSomeWords: return "some_words";
  }
  std::abort();
}

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
