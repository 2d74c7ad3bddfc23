// Who logged in and who changed what: a table that only grows, each row chained to the one before, so that
// a row that was changed or taken out shows. Apart from the learning log, with a retention of its own.
//
//   hash(n) = BLAKE2b( hash(n-1) ‖ canonical JSON of row n )
//
// Rows older than the retention go from the front; the hash they ended with stays, so that the rest still
// proves itself. Age is not read from the wall clock alone, which on a box may say 1970 or 2099: see
// audit_chain.h. Who can write the database could make a whole new chain; against that helps an export that
// lies elsewhere, for its last hash must be in the chain for ever. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::storage {

struct AuditRow {
  std::int64_t number = 0;  // 1, 2, …; never used twice.
  WallTime at;
  std::string who;   // Login name; "console" for the machine's own admin; empty: unknown.
  std::string from;  // Network address; empty for the control socket.
  std::string act;   // "login.good", "login.wrong", "account.made", "box.revoked", …: a string-catalog key.
  std::string subject;  // What it was done to: a login name, a school, a device.
  std::string detail;   // Short, for people; never a password, code or token.
};

inline constexpr std::int64_t kAuditDays = 365;       // Kept by default.
inline constexpr std::int64_t kLeastAuditDays = 180;  // Grade 2 asks for six months.

class AuditLog {
 public:
  // The tables are of people/schema; `people` outlives the log.
  AuditLog(Database& people, const Clock& clock);

  // Durable when it returns. Number and time are set here; texts are cut to what fits a row.
  Status Add(AuditRow row);
  // The same within a transaction that is open already.
  Status Add(Connection& connection, AuditRow row) const;
  Result<std::int64_t> NewestNumber(Connection& connection) const;  // 0: none was ever written.
  // Rows by or about one login name from number `first` on, oldest first.
  Result<std::vector<AuditRow>> About(Connection& connection, const std::string& login,
                                      std::int64_t first) const;

  struct Page {
    std::vector<AuditRow> rows;  // Newest first.
    std::int64_t total = 0;
  };
  Result<Page> Newest(std::int64_t offset, std::int64_t limit) const;
  struct HashedRow {
    AuditRow row;
    std::string hash;  // Hex.
  };
  // Some hundred rows after number `number`, oldest first, for an export in steps; none: that was all.
  Result<std::vector<HashedRow>> After(std::int64_t number) const;
  // Every row, oldest first.
  Status ForEach(const std::function<void(const AuditRow&, const std::string& hash_hex)>& row) const;
  // kCorrupt names the first row that does not fit the one before it.
  Status CheckChain() const;
  // Removes what is older than `days` (never less than kLeastAuditDays), from the front. To be called once a
  // day, for each call notes how much time has gone by.
  Status Forget(std::int64_t days);

 private:
  Database& people_;
  const Clock& clock_;
};

}  // namespace lianxiao::storage
