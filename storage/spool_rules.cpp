#include "storage/spool_rules.h"

namespace lianxiao::storage {

Status MayTake(const SpoolLimits& limits, const SpoolState& state, std::int64_t bytes) {
  const auto full = [](const char* what) {
    return Fail(ErrorCode::kNoSpace, std::string("relay.full: ") + what);
  };
  if (state.all.bytes + bytes > limits.bytes) return full("the relay has no room for more post");
  if (state.is_new && state.devices >= limits.devices) return full("the relay has post of too many boxes");
  const auto device_bytes = state.known ? limits.device_bytes : limits.stranger_bytes;
  const auto device_batches = state.known ? limits.device_batches : limits.stranger_batches;
  if (state.device.bytes + bytes > device_bytes || state.device.batches >= device_batches) {
    return full("the relay has as much post of this box as it takes");
  }
  if (!state.known && state.strangers.bytes + bytes > limits.bytes / 4) {
    return full("the relay takes no more post of boxes it does not know yet");
  }
  return {};
}

}  // namespace lianxiao::storage
