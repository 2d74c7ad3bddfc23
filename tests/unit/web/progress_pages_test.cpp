// 教学进度 as a browser without scripts uses it.
#include "web/teaching/progress_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/fake_progress.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/json_shape.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/openapi.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::HasSubstr;
using testing::Not;

class ProgressPages : public testing::Test {
 protected:
  ProgressPages() {
    auto routes = SchoolRoutes(view_, home_.Site(), {.courseware_port = "8481", .progress = &progress_});
    AddProgress(routes, {progress_, view_, home_.clock});
    router_ = Guarded(routes, *home_.people, {});
    home_.Member("wangfang", Role::kTeacher);
    teacher_.LogIn("wangfang");
  }
  std::string Page(const std::string& address) { return TextOf(teacher_.Get(address)); }
  Response Add(FormFields more = {}) {
    FormFields fields{{"class", "三年级1班"}, {"stage", "小学"},  {"grade", "三年级"}, {"subject", "数学"},
                      {"edition", "人教版"},  {"volume", "上册"}, {"first_week", "1"}, {"weeks_each", "2"}};
    for (auto& field : more) {
      std::erase_if(fields, [&](const auto& one) { return one.first == field.first; });
      fields.push_back(field);
    }
    return teacher_.Submit("/teaching/progress/plans", fields);
  }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  FakeProgress progress_;
  Router router_;
  FalseBrowser teacher_{router_};
};

TEST_F(ProgressPages, ATeacherChoosesTheBookStepByStep) {
  const auto first = Page("/teaching/progress/new");
  EXPECT_THAT(first, HasSubstr("三年级"));
  EXPECT_THAT(first, HasSubstr("/teaching/progress/new?"));
  EXPECT_THAT(first, Not(HasSubstr("/teaching/progress/plans")));
  // 三年级, 数学: one edition and one volume are left, and nobody is asked for what has one answer.
  const auto last =
      Page("/teaching/progress/new?grade=%E4%B8%89%E5%B9%B4%E7%BA%A7&subject=%E6%95%B0%E5%AD%A6");
  EXPECT_THAT(last, HasSubstr("action=\"/teaching/progress/plans\""));
  EXPECT_THAT(last, HasSubstr("name=\"edition\" value=\"人教版\""));
}

TEST_F(ProgressPages, APlanIsMadeAndMovedByPlusAndMinus) {
  EXPECT_EQ(HeaderOf(Add(), "Location"), "/teaching/progress#plan-1");
  auto page = Page("/teaching/progress");
  EXPECT_THAT(page, HasSubstr("第 1–2 周"));
  EXPECT_THAT(page, HasSubstr("现在是第 3 周"));
  const auto act = [&](const char* name, const char* unit = "") {
    return teacher_.Submit("/teaching/progress/plans/1", {{"act", name}, {"unit", unit}}).status;
  };
  EXPECT_EQ(act("longer", "第一单元"), 303);
  EXPECT_EQ(act("later"), 303);
  EXPECT_THAT(Page("/teaching/progress"), HasSubstr("第 2–4 周"));
  EXPECT_EQ(act("sideways"), 400);
  EXPECT_EQ(teacher_.Submit("/teaching/progress/plans/9", {{"act", "later"}}).status, 404);
  EXPECT_EQ(act("remove"), 303);
  EXPECT_THAT(Page("/teaching/progress"), HasSubstr("还没有排进度"));
}

TEST_F(ProgressPages, TheWeeksUnitStandsOnTheFirstPageForEverybody) {
  FalseBrowser nobody(router_);
  EXPECT_THAT(TextOf(nobody.Get("/")), Not(HasSubstr("本周单元")));
  Add();
  const auto page = TextOf(nobody.Get("/"));
  EXPECT_THAT(page, HasSubstr("本周单元"));
  EXPECT_THAT(page, HasSubstr("三年级1班 数学"));
  EXPECT_THAT(page, HasSubstr("第二单元"));  // Week 3.
  EXPECT_THAT(page, HasSubstr("unit=%E7%AC%AC%E4%BA%8C%E5%8D%95%E5%85%83"));
  view_.status.clock_plausible = false;
  EXPECT_THAT(TextOf(nobody.Get("/")), Not(HasSubstr("本周单元")));
}

TEST_F(ProgressPages, WhatIsWrongIsSaidInWords) {
  auto wrong = Add({{"class", " "}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(TextOf(wrong), HasSubstr("班级要写"));
  EXPECT_THAT(TextOf(Add({{"weeks_each", "x"}})), HasSubstr("每个单元的周数"));
  EXPECT_THAT(TextOf(Add({{"subject", ""}})), HasSubstr("没有认出课本"));
  EXPECT_EQ(teacher_.Submit("/teaching/progress/term", {{"day", "九月"}}).status, 400);
}

TEST_F(ProgressPages, TheTermsFirstDayIsSetAndForgotten) {
  EXPECT_EQ(teacher_.Submit("/teaching/progress/term", {{"day", "2026-08-31"}}).status, 303);
  EXPECT_EQ(progress_.term->Text(), "2026-08-31");
  teacher_.Submit("/teaching/progress/term", {{"day", ""}});
  EXPECT_FALSE(progress_.term);
}

TEST_F(ProgressPages, OnlyWhoMayTeachChangesIt) {
  FalseBrowser nobody(router_);
  EXPECT_EQ(nobody.Get("/teaching/progress").status, 303);
  home_.Member("jishu", Role::kTechnician);
  FalseBrowser technician(router_);
  technician.LogIn("jishu");
  EXPECT_EQ(technician.Submit("/teaching/progress/plans", {{"class", "x"}}).status, 403);
  EXPECT_TRUE(progress_.plans.empty());
}

TEST_F(ProgressPages, TheApiTellsIt) {
  Add();
  const auto body = JsonOf(teacher_.Get("/api/v1/progress"));
  EXPECT_EQ(body.at("week"), 3);
  EXPECT_EQ(body.at("plans").at(0).at("units").at(1).at("first_week"), 3);
  const auto description = nlohmann::json::parse(OpenApiDescription("openapi/school.json"));
  const auto& schema = description.at("paths")
                           .at("/api/v1/progress")
                           .at("get")
                           .at("responses")
                           .at("200")
                           .at("content")
                           .at("application/json")
                           .at("schema");
  EXPECT_EQ(Misfits(description, schema, body, "progress"), "");
}

}  // namespace
}  // namespace lianxiao::web
