#include "sync/relay/forwarder.h"

#include "storage/formats/letter.h"
#include "storage/formats/post.h"
#include "sync/relay/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

Status Forwarder::Run(Line& line, const storage::Enrolled& enrolled) {
  if (parts_.spool == nullptr) return {};
  sent_ = 0;
  for (const auto& device : parts_.spool->Devices()) {
    LIANXIAO_TRY(SendPost(line, enrolled, device));
    LIANXIAO_TRY(SendBatches(line, enrolled, device));
    LIANXIAO_TRY(SendStatus(line, enrolled, device));
    if (sent_ >= kForwardBytes) return {};
  }
  return {};
}

// --- What teachers wrote ---

Status Forwarder::SendPost(Line& line, const storage::Enrolled& enrolled, const std::string& device) {
  const auto sealed = parts_.spool->PostOf(device);
  if (!sealed && sealed.error().code == ErrorCode::kNotFound) return {};
  if (!sealed) return Fail(sealed.error());
  const auto answer = line.Exchange(
      {Method::kPost, PostUrl(enrolled.grant.center_address, device), *sealed, formats::kMaxPostSealed});
  if (!answer) return Fail(answer.error());
  sent_ += std::ssize(*sealed);
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
    parts_.log.Info("relay: the center will not have post of box " + device + ": " + said->error.message);
    if (said->key == kRevokedKey) return parts_.spool->DropDevice(device);
    return parts_.spool->DropPost(device, *sealed);  // The box hands over what it has each hour.
  }
  const auto put = parts_.spool->PutPostAnswer(device, *sealed, answer->body);
  if (!put && put.error().code == ErrorCode::kNoSpace) return {};  // It is asked again.
  return put;
}

// --- Batches ---

Status Forwarder::SendBatches(Line& line, const storage::Enrolled& enrolled, const std::string& device) {
  for (const auto& id : parts_.spool->Batches(device)) {
    if (sent_ >= kForwardBytes) return {};
    if (!Rests(id)) LIANXIAO_TRY(Send(line, enrolled, id));
  }
  return {};
}

Status Forwarder::Send(Line& line, const storage::Enrolled& enrolled, const formats::BatchId& id) {
  const auto sealed = parts_.spool->Batch(id);
  if (!sealed && sealed.error().code == ErrorCode::kNotFound) return {};  // A receipt covered it just now.
  if (!sealed) return Fail(sealed.error());
  const auto answer =
      line.Exchange({Method::kPut, BatchUrl(enrolled.grant.center_address, id), *sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  sent_ += std::ssize(*sealed);
  const auto said = ErrorIn(*answer);
  if (!said) return TakeReceipt(enrolled, id, answer->body);
  if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
  return Refused(id, *said);
}

Status Forwarder::TakeReceipt(const storage::Enrolled& enrolled, const formats::BatchId& id,
                              const std::string& answer) {
  const auto receipt = formats::OpenReceipt(answer, enrolled.center.sign);
  const bool good = receipt && receipt->device == id.device && receipt->epoch == id.epoch;
  if (!good) return NoteGap(id);
  LIANXIAO_TRY(parts_.spool->PutReceipt(*receipt, answer));
  if (receipt->through_seq < id.seq) return NoteGap(id);
  gaps_.erase(KeyOf(id));
  LIANXIAO_TRY(parts_.state.AddToCounter("relay_batches", 1));
  return {};
}

// Whatever the reason, the box still has it, and sends it again or tells a person itself.
Status Forwarder::Refused(const formats::BatchId& id, const ApiError& said) {
  if (said.key == "batch.gap") return NoteGap(id);
  parts_.log.Info("relay: the center will not have batch " + id.epoch + "/" + std::to_string(id.seq) +
                  " of box " + id.device + ": " + said.error.message);
  if (said.key == kRevokedKey) return parts_.spool->DropDevice(id.device);
  return parts_.spool->DropBatch(id);
}

Status Forwarder::NoteGap(const formats::BatchId& id) {
  auto& gap = gaps_[KeyOf(id)];
  gap.again = parts_.clock.Now() + kRefusedAgainMs;
  if (++gap.times < kMostGapTries) return {};
  gaps_.erase(KeyOf(id));
  return parts_.spool->DropBatch(id);
}

bool Forwarder::Rests(const formats::BatchId& id) const {
  const auto gap = gaps_.find(KeyOf(id));
  return gap != gaps_.end() && parts_.clock.Now() < gap->second.again;
}

// --- Reports up, letters down ---

Status Forwarder::SendStatus(Line& line, const storage::Enrolled& enrolled, const std::string& device) {
  if (!parts_.spool->HasStatus(device)) return {};
  LIANXIAO_ASSIGN(const auto sealed, parts_.spool->StatusOf(device));
  const auto answer = line.Exchange(
      {Method::kPut, StatusUrl(enrolled.grant.center_address, device), sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  sent_ += std::ssize(sealed);
  const auto said = ErrorIn(*answer);
  if (said && said->error.code == ErrorCode::kOffline) return Fail(said->error);
  if (said && said->key == kRevokedKey) return parts_.spool->DropDevice(device);
  // A newer one took another road, or it is nobody's: either way it is done with.
  LIANXIAO_TRY(parts_.spool->DropStatus(device));
  const auto number = said ? std::nullopt : LetterNumberIn(*answer);
  if (!number || *number <= parts_.spool->LetterNumber(device)) return {};
  return FetchLetter(line, enrolled, device, *number);
}

Status Forwarder::FetchLetter(Line& line, const storage::Enrolled& enrolled, const std::string& device,
                              std::int64_t number) {
  const auto answer = line.Exchange({Method::kGet,
                                     LetterUrl(enrolled.grant.center_address, device, number - 1),
                                     {},
                                     formats::kMaxLetterBytes});
  if (!answer) return Fail(answer.error());
  if (const auto said = ErrorIn(*answer)) {
    return said->error.code == ErrorCode::kOffline ? Status(Fail(said->error)) : Status{};
  }
  if (answer->status != 200 || answer->body.empty()) return {};
  const auto put = parts_.spool->PutLetter(device, number, answer->body);
  if (!put && put.error().code == ErrorCode::kNoSpace) return {};  // The next report asks for it again.
  return put;
}

}  // namespace lianxiao::sync
