// What teachers keep for teaching, in the accounts' database.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "storage/teaching/favourites.h"
#include "storage/teaching/lesson_notes.h"
#include "storage/teaching/opened_lessons.h"
#include "storage/teaching/prep_items.h"
#include "storage/teaching/prep_lists.h"
#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const TeachingItem kFractions{"lesson", "sx-3s-fenshu"}, kShadows{"lesson", "kx-3x-yingzi"};

class Teaching : public SchoolOfPeople {
 protected:
  Teaching() { OpenTeaching(); }
  void OpenTeaching() {
    favourites.emplace(people->rows());
    notes.emplace(people->rows());
    opened.emplace(people->rows());
    lists.emplace(people->rows());
    items.emplace(people->rows());
  }
  void PowerCut() {
    disk.CutPowerNow();
    people.reset();
    disk.PowerOn(11);
    Open();
    OpenTeaching();
  }
  std::int64_t MakeList(const std::string& account, const std::string& name = "分数第一课") {
    const auto made = lists->Make(account, {name, "三年级1班", "2026-12-10"}, clock.wall);
    EXPECT_TRUE(made) << made.error().message;
    return made.value_or(0);
  }
  void Put(const std::string& account, std::int64_t list, std::initializer_list<const char*> ids) {
    for (const auto* id : ids) {
      ASSERT_TRUE(items->Add(account, list, {"lesson", id}, std::string("《") + id + "》", clock.wall));
    }
  }
  std::vector<std::string> Order(const std::string& account, std::int64_t list) {
    std::vector<std::string> ids;
    const auto found = items->Of(account, list);
    EXPECT_TRUE(found);
    for (const auto& item : *found) ids.push_back(item.item.id);
    return ids;
  }
  std::int64_t NumberOf(const std::string& account, std::int64_t list, const std::string& id) {
    const auto found = items->Of(account, list);
    EXPECT_TRUE(found);
    for (const auto& item : *found) {
      if (item.item.id == id) return item.number;
    }
    return 0;
  }
  formats::Event Event(formats::EventKind kind, const std::string& resource, const std::string& person,
                       std::int64_t position_s = 0) {
    formats::Event event;
    event.kind = kind;
    event.resource = resource;
    event.person = person;
    event.position_s = position_s;
    return event;
  }
  std::vector<std::string> Opened(const Account& account) {
    std::vector<std::string> ids;
    const auto found = opened->Of(account.id);
    EXPECT_TRUE(found);
    for (const auto& one : *found) ids.push_back(one.item.id);
    return ids;
  }

  std::optional<Favourites> favourites;
  std::optional<LessonNotes> notes;
  std::optional<OpenedLessons> opened;
  std::optional<PrepLists> lists;
  std::optional<PrepItems> items;
};

TEST_F(Teaching, WhatWasSavedIsThereAfterAPowerCut) {
  const auto wang = Invite("wangfang").account;
  ASSERT_TRUE(favourites->Add(wang.id, kFractions, "分数的初步认识", clock.wall));
  ASSERT_TRUE(notes->Set(wang.id, kFractions, "先问：半个苹果怎么写？\n再放第二段。", clock.wall));
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"a", "b"});
  PowerCut();
  EXPECT_TRUE(*favourites->Has(wang.id, kFractions));
  EXPECT_THAT(*notes->Of(wang.id, kFractions), HasSubstr("半个苹果"));
  EXPECT_THAT(Order(wang.id, list), ElementsAre("a", "b"));
}

TEST_F(Teaching, FavouritesAreNewestFirstAndEachTeachersOwn) {
  const auto wang = Invite("wangfang").account, li = Invite("liqiang").account;
  ASSERT_TRUE(favourites->Add(wang.id, kFractions, "分数", clock.wall));
  clock.wall.ms -= kDayMs;  // A clock that was set back changes no order.
  ASSERT_TRUE(favourites->Add(wang.id, kShadows, "影子", clock.wall));
  ASSERT_TRUE(favourites->Add(wang.id, kFractions, "分数", clock.wall));  // Again.
  const auto all = *favourites->Of(wang.id);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].item, kShadows);
  EXPECT_EQ(all[1].title, "分数");
  EXPECT_THAT(*favourites->Of(li.id), IsEmpty());
  ASSERT_TRUE(favourites->Remove(li.id, kFractions));
  EXPECT_TRUE(*favourites->Has(wang.id, kFractions));
  ASSERT_TRUE(favourites->Remove(wang.id, kFractions));
  EXPECT_FALSE(*favourites->Has(wang.id, kFractions));
}

TEST_F(Teaching, NobodyFillsTheDisk) {
  const auto wang = Invite("wangfang").account;
  for (int n = 0; n < kMostFavourites; ++n) {
    ASSERT_TRUE(favourites->Add(wang.id, {"lesson", "l-" + std::to_string(n)}, "课", clock.wall));
  }
  EXPECT_THAT(favourites->Add(wang.id, kShadows, "影子", clock.wall),
              FailsWith("teaching.too_many_favourites"));
  for (int n = 0; n < kMostLists; ++n) MakeList(wang.id);
  EXPECT_THAT(lists->Make(wang.id, {"又一张", "", ""}, clock.wall), FailsWith("teaching.too_many_lists"));
  const auto list = lists->Of(wang.id)->front().number;
  EXPECT_THAT(lists->Copy(wang.id, list, clock.wall), FailsWith("teaching.too_many_lists"));
  for (int n = 0; n < kMostItems; ++n) Put(wang.id, list, {("l-" + std::to_string(n)).c_str()});
  EXPECT_THAT(items->Add(wang.id, list, kShadows, "影子", clock.wall), FailsWith("teaching.too_many_items"));
  EXPECT_THAT(notes->Set(wang.id, kShadows, std::string(kMaxLessonNoteBytes + 1, 'x'), clock.wall),
              FailsWith("teaching.note_form"));
  for (int n = 0; n <= kMostOpened; ++n) {
    const formats::Event one[] = {Event(formats::EventKind::kOpened, "l-" + std::to_string(n), wang.person)};
    ASSERT_TRUE(opened->Note(one, clock.wall));
  }
  const auto ids = Opened(wang);
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kMostOpened));
  EXPECT_EQ(ids.front(), "l-200");
  EXPECT_EQ(ids.back(), "l-1");  // The oldest went.
}

TEST_F(Teaching, WhatIsTypedIsCheckedAndNamed) {
  const auto wang = Invite("wangfang").account;
  EXPECT_THAT(favourites->Add(wang.id, {"Lesson", "a"}, "", clock.wall), FailsWith("teaching.item_form"));
  EXPECT_THAT(favourites->Add(wang.id, {"lesson", ""}, "", clock.wall), FailsWith("teaching.item_form"));
  EXPECT_THAT(notes->Set(wang.id, {"lesson", std::string(129, 'x')}, "n", clock.wall),
              FailsWith("teaching.item_form"));
  EXPECT_THAT(lists->Make(wang.id, {"", "", ""}, clock.wall), FailsWith("teaching.name_form"));
  EXPECT_THAT(lists->Make(wang.id, {"a\nb", "", ""}, clock.wall), FailsWith("teaching.name_form"));
  EXPECT_THAT(lists->Make(wang.id, {"课", std::string(61, 'x'), ""}, clock.wall),
              FailsWith("teaching.class_form"));
  EXPECT_THAT(lists->Make(wang.id, {"课", "", "明天"}, clock.wall), FailsWith("teaching.day_form"));
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"a"});
  EXPECT_THAT(items->SetNote(wang.id, list, NumberOf(wang.id, list, "a"), std::string(601, 'x'), clock.wall),
              FailsWith("teaching.item_note_form"));
  EXPECT_THAT(items->SetNote(wang.id, list, 99, "x", clock.wall), FailsWith("teaching.unknown_item"));
}

TEST_F(Teaching, AListIsPutInOrderByMovingItsItems) {
  const auto wang = Invite("wangfang").account;
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"a", "b", "c", "a"});  // Twice the same stays once.
  const auto move = [&](const char* id, Move way) {
    ASSERT_TRUE(items->MoveBy(wang.id, list, NumberOf(wang.id, list, id), way, clock.wall));
  };
  move("c", Move::kUp);
  EXPECT_THAT(Order(wang.id, list), ElementsAre("a", "c", "b"));
  move("a", Move::kUp);    // The first stays first,
  move("b", Move::kDown);  // the last last.
  EXPECT_THAT(Order(wang.id, list), ElementsAre("a", "c", "b"));
  ASSERT_TRUE(items->Remove(wang.id, list, NumberOf(wang.id, list, "c"), clock.wall));
  move("a", Move::kDown);  // Over the gap.
  EXPECT_THAT(Order(wang.id, list), ElementsAre("b", "a"));
  Put(wang.id, list, {"d"});
  EXPECT_THAT(Order(wang.id, list), ElementsAre("b", "a", "d"));
}

TEST_F(Teaching, AListWithAllItsItemsIsMadeInOneGoOrNotAtAll) {
  const auto wang = Invite("wangfang").account.id;
  std::vector<PrepItem> all = {{0, kFractions, "分数", "先看"}, {0, kShadows, "影子", ""}};
  const auto number = lists->MakeWith(wang, {"三课", "", ""}, all, clock.wall);
  ASSERT_TRUE(number) << number.error().message;
  EXPECT_THAT(Order(wang, *number), ElementsAre(kFractions.id, kShadows.id));
  EXPECT_EQ(items->Of(wang, *number)->at(0).note, "先看");
  all.push_back({0, {"lesson", ""}, "", ""});
  EXPECT_FALSE(lists->MakeWith(wang, {"三课", "", ""}, all, clock.wall));
  all.assign(static_cast<std::size_t>(kMostItems) + 1, {0, kFractions, "", ""});
  EXPECT_THAT(lists->MakeWith(wang, {"三课", "", ""}, all, clock.wall), FailsWith("teaching.too_many_items"));
  EXPECT_EQ(lists->Of(wang)->size(), 1U);
  // A power cut at any step leaves the whole list or none.
  all.assign(1, {0, kFractions, "", ""});
  for (int i = 0; i < 30; ++i) all.push_back({0, {"lesson", "sx-" + std::to_string(i)}, "", ""});
  for (std::int64_t step = 1; step < 12; ++step) {
    disk.CutPowerAt(step);
    const auto made = lists->MakeWith(wang, {"长", "", ""}, all, clock.wall);
    const bool cut = !disk.HasPower();
    if (!cut) disk.CutPowerAt(std::int64_t{1} << 60);
    if (cut) PowerCut();
    const auto kept = lists->Of(wang);
    ASSERT_TRUE(kept);
    for (const auto& list : *kept) {
      EXPECT_TRUE(list.items == 2 || list.items == 31) << "step " << step << ": " << list.items;
    }
    EXPECT_TRUE(made || cut) << "step " << step;
  }
}

TEST_F(Teaching, ASharedListIsReadAndCopiedByOthersAndChangedByNone) {
  const auto wang = Invite("wangfang").account, li = Invite("liqiang").account;
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"a", "b"});
  ASSERT_TRUE(items->SetNote(wang.id, list, NumberOf(wang.id, list, "a"), "放到 3 分钟停", clock.wall));
  EXPECT_THAT(lists->Find(li.id, list), FailsWith("teaching.unknown_list"));
  EXPECT_THAT(items->Of(li.id, list), FailsWith("teaching.unknown_list"));
  EXPECT_THAT(lists->Copy(li.id, list, clock.wall), FailsWith("teaching.unknown_list"));
  ASSERT_TRUE(lists->Share(wang.id, list, true, clock.wall));
  ASSERT_EQ(lists->Shared()->size(), 1U);
  EXPECT_EQ(lists->Shared()->front().by, "王芳");
  EXPECT_EQ(lists->Shared()->front().items, 2);
  EXPECT_THAT(Order(li.id, list), ElementsAre("a", "b"));
  EXPECT_THAT(lists->Change(li.id, list, {"我的", "", ""}, clock.wall), FailsWith("teaching.not_yours"));
  EXPECT_THAT(lists->Share(li.id, list, false, clock.wall), FailsWith("teaching.not_yours"));
  EXPECT_THAT(lists->Remove(li.id, list), FailsWith("teaching.not_yours"));
  EXPECT_THAT(items->Add(li.id, list, kShadows, "影子", clock.wall), FailsWith("teaching.not_yours"));
  EXPECT_THAT(items->Remove(li.id, list, NumberOf(li.id, list, "a"), clock.wall),
              FailsWith("teaching.not_yours"));
  const auto copy = lists->Copy(li.id, list, clock.wall);
  ASSERT_TRUE(copy);
  EXPECT_THAT(Order(li.id, *copy), ElementsAre("a", "b"));
  EXPECT_EQ(items->Of(li.id, *copy)->front().note, "放到 3 分钟停");
  EXPECT_EQ(lists->Find(li.id, *copy)->head.day, "");
  EXPECT_FALSE(lists->Find(li.id, *copy)->shared);
  ASSERT_TRUE(lists->Remove(wang.id, list));
  EXPECT_THAT(Order(li.id, *copy), ElementsAre("a", "b"));
}

TEST_F(Teaching, WhatWasOpenedIsKeptWithWhereItStopped) {
  using formats::EventKind;
  const auto wang = Invite("wangfang").account;
  const auto technician = Invite("jishu", Role::kTechnician).account;
  const formats::Event events[] = {
      Event(EventKind::kOpened, "a", wang.person),       Event(EventKind::kOpened, "b", wang.person),
      Event(EventKind::kPlayed, "a", wang.person, 95),   Event(EventKind::kOpened, "c", ""),
      Event(EventKind::kOpened, "d", technician.person), Event(EventKind::kOpened, "e", "0123456789abcdef")};
  ASSERT_TRUE(opened->Note(events, clock.wall));
  EXPECT_THAT(Opened(wang), ElementsAre("b", "a"));
  EXPECT_EQ(opened->Of(wang.id)->back().at_s, 95);
  EXPECT_THAT(Opened(technician), IsEmpty());  // Has no page to see it on, so nothing is kept.
  const formats::Event again[] = {Event(EventKind::kOpened, "a", wang.person)};
  ASSERT_TRUE(opened->Note(again, clock.wall));
  EXPECT_THAT(Opened(wang), ElementsAre("a", "b"));
  EXPECT_EQ(opened->Of(wang.id)->front().at_s, 95);
  const formats::Event end[] = {Event(EventKind::kFinished, "a", wang.person, 900)};
  ASSERT_TRUE(opened->Note(end, clock.wall));
  EXPECT_EQ(opened->Of(wang.id)->front().at_s, 0);
  ASSERT_TRUE(opened->Clear(wang.id));
  EXPECT_THAT(Opened(wang), IsEmpty());
  ASSERT_TRUE(opened->Note(std::span(events).subspan(2, 1), clock.wall));  // Still playing elsewhere.
  EXPECT_THAT(Opened(wang), IsEmpty());
}

TEST_F(Teaching, AllOfItIsInThePersonsOwnData) {
  const auto wang = Invite("wangfang").account, li = Invite("liqiang").account;
  ASSERT_TRUE(favourites->Add(wang.id, kFractions, "分数", clock.wall));
  ASSERT_TRUE(notes->Set(wang.id, kShadows, "带手电筒", clock.wall));
  const formats::Event seen[] = {Event(formats::EventKind::kOpened, "a", wang.person)};
  ASSERT_TRUE(opened->Note(seen, clock.wall));
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"b"});
  const auto data = people->Export(wang.id, As(wang));
  ASSERT_TRUE(data);
  const auto teaching = nlohmann::json::parse(*data).at("teaching");
  EXPECT_EQ(teaching.at("favourites").at(0).at("title"), "分数");
  EXPECT_EQ(teaching.at("notes").at(0).at("note"), "带手电筒");
  EXPECT_EQ(teaching.at("opened").at(0).at("id"), "a");
  EXPECT_EQ(teaching.at("lists").at(0).at("class"), "三年级1班");
  EXPECT_EQ(teaching.at("lists").at(0).at("items").at(0).at("id"), "b");
  EXPECT_THAT(*people->Export(li.id, As(li)), Not(HasSubstr("分数")));
}

TEST_F(Teaching, AllOfItGoesWithThePerson) {
  const auto wang = Invite("wangfang").account, li = Invite("liqiang").account;
  ASSERT_TRUE(favourites->Add(wang.id, kFractions, "分数", clock.wall));
  ASSERT_TRUE(notes->Set(wang.id, kShadows, "带手电筒", clock.wall));
  const auto list = MakeList(wang.id);
  Put(wang.id, list, {"b"});
  ASSERT_TRUE(lists->Share(wang.id, list, true, clock.wall));
  ASSERT_TRUE(favourites->Add(li.id, kFractions, "分数", clock.wall));
  ASSERT_TRUE(people->Change(wang.id, "王芳芳", Role::kTeacher, Actor::Console()));
  EXPECT_EQ(lists->Shared()->size(), 1U);  // A change of the account takes nothing away.
  ASSERT_TRUE(people->Erase(wang.id, Actor::Console()));
  std::int64_t left = 0;
  ASSERT_TRUE(people->rows().Read([&](Connection& c) -> Status {
    for (const auto* table : {"favourites", "lesson_notes", "opened", "prep_lists", "prep_items"}) {
      auto many = c.Prepare(std::string("SELECT count(*) FROM ") + table);
      LIANXIAO_TRY(many.Step());
      left += many.Int(0);
    }
    return {};
  }));
  EXPECT_EQ(left, 1);  // The other teacher's.
}

}  // namespace
}  // namespace lianxiao::storage
