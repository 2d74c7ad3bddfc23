#include "storage/people/account_rows.h"

#include "storage/base/encoding.h"
#include "storage/people/login_name.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kColumns =
    "id, person, login, folded, name, role, school, from_county, revision, disabled, password, code_digest,"
    " code_boot, code_up_ms, code_ms, code_expires_ms, totp_secret, totp_offered, totp_step, made_ms,"
    " last_login_ms, first_audit";

Result<Account> AccountOf(const Statement& s) {
  Account account;
  account.id = s.Text(0);
  account.person = s.Text(1);
  account.login = s.Text(2);
  account.name = s.Text(4);
  LIANXIAO_ASSIGN(account.role, ParseRole(s.Text(5)));
  account.school = s.Text(6);
  account.from_county = s.Int(7) != 0;
  account.second_factor = !s.IsNull(16);
  account.made = WallTime{s.Int(19)};
  if (!s.IsNull(20)) account.last_login = WallTime{s.Int(20)};
  return account;
}

Result<AccountRow> RowOf(const Statement& s) {
  AccountRow row;
  LIANXIAO_ASSIGN(row.account, AccountOf(s));
  row.folded = s.Text(3);
  row.revision = s.Int(8);
  row.password = s.Text(10);
  row.code_digest = s.Text(11);
  row.code = {{WallTime{s.Int(14)}, s.Text(12), Instant{s.Int(13)}}, WallTime{s.Int(15)}};
  row.totp_secret = s.Text(16);
  row.totp_offered = s.Text(17);
  row.totp_step = s.Int(18);
  row.first_audit = s.Int(21);
  row.account.state = row.State(s.Int(9) != 0);
  return row;
}

void BindBlobOrNull(Statement& s, int index, std::string_view bytes) {
  if (bytes.empty()) {
    s.BindNull(index);
  } else {
    s.BindBlob(index, bytes);
  }
}

void BindAccount(Statement& s, const Account& account) {
  s.Bind(1, account.id).Bind(2, account.person).Bind(3, account.login).Bind(5, account.name);
  s.Bind(6, Word(account.role)).Bind(7, account.school).Bind(8, std::int64_t{account.from_county});
  s.Bind(10, std::int64_t{account.state == AccountState::kDisabled}).Bind(20, account.made.ms);
  if (account.last_login) {
    s.Bind(21, account.last_login->ms);
  } else {
    s.BindNull(21);
  }
}

}  // namespace

AccountState AccountRow::State(bool disabled) const {
  if (disabled) return AccountState::kDisabled;
  return password.empty() ? AccountState::kInvited : AccountState::kActive;
}

Result<std::optional<AccountRow>> LoadAccount(Connection& c, AccountKey key, std::string_view value) {
  const std::string_view column = key == AccountKey::kId ? "id" : "folded";
  auto row =
      c.Prepare("SELECT " + std::string(kColumns) + " FROM accounts WHERE " + std::string(column) + " = ?");
  row.Bind(1, value);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<AccountRow>();
  LIANXIAO_ASSIGN(auto account, RowOf(row));
  return std::optional(std::move(account));
}

Result<AccountRow> GetAccount(Connection& c, const std::string& id) {
  LIANXIAO_ASSIGN(auto row, LoadAccount(c, AccountKey::kId, id));
  if (!row) return Fail(ErrorCode::kNotFound, "account.unknown: there is no such account (any more)");
  return *std::move(row);
}

Result<std::vector<AccountRow>> LoadAccounts(Connection& c) {
  std::vector<AccountRow> accounts;
  auto rows = c.Prepare("SELECT " + std::string(kColumns) + " FROM accounts ORDER BY folded");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return accounts;
    LIANXIAO_ASSIGN(auto row, RowOf(rows));
    accounts.push_back(std::move(row));
  }
}

// No REPLACE: it would delete the row first, and with it the account's sessions.
Status SaveAccount(Connection& c, const AccountRow& row) {
  auto save = c.Prepare(
      "INSERT INTO accounts (" + std::string(kColumns) +
      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
      " ?21, ?22) ON CONFLICT (id) DO UPDATE SET person = ?2, login = ?3, folded = ?4, name = ?5, role = ?6,"
      " school = ?7, from_county = ?8, revision = ?9, disabled = ?10, password = ?11, code_digest = ?12,"
      " code_boot = ?13, code_up_ms = ?14, code_ms = ?15, code_expires_ms = ?16, totp_secret = ?17,"
      " totp_offered = ?18, totp_step = ?19, made_ms = ?20, last_login_ms = ?21, first_audit = ?22");
  BindAccount(save, row.account);
  save.Bind(4, row.folded).Bind(9, row.revision).Bind(11, row.password).Bind(12, row.code_digest);
  save.Bind(13, row.code.made.boot).Bind(14, row.code.made.up.ms).Bind(15, row.code.made.wall.ms);
  save.Bind(16, row.code.expires.ms).Bind(19, row.totp_step).Bind(22, row.first_audit);
  BindBlobOrNull(save, 17, row.totp_secret);
  BindBlobOrNull(save, 18, row.totp_offered);
  return save.Run();
}

Status DeleteAccount(Connection& c, const std::string& id) {
  return c.Prepare("DELETE FROM accounts WHERE id = ?").Bind(1, id).Run();
}

std::string NewAccountId() { return ToHex(RandomBytes(16)); }
std::string NewPersonId() { return ToHex(RandomBytes(8)); }

}  // namespace lianxiao::storage
