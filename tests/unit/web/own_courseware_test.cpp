// Own courseware as teachers, managers, other teachers and pupils meet it: pages, forms and API.
#include <gmock/gmock.h>

#include "tests/unit/web/courseware_on_disk.h"
#include "tests/unit/web/fake_teaching.h"
#include "web/classroom/classroom_pages.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::HasSubstr;
using testing::Not;

const std::string kGif = "GIF89a" + std::string(3'000, 'x');

class OwnCoursewareTest : public testing::Test {
 protected:
  OwnCoursewareTest() {
    AddPeoplePages(routes_, home_.Site());
    auto site = own_.Site();
    site.teaching = teaching_.site;
    AddOwnCourseware(routes_, site);
    AddTeaching(routes_, *teaching_.site);
    guarded_ = Guarded(routes_, *home_.people, {});
    for (const auto* login : {"wangfang", "liqiang"}) home_.Member(login, Role::kTeacher);
    home_.Member("manager", Role::kManager);
    wang_.LogIn("wangfang");
    li_.LogIn("liqiang");
    manager_.LogIn("manager");
  }
  Response Api(FalseBrowser& as, const std::string& method, const std::string& target,
               const std::string& body = {}, const std::string& type = "application/json") {
    auto headers = as.headers;
    headers["cookie"] = as.cookie;
    headers["x-csrf"] = as.csrf;
    headers["content-type"] = type;
    return Ask(guarded_,
               {.method = method, .target = "/api/v1/courseware" + target, .body = body, .headers = headers});
  }
  Response Put(FalseBrowser& as, const std::string& id, std::size_t at, const std::string& bytes) {
    return Api(as, "PUT", "/uploads/" + id + "?at=" + std::to_string(at), bytes, "application/octet-stream");
  }
  std::string Begin(FalseBrowser& as, const std::string& bytes = kGif) {
    const auto begun =
        Api(as, "POST", "/uploads",
            R"({"name": "分数.gif", "mark": "ab12", "size": )" + std::to_string(bytes.size()) + "}");
    EXPECT_EQ(begun.status, 200) << TextOf(begun);
    return JsonOf(begun).value("id", "");
  }
  // An item of wangfang's.
  std::string Add(const std::string& title = "分数的初步认识") {
    const auto upload = Begin(wang_);
    EXPECT_EQ(Put(wang_, upload, 0, kGif).status, 200);
    const auto made =
        Api(wang_, "POST", "",
            R"({"upload": ")" + upload + R"(", "title": ")" + title + R"(", "subject": "数学"})");
    EXPECT_EQ(made.status, 201) << TextOf(made);
    return JsonOf(made).value("id", "");
  }
  static std::string FormBody(const FormFields& fields, const std::string& file_name = {},
                              const std::string& bytes = {}) {
    std::string body;
    for (const auto& [name, value] : fields) {
      body += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
    if (!file_name.empty()) {
      body += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name + "\"\r\n\r\n" +
              bytes + "\r\n";
    }
    return body + "--B--\r\n";
  }
  Response SubmitForm(FalseBrowser& as, const std::string& target, FormFields fields,
                      const std::string& file_name = {}, const std::string& bytes = {}) {
    fields.emplace_back("csrf", as.csrf);
    auto headers = as.headers;
    headers["cookie"] = as.cookie;
    headers["content-type"] = "multipart/form-data; boundary=B";
    return Ask(
        guarded_,
        {.method = "POST", .target = target, .body = FormBody(fields, file_name, bytes), .headers = headers});
  }

  PeopleOnDisk home_;
  CoursewareOnDisk own_{home_};
  FakeTeaching teaching_{home_, own_.school};
  Router routes_, guarded_;
  FalseBrowser wang_{guarded_}, li_{guarded_}, manager_{guarded_}, pupil_{guarded_};
};

TEST_F(OwnCoursewareTest, APieceAtTheWrongPlaceIsToldWhereToGoOn) {
  const auto id = Begin(wang_);
  EXPECT_EQ(JsonOf(Put(wang_, id, 0, kGif.substr(0, 1'000))).at("received"), 1'000);
  const auto conflict = Put(wang_, id, 0, kGif.substr(0, 1'000));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(JsonOf(conflict).at("received"), 1'000);
  EXPECT_EQ(Begin(wang_), id) << "the same file goes on";
  EXPECT_EQ(JsonOf(Api(wang_, "GET", "/uploads/" + id)).at("received"), 1'000);
  EXPECT_EQ(Put(wang_, id, 1'000, kGif.substr(1'000)).status, 200);
}

TEST_F(OwnCoursewareTest, APieceThatChangedOnItsWayIsNotTaken) {
  const auto id = Begin(wang_);
  auto headers = wang_.headers;
  headers["cookie"] = wang_.cookie;
  headers["x-csrf"] = wang_.csrf;
  const auto put = [&](const std::string& sum) {
    headers["x-crc32"] = sum;
    return Ask(guarded_, {.method = "PUT",
                          .target = "/api/v1/courseware/uploads/" + id + "?at=0",
                          .body = "123456789",
                          .headers = headers});
  };
  EXPECT_EQ(JsonOf(put("cbf43926")).at("received"), 9) << "the check value of CRC-32";
  const auto changed = put("00000000");
  EXPECT_EQ(changed.status, 400);
  EXPECT_EQ(JsonOf(changed).at("error").at("key"), "own.piece");
}

TEST_F(OwnCoursewareTest, NobodySeesOrTouchesAnotherOnesUpload) {
  const auto id = Begin(wang_);
  EXPECT_EQ(Put(li_, id, 0, "x").status, 404);
  EXPECT_EQ(Api(li_, "GET", "/uploads/" + id).status, 404);
  EXPECT_EQ(Api(li_, "DELETE", "/uploads/" + id).status, 404);
  EXPECT_EQ(JsonOf(Api(li_, "GET", "/uploads")).at("uploads").size(), 0U);
  EXPECT_EQ(JsonOf(Api(wang_, "GET", "/uploads")).at("uploads").size(), 1U);
}

TEST_F(OwnCoursewareTest, AnItemIsSeenByAllWithWhoAddedIt) {
  const auto id = Add();
  const auto list = TextOf(pupil_.Get("/courseware"));
  EXPECT_THAT(list, HasSubstr("分数的初步认识"));
  EXPECT_THAT(list, HasSubstr("王芳"));
  const auto page = TextOf(pupil_.Get("/courseware/" + id));
  EXPECT_THAT(page, HasSubstr("本校"));
  EXPECT_THAT(page, Not(HasSubstr("/delete")));
  EXPECT_THAT(TextOf(wang_.Get("/courseware/" + id)), HasSubstr("/delete"));
  EXPECT_THAT(TextOf(manager_.Get("/courseware/" + id)), HasSubstr("/delete"));
  EXPECT_THAT(TextOf(li_.Get("/courseware/" + id)), Not(HasSubstr("/delete")));
  EXPECT_EQ(JsonOf(Api(pupil_, "GET", "/" + id)).at("name"), "own:" + id);
}

TEST_F(OwnCoursewareTest, OnlyItsOwnerAndManagersChangeAnItem) {
  const auto id = Add();
  EXPECT_EQ(Api(li_, "PUT", "/" + id, R"({"title": "x"})").status, 403);
  EXPECT_EQ(Api(li_, "DELETE", "/" + id).status, 403);
  EXPECT_EQ(li_.Submit("/courseware/" + id + "/delete", {}).status, 403);
  EXPECT_EQ(SubmitForm(li_, "/courseware/" + id + "/edit", {{"title", "x"}}).status, 403);
  EXPECT_EQ(Api(pupil_, "DELETE", "/" + id).status, 401);
  EXPECT_EQ(JsonOf(Api(manager_, "PUT", "/" + id, R"({"title": "校里的"})")).at("title"), "校里的");
  EXPECT_EQ(JsonOf(Api(wang_, "PUT", "/" + id, R"({"unit": "第八单元"})")).at("title"), "校里的")
      << "what is not sent stays";
}

TEST_F(OwnCoursewareTest, WhatIsDeletedIsSeenByThoseAloneWhoMayRestoreIt) {
  const auto id = Add();
  const auto file = JsonOf(Api(wang_, "GET", "/" + id)).at("file").at("address").get<std::string>();
  EXPECT_EQ(wang_.Submit("/courseware/" + id + "/delete", {}).status, 303);
  EXPECT_EQ(pupil_.Get("/courseware/" + id).status, 404);
  EXPECT_EQ(pupil_.Get(file).status, 404);
  EXPECT_EQ(li_.Get("/courseware/" + id).status, 404);
  EXPECT_THAT(TextOf(wang_.Get("/courseware?show=deleted")), HasSubstr("分数"));
  EXPECT_THAT(TextOf(li_.Get("/courseware?show=deleted")), Not(HasSubstr("分数的")));
  EXPECT_THAT(TextOf(manager_.Get("/courseware?show=deleted")), HasSubstr("分数的"));
  EXPECT_EQ(wang_.Submit("/courseware/" + id + "/restore", {}).status, 303);
  EXPECT_EQ(pupil_.Get(file).status, 200);
}

TEST_F(OwnCoursewareTest, FilesAreServedInASandboxAsWhatTheyAre) {
  const auto id = Add();
  const auto address = JsonOf(Api(wang_, "GET", "/" + id)).at("file").at("address").get<std::string>();
  const auto shown = pupil_.Get(address);
  EXPECT_EQ(HeaderOf(shown, "Content-Type"), "image/gif");
  EXPECT_THAT(HeaderOf(shown, "Content-Security-Policy"), HasSubstr("sandbox; default-src 'none'"));
  EXPECT_EQ(HeaderOf(shown, "Content-Disposition"), "");
  EXPECT_EQ(std::get<FileBody>(shown.body).size_bytes, static_cast<std::int64_t>(kGif.size()));
  const auto saved = pupil_.Get(address + "?download=1");
  EXPECT_THAT(HeaderOf(saved, "Content-Disposition"), HasSubstr("attachment"));
  EXPECT_EQ(pupil_.Get("/courseware/" + id + "/file/2/a.gif").status, 404);
}

TEST_F(OwnCoursewareTest, AFormWithAFileInItWorksWithoutAScript) {
  const auto added = SubmitForm(wang_, "/courseware/new", {{"grade", "三年级"}}, "练习一.gif", kGif);
  ASSERT_EQ(added.status, 303) << TextOf(added);
  const auto page = TextOf(wang_.Get(HeaderOf(added, "Location")));
  EXPECT_THAT(page, HasSubstr("练习一")) << "the file's name is the title where none was typed";
  EXPECT_THAT(page, HasSubstr("三年级"));
}

TEST_F(OwnCoursewareTest, AFormWithoutTheSessionsTokenIsNotTaken) {
  auto headers = wang_.headers;
  headers["cookie"] = wang_.cookie;
  headers["content-type"] = "multipart/form-data; boundary=B";
  const auto answer = Ask(guarded_, {.method = "POST",
                                     .target = "/courseware/new",
                                     .body = FormBody({{"csrf", li_.csrf}}, "a.gif", kGif),
                                     .headers = headers});
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(own_.shelf->List({})->total, 0);
}

TEST_F(OwnCoursewareTest, AFormThatFailsShowsWhatWasTypedAndKeepsTheFile) {
  const auto failed = SubmitForm(wang_, "/courseware/new",
                                 {{"title", std::string(400, 'x')}, {"unit", "第八单元"}}, "a.gif", kGif);
  EXPECT_EQ(failed.status, 400);
  const auto page = TextOf(failed);
  EXPECT_THAT(page, HasSubstr("第八单元"));
  EXPECT_THAT(page, HasSubstr("文件已经在盒子里"));
  const auto upload = InputOf(page, "upload");
  ASSERT_FALSE(upload.empty());
  EXPECT_EQ(SubmitForm(wang_, "/courseware/new", {{"title", "好"}, {"upload", upload}}).status, 303);
}

TEST_F(OwnCoursewareTest, AFileThatIsNotTakenIsSaidInTheReadersLanguage) {
  const auto page = TextOf(SubmitForm(wang_, "/courseware/new", {}, "a.html", "<script>alert(1)</script>"));
  EXPECT_THAT(page, HasSubstr("不收这种文件"));
  const auto cut = TextOf(SubmitForm(wang_, "/courseware/new", {}, "a.pdf", "%PDF-1.7"));
  EXPECT_THAT(cut, HasSubstr("没有存完整"));
  EXPECT_THAT(TextOf(SubmitForm(wang_, "/courseware/new", {{"title", "t"}})), HasSubstr("请先选一个文件"));
}

TEST_F(OwnCoursewareTest, ReplacingTheFileKeepsTheOldOneForItsOwner) {
  const auto id = Add();
  const auto old = JsonOf(Api(wang_, "GET", "/" + id)).at("file").at("address").get<std::string>();
  ASSERT_EQ(
      SubmitForm(wang_, "/courseware/" + id + "/edit", {{"title", "改好的"}}, "b.gif", kGif + "2").status,
      303);
  EXPECT_THAT(TextOf(wang_.Get("/courseware/" + id)), HasSubstr("换下来的文件"));
  EXPECT_EQ(wang_.Get(old).status, 200);
  EXPECT_EQ(pupil_.Get(old).status, 404);
  EXPECT_EQ(wang_.Submit("/courseware/" + id + "/earlier", {{"version", "1"}}).status, 303);
  EXPECT_EQ(JsonOf(Api(wang_, "GET", "/" + id)).at("file").at("version"), 1);
}

TEST_F(OwnCoursewareTest, AnErasedTeachersNameIsGoneAndTheSchoolKeepsTheFile) {
  const auto id = Add();
  const auto account = home_.people->FindLogin("wangfang");
  ASSERT_TRUE(account);
  ASSERT_TRUE(home_.people->Erase(account->id, storage::Actor::Console()));
  const auto page = TextOf(pupil_.Get("/courseware/" + id));
  EXPECT_THAT(page, HasSubstr("分数的初步认识"));
  EXPECT_THAT(page, HasSubstr("本校老师"));
  EXPECT_EQ(Api(manager_, "PUT", "/" + id, R"({"title": "x"})").status, 200) << "the manager looks after it";
}

TEST_F(OwnCoursewareTest, StandsInATeachersListAmongLessons) {
  const auto address = "/courseware/" + Add();
  EXPECT_THAT(TextOf(li_.Get(address)), HasSubstr("action=\"/teaching/favourites\""));
  EXPECT_THAT(TextOf(pupil_.Get(address)), Not(HasSubstr("/teaching")));
  const auto made =
      li_.Submit("/teaching/lists", {{"name", "复习"}, {"kind", "own"}, {"id", address.substr(12)}});
  const auto list = HeaderOf(made, "Location");
  li_.Submit("/teaching/add",
             {{"list", list.substr(list.rfind('/') + 1)}, {"kind", "lesson"}, {"id", "yw-1s-kantushuohua"}});
  const auto in_list = "?list=" + list.substr(list.rfind('/') + 1);
  EXPECT_THAT(TextOf(li_.Get(list)), HasSubstr("href=\"" + address + in_list + "\""));
  EXPECT_THAT(TextOf(li_.Get(address + in_list)),
              HasSubstr("rel=\"next\" href=\"/r/yw-1s-kantushuohua" + in_list + "\""));
}

TEST_F(OwnCoursewareTest, WhoDoesNotTeachAddsNothing) {
  home_.Member("technician", Role::kTechnician);
  FalseBrowser technician(guarded_);
  technician.LogIn("technician");
  EXPECT_EQ(technician.Get("/courseware/new").status, 403);
  EXPECT_EQ(Api(technician, "POST", "/uploads", "{}").status, 403);
  EXPECT_EQ(pupil_.Get("/courseware/new").status, 303) << "to the login";
}

TEST_F(OwnCoursewareTest, OnlyItsMakerOffersItAndOnlyAfterConfirming) {
  const auto id = Add();
  const auto offer = [&](FalseBrowser& as, const std::string& body) {
    return Api(as, "POST", "/" + id + "/offer", body);
  };
  const std::string good = R"({"author": "王芳", "agreed": "yes"})";
  EXPECT_EQ(offer(li_, good).status, 403);
  EXPECT_EQ(offer(manager_, good).status, 403);
  const auto error = [&](const Response& answer) { return JsonOf(answer).at("error").at("key"); };
  EXPECT_EQ(error(offer(wang_, R"({"author": "王芳"})")), "own.offer_agree");
  EXPECT_EQ(error(offer(wang_, R"({"author": "", "agreed": "yes"})")), "own.offer_author");
  EXPECT_EQ(error(offer(wang_, good)), "own.offer_place") << "the county's list wants stage and grade";
  EXPECT_EQ(own_.offered, 0);
  ASSERT_EQ(Api(wang_, "PUT", "/" + id, R"({"stage": "小学", "grade": "三年级"})").status, 200);
  EXPECT_THAT(TextOf(wang_.Get("/courseware/" + id)), HasSubstr("不得出售"));
  EXPECT_THAT(TextOf(manager_.Get("/courseware/" + id)), Not(HasSubstr("不得出售")));
  const auto form = wang_.Submit("/courseware/" + id + "/offer", {{"author", "王芳"}, {"agreed", "yes"}});
  EXPECT_EQ(form.status, 303);
  EXPECT_EQ(own_.offered, 1);
  EXPECT_THAT(TextOf(wang_.Get("/courseware/" + id)), HasSubstr("等线路空下来就送"));
  EXPECT_EQ(JsonOf(Api(wang_, "GET", "/" + id)).at("offer").at("state"), "waiting");
  EXPECT_TRUE(JsonOf(Api(pupil_, "GET", "/" + id)).at("offer").is_null());
}

TEST_F(OwnCoursewareTest, ASearchOfLessonsShowsTheSchoolsOwnApartAndMarked) {
  const auto id = Add("分数的初步认识 王老师");
  Router router;
  AddClassroomPages(router, own_.school, {.own = FindsOwn(own_.Site())});
  const auto search = [&](const std::string& words) {
    return TextOf(Ask(router, {.target = Address("/search", {{"q", words}})}));
  };
  const auto page = search("王老师 数学");
  EXPECT_THAT(page, HasSubstr("<section class=\"own-found\""));
  EXPECT_THAT(page, HasSubstr("href=\"/courseware/" + id));
  EXPECT_THAT(page, HasSubstr("和县里的课程分开放"));
  EXPECT_THAT(search("英语 王老师"), Not(HasSubstr("own-found"))) << "each word has to be in it";
  EXPECT_THAT(search("100%_"), Not(HasSubstr("own-found")));
  wang_.Submit("/courseware/" + id + "/delete", {});
  EXPECT_THAT(search("王老师"), Not(HasSubstr("own-found"))) << "what was deleted is not found";
}

TEST_F(OwnCoursewareTest, AFileThatTheDiskChangedIsShownToNobodyAndSaysWhoCanMendIt) {
  const auto id = Add();
  const auto item = own_.shelf->Find(id);
  ASSERT_TRUE(storage::WriteWhole(home_.disk, *own_.shelf->PathOf(item->file), kGif + "rot"));
  EXPECT_EQ(own_.shelf->Recheck(item->file.blob).error().code, ErrorCode::kCorrupt);
  const auto page = TextOf(wang_.Get("/courseware/" + id));
  EXPECT_THAT(page, HasSubstr("在盒子的磁盘上坏了"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"viewer\"")));
  EXPECT_THAT(TextOf(li_.Get("/courseware")), HasSubstr("文件坏了"));
  EXPECT_GE(li_.Get("/courseware/" + id + "/file/1/a.gif").status, 400);
}

}  // namespace
}  // namespace lianxiao::web
