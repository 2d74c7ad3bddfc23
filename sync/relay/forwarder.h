// At a relay: sends the post of other boxes to the center, and takes receipts and letters back for them. What
// it carries it cannot read and need not believe, except receipts, which it checks before it lets go of a
// batch.
//
//   batch ─▶ receipt ─▶ the batch goes, the box fetches the receipt
//     ├─ gap: one before it took another road; tried again each hour, a day long
//     └─ the center will never have it (a stranger's rubbish, a box that was shut out): dropped
//   post ─▶ the county's answer, sealed to the box, which fetches it
//   status ─▶ number of the newest letter ─▶ the letter, if it is newer than the one here
//
// Uses the line of the school as its own usage does: in the windows, pinned to the center's key. Used from
// one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "storage/relay_spool.h"
#include "sync/engine.h"
#include "sync/line/center_api.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class Forwarder {
 public:
  explicit Forwarder(const Parts& parts) : parts_(parts) {}

  // Sends what waits, at most about kForwardBytes at a time. kOffline: the rest waits.
  Status Run(Line& line, const storage::Enrolled& enrolled);

 private:
  struct Gap {
    Instant again;
    int times = 0;
  };
  Status SendBatches(Line& line, const storage::Enrolled& enrolled, const std::string& device);
  Status Send(Line& line, const storage::Enrolled& enrolled, const formats::BatchId& id);
  Status TakeReceipt(const storage::Enrolled& enrolled, const formats::BatchId& id,
                     const std::string& answer);
  Status SendPost(Line& line, const storage::Enrolled& enrolled, const std::string& device);
  Status SendStatus(Line& line, const storage::Enrolled& enrolled, const std::string& device);
  Status FetchLetter(Line& line, const storage::Enrolled& enrolled, const std::string& device,
                     std::int64_t number);
  Status Refused(const formats::BatchId& id, const ApiError& said);
  Status NoteGap(const formats::BatchId& id);
  bool Rests(const formats::BatchId& id) const;

  using Key = std::pair<std::string, std::pair<std::string, std::int64_t>>;
  static Key KeyOf(const formats::BatchId& id) { return {id.device, {id.epoch, id.seq}}; }

  const Parts& parts_;
  std::map<Key, Gap> gaps_;
  std::int64_t sent_ = 0;  // Bytes, in this run.
};

}  // namespace lianxiao::sync
