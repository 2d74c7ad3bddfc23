#include "center/registry/holdings_rows.h"

namespace lianxiao::center {

Status PutHoldings(storage::Connection& connection, const formats::Holdings& holdings) {
  auto put = connection.Prepare(
      "INSERT INTO holdings(device, counter, packed) VALUES (?, ?, ?)"
      " ON CONFLICT (device) DO UPDATE SET counter = excluded.counter, packed = excluded.packed"
      " WHERE excluded.counter >= counter");
  return put.Bind(1, holdings.device)
      .Bind(2, holdings.counter)
      .BindBlob(3, formats::PackHoldings(holdings))
      .Run();
}

Result<std::string> PackedHoldings(storage::Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT packed FROM holdings WHERE device = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Fail(ErrorCode::kNotFound, "this box has not said what it holds");
  return row.Text(0);
}

}  // namespace lianxiao::center
