#include <nlohmann/json.hpp>

#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/signed_json.h"
#include "storage/formats/usage.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr SignedWord kReceipt{"lianxiao receipt 1", "the receipt", 16 << 10};

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
  return SignJson(kReceipt, body, center);
}

Result<Receipt> OpenReceipt(std::string_view text, const VerifyKey& center) {
  LIANXIAO_ASSIGN(const auto body, OpenSignedJson(kReceipt, text, center));
  return ReadReceipt(body);
}

}  // namespace lianxiao::formats
