#include "tests/bench/day/proof.h"

#include <sqlite3.h>

#include <cstdio>
#include <stdexcept>

#include "storage/base/digest.h"

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kPatienceMs = 300'000;

class Findings {
 public:
  void Print(const char* what, std::size_t promised, int missing, int twice) {
    std::printf("%-44s %7zu promised, %d missing or changed, %d more than once\n", what, promised, missing,
                twice);
    lost_ += missing + twice;
  }
  int lost() const { return lost_; }

 private:
  int lost_ = 0;
};

// The first value of each row.
std::map<std::string, int> Counted(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_stmt* rows = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(db, sql.c_str(), -1, &rows, nullptr) != SQLITE_OK) {
    throw std::runtime_error(path + ": " + sqlite3_errmsg(db));
  }
  std::map<std::string, int> counted;
  while (sqlite3_step(rows) == SQLITE_ROW)
    ++counted[reinterpret_cast<const char*>(sqlite3_column_text(rows, 0))];
  sqlite3_finalize(rows);
  sqlite3_close(db);
  return counted;
}

void ProveWishes(Findings& findings, Stage& stage, const Promises& promises) {
  std::map<std::string, int> there;
  const auto answer = stage.box().Get("/api/v1/wishes");
  for (const auto& wish : answer.at("wishes")) ++there[wish.at("resource").get<std::string>()];
  int missing = 0, twice = 0;
  for (const auto& id : promises.wishes) {
    missing += there.contains(id) ? 0 : 1;
    twice += there[id] > 1 ? 1 : 0;
  }
  findings.Print("wishes", promises.wishes.size(), missing, twice);
}

// What a teacher sees of the own things.
class Teacher {
 public:
  Teacher(const School& school, const std::string& login) : device_(200, school.url, book_) {
    if (!device_.LogIn(login, school.password)) throw std::runtime_error(login + " cannot log in afterwards");
  }
  std::vector<std::string> LessonsOf(std::int64_t list) {
    std::vector<std::string> lessons;
    const auto shown = device_.Get("", "/api/v1/me/lists/" + std::to_string(list)).Json();
    if (!shown.is_object() || !shown.contains("items")) return lessons;
    for (const auto& item : shown.at("items")) lessons.push_back(item.at("id").get<std::string>());
    return lessons;
  }
  std::string NoteOn(const std::string& lesson) {
    return device_.Get("", "/api/v1/me/notes/lesson/" + lesson).Json().value("note", "");
  }
  nlohmann::json Courseware() { return device_.Get("", "/api/v1/courseware?limit=500").Json(); }
  std::string DigestOf(const std::string& address) { return HashOf(device_.Get("", address).body).Hex(); }

 private:
  Book book_;  // Not part of the day.
  Device device_;
};

void ProveTeachersThings(Findings& findings, const School& school, const Promises& promises) {
  int lists = 0, notes = 0;
  std::size_t items = 0;
  for (const auto& login : school.logins) {
    Teacher teacher(school, login);
    for (const auto& list : promises.lists) {
      if (list.login != login || !list.certain) continue;
      items += list.lessons.size();
      if (teacher.LessonsOf(list.number) != list.lessons) ++lists;
    }
    for (const auto& [name, note] : promises.notes) {
      if (name.starts_with(login + " ") && teacher.NoteOn(name.substr(login.size() + 1)) != note) ++notes;
    }
  }
  std::printf("(%zu items in the lists)\n", items);
  findings.Print("lists for classes, with their order", promises.lists.size(), lists, 0);
  findings.Print("own notes", promises.notes.size(), notes, 0);
}

void ProveFiles(Findings& findings, const School& school, const Promises& promises) {
  Teacher teacher(school, school.logins.front());
  std::map<std::string, int> there;
  const auto answer = teacher.Courseware();
  for (const auto& item : answer.at("courseware")) {
    ++there[teacher.DigestOf(item.at("file").at("address").get<std::string>())];
  }
  int missing = 0, twice = 0;
  for (const auto& [digest, title] : promises.files) {
    missing += there.contains(digest) ? 0 : 1;
    twice += there[digest] > 1 ? 1 : 0;
  }
  findings.Print("files of teachers, read again and hashed", promises.files.size(), missing, twice);
}

void WaitForTheCounty(Stage& stage, const Promises& promises) {
  const bool all = test::WaitUntil(
      [&] {
        stage.box().SyncNow();
        test::SleepMs(1'000);
        const auto offers = stage.center().Get("/control/v1/offers");
        return stage.box().Status().at("usage").at("pending") == 0 &&
               offers.at("offers").size() >= promises.offers.size();
      },
      kPatienceMs);
  if (!all) std::printf("NOT ALL CAME TO THE COUNTY: %s\n", stage.box().Status().at("usage").dump().c_str());
}

void ProveOffers(Findings& findings, Stage& stage, const Promises& promises) {
  std::map<std::string, int> there;
  const auto answer = stage.center().Get("/control/v1/offers");
  for (const auto& offer : answer.at("offers")) ++there[offer.at("title").get<std::string>()];
  int missing = 0, twice = 0;
  for (const auto& title : promises.offers) {
    missing += there.contains(title) ? 0 : 1;
    twice += there[title] > 1 ? 1 : 0;
  }
  findings.Print("offers, at the county", promises.offers.size(), missing, twice);
}

void ProveEvents(Findings& findings, Stage& stage, const Promises& promises) {
  stage.center().Stop();
  const auto database = stage.center().folder() + "/center.db";
  const auto there = Counted(database, "SELECT id FROM events");
  int missing = 0, twice = 0, unheard = 0;
  for (const auto& id : promises.events) missing += there.contains(id) ? 0 : 1;
  for (const auto& [id, count] : there) twice += count > 1 ? 1 : 0;
  for (const auto& id : promises.unheard) unheard += there.contains(id) ? 1 : 0;
  findings.Print("notes of use, at the county", promises.events.size(), missing, twice);
  const auto kinds = Counted(database, "SELECT kind FROM events");
  const auto searched = kinds.contains("searched") ? kinds.at("searched") : 0;
  std::printf("%-44s %7lld answered, %d at the county\n", "searches, which the box notes itself",
              static_cast<long long>(promises.searches), searched);
  std::printf("%-44s %7zu sent, %d of them at the county\n", "notes that nobody answered",
              promises.unheard.size(), unheard);
}

}  // namespace

int ProveThatNothingIsLost(Stage& stage, const School& school, const Promises& promises) {
  Findings findings;
  ProveWishes(findings, stage, promises);
  ProveTeachersThings(findings, school, promises);
  ProveFiles(findings, school, promises);
  WaitForTheCounty(stage, promises);
  ProveOffers(findings, stage, promises);
  ProveEvents(findings, stage, promises);
  return findings.lost();
}

}  // namespace lianxiao::bench
