#include "sync/rounds/search_keeper.h"

#include <algorithm>
#include <vector>

namespace lianxiao::sync {
namespace {

// The mark is there while these differ.
constexpr std::string_view kBegun = "search_begun";
constexpr std::string_view kDone = "search_done";

// Lessons put into the index in one transaction: some megabytes of memory, a second on a slow card.
constexpr std::size_t kAtOnce = 400;

bool IsFound(const storage::CatalogEntry& entry) {
  return entry.published.status != formats::ResourceStatus::kWithdrawn;
}

}  // namespace

SearchKeeper::SearchKeeper(storage::BoxState& state, storage::Catalog& catalog, storage::UsageLog& usage,
                           storage::SearchIndex& search)
    : state_(state), catalog_(catalog), usage_(usage), search_(search) {}

Status SearchKeeper::FillIfDoubtful() {
  LIANXIAO_ASSIGN(const auto begun, state_.Counter(kBegun));
  LIANXIAO_ASSIGN(const auto done, state_.Counter(kDone));
  if (begun == done && !search_.Outdated()) return {};
  LIANXIAO_TRY(BeforeChange());
  LIANXIAO_TRY(Fill());
  return Stopping() ? Status{} : Settle();
}

Status SearchKeeper::BeforeChange() {
  if (marked_) return {};
  LIANXIAO_TRY(state_.AddToCounter(kBegun, 1));
  marked_ = true;
  return {};
}

Status SearchKeeper::Changed(std::span<const std::string> ids) {
  LIANXIAO_ASSIGN(const auto opened, usage_.Opened());
  while (!ids.empty()) {
    const auto some = ids.first(std::min(ids.size(), kAtOnce));
    ids = ids.subspan(some.size());
    std::vector<storage::CatalogEntry> entries;
    for (const auto& id : some) {
      auto entry = catalog_.Find(id);
      if (!entry && entry.error().code != ErrorCode::kNotFound) return Fail(entry.error());
      if (entry) {
        entries.push_back(*std::move(entry));
      } else {
        LIANXIAO_TRY(search_.Remove(id));
      }
    }
    LIANXIAO_TRY(Put(entries, opened));
  }
  return {};
}

Status SearchKeeper::Fill() {
  LIANXIAO_ASSIGN(const auto opened, usage_.Opened());
  LIANXIAO_TRY(search_.BeginFill());
  for (std::string last; !Stopping();) {
    LIANXIAO_ASSIGN(const auto entries, catalog_.After(last, static_cast<std::int64_t>(kAtOnce)));
    if (entries.empty()) return search_.EndFill();
    last = entries.back().published.id;
    LIANXIAO_TRY(Put(entries, opened));
  }
  return {};
}

Status SearchKeeper::Put(std::span<const storage::CatalogEntry> entries, const Opened& opened) {
  std::vector<storage::Searchable> lessons;
  for (const auto& entry : entries) {
    const auto times = opened.find(entry.published.id);
    lessons.push_back({.shown = entry.Shown(),
                       .here = entry.held.has_value(),
                       .opened = times == opened.end() ? 0 : times->second});
    // What is withdrawn is found no more, even while its older version is still here.
    if (!IsFound(entry)) lessons.back().shown.status = formats::ResourceStatus::kWithdrawn;
  }
  return search_.Put(lessons);
}

// What the school opened often moves up. Few lessons were opened at all, and those that did not change their
// class cost a look.
Status SearchKeeper::FollowUse() {
  LIANXIAO_ASSIGN(const auto opened, usage_.Opened());
  std::vector<std::string> ids;
  for (const auto& entry : opened) ids.push_back(entry.first);
  return Changed(ids);
}

Status SearchKeeper::Settle() {
  if (!marked_) return {};
  LIANXIAO_TRY(FollowUse());
  LIANXIAO_ASSIGN(const auto begun, state_.Counter(kBegun));
  LIANXIAO_ASSIGN(const auto done, state_.Counter(kDone));
  LIANXIAO_TRY(state_.AddToCounter(kDone, begun - done));
  marked_ = false;
  return {};
}

}  // namespace lianxiao::sync
