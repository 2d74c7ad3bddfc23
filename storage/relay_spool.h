// Post of other boxes on its way through this one, which cannot read it: batches and reports are sealed to
// the center, letters to the box, receipts are signed. In files, named as on a stick
// (storage/formats/stick_layout.h):
//
//   up/DEVICE/EPOCH-SEQ.batch   up/DEVICE/status   up/DEVICE/post     box ─▶ here ─▶ center
//   down/DEVICE/EPOCH.receipt   down/DEVICE/letter down/DEVICE/post   center ─▶ here ─▶ box
//
// Each is whole and durable when the call returns. A batch goes when a receipt covers it. What is taken is
// bounded (spool_rules.h); nobody who loses something here loses it for good. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/usage.h"
#include "storage/spool_rules.h"

namespace lianxiao::storage {

struct SpoolTotals {
  std::int64_t boxes = 0;    // With post waiting for the center.
  std::int64_t batches = 0;  // Of them.
  std::int64_t bytes = 0;    // All that is here, either way.
};

class RelaySpool {
 public:
  // `folder` is made if missing; what a power cut left unfinished is removed. `keep_free_bytes` of the disk
  // are left alone.
  static Result<std::unique_ptr<RelaySpool>> Open(Disk& disk, std::string folder, SpoolLimits limits,
                                                  std::int64_t keep_free_bytes);

  // --- From and to boxes. Ids are Check()ed by the caller. ---

  // Success also when this very batch is here already. kNoSpace "relay.full: …"; kRefused "relay.other_batch:
  // …": another of that name waits.
  Status TakeBatch(const formats::BatchId& id, std::string_view sealed);
  Status TakeStatus(const std::string& device, std::string_view sealed);  // In the place of an older one.
  Status TakePost(const std::string& device, std::string_view sealed);    // The same, of what teachers wrote.
  // What the center answered to the post whose digest is `to`. kNotFound: nothing yet, or to another one.
  Result<std::string> PostAnswer(const std::string& device, const BlobId& to) const;
  Result<std::string> Receipt(const std::string& device, const std::string& epoch) const;  // kNotFound.
  Result<std::string> Letter(const std::string& device, std::int64_t above) const;         // kNotFound.

  // --- To and from the center. ---

  std::vector<std::string> Devices() const;                                // With post waiting.
  std::vector<formats::BatchId> Batches(const std::string& device) const;  // By epoch and number.
  Result<std::string> Batch(const formats::BatchId& id) const;             // kNotFound.
  bool HasStatus(const std::string& device) const;
  Result<std::string> StatusOf(const std::string& device) const;
  Result<std::string> PostOf(const std::string& device) const;  // kNotFound.
  // The post that was answered goes, unless a newer one has come meanwhile. kNoSpace as TakeStatus.
  Status PutPostAnswer(const std::string& device, std::string_view post, std::string_view answer);
  Status DropPost(const std::string& device, std::string_view post);  // The same without an answer.
  // A receipt that the caller has verified; the batches that it covers go.
  Status PutReceipt(const formats::Receipt& receipt, std::string_view bytes);
  Status PutLetter(const std::string& device, std::int64_t number, std::string_view sealed);
  std::int64_t LetterNumber(const std::string& device) const;  // 0: none is here, or which is not known.
  Status DropBatch(const formats::BatchId& id);
  Status DropStatus(const std::string& device);
  Status DropDevice(const std::string& device);  // The center will have nothing of it.

  SpoolTotals Totals() const;

 private:
  using BatchKey = std::pair<std::string, std::int64_t>;  // Epoch, number.
  struct Device {
    std::map<BatchKey, std::int64_t> batches;              // Bytes.
    std::map<std::string, std::int64_t> receipts;          // Epoch → bytes. Any: the center knows this box.
    std::int64_t status_bytes = -1, letter_bytes = -1;     // -1: none.
    std::int64_t post_bytes = -1, post_answer_bytes = -1;  // The same.
    std::int64_t letter_number = 0;
    SpoolUse Use() const;
    bool Waits() const { return !batches.empty() || status_bytes >= 0 || post_bytes >= 0; }
  };

  RelaySpool(Disk& disk, std::string folder, SpoolLimits limits, std::int64_t keep_free_bytes);
  Status Load();
  Status LoadDevice(const std::string& device);
  Status CheckRoom(const std::string& device, std::int64_t bytes, std::int64_t replaced) const;
  SpoolState StateFor(const std::string& device) const;
  Status DropPostIf(const std::string& device, std::string_view post);
  Status Write(const std::string& below, std::string_view bytes);
  Status RemoveFile(const std::string& below);
  std::string PathOf(const std::string& below) const { return folder_ + "/" + below; }

  Disk& disk_;
  const std::string folder_;
  const SpoolLimits limits_;
  const std::int64_t keep_free_bytes_;
  mutable std::mutex mutex_;  // Guards devices_ and the files.
  std::map<std::string, Device> devices_;
};

}  // namespace lianxiao::storage
