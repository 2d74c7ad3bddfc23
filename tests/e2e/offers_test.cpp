// 共建共享 with real programs: a teacher's file goes up to the county, is looked at, taken and published, and
// another school has it; what is declined comes back with a reason.
#include <gmock/gmock.h>

#include "tests/e2e/world.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Offers : public World {
 protected:
  // A teacher's session at a box, as a program has it.
  struct Teacher {
    std::string url, cookie, csrf;

    Answer Ask(const std::string& method, const std::string& path, const std::string& body = {},
               const std::string& type = "application/json") const {
      return Http({.method = method,
                   .url = url + path,
                   .body = body,
                   .headers = {"Content-Type: " + type, "Cookie: " + cookie, "X-CSRF: " + csrf}});
    }
  };

  static Teacher LoggedIn(SchoolProgram& school, const std::string& login) {
    const auto code = school.AddAccount(login, "teacher");
    Teacher teacher{.url = school.url(), .cookie = {}, .csrf = {}};
    const auto post = [&](const json& body) {
      return Http({.method = "POST",
                   .url = school.url() + "/api/v1/session",
                   .body = body.dump(),
                   .headers = {"Content-Type: application/json", "Origin: " + school.url()}});
    };
    const auto first = json::parse(post({{"login", login}, {"password", code}}).body);
    auto in = post({{"ticket", first.at("ticket")}, {"new_password", kPassword}});
    EXPECT_EQ(in.status, 200) << in.body;
    const auto set = in.headers["set-cookie"];
    teacher.cookie = set.substr(0, set.find(';'));
    teacher.csrf = json::parse(in.body).at("csrf");
    return teacher;
  }

  static std::string Pdf(std::size_t size, std::uint32_t seed) {
    std::string bytes = "%PDF-1.7\n";
    for (std::uint32_t i = seed; bytes.size() < size; i = i * 1'664'525 + 1'013'904'223) {
      bytes += static_cast<char>(i >> 24);
    }
    return bytes + "\n%%EOF\n";
  }

  // Adds a file and offers it; the item's id.
  static std::string AddAndOffer(const Teacher& teacher, const std::string& title, const std::string& bytes) {
    const auto begun =
        teacher.Ask("POST", "/api/v1/courseware/uploads",
                    json{{"name", title + ".pdf"}, {"size", bytes.size()}, {"mark", "ab"}}.dump());
    EXPECT_EQ(begun.status, 200) << begun.body;
    const auto upload = json::parse(begun.body).at("id").get<std::string>();
    for (std::size_t at = 0; at < bytes.size(); at += 1 << 20) {
      const auto put =
          teacher.Ask("PUT", "/api/v1/courseware/uploads/" + upload + "?at=" + std::to_string(at),
                      bytes.substr(at, 1 << 20), "application/octet-stream");
      EXPECT_EQ(put.status, 200) << put.body;
    }
    const auto added = teacher.Ask(
        "POST", "/api/v1/courseware",
        json{
            {"upload", upload}, {"title", title}, {"stage", "小学"}, {"grade", "三年级"}, {"subject", "数学"}}
            .dump());
    EXPECT_EQ(added.status, 201) << added.body;
    const auto id = json::parse(added.body).at("id").get<std::string>();
    const auto offered = teacher.Ask("POST", "/api/v1/courseware/" + id + "/offer",
                                     json{{"author", "王芳"}, {"agreed", "yes"}}.dump());
    EXPECT_EQ(offered.status, 204) << offered.body;
    return id;
  }

  static json OfferOf(const Teacher& teacher, const std::string& id) {
    return json::parse(teacher.Ask("GET", "/api/v1/courseware/" + id).body).at("offer");
  }
  static bool Becomes(SchoolProgram& school, const Teacher& teacher, const std::string& id,
                      const std::string& state) {
    return WaitUntil(
        [&] {
          if (OfferOf(teacher, id).at("state") == state) return true;
          school.SyncNow();
          return false;
        },
        kSyncMs);
  }
  // Of the county, by its title.
  json AtTheCounty(const std::string& title) const {
    const auto offers = center_.Get("/control/v1/offers").at("offers");
    for (const auto& offer : offers) {
      if (offer.at("title") == title) return offer;
    }
    return nullptr;
  }
};

TEST_F(Offers, WhatATeacherOffersIsTakenPublishedAndInAnotherSchool) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  const auto teacher = LoggedIn(*school, "wangfang");
  // The county is away, the box is killed: the offer waits and is not forgotten.
  center_.Stop();
  const auto bytes = Pdf(900'000, 7);
  const auto id = AddAndOffer(teacher, "分数导学单", bytes);
  EXPECT_EQ(OfferOf(teacher, id).at("state"), "waiting");
  school->Kill();
  school->Start();
  const auto again = Teacher{school->url(), teacher.cookie, teacher.csrf};
  center_.Start();
  ASSERT_TRUE(Becomes(*school, again, id, "with_county")) << OfferOf(again, id).dump() << school->log();
  const auto offer = AtTheCounty("分数导学单");
  ASSERT_FALSE(offer.is_null());
  EXPECT_EQ(offer.at("state"), "here");
  EXPECT_EQ(offer.at("author"), "王芳");
  EXPECT_EQ(offer.at("here"), bytes.size());
  EXPECT_THAT(center_.Command({"offers", "list"}).out, HasSubstr("分数导学单"));

  const auto accepted = center_.Command({"offers", "accept", offer.at("id")});
  ASSERT_EQ(accepted.exit_code, 0) << accepted.err;
  ASSERT_TRUE(Becomes(*school, again, id, "accepted")) << OfferOf(again, id).dump();
  const auto imported = center_.Import(AtTheCounty("分数导学单").at("folder"));
  ASSERT_EQ(imported.exit_code, 0) << imported.err << imported.out;
  ASSERT_EQ(center_.Publish().exit_code, 0);
  EXPECT_EQ(center_.Command({"offers", "remove", offer.at("id")}).exit_code, 1) << "nobody noted it yet";
  ASSERT_TRUE(Becomes(*school, again, id, "published")) << OfferOf(again, id).dump();
  EXPECT_GT(AtTheCounty("分数导学单").at("folder_bytes"), bytes.size());
  EXPECT_EQ(center_.Command({"offers", "remove"}).exit_code, 0);
  EXPECT_EQ(AtTheCounty("分数导学单").at("folder_bytes"), 0);

  const auto resource = OfferOf(again, id).at("resource").get<std::string>();
  auto other = MakeSchool("other");
  other->Start();
  ASSERT_EQ(other->Enroll(center_.Code("longtan", "龙潭教学点")).exit_code, 0);
  ASSERT_TRUE(other->WaitUntilComplete(kSyncMs)) << other->Status().dump(1);
  EXPECT_EQ(HttpGet(other->url() + "/files/" + resource + "/0/x.pdf").body, bytes);
  const auto page = HttpGet(other->url() + "/r/" + resource).body;
  EXPECT_THAT(page, HasSubstr("分数导学单"));
  EXPECT_THAT(page, HasSubstr("石羊塘村小"));
}

TEST_F(Offers, WhatIsDeclinedComesBackWithTheReason) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs));
  const auto teacher = LoggedIn(*school, "wangfang");
  const auto id = AddAndOffer(teacher, "练习题", Pdf(1'000, 3));
  ASSERT_TRUE(Becomes(*school, teacher, id, "with_county")) << OfferOf(teacher, id).dump() << school->log();
  const auto offer = AtTheCounty("练习题");
  EXPECT_EQ(center_.Command({"offers", "decline", offer.at("id"), "--why", "第二题的答案不对"}).exit_code, 0);
  ASSERT_TRUE(Becomes(*school, teacher, id, "declined")) << OfferOf(teacher, id).dump();
  EXPECT_EQ(OfferOf(teacher, id).at("why"), "第二题的答案不对");
  const auto page = teacher.Ask("GET", "/courseware/" + id).body;
  EXPECT_THAT(page, HasSubstr("第二题的答案不对"));
  EXPECT_NE(center_.Command({"offers", "accept", offer.at("id")}).exit_code, 0);
}

}  // namespace
}  // namespace lianxiao::test
