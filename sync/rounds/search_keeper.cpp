#include "sync/rounds/search_keeper.h"

namespace lianxiao::sync {
namespace {

// The mark is there while these differ.
constexpr std::string_view kBegun = "search_begun";
constexpr std::string_view kDone = "search_done";

bool IsFound(const storage::CatalogEntry& entry) {
  return entry.published.status != formats::ResourceStatus::kWithdrawn;
}

}  // namespace

SearchKeeper::SearchKeeper(storage::BoxState& state, storage::Catalog& catalog, storage::SearchIndex& search)
    : state_(state), catalog_(catalog), search_(search) {}

Status SearchKeeper::FillIfDoubtful() {
  LIANXIAO_ASSIGN(const auto begun, state_.Counter(kBegun));
  LIANXIAO_ASSIGN(const auto done, state_.Counter(kDone));
  if (begun == done && !search_.Outdated()) return {};
  LIANXIAO_TRY(BeforeChange());
  LIANXIAO_TRY(Fill());
  return Settle();
}

Status SearchKeeper::BeforeChange() {
  if (marked_) return {};
  LIANXIAO_TRY(state_.AddToCounter(kBegun, 1));
  marked_ = true;
  return {};
}

Status SearchKeeper::Changed(std::span<const std::string> ids) {
  for (const auto& id : ids) {
    const auto entry = catalog_.Find(id);
    if (!entry && entry.error().code != ErrorCode::kNotFound) return Fail(entry.error());
    LIANXIAO_TRY(entry && IsFound(*entry) ? search_.Put(entry->Shown()) : search_.Remove(id));
  }
  return {};
}

Status SearchKeeper::Fill() {
  LIANXIAO_ASSIGN(const auto entries, catalog_.All());
  std::vector<formats::Resource> shown;
  for (const auto& entry : entries) {
    if (IsFound(entry)) shown.push_back(entry.Shown());
  }
  return search_.PutAll(shown);
}

Status SearchKeeper::Settle() {
  if (!marked_) return {};
  LIANXIAO_ASSIGN(const auto begun, state_.Counter(kBegun));
  LIANXIAO_ASSIGN(const auto done, state_.Counter(kDone));
  LIANXIAO_TRY(state_.AddToCounter(kDone, begun - done));
  marked_ = false;
  return {};
}

}  // namespace lianxiao::sync
