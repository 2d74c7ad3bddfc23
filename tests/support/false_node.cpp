#include "tests/support/false_node.h"

#include <algorithm>

namespace lianxiao::test {
namespace {

constexpr std::int64_t kSector = 512;  // What a medium writes whole or not at all.

}  // namespace

Survival RollSurvival(Dice& dice) { return static_cast<Survival>(dice.Below(4)); }

void FalseNode::Apply(const Change& change, std::string& to) {
  const auto at = static_cast<std::size_t>(change.at);
  if (change.truncates) {
    to.resize(at);
    return;
  }
  to.resize(std::max(to.size(), at + change.bytes.size()));
  to.replace(at, change.bytes.size(), change.bytes);
}

void FalseNode::ApplyTorn(const Change& change, Dice& dice, std::string& to) {
  if (change.truncates) return Apply(change, to);
  const auto end = change.at + static_cast<std::int64_t>(change.bytes.size());
  for (auto at = change.at; at < end;) {
    const auto next = std::min(end, (at / kSector + 1) * kSector);
    if (dice.Coin()) {
      const auto skip = static_cast<std::size_t>(at - change.at);
      Apply({at, change.bytes.substr(skip, static_cast<std::size_t>(next - at)), false}, to);
    }
    at = next;
  }
}

void FalseNode::Write(std::int64_t offset, std::string_view bytes) {
  unsynced_.push_back({offset, std::string(bytes), false});
  Apply(unsynced_.back(), seen_);
}

void FalseNode::Truncate(std::int64_t size) {
  unsynced_.push_back({size, {}, true});
  Apply(unsynced_.back(), seen_);
}

void FalseNode::Sync() {
  for (const auto& change : unsynced_) Apply(change, durable_);
  unsynced_.clear();
}

void FalseNode::FailSync() { unsynced_.clear(); }

void FalseNode::CutPower(Dice& dice) {
  const auto survival = RollSurvival(dice);
  const auto count = unsynced_.size();
  const auto whole = survival == Survival::kPrefix && count > 0 ? dice.Below(count) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    switch (survival) {
      case Survival::kNothing: break;
      case Survival::kEverything: Apply(unsynced_[i], durable_); break;
      case Survival::kPrefix:  // The last of it torn.
        if (i < whole) Apply(unsynced_[i], durable_);
        if (i == whole) ApplyTorn(unsynced_[i], dice, durable_);
        break;
      case Survival::kAnySubset:
        if (dice.Coin()) ApplyTorn(unsynced_[i], dice, durable_);
        break;
    }
  }
  unsynced_.clear();
  seen_ = durable_;
}

}  // namespace lianxiao::test
