#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/usage.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kReceiptPurpose = "lianxiao receipt 1";
constexpr std::size_t kMaxReceiptBytes = 16 << 10;

Result<Receipt> ReadReceipt(const json& value) {
  JsonFields fields(value, "signed");
  Receipt receipt;
  receipt.device = fields.Text("device");
  receipt.epoch = fields.Text("epoch");
  receipt.through_seq = fields.Integer("through_seq");
  receipt.last_batch = fields.BlobOrZero("last_batch");
  receipt.at.ms = fields.Integer("at_ms");
  receipt.two_boxes = fields.BooleanOr("two_boxes", false);
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("signed.device", receipt.device, 32));
  LIANXIAO_TRY(CheckHex("signed.epoch", receipt.epoch, 16));
  LIANXIAO_TRY(CheckRange("signed.through_seq", receipt.through_seq, 0));
  if ((receipt.through_seq == 0) != (receipt.last_batch == BlobId{})) {
    return Fail(ErrorCode::kInvalid, "signed.last_batch: is there exactly when a batch is");
  }
  return receipt;
}

}  // namespace

Status Check(const BatchId& id) {
  LIANXIAO_TRY(CheckHex("device", id.device, 32));
  LIANXIAO_TRY(CheckHex("epoch", id.epoch, 16));
  return CheckRange("seq", id.seq, 1);
}

std::string SignReceipt(const Receipt& receipt, const SigningKey& center) {
  json body = {{"device", receipt.device},
               {"epoch", receipt.epoch},
               {"through_seq", receipt.through_seq},
               {"at_ms", receipt.at.ms}};
  if (receipt.last_batch != BlobId{}) body["last_batch"] = receipt.last_batch.Hex();
  if (receipt.two_boxes) body["two_boxes"] = true;
  // Device and epoch are hex by then, so compact and canonical are the same bytes.
  const auto signature = center.Sign(ForSigning(kReceiptPurpose, Compact(body)));
  return Compact({{"signed", body}, {"signature", ToHex(signature)}});
}

Result<Receipt> OpenReceipt(std::string_view text, const VerifyKey& center) {
  if (text.size() > kMaxReceiptBytes) return Fail(ErrorCode::kInvalid, "the receipt is too large");
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  const auto& body = fields.Object("signed");
  const auto signature = FromHex(fields.Text("signature"));
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(const auto canonical, Canonical(body));
  if (!signature || !Verify(center, ForSigning(kReceiptPurpose, canonical), *signature)) {
    return Fail(ErrorCode::kUntrusted, "the receipt is not signed by our center");
  }
  return ReadReceipt(body);
}

}  // namespace lianxiao::formats
