#include "center/registry/device_rows.h"

#include "storage/base/encoding.h"

namespace lianxiao::center {
namespace {

using storage::Connection;
using storage::Statement;

template <typename Key>
std::string_view View(const Key& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

constexpr std::string_view kSelect =
    "SELECT id, school, sign_key, seal_key, revoked_ms, revoked_why FROM devices ";

Result<std::optional<Device>> ReadDevice(Statement& row) {
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::nullopt;
  Device device{.id = row.Text(0), .school = row.Text(1)};
  LIANXIAO_ASSIGN(device.sign, VerifyKey::FromHex(ToHex(row.Text(2))));
  LIANXIAO_ASSIGN(device.seal, SealKey::FromHex(ToHex(row.Text(3))));
  if (!row.IsNull(4)) device.revoked = WallTime{row.Int(4)};
  device.revoked_why = row.Text(5);
  return device;
}

}  // namespace

Status PutSchool(Connection& connection, const std::string& id, const std::string& name) {
  return connection
      .Prepare(
          "INSERT INTO schools(id, name) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET name = excluded.name")
      .Bind(1, id)
      .Bind(2, name)
      .Run();
}

Result<std::string> SchoolName(Connection& connection, const std::string& id) {
  auto row = connection.Prepare("SELECT name FROM schools WHERE id = ?");
  row.Bind(1, id);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Fail(ErrorCode::kNotFound, "no school " + id);
  return row.Text(0);
}

Result<std::optional<Device>> FindDevice(Connection& connection, const std::string& id) {
  auto row = connection.Prepare(std::string(kSelect) + "WHERE id = ?");
  row.Bind(1, id);
  return ReadDevice(row);
}

Result<std::optional<Device>> FindDevice(Connection& connection, const VerifyKey& sign) {
  auto row = connection.Prepare(std::string(kSelect) + "WHERE sign_key = ?");
  row.BindBlob(1, View(sign));
  return ReadDevice(row);
}

Status PutDevice(Connection& connection, const Device& device, const formats::EnrolmentRequest& request,
                 WallTime now) {
  auto put = connection.Prepare(
      "INSERT INTO devices(id, school, sign_key, seal_key, program, hardware, enrolled_ms, last_contact_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?7, ?7) ON CONFLICT(id) DO UPDATE SET school = excluded.school, "
      "seal_key = excluded.seal_key, program = excluded.program, hardware = excluded.hardware, "
      "enrolled_ms = excluded.enrolled_ms, last_contact_ms = excluded.last_contact_ms");
  put.Bind(1, device.id).Bind(2, device.school).BindBlob(3, View(device.sign)).BindBlob(4, View(device.seal));
  return put.Bind(5, request.program).Bind(6, request.hardware).Bind(7, now.ms).Run();
}

Result<std::optional<Device>> NewestOf(Connection& connection, const std::string& school) {
  auto row =
      connection.Prepare(std::string(kSelect) + "WHERE school = ? ORDER BY enrolled_ms DESC, id LIMIT 1");
  row.Bind(1, school);
  return ReadDevice(row);
}

Status PutRevoked(Connection& connection, const std::string& device, const std::string& why, WallTime now) {
  return connection
      .Prepare("UPDATE devices SET revoked_ms = ?, revoked_why = ? WHERE id = ? AND revoked_ms IS NULL")
      .Bind(1, now.ms)
      .Bind(2, why)
      .Bind(3, device)
      .Run();
}

Status CheckNotRevoked(const Device& device) {
  if (!device.revoked) return {};
  return Fail(ErrorCode::kRefused, "device.revoked: this box was shut out on " +
                                       ToRfc3339(*device.revoked).substr(0, 10) + ": " + device.revoked_why);
}

Status NoteContact(Connection& connection, const std::string& device, WallTime now) {
  return connection.Prepare("UPDATE devices SET last_contact_ms = max(last_contact_ms, ?) WHERE id = ?")
      .Bind(1, now.ms)
      .Bind(2, device)
      .Run();
}

}  // namespace lianxiao::center
