// Accounts, sessions and the audit log wherever the power is cut: what was acknowledged is there, each act
// and its row in the log are there together or not at all, and the chain holds.
//
//   LIANXIAO_SEED=17 build/tests/sim_people     lives one life again
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/people/people.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"

namespace lianxiao::sim {
namespace {

using storage::Account;
using storage::AccountState;
using storage::Actor;
using test::Dice;

constexpr std::uint64_t kLives = 60;
constexpr int kCutsALife = 6;
constexpr std::uint64_t kMostChangesToACut = 220;  // An act makes some ten, and a life lasts several acts.
constexpr const char* kPath = "/box/people.db";

// Stands still: what is tried here is the disk. The boot stays the same, so that sessions can be looked for.
class StandingClock final : public Clock {
 public:
  Instant Now() const override { return {3'600'000}; }
  WallTime Wall() const override { return {1'795'250'000'000}; }
  std::string BootId() const override { return "boot"; }
};

// What a person at the pages was told.
struct Told {
  std::map<std::string, std::set<AccountState>> accounts;  // By login; two states when the answer never came.
  std::map<std::string, std::string> sessions;             // Token to login.
  std::int64_t acts = 0;                                   // Each with at least one row.
};

class Life {
 public:
  Life(std::uint64_t seed, test::Lies lies)
      : dice_(seed), disk_(std::move(lies)), vfs_(disk_, "people-crash") {
    EXPECT_TRUE(disk_.MakeFolders("/box"));
  }

  // What broke a promise, or nothing.
  std::optional<std::string> Live() {
    for (int cut = 0; cut < kCutsALife; ++cut) {
      disk_.CutPowerAt(1 + static_cast<std::int64_t>(dice_.Below(kMostChangesToACut)));
      if (Open()) ActUntilThePowerGoes();
      people_.reset();
      if (disk_.HasPower()) disk_.CutPowerNow();
      disk_.PowerOn(dice_.Below(1'000'000));
      if (!Open()) return "people.db does not open any more: " + failure_;
      if (auto broken = Check()) return broken;
      people_.reset();
    }
    return std::nullopt;
  }
  std::int64_t acts() const { return told_.acts; }

 private:
  bool Open() {
    storage::PeopleOptions options;
    options.cost = {.memory_bytes = 8'192, .passes = 1};
    auto opened = storage::People::Open(kPath, clock_, options, {.vfs = vfs_.name(), .disk = &disk_});
    if (!opened) failure_ = opened.error().message;
    if (opened) people_ = *std::move(opened);
    return opened.has_value();
  }

  void ActUntilThePowerGoes() {
    while (disk_.HasPower()) {
      switch (dice_.Below(4)) {
        case 0: Add(); break;
        case 1: SwitchOnOrOff(); break;
        default: FirstLogin(); break;
      }
    }
  }

  void Add() {
    const auto login = "teacher" + std::to_string(next_++);
    const auto made = people_->Add({login, "王芳", storage::Role::kTeacher, ""}, Actor::Console());
    if (!made) return;  // It may be there or not: the log has to tell the same.
    ++told_.acts;
    told_.accounts[login] = {AccountState::kInvited};
    codes_[login] = made->code;
  }

  std::string AnyLogin() {
    if (told_.accounts.empty()) return {};
    auto at = told_.accounts.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(dice_.Below(told_.accounts.size())));
    return at->first;
  }

  void SwitchOnOrOff() {
    const auto login = AnyLogin();
    const auto account = people_->FindLogin(login);
    if (!account) return;
    const bool off = account->state != AccountState::kDisabled;
    const auto before = account->state;
    const auto after = off ? AccountState::kDisabled
                           : (codes_.contains(login) ? AccountState::kInvited : AccountState::kActive);
    const auto done = off ? people_->Disable(account->id, Actor::Console())
                          : people_->Enable(account->id, Actor::Console());
    told_.accounts[login] = done ? std::set{after} : std::set{before, after};
    if (off) std::erase_if(told_.sessions, [&](const auto& session) { return session.second == login; });
    told_.acts += done ? 1 : 0;
  }

  void FirstLogin() {
    const auto login = AnyLogin();
    const auto code = codes_.find(login);
    if (code == codes_.end() || told_.accounts[login] != std::set{AccountState::kInvited}) return;
    const auto first = people_->LogIn(login, SecretBytes(code->second), "10.0.0.1");
    if (!first) return;
    ++told_.acts;
    const auto in = people_->SetFirstPassword(first->ticket, SecretBytes("teaching-38"), "10.0.0.1");
    if (!in) {
      told_.accounts[login] = {AccountState::kInvited, AccountState::kActive};
      return;
    }
    ++told_.acts;
    codes_.erase(code);
    told_.accounts[login] = {AccountState::kActive};
    told_.sessions[in->session->token] = login;
  }

  std::optional<std::string> Check() {
    if (const auto chain = people_->audit().CheckChain(); !chain) return chain.error().message;
    if (auto broken = CheckAccounts()) return broken;
    for (const auto& [token, login] : told_.sessions) {
      if (!people_->Check(token)) return "a session of " + login + " is gone";
    }
    return CheckLog();
  }

  std::optional<std::string> CheckAccounts() {
    for (auto& [login, states] : told_.accounts) {
      const auto account = people_->FindLogin(login);
      if (!account) return login + ": " + account.error().message;
      if (!states.contains(account->state)) return login + " is " + std::string(Word(account->state));
      states = {account->state};
      if (account->state == AccountState::kActive) codes_.erase(login);
    }
    return std::nullopt;
  }

  std::optional<std::string> CheckLog() {
    std::set<std::string> made;
    std::map<std::string, std::int64_t> passwords;
    const auto read = people_->audit().ForEach([&](const storage::AuditRow& row, const std::string&) {
      if (row.act == "account.made") made.insert(row.subject);
      if (row.act == "password.set") ++passwords[row.subject];
    });
    if (!read) return read.error().message;
    const auto all = people_->List();
    if (!all) return all.error().message;
    for (const auto& account : *all) {
      if (made.erase(account.login) == 0) return account.login + " is there, but not in the log";
      if (account.state == AccountState::kActive && passwords[account.login] != 1) {
        return account.login + " has a password that the log does not know";
      }
    }
    if (!made.empty()) return *made.begin() + " is in the log, but not there";
    if (people_->audit().Newest(0, 1)->total < told_.acts) return "the log is shorter than what was done";
    return std::nullopt;
  }

  Dice dice_;
  test::FalseDisk disk_;
  test::FalseVfs vfs_;
  StandingClock clock_;
  std::unique_ptr<storage::People> people_;
  Told told_;
  std::map<std::string, std::string> codes_;  // Of those who have not set a password yet.
  std::string failure_;
  int next_ = 0;
};

TEST(PeopleCrash, ActsAndTheirRowsAreWholeWhereverThePowerIsCut) {
  const char* only = std::getenv("LIANXIAO_SEED");
  const std::uint64_t first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
  const std::uint64_t last = only != nullptr ? first : kLives;
  std::int64_t acts = 0;
  for (auto seed = first; seed <= last; ++seed) {
    Life life(seed, nullptr);
    const auto broken = life.Live();
    ASSERT_FALSE(broken) << "LIANXIAO_SEED=" << seed << ": " << *broken;
    acts += life.acts();
  }
  std::printf("%d power cuts, %lld acts between them\n", static_cast<int>(last - first + 1) * kCutsALife,
              static_cast<long long>(acts));
  if (only == nullptr) {
    EXPECT_GE(acts, 1'000) << "people hardly lived";
  }
}

// The simulation itself is tested with a disk that says it has synced the log of changes and has not.
TEST(PeopleCrash, ALyingDiskIsNoticed) {
  int noticed = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Life life(seed, [](const std::string& path) { return path.ends_with("-wal"); });
    noticed += life.Live().has_value() ? 1 : 0;
  }
  EXPECT_GE(noticed, 3);
}

}  // namespace
}  // namespace lianxiao::sim
