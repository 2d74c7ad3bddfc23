// A teacher's own pages, as a browser without scripts uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/fake_teaching.h"
#include "tests/unit/web/fake_wishes.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::HasSubstr;
using testing::Not;

constexpr char kPlayable[] = "yw-1s-kantushuohua", kPartial[] = "sx-3s-fenshu", kExercise[] = "sx-3s-fenbing";

class TeachingPages : public testing::Test {
 protected:
  TeachingPages() {
    auto routes = SchoolRoutes(view_, home_.Site(), {.courseware_port = "8481", .teaching = own_.site});
    AddTeaching(routes, *own_.site);
    router_ = Guarded(routes, *home_.people, {});
    home_.Member("wangfang", Role::kTeacher);
    home_.Member("liqiang", Role::kTeacher);
    teacher_.LogIn("wangfang");
  }
  std::string Page(const std::string& address) { return TextOf(teacher_.Get(address)); }
  // A list with these lessons, made as a teacher makes it; its address.
  std::string List(std::initializer_list<const char*> lessons, const std::string& day = "") {
    auto made =
        teacher_.Submit("/teaching/lists", {{"name", "分数第一课"}, {"class", "三年级1班"}, {"day", day}});
    EXPECT_EQ(made.status, 303) << TextOf(made);
    const auto address = HeaderOf(made, "Location");
    for (const auto* lesson : lessons) {
      EXPECT_EQ(Add(address, lesson).status, 303);
    }
    return address;
  }
  Response Add(const std::string& list, const std::string& lesson) {
    return teacher_.Submit("/teaching/add",
                           {{"list", list.substr(list.rfind('/') + 1)}, {"kind", "lesson"}, {"id", lesson}});
  }
  static std::string NumberOf(const std::string& list) { return list.substr(list.rfind('/') + 1); }
  // Where these words stand on the page one after the other.
  static bool InOrder(const std::string& page, std::initializer_list<const char*> words) {
    std::size_t at = 0;
    for (const auto* word : words) {
      at = page.find(word, at);
      if (at == std::string::npos) return false;
    }
    return true;
  }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  FakeTeaching own_{home_, view_};
  Router router_;
  FalseBrowser teacher_{router_};
};

TEST_F(TeachingPages, NeedALogin) {
  FalseBrowser nobody(router_);
  for (const auto* page : {"/teaching", "/teaching/favourites", "/teaching/opened", "/teaching/school"}) {
    EXPECT_THAT(HeaderOf(nobody.Get(page), "Location"), HasSubstr("/login")) << page;
  }
  const auto lesson = TextOf(nobody.Get(std::string("/r/") + kPlayable));
  EXPECT_THAT(lesson, Not(HasSubstr("/teaching")));
  EXPECT_THAT(TextOf(nobody.Get("/")), Not(HasSubstr("/teaching")));
}

TEST_F(TeachingPages, ATechnicianHasNoLessonPlans) {
  home_.Member("jishu", Role::kTechnician);
  FalseBrowser technician(router_);
  technician.LogIn("jishu");
  EXPECT_EQ(technician.Get("/teaching").status, 403);
  EXPECT_THAT(TextOf(technician.Get(std::string("/r/") + kPlayable)), Not(HasSubstr("/teaching")));
}

TEST_F(TeachingPages, ALessonIsMarkedOnItsPageAndFoundAgain) {
  const std::string lesson = std::string("/r/") + kPlayable;
  EXPECT_THAT(Page(lesson), HasSubstr(">收藏</button>"));
  const auto kept = teacher_.Submit(
      "/teaching/favourites", {{"kind", "lesson"}, {"id", kPlayable}, {"kept", "yes"}, {"next", lesson}});
  EXPECT_EQ(HeaderOf(kept, "Location"), lesson);
  EXPECT_THAT(Page(lesson), HasSubstr("已收藏"));
  EXPECT_THAT(Page("/teaching/favourites"), HasSubstr("看图说话"));
  teacher_.Submit("/teaching/favourites", {{"kind", "lesson"}, {"id", kPlayable}, {"kept", "no"}});
  EXPECT_THAT(Page("/teaching/favourites"), HasSubstr("还没有收藏"));
  EXPECT_EQ(teacher_.Submit("/teaching/favourites", {{"kind", "lesson"}, {"id", "nothing"}, {"kept", "yes"}})
                .status,
            404);
}

TEST_F(TeachingPages, ANoteIsTheTeachersOwn) {
  teacher_.Submit("/teaching/notes", {{"kind", "lesson"}, {"id", kPlayable}, {"note", "先看图\r\n再<说>"}});
  EXPECT_THAT(Page(std::string("/r/") + kPlayable), HasSubstr("先看图\n再&lt;说&gt;"));
  FalseBrowser other(router_);
  other.LogIn("liqiang");
  EXPECT_THAT(TextOf(other.Get(std::string("/r/") + kPlayable)), Not(HasSubstr("先看图")));
  const auto long_one = teacher_.Submit(
      "/teaching/notes", {{"kind", "lesson"}, {"id", kPlayable}, {"note", std::string(6'001, 'x')}});
  EXPECT_EQ(long_one.status, 400);
  EXPECT_THAT(TextOf(long_one), HasSubstr("备注太长"));
}

TEST_F(TeachingPages, AListIsMadePutInOrderAndNoted) {
  const auto list = List({kPlayable, kPartial, kExercise}, "2026-12-10");
  auto page = Page(list);
  EXPECT_TRUE(InOrder(page, {"看图说话", "分数的初步认识", "分饼"}));
  EXPECT_THAT(page, HasSubstr("三年级1班 · 12月10日"));
  const auto item = InputOf(page, "item");  // The first.
  EXPECT_EQ(teacher_.Submit(list + "/items", {{"act", "down"}, {"item", item}}).status, 303);
  EXPECT_TRUE(InOrder(Page(list), {"分数的初步认识", "看图说话", "分饼"}));
  teacher_.Submit(list + "/items", {{"act", "note"}, {"item", item}, {"note", "放到 3 分钟停"}});
  EXPECT_THAT(Page(list), HasSubstr("放到 3 分钟停"));
  teacher_.Submit(list + "/items", {{"act", "remove"}, {"item", item}});
  EXPECT_THAT(Page(list), Not(HasSubstr("看图说话")));
  const auto gone = teacher_.Submit(list + "/items", {{"act", "up"}, {"item", item}});
  EXPECT_EQ(gone.status, 404);
  EXPECT_THAT(TextOf(gone), HasSubstr("已经不在这份备课里"));
  EXPECT_EQ(teacher_.Submit(list + "/items", {{"act", "jump"}, {"item", item}}).status, 400);
}

TEST_F(TeachingPages, AListWithoutANameIsToldInWordsAndKeepsWhatWasTyped) {
  const auto wrong = teacher_.Submit("/teaching/lists", {{"name", " "}, {"class", "四年级"}, {"day", "x"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(TextOf(wrong), HasSubstr("备课要有名称"));
  EXPECT_THAT(TextOf(wrong), HasSubstr("value=\"四年级\""));
  EXPECT_THAT(Page("/teaching"), HasSubstr("还没有备课"));
}

TEST_F(TeachingPages, ALessonGoesIntoANewListAtOnce) {
  const auto made =
      teacher_.Submit("/teaching/lists", {{"name", "看图"}, {"kind", "lesson"}, {"id", kPlayable}});
  EXPECT_EQ(made.status, 303);
  EXPECT_THAT(Page(HeaderOf(made, "Location")), HasSubstr("看图说话"));
  EXPECT_EQ(
      teacher_.Submit("/teaching/lists", {{"name", "空"}, {"kind", "lesson"}, {"id", "nothing"}}).status,
      404);
  EXPECT_THAT(Page("/teaching"), Not(HasSubstr("空</b>")));  // No empty list is left behind.
}

TEST_F(TeachingPages, TheListIsPlayedThroughFromLessonToLesson) {
  const auto list = List({kPlayable, kPartial, kExercise});
  const auto in_list = "?list=" + NumberOf(list);
  EXPECT_THAT(Page(list), HasSubstr(std::string("class=\"button begin\" href=\"/r/") + kPlayable + in_list));
  const auto first = Page(std::string("/r/") + kPlayable + in_list);
  EXPECT_THAT(first, HasSubstr(std::string("rel=\"next\" href=\"/r/") + kPartial + in_list));
  EXPECT_THAT(first, Not(HasSubstr("rel=\"prev\"")));
  EXPECT_THAT(first, HasSubstr("<body class=\"in-list\">"));
  EXPECT_THAT(first, HasSubstr("1 / 3"));
  const auto last = Page(std::string("/r/") + kExercise + in_list);
  EXPECT_THAT(last, HasSubstr(std::string("rel=\"prev\" href=\"/r/") + kPartial + in_list));
  EXPECT_THAT(last, Not(HasSubstr("rel=\"next\"")));
  EXPECT_THAT(last, HasSubstr("href=\"" + list + "\""));  // The way out.
  EXPECT_THAT(Page(std::string("/r/") + kPlayable), Not(HasSubstr("id=\"sequence\"")));
  FalseBrowser other(router_);
  other.LogIn("liqiang");
  EXPECT_THAT(TextOf(other.Get(std::string("/r/") + kPlayable + in_list)), Not(HasSubstr("id=\"sequence\"")));
}

TEST_F(TeachingPages, WhatIsNotHereCanBeWishedForAndWhatIsGoneIsPassedOver) {
  const auto list = List({kPlayable, kPartial, kExercise});
  const auto teacher = home_.people->FindLogin("wangfang");
  ASSERT_TRUE(own_.kept.items.Add(teacher->id, 1, {"hologram", "x-1"}, "立体图", home_.clock.Wall()));
  std::erase_if(view_.resources, [](const auto& one) { return one.shown.id == kExercise; });
  const auto page = Page(list);
  EXPECT_THAT(page, HasSubstr("action=\"/wishes\""));
  EXPECT_THAT(page, HasSubstr("分饼:几分之一"));  // By its old name.
  EXPECT_THAT(page, HasSubstr("县里下架了"));
  EXPECT_THAT(page, HasSubstr("立体图"));
  EXPECT_THAT(page, HasSubstr("已经不在了"));
  const auto second = Page(std::string("/r/") + kPartial + "?list=" + NumberOf(list));
  EXPECT_THAT(second, HasSubstr("2 / 2"));
  EXPECT_THAT(second, Not(HasSubstr("rel=\"next\"")));
}

TEST_F(TeachingPages, ASharedListIsSeenAndCopiedByOthersOnly) {
  const auto list = List({kPlayable});
  FalseBrowser other(router_);
  other.LogIn("liqiang");
  EXPECT_EQ(other.Get(list).status, 404);
  teacher_.Submit(list, {{"act", "share"}});
  EXPECT_THAT(TextOf(other.Get("/teaching/school")), HasSubstr("分数第一课"));
  EXPECT_THAT(TextOf(other.Get("/teaching/school")), HasSubstr("王芳"));
  const auto page = TextOf(other.Get(list));
  EXPECT_THAT(page, HasSubstr("复制到我的备课"));
  EXPECT_THAT(page, Not(HasSubstr("value=\"remove\"")));
  EXPECT_EQ(other.Submit(list, {{"act", "remove"}}).status, 403);
  const auto copy = other.Submit(list, {{"act", "copy"}});
  EXPECT_EQ(copy.status, 303);
  EXPECT_THAT(TextOf(other.Get(HeaderOf(copy, "Location"))), HasSubstr("value=\"remove\""));
  teacher_.Submit(list, {{"act", "unshare"}});
  EXPECT_EQ(other.Get(list).status, 404);
  teacher_.Submit(list, {{"act", "remove"}});
  EXPECT_EQ(teacher_.Get(list).status, 404);
}

TEST_F(TeachingPages, TodaysListAndWhatWasStoppedStandOnTheFirstPage) {
  EXPECT_THAT(Page("/"), Not(HasSubstr("今天的备课")));
  const auto list = List({kPlayable}, "2026-11-21");  // The day of the false clock.
  const auto teacher = home_.people->FindLogin("wangfang");
  formats::Event opened, played;
  opened.kind = formats::EventKind::kOpened;
  opened.resource = kPlayable;
  opened.person = teacher->person;
  played = opened;
  played.kind = formats::EventKind::kPlayed;
  played.position_s = 205;
  const formats::Event seen[] = {opened, played};
  ASSERT_TRUE(own_.kept.opened.Note(seen, home_.clock.Wall()));
  const auto page = Page("/");
  EXPECT_THAT(page, HasSubstr("今天的备课"));
  EXPECT_THAT(page, HasSubstr("href=\"" + list + "\""));
  EXPECT_THAT(page, HasSubstr("3:25"));
  EXPECT_THAT(Page("/teaching/opened"), HasSubstr("看图说话"));
  teacher_.Submit("/teaching/opened", {});
  EXPECT_THAT(Page("/teaching/opened"), HasSubstr("还没有看过什么"));
  EXPECT_THAT(Page("/"), Not(HasSubstr("3:25")));
}

TEST_F(TeachingPages, TheirFormsBringTheSessionsToken) {
  EXPECT_EQ(teacher_.Post("/teaching/lists", {{"name", "x"}}).status, 403);
  EXPECT_THAT(Page("/teaching"), HasSubstr("还没有备课"));
}

TEST_F(TeachingPages, ALessonIsKeptFromASearchAndTheWayLeadsBackToItsCard) {
  const auto search = Address("/search", {{"q", "看图说话"}});
  const auto back = search + "&back=1#c-" + kPlayable;
  auto page = Page(search);
  EXPECT_THAT(page, HasSubstr(std::string("id=\"c-") + kPlayable + "\""));
  EXPECT_THAT(page, HasSubstr("aria-pressed=\"false\""));
  const auto recorded = view_.recorded.size();
  const auto kept = teacher_.Submit("/teaching/favourites",
                                    {{"kind", "lesson"}, {"id", kPlayable}, {"kept", "yes"}, {"next", back}});
  EXPECT_EQ(HeaderOf(kept, "Location"), back);
  page = Page(search + "&back=1");
  EXPECT_THAT(page, HasSubstr("已收藏"));
  EXPECT_EQ(view_.recorded.size(), recorded) << "to come back is no second search";

  const auto list = List({});
  const auto choose = Page(Address("/teaching/add", {{"kind", "lesson"}, {"id", kPlayable}, {"next", back}}));
  EXPECT_TRUE(InOrder(choose, {"看图说话", "分数第一课", "放进新的备课"}));
  const auto added = teacher_.Submit(
      "/teaching/add", {{"list", NumberOf(list)}, {"kind", "lesson"}, {"id", kPlayable}, {"next", back}});
  EXPECT_EQ(HeaderOf(added, "Location"), back);
  EXPECT_THAT(Page(list), HasSubstr("看图说话"));
  EXPECT_EQ(teacher_.Get("/teaching/add?kind=lesson&id=unknown").status, 404);
  EXPECT_THAT(Page("/teaching/add?kind=lesson&id=" + std::string(kPlayable) + "&next=https://evil.example/"),
              Not(HasSubstr("\"https://evil")));
}

TEST_F(TeachingPages, WhoIsNotLoggedInMayWishFromACardAndNothingElse) {
  FalseBrowser pupil(router_);
  const auto page = TextOf(pupil.Get("/browse"));
  EXPECT_THAT(page, HasSubstr("action=\"/wishes\""));
  EXPECT_THAT(page, Not(HasSubstr("/teaching/")));
}

}  // namespace
}  // namespace lianxiao::web
