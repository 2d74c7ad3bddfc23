// The key by which boxes know their center: it is replaced without a visit, and who shows another one gets
// nothing to read.
#include <gmock/gmock.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "center/tls/certificate.h"
#include "storage/base/time.h"
#include "storage/formats/tls_statement.h"
#include "tests/e2e/world.h"
#include "tests/support/http_client.h"
#include "web/http/server.h"
#include "web/http/tls.h"

namespace lianxiao::test {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

// Somebody with a certificate of his own at the center's address. Notes all he is asked; answers the question
// about keys as he was told and everything else with a page.
class Impostor {
 public:
  Impostor(const std::string& folder, int port, std::string statement) : statement_(std::move(statement)) {
    const auto pair = center::MakeCertificate({"127.0.0.1"}, SystemClock().Wall());
    WriteFile(folder + "-key.pem", std::string(pair.value().key.View()));
    WriteFile(folder + "-certificate.pem", pair->certificate);
    for (const auto* method : {"GET", "PUT", "POST"}) {
      router_.Add({.method = method,
                   .pattern = "/{path...}",
                   .handler = [this](const web::Request& r, const web::Captures&) { return Answer(r); },
                   .max_body = 4 << 20});
    }
    auto identity = web::TlsIdentity::Open({folder + "-certificate.pem", folder + "-key.pem"}, log_);
    server_ = std::move(
        web::Server::Start({{"127.0.0.1:" + std::to_string(port), &router_, identity.value()}}, {}, log_)
            .value());
  }

  std::vector<std::string> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  web::Response Answer(const web::Request& request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(request.method + " " + request.path + request.body);
    return web::Response::Json(request.path == "/api/v1/center/tls" ? statement_ : "{}");
  }

  NoLog log_;
  std::string statement_;
  mutable std::mutex mutex_;  // Guards seen_.
  std::vector<std::string> seen_;
  web::Router router_;
  std::unique_ptr<web::Server> server_;
};

class CenterKey : public World {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    PublishSamples();
    center_.Start();
  }
  void EnrolAndFill() {
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1) << school_->log();
  }
  bool Tells(const std::string& problem) {
    return school_->Status().at("problems").dump().find(problem) != std::string::npos;
  }
  // A new lesson arrives, and what was used goes up.
  void ExpectInStep() {
    ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
    ASSERT_EQ(center_.Publish().exit_code, 0);
    EXPECT_TRUE(WaitUntil([&] { return Version("sx-3s-fenshu-renshi") == 2; }, kSyncMs))
        << school_->Status().dump(1) << school_->log();
    EXPECT_EQ(HttpGet(school_->url() + "/r/sx-3s-fenshu-renshi").status, 200);
    const auto all_there = [&] {
      const auto usage = school_->Status().at("usage");
      return usage.at("pending") == 0 && usage.at("acknowledged").get<int>() > 0;
    };
    EXPECT_TRUE(WaitUntil(all_there, kSoonMs)) << school_->Status().dump(1);
  }
  // A connection that is open goes on under the certificate it began with.
  void BreakConnections() {
    center_.Stop();
    center_.Start();
  }
  std::int64_t Version(const std::string& id) {
    return school_->Get("/api/v1/resources/" + id).at("version");
  }
  // A pair that `openssl` might have made elsewhere, put into files.
  void Bring(const std::string& name, WallTime made) {
    const auto pair = center::MakeCertificate({"127.0.0.1"}, made);
    ASSERT_TRUE(pair) << pair.error().message;
    WriteFile(Folder(name + ".pem"), pair->certificate);
    WriteFile(Folder(name + ".key"), std::string(pair->key.View()));
  }

  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(CenterKey, IsReplacedWithoutAVisitWhileABoxRuns) {
  EnrolAndFill();
  const auto before = center_.Tls({"show", "--json"}).out;
  const auto made = center_.Tls({"make"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_NE(center_.Tls({"show", "--json"}).out, before);
  BreakConnections();
  ExpectInStep();
  EXPECT_FALSE(Tells("problem.center_key"));
  EXPECT_THAT(school_->log(), HasSubstr("new TLS key"));
}

TEST_F(CenterKey, AManInTheMiddleGetsTheOneQuestionAndNothingElse) {
  EnrolAndFill();
  const auto genuine = HttpGet(center_.url() + "/api/v1/center/tls").body;
  ASSERT_THAT(genuine, HasSubstr("signature"));
  EXPECT_EQ(HttpGet(school_->url() + "/r/sx-3s-fenshu-renshi").status,
            200);  // Something that wants to go up.
  center_.Stop();
  {
    const Impostor impostor(Folder("impostor"), center_.port(), genuine);
    ASSERT_TRUE(WaitUntil([&] { return Tells("problem.center_key"); }, kSyncMs)) << school_->log();
    school_->SyncNow();
    std::this_thread::sleep_for(std::chrono::seconds(3));
    EXPECT_THAT(impostor.seen(), Contains("GET /api/v1/center/tls"));
    EXPECT_THAT(impostor.seen(), Each("GET /api/v1/center/tls"));
    const auto files = school_->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
    EXPECT_EQ(HttpGet(school_->url() + files.at(0).at("url").get<std::string>()).status, 200)
        << "teaching goes on";
  }
  center_.Start();
  EXPECT_TRUE(WaitUntil([&] { return !Tells("problem.center_key"); }, kSyncMs)) << school_->log();
  ExpectInStep();
}

TEST_F(CenterKey, AStatementThatOurCenterDidNotSignConvincesNobody) {
  EnrolAndFill();
  center_.Stop();
  const formats::TlsStatement lie{.keys = {std::string(64, 'a')}, .public_ca = true, .number = 99};
  const Impostor impostor(Folder("impostor"), center_.port(),
                          formats::SignTlsStatement(lie, SigningKey::Generate()));
  ASSERT_TRUE(WaitUntil([&] { return Tells("problem.center_key"); }, kSyncMs)) << school_->log();
  EXPECT_THAT(impostor.seen(), Contains("GET /metadata/2.root.json"))
      << "the center may have new keys, which only a root could say";
  EXPECT_THAT(impostor.seen(), Each(AnyOf("GET /api/v1/center/tls", "GET /metadata/2.root.json")));
}

TEST_F(CenterKey, CountsWhateverTheCertificatesDatesSay) {
  Bring("old", WallTime{631'152'000'000});  // Made in 1990: it ended long ago.
  const auto used = center_.Tls({"use", "--cert", Folder("old.pem"), "--key", Folder("old.key")});
  ASSERT_EQ(used.exit_code, 0) << used.err;
  EXPECT_THAT(used.out + used.err, HasSubstr("2009-12"));
  EnrolAndFill();
  ExpectInStep();
}

TEST_F(CenterKey, APublicCertificateIsRenewedWithoutAWordIfTheCountySaidSo) {
  Bring("first", SystemClock().Wall());
  const auto used =
      center_.Tls({"use", "--public", "--cert", Folder("first.pem"), "--key", Folder("first.key")});
  ASSERT_EQ(used.exit_code, 0) << used.err;
  Bring("renewed", SystemClock().Wall());
  school_ = MakeSchool();
  school_->UseEnvironment({{"SSL_CERT_FILE", Folder("renewed.pem")}});  // Who its authorities are.
  school_->Start();
  ASSERT_EQ(school_->Enroll(center_.Code("shiyangtang", "石羊塘村小")).exit_code, 0);
  ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->log();

  WriteFile(center_.folder() + "/tls/key.pem", ReadFile(Folder("renewed.key")));
  WriteFile(center_.folder() + "/tls/certificate.pem", ReadFile(Folder("renewed.pem")));
  BreakConnections();
  ExpectInStep();
  EXPECT_THAT(school_->log(), Not(HasSubstr("new TLS key")));
}

TEST_F(CenterKey, AWrongPairIsRefusedAndTheOldOneStays) {
  Bring("one", SystemClock().Wall());
  Bring("other", SystemClock().Wall());
  const auto before = center_.Tls({"show", "--json"}).out;
  const auto used = center_.Tls({"use", "--cert", Folder("one.pem"), "--key", Folder("other.key")});
  EXPECT_EQ(used.exit_code, 1);
  EXPECT_THAT(used.err, HasSubstr("other.key"));
  EXPECT_EQ(center_.Tls({"show", "--json"}).out, before);
}

TEST_F(CenterKey, ThePlainListenerGivesOutOnlyWhatIsSigned) {
  center_.Stop();
  const auto plain = "127.0.0.1:" + std::to_string(FreePort());
  center_.UseSettings("plain_listen = \"" + plain + "\"\n");
  center_.Start();
  for (const auto* path : {"/metadata/timestamp.json", "/api/v1/center", "/api/v1/center/tls"}) {
    EXPECT_EQ(HttpGet("http://" + plain + path).status, 200) << path;
  }
  for (const auto* path : {"/", "/api/v1/schools", "/api/v1/status", "/api/v1/use"}) {
    EXPECT_EQ(HttpGet("http://" + plain + path).status, 404) << path;
  }
  EnrolAndFill();
  ExpectInStep();
}

}  // namespace
}  // namespace lianxiao::test
