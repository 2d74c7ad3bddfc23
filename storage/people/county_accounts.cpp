#include "storage/people/county_accounts.h"

#include <algorithm>
#include <map>
#include <set>

#include "storage/people/login_name.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kSuffix = "@county";

bool IsHex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Status CheckArriving(const CountyAccount& account) {
  if (!IsHex(account.id, 32)) return Fail(ErrorCode::kInvalid, "its id is none");
  if (!IsHex(account.person, 16)) return Fail(ErrorCode::kInvalid, "its pseudonym is none");
  if (!account.code_digest.empty() && !IsHex(account.code_digest, 64)) {
    return Fail(ErrorCode::kInvalid, "its code's digest is none");
  }
  if (!BelongsTo(account.role, Place::kSchool))
    return Fail(ErrorCode::kInvalid, "its role is none of a school");
  LIANXIAO_TRY(CheckLogin(account.login));
  return CheckPersonName(account.name);
}

class Decision {
 public:
  explicit Decision(const std::vector<AccountRow>& here) {
    for (const auto& row : here) {
      here_[row.account.id] = &row;
      if (!row.account.from_county) taken_.insert(row.folded);
      persons_[row.account.person] = row.account.id;
    }
  }

  void Take(const CountyAccount& arriving) {
    if (auto good = CheckArriving(arriving); !good) return LeaveOut(arriving, good.error().message);
    const auto found = here_.find(arriving.id);
    const auto* old = found == here_.end() ? nullptr : found->second;
    if (old != nullptr && !old->account.from_county) return LeaveOut(arriving, "its id is a local account's");
    if (!seen_.insert(arriving.id).second) return LeaveOut(arriving, "it is in the letter twice");
    const auto person = persons_.try_emplace(arriving.person, arriving.id).first;
    if (person->second != arriving.id) return LeaveOut(arriving, "its pseudonym is another's");
    if (old == nullptr && arriving.disabled) return;
    Put(old, arriving);
  }

  CountyChanges End() {
    for (const auto& [id, row] : here_) {
      const auto& account = row->account;
      if (!account.from_county || seen_.contains(id) || account.state == AccountState::kDisabled) continue;
      auto gone = *row;
      gone.account.state = AccountState::kDisabled;
      Note("account.disabled", gone.account.login, "no longer in the county's letter");
      changes_.ends_sessions.push_back(id);
      changes_.saves.push_back(std::move(gone));
    }
    return std::move(changes_);
  }

 private:
  void Note(std::string act, std::string login, std::string detail) {
    changes_.notes.push_back({std::move(act), std::move(login), std::move(detail)});
  }
  void LeaveOut(const CountyAccount& arriving, const std::string& why) {
    Note("county.left_out", arriving.login, why);
  }

  // The login name it can have here.
  std::string FreeLogin(const CountyAccount& arriving) {
    auto login = arriving.login;
    for (int n = 2; !taken_.insert(FoldLogin(login)).second; ++n) {
      login = arriving.login + std::string(kSuffix) + (n > 2 ? std::to_string(n - 1) : "");
    }
    return login;
  }

  void Put(const AccountRow* old, const CountyAccount& arriving) {
    auto row = old != nullptr ? *old : AccountRow{};
    auto& account = row.account;
    account.id = arriving.id;
    account.person = arriving.person;
    account.login = FreeLogin(arriving);
    account.name = arriving.name;
    account.role = arriving.role;
    account.from_county = true;
    row.folded = FoldLogin(account.login);
    const bool new_code = old == nullptr || arriving.revision > old->revision;
    if (new_code) {
      row.password.clear();
      row.code_digest = arriving.code_digest;
      row.code = {{}, arriving.code_expires};
      row.revision = arriving.revision;
    }
    account.state = row.State(arriving.disabled);
    Tell(old, row, arriving, new_code);
    changes_.saves.push_back(std::move(row));
  }

  void Tell(const AccountRow* old, const AccountRow& row, const CountyAccount& arriving, bool new_code) {
    const auto& account = row.account;
    const bool has_login = old != nullptr && old->account.login == account.login;
    if (account.login != arriving.login && !has_login) {
      Note("county.login_taken", account.login, arriving.login);
    }
    if (old == nullptr) return Note("account.made", account.login, std::string(Word(account.role)));
    const auto was = old->account.state;
    if (new_code) Note("account.new_code", account.login, {});
    if (account.state == AccountState::kDisabled && was != account.state)
      Note("account.disabled", account.login, {});
    if (was == AccountState::kDisabled && account.state != was) Note("account.enabled", account.login, {});
    const bool changed = old->account.name != account.name || old->account.role != account.role || !has_login;
    if (changed) Note("account.changed", account.login, std::string(Word(account.role)));
    if (new_code || account.state == AccountState::kDisabled) changes_.ends_sessions.push_back(account.id);
  }

  std::map<std::string, const AccountRow*> here_;  // By id.
  std::map<std::string, std::string> persons_;     // Pseudonym to id.
  std::set<std::string> taken_;                    // Login names, folded.
  std::set<std::string> seen_;                     // Ids of the letter.
  CountyChanges changes_;
};

}  // namespace

CountyChanges DecideCountyChanges(const std::vector<AccountRow>& here,
                                  const std::vector<CountyAccount>& letter) {
  Decision decision(here);
  for (const auto& account : letter) decision.Take(account);
  return decision.End();
}

}  // namespace lianxiao::storage
