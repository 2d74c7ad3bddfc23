#include "tests/bench/day/lives.h"

#include <unistd.h>

#include <algorithm>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "tests/support/process.h"

namespace lianxiao::bench {
namespace {

using nlohmann::json;
using test::MonotonicMs;
using test::SleepMs;

// Minutes after 08:00.
constexpr double kBells[] = {0, 50, 110, 160, 300, 350, 410};
constexpr double kLessonMinutes = 40, kDayMinutes = 480;
constexpr std::int64_t kCrowdMs = 2'000;  // Within which a class has opened its machines.
constexpr std::int64_t kPieceBytes = 1 << 20;
constexpr int kNoteEveryS = 5;
constexpr std::size_t kTyped = 3;  // Bytes: a character, or three letters.

void SleepUntil(std::int64_t ms) { SleepMs(std::max<std::int64_t>(ms - MonotonicMs(), 0)); }

std::string NewId() { return ToHex(RandomBytes(16)); }

// A file of the kind that everybody makes; no two alike.
std::string Pdf(std::size_t size, std::mt19937& dice) {
  std::string bytes = "%PDF-1.7\n";
  while (bytes.size() < size) bytes += static_cast<char>(dice() >> 24U);
  return bytes + "\n%%EOF\n";
}

class Life {
 public:
  Life(const School& school, const Day& day, int number, std::uint32_t seed, Book& book)
      : school_(school), day_(day), device_(number, school.url, book), dice_(seed) {}

 protected:
  template <typename T>
  const T& AnyOf(const std::vector<T>& all) {
    return all[dice_() % all.size()];
  }
  bool Chance(unsigned of) { return dice_() % of == 0; }
  void Pause(std::int64_t least_ms, std::int64_t most_ms) {
    SleepMs(least_ms + static_cast<std::int64_t>(dice_() % static_cast<unsigned>(most_ms - least_ms)));
  }
  void WaitForBell(int lesson) {
    SleepUntil(day_.Bell(lesson) + static_cast<std::int64_t>(dice_() % kCrowdMs));
  }

  void Search() {
    const auto& words = AnyOf(school_.words);
    device_.Get("suggestions", "/api/v1/suggest?q=" + device_.Escaped(words.substr(0, kTyped)));
    const auto reply = device_.Get("search page", "/search?q=" + device_.Escaped(words));
    if (reply.Fine()) device_.book().Promise([](Promises& promises) { ++promises.searches; });
  }
  void Open(const std::string& lesson) {
    device_.Get("lesson page", "/r/" + lesson);
    device_.Note(json::array({{{"id", NewId()}, {"kind", "opened"}, {"resource", lesson}}}));
  }

  // A second of the film each second, as a player with a small buffer does.
  void Watch(const Film& film, std::int64_t until_ms) {
    const auto begin = MonotonicMs();
    const auto session = NewId();
    const auto a_second = film.bytes->size() / static_cast<std::size_t>(film.seconds);
    for (int second = 0; second < film.seconds && MonotonicMs() < until_ms; ++second) {
      const auto first = static_cast<std::size_t>(second) * a_second;
      const auto asked = MonotonicMs();
      const auto reply = device_.Get(second == 0 ? "film, first second" : "film, a second", film.url,
                                     std::to_string(first) + "-" + std::to_string(first + a_second - 1));
      if (MonotonicMs() - asked > 1'000) device_.book().Late();
      if (reply.body != std::string_view(*film.bytes).substr(first, a_second)) device_.book().Wrong();
      if (second % kNoteEveryS == 0) {
        device_.Note(json::array({{{"id", NewId()},
                                   {"kind", "played"},
                                   {"resource", film.id},
                                   {"session", session},
                                   {"position_s", second},
                                   {"played_s", kNoteEveryS}}}));
      }
      SleepUntil(begin + 1'000 * (second + 1));
    }
    device_.Note(
        json::array({{{"id", NewId()}, {"kind", "finished"}, {"resource", film.id}, {"session", session}}}));
  }

  const School& school_;
  const Day& day_;
  Device device_;
  std::mt19937 dice_;
};

class Teacher final : public Life {
 public:
  Teacher(const School& school, const Day& day, int number, std::uint32_t seed, Book& book)
      : Life(school, day, number, seed, book),
        number_(number),
        login_(school.logins[static_cast<std::size_t>(number) % school.logins.size()]) {}

  void Run() {
    for (int lesson = 0; lesson < Day::kLessons; ++lesson) {
      WaitForBell(lesson);
      if (lesson > 0 && Chance(4)) device_.Forget();  // In another room.
      if (!device_.in()) device_.LogIn(login_, school_.password);
      device_.Get("first page", "/");
      device_.Get("own lists", "/teaching");
      Teach(day_.End(lesson));
      SleepUntil(day_.End(lesson));
      Break(lesson);
    }
    if (list_.number > 0) {
      device_.book().Promise([&](Promises& promises) { promises.lists.push_back(list_); });
    }
  }

 private:
  void Teach(std::int64_t until_ms) {
    if (Chance(3)) {
      const auto& sheet = AnyOf(school_.sheets);
      device_.Get("PDF", sheet);
      Pause(500, 2'000);
      device_.Get("PDF", sheet, "0-262143");
      return;
    }
    const auto& film = AnyOf(school_.films);
    Open(film.id);
    Watch(film, until_ms);
  }

  void Break(int lesson) {
    Search();
    device_.Get("browse page", "/browse?stage=" + device_.Escaped("小学"));
    EditList();
    EditList();
    WriteNote();
    if (Chance(2)) Wish();
    if (lesson == 1 || lesson == 4) Upload(lesson == 4 && Chance(2));
  }

  void EditList() {
    if (list_.number == 0 && !MakeList()) return;
    const auto items = "/api/v1/me/lists/" + std::to_string(list_.number) + "/items";
    if (list_.lessons.size() > 2 && Chance(3)) {
      MoveLast(items);
      return;
    }
    const auto& lesson = AnyOf(school_.lessons);
    if (std::find(list_.lessons.begin(), list_.lessons.end(), lesson) != list_.lessons.end()) return;
    const auto reply =
        device_.Send("list edit", "POST", items, json{{"kind", "lesson"}, {"id", lesson}}.dump());
    if (reply.Fine()) list_.lessons.push_back(lesson);
    if (reply.status == 0) list_.certain = false;
  }
  bool MakeList() {
    const auto reply =
        device_.Send("list edit", "POST", "/api/v1/me/lists",
                     json{{"name", "第一课 " + login_}, {"class", "三（1）"}, {"day", ""}}.dump());
    list_.login = login_;
    if (reply.Fine()) list_.number = reply.Json().at("number").get<std::int64_t>();
    return reply.Fine();
  }
  void MoveLast(const std::string& items) {
    const auto shown = device_.Get("list, as JSON", items.substr(0, items.rfind('/'))).Json();
    if (!shown.is_object() || shown.at("items").empty()) return;
    const auto item = shown.at("items").back().at("item").get<std::int64_t>();
    const auto reply =
        device_.Send("list edit", "PUT", items + "/" + std::to_string(item), R"({"move":"up"})");
    if (reply.Fine()) std::iter_swap(list_.lessons.rbegin(), list_.lessons.rbegin() + 1);
    if (reply.status == 0) list_.certain = false;
  }

  void WriteNote() {
    const auto& lesson = AnyOf(school_.lessons);
    const auto note = "先看图，再说话 " + NewId();
    const auto reply =
        device_.Send("own note", "PUT", "/api/v1/me/notes/lesson/" + lesson, json{{"note", note}}.dump());
    if (reply.Fine()) {
      device_.book().Promise([&](Promises& promises) { promises.notes[login_ + " " + lesson] = note; });
    }
  }

  void Wish() {
    // Each teacher wishes for others, for what came meanwhile is not to be wished for any more.
    const auto step = school_.logins.size();
    const auto at = static_cast<std::size_t>(number_) + step * wished_++;
    if (at >= school_.away.size()) return;
    const auto& lesson = school_.away[at];
    if (!device_.Send("wish", "PUT", "/api/v1/wishes/" + lesson, "").Fine()) return;
    device_.book().Promise([&](Promises& promises) { promises.wishes.insert(lesson); });
  }

  void Upload(bool offer) {
    const auto bytes = Pdf((1 << 20) + dice_() % (3U << 20), dice_);
    const auto title = "课件 " + NewId();
    const auto begun =
        device_.Send("upload, announced", "POST", "/api/v1/courseware/uploads",
                     json{{"name", title + ".pdf"}, {"size", bytes.size()}, {"mark", "ab"}}.dump());
    if (!begun.Fine()) return;
    const auto upload = begun.Json().at("id").get<std::string>();
    for (std::size_t at = 0; at < bytes.size(); at += kPieceBytes) {
      const auto put = device_.Send("upload, a piece", "PUT",
                                    "/api/v1/courseware/uploads/" + upload + "?at=" + std::to_string(at),
                                    bytes.substr(at, kPieceBytes), "application/octet-stream");
      if (!put.Fine()) return;
    }
    const auto saved = device_.Send(
        "upload, saved", "POST", "/api/v1/courseware",
        json{
            {"upload", upload}, {"title", title}, {"stage", "小学"}, {"grade", "三年级"}, {"subject", "数学"}}
            .dump());
    if (!saved.Fine()) return;
    const auto hash = HashOf(bytes).Hex();
    device_.book().Promise([&](Promises& promises) { promises.files[hash] = title; });
    device_.Get("own courseware page", "/courseware");
    if (!offer) return;
    const auto id = saved.Json().at("id").get<std::string>();
    const auto offered = device_.Send("offer to the county", "POST", "/api/v1/courseware/" + id + "/offer",
                                      json{{"author", "王芳"}, {"agreed", "yes"}}.dump());
    if (offered.Fine()) device_.book().Promise([&](Promises& promises) { promises.offers.insert(title); });
  }

  const int number_;
  const std::string login_;
  ListAtHand list_;
  std::size_t wished_ = 0;
};

class Pupil final : public Life {
 public:
  using Life::Life;
  void Run() {
    for (int lesson = 0; lesson < Day::kLessons; ++lesson) {
      WaitForBell(lesson);
      device_.Get("first page", "/");
      const auto end = day_.End(lesson);
      while (MonotonicMs() < end) {
        switch (dice_() % 5) {
          case 0: Search(); break;
          case 1: device_.Get("browse page", "/browse?stage=" + device_.Escaped("小学")); break;
          case 2: Watch(AnyOf(school_.films), std::min(end, MonotonicMs() + 12'000)); break;
          default: Open(AnyOf(school_.lessons)); break;
        }
        Pause(800, 3'000);
      }
    }
  }
};

class PhoneThatVanishes final : public Life {
 public:
  using Life::Life;
  void Run() {
    for (int lesson = 0; lesson < Day::kLessons; ++lesson) {
      WaitForBell(lesson);
      const auto& film = AnyOf(school_.films);
      Open(film.id);
      const int watching = device_.Vanish("GET " + film.url + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      // Half a note, whose rest never comes: it was promised to nobody and must not be there.
      const int telling = device_.Vanish(
          "POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
          "Content-Length: 400\r\n\r\n[{\"kind\":\"opened\",\"resource\":\"");
      SleepUntil(day_.End(lesson));
      ::close(watching);
      ::close(telling);
      device_.Forget();
    }
  }
};

}  // namespace

std::int64_t Day::At(double minute) const {
  return begin_ms_ + static_cast<std::int64_t>(static_cast<double>(lasts_ms_) * minute / kDayMinutes);
}
std::int64_t Day::Bell(int lesson) const { return At(kBells[lesson]); }
std::int64_t Day::End(int lesson) const { return At(kBells[lesson] + kLessonMinutes); }

void LiveAsTeacher(const School& school, const Day& day, int number, std::uint32_t seed, Book& book) {
  Teacher(school, day, number, seed, book).Run();
}
void LiveAsPupil(const School& school, const Day& day, int number, std::uint32_t seed, Book& book) {
  Pupil(school, day, number, seed, book).Run();
}
void LiveAsPhoneThatVanishes(const School& school, const Day& day, int number, std::uint32_t seed,
                             Book& book) {
  PhoneThatVanishes(school, day, number, seed, book).Run();
}

}  // namespace lianxiao::bench
