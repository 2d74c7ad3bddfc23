// A school (or county) with people in it, on a disk in memory, with a clock to turn and cheap passwords.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "storage/people/people.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"

namespace lianxiao::storage {

class TurnedClock final : public Clock {
 public:
  Instant Now() const override { return up; }
  WallTime Wall() const override { return wall; }
  std::string BootId() const override { return boot; }
  void Pass(std::int64_t ms) { up.ms += ms, wall.ms += ms; }
  void Reboot(const std::string& id) { boot = id, up = Instant{20'000}; }

  Instant up{3'600'000};
  WallTime wall{1'795'250'000'000};  // November 2026.
  std::string boot = "boot-1";
};

// The cheapest that libsodium makes: tests are about what is decided, not about the price.
inline constexpr PasswordCost kCheap{.memory_bytes = 8'192, .passes = 1};

// What a message begins with: "login.wrong".
inline std::string Key(const Error& error) { return error.message.substr(0, error.message.find(':')); }

MATCHER_P(FailsWith, key, "") {
  if (arg) {
    *result_listener << "it succeeded";
    return false;
  }
  *result_listener << arg.error().message;
  return Key(arg.error()) == key;
}

class SchoolOfPeople : public testing::Test {
 protected:
  explicit SchoolOfPeople(Place place = Place::kSchool) {
    options.place = place;
    options.cost = kCheap;
    EXPECT_TRUE(disk.MakeFolders("/box"));
    Open();
  }
  void Open() {
    people.reset();
    auto opened = People::Open("/box/people.db", clock, options, {.vfs = vfs.name(), .disk = &disk});
    ASSERT_TRUE(opened) << opened.error().message;
    people = *std::move(opened);
  }

  Invitation Invite(const std::string& login, Role role = Role::kTeacher, const std::string& school = {}) {
    auto made = people->Add({login, "王芳", role, school}, Actor::Console());
    EXPECT_TRUE(made) << made.error().message;
    return made.value_or(Invitation{});
  }
  // An active account with `password`, never logged in from anywhere but "first-place".
  Account Member(const std::string& login, Role role = Role::kTeacher,
                 const std::string& password = kPassword) {
    const auto invitation = Invite(login, role);
    const auto first = people->LogIn(login, SecretBytes(invitation.code), "first-place");
    EXPECT_TRUE(first) << first.error().message;
    const auto in =
        people->SetFirstPassword(first.value_or(LoginEnd{}).ticket, SecretBytes(password), "first-place");
    EXPECT_TRUE(in) << in.error().message;
    return invitation.account;
  }
  Result<LoginEnd> LogIn(const std::string& login, const std::string& password = kPassword,
                         const std::string& from = "192.168.1.20") {
    return people->LogIn(login, SecretBytes(password), from);
  }
  Session In(const std::string& login, const std::string& password = kPassword,
             const std::string& from = "192.168.1.20") {
    auto end = LogIn(login, password, from);
    EXPECT_TRUE(end) << end.error().message;
    EXPECT_TRUE(end && end->session) << "no session yet";
    return end && end->session ? *end->session : Session{};
  }
  void TryWrongly(const std::string& login, int times, const std::string& from = "192.168.1.66") {
    for (int n = 0; n < times; ++n) EXPECT_FALSE(LogIn(login, "wrong-" + std::to_string(n), from));
  }
  // The acts of the log, oldest first: "login.good wangfang".
  std::vector<std::string> Acts() {
    std::vector<std::string> acts;
    const auto read = people->audit().ForEach(
        [&](const AuditRow& row, const std::string&) { acts.push_back(row.act + " " + row.subject); });
    EXPECT_TRUE(read);
    return acts;
  }
  static Actor As(const Account& account) { return {account.id, account.login, "192.168.1.20"}; }

  static constexpr const char* kPassword = "teaching-38";

  test::FalseDisk disk;
  test::FalseVfs vfs{disk, "people"};
  TurnedClock clock;
  PeopleOptions options;
  std::unique_ptr<People> people;
};

}  // namespace lianxiao::storage
