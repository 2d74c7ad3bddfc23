#include "center/registry/twins.h"

namespace lianxiao::center {

ChainTurns After(ChainTurns turns, const NewBatch& batch) {
  const bool took_longer = batch.given_up_at && batch.seq <= *batch.given_up_at;
  if (took_longer || batch.epoch == turns.chain) return turns;
  turns.chain = batch.epoch;
  if (batch.seq == 1) return turns;  // A chain that begins.
  if (batch.now.ms - turns.returned.ms >= kTwinsForgottenMs) turns.returns = 0;
  ++turns.returns;
  turns.returned = batch.now;
  return turns;
}

bool AreTwins(const ChainTurns& turns, WallTime now) {
  return turns.returns >= kReturnsOfTwins && now.ms - turns.returned.ms < kTwinsForgottenMs;
}

}  // namespace lianxiao::center
