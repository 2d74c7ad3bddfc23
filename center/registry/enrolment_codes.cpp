#include "center/registry/enrolment_codes.h"

#include <cstdlib>

namespace lianxiao::center {
namespace {

using storage::Connection;

constexpr std::size_t kFirstHalfBytes = 4;

}  // namespace

BlobId FinderOf(std::string_view secret) {
  return HashOf("lianxiao code finder 1" + std::string(secret.substr(0, kFirstHalfBytes)));
}

BlobId DigestOf(std::string_view secret) { return HashOf("lianxiao code secret 1" + std::string(secret)); }

Verdict Judge(const std::optional<CodeRow>& code, std::string_view secret, const std::string& device,
              WallTime now, std::int64_t code_tries) {
  if (!code) return Verdict::kUnknown;
  const bool right = code->digest == DigestOf(secret);
  // The reply to the first asking may have been lost, and found again days later.
  if (right && !device.empty() && code->device == device) return Verdict::kGoodAgain;
  if (code->wrong >= code_tries) return Verdict::kTooManyTries;
  if (!right) return code->wrong + 1 >= code_tries ? Verdict::kTooManyTries : Verdict::kUnknown;
  if (!code->device.empty()) return Verdict::kUsed;
  if (now >= code->expires) return Verdict::kExpired;
  return Verdict::kGood;
}

Error Refusal(Verdict verdict) {
  const auto refuse = [](const char* message) { return Error{ErrorCode::kRefused, message}; };
  switch (verdict) {
    case Verdict::kUnknown:
      return refuse("enrol.code_unknown: no such code here; check it, or ask for a new one");
    case Verdict::kUsed: return refuse("enrol.code_used: another box used this code; ask for a new one");
    case Verdict::kExpired: return refuse("enrol.code_expired: this code has ended; ask for a new one");
    case Verdict::kTooManyTries:
      return refuse("enrol.too_many_tries: too many wrong tries; ask for a new code");
    case Verdict::kGood:
    case Verdict::kGoodAgain: break;
  }
  std::abort();  // There is nothing to refuse.
}

Result<std::optional<CodeRow>> FindCode(Connection& connection, std::string_view secret) {
  const auto finder = FinderOf(secret);
  auto row = connection.Prepare(
      "SELECT secret, school, address, made_ms, expires_ms, wrong, device FROM codes WHERE finder = ?");
  row.BindBlob(1, finder.View());
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::nullopt;
  CodeRow code{.finder = finder};
  LIANXIAO_ASSIGN(code.digest, BlobId::FromBytes(row.Text(0)));
  code.school = row.Text(1);
  code.address = row.Text(2);
  code.made = {row.Int(3)};
  code.expires = {row.Int(4)};
  code.wrong = row.Int(5);
  code.device = row.Text(6);
  return code;
}

Result<bool> AddCode(Connection& connection, const CodeRow& code) {
  auto end_old = connection.Prepare(
      "UPDATE codes SET expires_ms = min(expires_ms, ?) WHERE school = ? AND device IS NULL");
  LIANXIAO_TRY(end_old.Bind(1, code.made.ms).Bind(2, code.school).Run());
  auto insert = connection.Prepare(
      "INSERT OR IGNORE INTO codes(finder, secret, school, address, made_ms, expires_ms) VALUES (?, ?, ?, ?, "
      "?, ?)");
  insert.BindBlob(1, code.finder.View()).BindBlob(2, code.digest.View()).Bind(3, code.school);
  LIANXIAO_TRY(insert.Bind(4, code.address).Bind(5, code.made.ms).Bind(6, code.expires.ms).Run());
  return connection.Changes() == 1;
}

Status MarkUsed(Connection& connection, const BlobId& finder, const std::string& device) {
  auto update = connection.Prepare("UPDATE codes SET device = ? WHERE finder = ?");
  return update.Bind(1, device).BindBlob(2, finder.View()).Run();
}

Result<std::int64_t> CountWrongTry(Connection& connection, const std::optional<CodeRow>& code, WallTime now) {
  if (code) {
    LIANXIAO_TRY(connection.Prepare("UPDATE codes SET wrong = wrong + 1 WHERE finder = ?")
                     .BindBlob(1, code->finder.View())
                     .Run());
    return code->wrong + 1;
  }
  auto count = connection.Prepare(
      "INSERT INTO wrong_codes(hour, tries) VALUES (?, 1) ON CONFLICT(hour) DO UPDATE SET tries = tries + 1 "
      "RETURNING tries");
  count.Bind(1, now.ms / kHourMs);
  LIANXIAO_TRY(count.Step());
  const auto tries = count.Int(0);
  LIANXIAO_TRY(count.Run());
  return tries;
}

}  // namespace lianxiao::center
