#include "center/registry/key_rows.h"

#include "storage/base/encoding.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

constexpr std::int64_t kOldKeysKept = 8;  // One a year.

template <typename Key>
std::string_view View(const Key& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

// A key that was ever another's, now or before, is nobody's new one.
Status CheckFree(Connection& connection, const Device& device, const VerifyKey& sign) {
  auto row = connection.Prepare(
      "SELECT 1 FROM devices WHERE sign_key = ?1 AND id <> ?2 UNION ALL "
      "SELECT 1 FROM old_device_keys WHERE sign_key = ?1");
  row.BindBlob(1, View(sign)).Bind(2, device.id);
  LIANXIAO_ASSIGN(const bool taken, row.Step());
  if (!taken) return {};
  return Fail(ErrorCode::kInvalid, "keys.in_use: these keys were used before; draw new ones");
}

}  // namespace

Result<std::vector<OldKey>> OldKeysOf(Connection& connection, const std::string& device) {
  auto rows = connection.Prepare(
      "SELECT sign_key, epoch, through_seq FROM old_device_keys WHERE device = ? "
      "ORDER BY replaced_ms DESC, sign_key LIMIT ?");
  rows.Bind(1, device).Bind(2, kOldKeysKept);
  std::vector<OldKey> keys;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return keys;
    LIANXIAO_ASSIGN(const auto sign, VerifyKey::FromHex(ToHex(rows.Text(0))));
    keys.push_back({sign, rows.Text(1), rows.Int(2)});
  }
}

Status TakeKeys(Connection& connection, const Device& device, const VerifyKey& old,
                const formats::NewKeys& keys, WallTime now) {
  if (device.sign != keys.sign) {
    LIANXIAO_TRY(CheckFree(connection, device, keys.sign));
    LIANXIAO_TRY(connection.Prepare("UPDATE devices SET sign_key = ?, seal_key = ? WHERE id = ?")
                     .BindBlob(1, View(keys.sign))
                     .BindBlob(2, View(keys.seal))
                     .Bind(3, device.id)
                     .Run());
  }
  return connection
      .Prepare(
          "INSERT INTO old_device_keys(sign_key, device, epoch, through_seq, replaced_ms) "
          "VALUES (?, ?, ?, ?, ?) ON CONFLICT(sign_key) DO UPDATE SET epoch = excluded.epoch, "
          "through_seq = excluded.through_seq")
      .BindBlob(1, View(old))
      .Bind(2, device.id)
      .Bind(3, keys.epoch)
      .Bind(4, keys.through_seq)
      .Bind(5, now.ms)
      .Run();
}

}  // namespace lianxiao::center
