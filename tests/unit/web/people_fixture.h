// The real accounts of a school or a county, on a disk in memory, with a clock to turn and cheap passwords;
// and a browser that keeps cookies and fills in forms, without a server.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/people/people.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/unit/web/ask.h"
#include "web/http/url.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

class TurnedClock final : public Clock {
 public:
  Instant Now() const override { return up; }
  WallTime Wall() const override { return wall; }
  std::string BootId() const override { return "boot"; }
  void Pass(std::int64_t ms) { up.ms += ms, wall.ms += ms; }
  Instant up{3'600'000};
  WallTime wall{1'795'250'000'000};
};

struct PeopleOnDisk {
  explicit PeopleOnDisk(storage::Place in = storage::Place::kSchool) : place(in) {
    EXPECT_TRUE(disk.MakeFolders("/box"));
    storage::PeopleOptions options{.place = place, .cost = {.memory_bytes = 8'192, .passes = 1}};
    auto opened = storage::People::Open("/box/people.db", clock, options, {.vfs = vfs.name(), .disk = &disk});
    EXPECT_TRUE(opened) << opened.error().message;
    people = *std::move(opened);
  }
  PeopleSite Site(GateOptions gate = {}) { return {*people, clock, place, std::move(gate)}; }
  storage::Invitation Invite(const std::string& login, storage::Role role, const std::string& school = {}) {
    auto made = people->Add({login, "王芳", role, school}, storage::Actor::Console());
    EXPECT_TRUE(made) << made.error().message;
    return *made;
  }
  // With the password "wang-fang-2026".
  storage::Account Member(const std::string& login, storage::Role role, const std::string& school = {}) {
    const auto made = Invite(login, role, school);
    const auto first = people->LogIn(login, SecretBytes(made.code), "192.168.1.9");
    EXPECT_TRUE(first) << first.error().message;
    const auto in = people->SetFirstPassword(first->ticket, SecretBytes("wang-fang-2026"), "192.168.1.9");
    EXPECT_TRUE(in) << in.error().message;
    return made.account;
  }
  // "login.good of wangfang", newest first.
  std::vector<std::string> Log() const {
    std::vector<std::string> lines;
    const auto page = people->audit().Newest(0, 100);
    EXPECT_TRUE(page);
    for (const auto& row : page->rows) lines.push_back(row.act + " of " + row.subject + " by " + row.who);
    return lines;
  }

  storage::Place place;
  test::FalseDisk disk;
  test::FalseVfs vfs{disk, "web"};
  TurnedClock clock;
  std::unique_ptr<storage::People> people;
};

// Fields of a form, as a browser sends them.
using FormFields = std::vector<std::pair<std::string, std::string>>;
inline std::string Encoded(const FormFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + EncodeSegment(name) + "=" + EncodeSegment(value);
  }
  return text;
}

// The value of the first input of this name on a page; empty without one.
inline std::string InputOf(const std::string& page, const std::string& name) {
  const auto at = page.find("name=\"" + name + "\" value=\"");
  if (at == std::string::npos) return {};
  const auto begin = page.find("value=\"", at) + 7;
  return page.substr(begin, page.find('"', begin) - begin);
}

class FalseBrowser {
 public:
  explicit FalseBrowser(const Router& router) : router_(router) {}

  Response Get(const std::string& target) { return Send({.target = target}); }
  Response Post(const std::string& target, const FormFields& fields) {
    return Send({.method = "POST", .target = target, .body = Encoded(fields)});
  }
  // A form of a page that was got before, with its token.
  Response Submit(const std::string& target, FormFields fields) {
    fields.emplace_back("csrf", csrf);
    return Post(target, fields);
  }
  Response LogIn(const std::string& login, const std::string& password = "wang-fang-2026") {
    auto response = Post("/login", {{"login", login}, {"password", password}});
    csrf = InputOf(TextOf(Get("/me")), "csrf");
    return response;
  }

  std::string cookie, csrf;
  std::string done;  // The cookie of what is to be told once.
  std::map<std::string, std::string, std::less<>> headers{
      {"host", "box:8480"}, {"accept", "text/html"}, {"origin", "http://box:8480"}};

 private:
  Response Send(Question question) {
    question.headers = headers;
    if (!cookie.empty()) question.headers["cookie"] = cookie;
    if (!done.empty()) question.headers["cookie"] += (cookie.empty() ? "" : "; ") + done;
    if (question.method == "POST") {
      question.headers["content-type"] = "application/x-www-form-urlencoded";
    }
    auto response = Ask(router_, question);
    for (const auto& [name, set] : response.headers) {
      if (name != "Set-Cookie") continue;
      const bool ends = set.find("Max-Age=0") != std::string::npos;
      auto& kept = set.starts_with("lianxiao_done=") ? done : cookie;
      kept = ends ? "" : set.substr(0, set.find(';'));
    }
    return response;
  }

  const Router& router_;
};

}  // namespace lianxiao::web
