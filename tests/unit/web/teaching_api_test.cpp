// A teacher's own things for programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/fake_teaching.h"
#include "tests/unit/web/json_shape.h"
#include "web/api/openapi.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Role;

class TeachingApi : public testing::Test {
 protected:
  TeachingApi() {
    auto routes = SchoolRoutes(view_, home_.Site(), {.courseware_port = "8481", .teaching = own_.site});
    AddTeaching(routes, *own_.site);
    router_ = Guarded(routes, *home_.people, {});
    home_.Member("wangfang", Role::kTeacher);
    browser_.LogIn("wangfang");
  }
  Response Send(const std::string& method, const std::string& below, const json& body = nullptr) {
    auto headers = browser_.headers;
    headers["cookie"] = browser_.cookie;
    headers["x-csrf"] = browser_.csrf;
    headers["content-type"] = "application/json";
    return Ask(router_, {.method = method,
                         .target = "/api/v1/me/" + below,
                         .body = body.is_null() ? "" : body.dump(),
                         .headers = headers});
  }
  // The answer, held against what the description says of `path`.
  json Get(const std::string& path, const std::string& below) {
    const auto description = json::parse(OpenApiDescription("openapi/school.json"));
    const auto response = Send("GET", below);
    const auto& responses = description.at("paths").at("/api/v1/me/" + path).at("get").at("responses");
    const auto& schema = responses.at(response.status == 200 ? "200" : "default")
                             .at("content")
                             .at("application/json")
                             .at("schema");
    const auto body = JsonOf(response);
    EXPECT_EQ(Misfits(description, schema, body, below), "");
    return body;
  }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  FakeTeaching own_{home_, view_};
  Router router_;
  FalseBrowser browser_{router_};
};

TEST_F(TeachingApi, KeepsAndTellsAsDescribed) {
  EXPECT_EQ(Send("PUT", "favourites/lesson/sx-3s-fenshu").status, 204);
  EXPECT_EQ(Get("favourites", "favourites").at("favourites").at(0).at("title"), "分数的初步认识");
  EXPECT_EQ(Send("DELETE", "favourites/lesson/sx-3s-fenshu").status, 204);
  EXPECT_TRUE(Get("favourites", "favourites").at("favourites").empty());
  EXPECT_EQ(Send("PUT", "favourites/lesson/nothing").status, 404);
  EXPECT_EQ(Send("PUT", "notes/lesson/sx-3s-fenshu", {{"note", "先问\n再放"}}).status, 204);
  EXPECT_EQ(Get("notes/{kind}/{id}", "notes/lesson/sx-3s-fenshu").at("note"), "先问\n再放");
  EXPECT_TRUE(Get("opened", "opened").at("opened").empty());
  EXPECT_EQ(Send("DELETE", "opened").status, 204);
}

TEST_F(TeachingApi, AListIsMadeFilledOrderedSharedAndCopied) {
  const auto made = Send("POST", "lists", {{"name", "分数"}, {"class", "三年级"}, {"day", "2026-12-10"}});
  ASSERT_EQ(made.status, 200) << TextOf(made);
  const auto list = "lists/" + std::to_string(JsonOf(made).at("number").get<int>());
  for (const auto* id : {"sx-3s-fenshu", "sx-3s-fenbing"}) {
    EXPECT_EQ(Send("POST", list + "/items", {{"kind", "lesson"}, {"id", id}}).status, 204);
  }
  auto read = Get("lists/{number}", list);
  const auto last = std::to_string(read.at("items").at(1).at("item").get<int>());
  EXPECT_EQ(Send("PUT", list + "/items/" + last, {{"move", "up"}, {"note", "先玩"}}).status, 204);
  EXPECT_EQ(Send("PUT", list + "/items/" + last, {{"move", "sideways"}}).status, 400);
  read = Get("lists/{number}", list);
  EXPECT_EQ(read.at("items").at(0).at("id"), "sx-3s-fenbing");
  EXPECT_EQ(read.at("items").at(0).at("note"), "先玩");
  EXPECT_EQ(Send("PUT", list + "/shared").status, 204);
  EXPECT_EQ(Get("school-lists", "school-lists").at("lists").size(), 1U);
  EXPECT_EQ(Send("DELETE", list + "/shared").status, 204);
  EXPECT_TRUE(Get("school-lists", "school-lists").at("lists").empty());
  EXPECT_EQ(Send("POST", list + "/copy").status, 200);
  EXPECT_EQ(Get("lists", "lists").at("lists").size(), 2U);
  EXPECT_EQ(Send("PUT", list, {{"name", "分数二"}}).status, 204);
  EXPECT_EQ(Get("lists/{number}", list).at("name"), "分数二");
  EXPECT_EQ(Send("DELETE", list + "/items/" + last).status, 204);
  EXPECT_EQ(Get("lists/{number}", list).at("items").size(), 1U);
  EXPECT_EQ(Send("DELETE", list).status, 204);
  EXPECT_EQ(Get("lists/{number}", list).at("error").at("key"), "teaching.unknown_list");
  EXPECT_EQ(Get("lists/{number}", "lists/x").at("error").at("key"), "teaching.unknown_list");
}

}  // namespace
}  // namespace lianxiao::web
