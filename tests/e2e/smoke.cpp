// The main job from end to end on real programs, real files and a real browser: a county publishes, a
// school syncs, a classroom plays, usage comes back, and faults change none of it.
//
//   smoke [--shots FOLDER]     pictures of the pages go to FOLDER
#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "storage/base/keys.h"
#include "tests/e2e/steps.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"
#include "tests/support/deployment.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::int64_t kSyncMs = 60'000;
constexpr std::int64_t kSoonMs = 20'000;
constexpr char kLesson[] = "sx-3s-fenshu-renshi";

std::string KiB(std::int64_t bytes) { return std::to_string(bytes / 1'024) + " KiB"; }

std::set<std::string> FilesBelow(const std::string& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.insert(entry.path().string());
  }
  return files;
}

void FlipAByte(const std::string& path) {
  auto bytes = ReadFile(path);
  REQUIRE(!bytes.empty(), path + " is empty");
  auto& byte = bytes[bytes.size() / 2];
  byte = static_cast<char>(byte ^ 0x20);
  WriteFile(path, bytes);
}

bool HasProblem(const Json& status, const std::string& key) {
  const auto& problems = status.at("problems");
  return std::any_of(problems.begin(), problems.end(), [&](const Json& p) { return p.at("key") == key; });
}

std::int64_t Received(const Json& status) { return status.at("sync").at("bytes_received_total"); }

// A PDF that opens, with `size` bytes of noise in a stream nobody draws: a file too large to arrive at once.
std::string LargePdf(std::size_t size) {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
         "1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n4 0 obj<</Length " +
         std::to_string(size) + ">>stream\n" + RandomBytes(size) +
         "\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}

class Smoke {
 public:
  explicit Smoke(std::string shots)
      : shots_(std::move(shots)),
        places_(Places::FromEnvironment()),
        center_(places_, folder_.path() + "/center"),
        school_(places_, folder_.path() + "/school") {}

  bool Run() {
    Story story;
    story.Then("the county publishes the first version", [&] { return PublishFirst(); });
    story.Then("a box enrols with a code, which works once", [&] { return Enrol(); });
    story.Then("the box fetches everything and holds it verified", [&] { return Sync(); });
    story.Then("the catalog page shows the lessons in Chinese", [&] { return Browse(); });
    story.Then("search finds 分数 and 看图", [&] { return Search(); });
    story.Then("Chromium plays the lesson, seeks and shows a subtitle", [&] { return Play(); });
    story.Then("the events are at the center, each exactly once", [&] { return EventsArrive(); });
    story.Then("the second version arrives as less than whole files", [&] { return Update(); });
    story.Then("kill -9 during a transfer costs no verified piece", [&] { return KillDuringTransfer(); });
    story.Then("a flipped byte on the mirror is refused, the old version goes on",
               [&] { return FlippedBlob(); });
    story.Then("tampered metadata is refused with a clear message", [&] { return TamperedMetadata(); });
    story.Then("without the center browsing and playing go on, events wait and arrive later",
               [&] { return CenterAway(); });
    const bool held = story.Tell();
    if (!held)
      std::printf("--- center ---\n%s--- school ---\n%s", center_.log().c_str(), school_.log().c_str());
    return held;
  }

 private:
  void Cli(const Finished& done) const { REQUIRE(done.exit_code == 0, done.out + done.err); }

  void ImportAndPublish(const std::string& from) {
    Cli(center_.Import(from));
    Cli(center_.Publish());
  }

  std::int64_t PublishedVersion() const { return center_.Get("/api/v1/status").at("repository_version"); }

  std::string PublishFirst() {
    Cli(center_.Init());
    ImportAndPublish(places_.samples + "/v1");
    center_.Start();
    return "version " + std::to_string(PublishedVersion());
  }

  std::string Enrol() {
    school_.Start();
    const auto code = center_.Code("shiyangtang", "石羊塘村小");
    Cli(school_.Enroll(code));
    SchoolProgram other(places_, folder_.path() + "/other");
    other.Start();
    const auto again = other.Enroll(code);
    REQUIRE(again.exit_code == 1, "a used code enrolled a second box");
    other.Stop();
    return school_.Status().at("box").at("school_name").get<std::string>();
  }

  std::string Sync() {
    REQUIRE(school_.WaitUntilComplete(kSyncMs, PublishedVersion()), school_.Status().dump(1));
    const auto status = school_.Status();
    const auto list = school_.Get("/api/v1/resources?limit=500");
    for (const auto& resource : list.at("resources")) {
      const auto id = resource.at("id").get<std::string>();
      const auto full = school_.Get("/api/v1/resources/" + id);
      for (const auto& file : full.at("files")) {
        REQUIRE(file.at("state") == "cached", id + ": " + file.dump());
      }
    }
    return std::to_string(status.at("library").at("cached").get<int>()) + " resources, " +
           KiB(Received(status)) + " received";
  }

  std::string Browse() {
    browser_.emplace();
    browser_->Open(school_.url() + "/");
    Shot("home");
    REQUIRE(browser_->Text().find("石羊塘村小") != std::string::npos, browser_->Text());
    browser_->Open(school_.url() + "/browse?grade=三年级&subject=数学");
    Shot("browse");
    const auto text = browser_->Text();
    REQUIRE(text.find("分数的初步认识") != std::string::npos, text);
    return browser_->Title();
  }

  std::string Search() {
    for (const std::string query : {"分数", "看图"}) {
      browser_->Open(school_.url() + "/");
      browser_->Type("input[name=q]", query + "\uE007");
      REQUIRE(WaitUntil([&] { return browser_->Url().find("/search") != std::string::npos; }, kSoonMs),
              browser_->Url());
      const auto wanted = query == "看图" ? "看图说话" : "分数的初步认识";
      REQUIRE(browser_->Text().find(wanted) != std::string::npos, browser_->Text());
      Shot("search-" + std::string(query == "看图" ? "kantu" : "fenshu"));
    }
    const auto none = school_.Get("/api/v1/search?q=没有这个词语");
    REQUIRE(none.at("total") == 0, none.dump());
    return "";
  }

  double Now() { return browser_->Run("return document.querySelector('video').currentTime").get<double>(); }

  std::string Play() {
    browser_->Open(school_.url() + "/r/" + kLesson);
    browser_->Run("const v = document.querySelector('video'); v.muted = true; v.play();");
    REQUIRE(WaitUntil([&] { return Now() > 2; }, kSoonMs), "currentTime stays at " + std::to_string(Now()));
    browser_->Run("document.querySelector('video').currentTime = 40;");
    REQUIRE(WaitUntil([&] { return Now() > 41; }, kSoonMs),
            "after the seek currentTime is " + std::to_string(Now()));
    const auto cue = [&] {
      return browser_->Run(
          "const t = document.querySelector('video').textTracks[0];"
          "return t && t.activeCues && t.activeCues.length ? t.activeCues[0].text : ''");
    };
    REQUIRE(WaitUntil([&] { return !cue().get<std::string>().empty(); }, kSoonMs), "no subtitle cue shows");
    const auto words = cue().get<std::string>();
    Shot("player");
    browser_->Run("document.querySelector('video').pause();");
    const auto range = Http({.url = school_.url() + VideoUrl(), .headers = {"Range: bytes=100-199"}});
    REQUIRE(range.status == 206 && range.body.size() == 100, "range: " + std::to_string(range.status));
    return "at " + std::to_string(Now()) + " s: " + words;
  }

  std::string VideoUrl() const {
    const auto lesson = school_.Get(std::string("/api/v1/resources/") + kLesson);
    for (const auto& file : lesson.at("files")) {
      if (file.at("role") == "main") return file.at("url");
    }
    throw StepFailed("the lesson has no main file");
  }

  Json UseOfLesson() const {
    const auto all = center_.Get("/api/v1/use");
    for (const auto& use : all.at("use")) {
      if (use.at("resource") == kLesson) return use;
    }
    return Json::object();
  }

  // Everything recorded here is there, and nothing twice.
  bool EventsAgree() const {
    const auto usage = school_.Status().at("usage");
    return usage.at("pending") == 0 && usage.at("acknowledged").get<std::int64_t>() > 0 &&
           usage.at("acknowledged") == center_.Get("/api/v1/status").at("events");
  }

  std::string EventsArrive() {
    // A page that hears no answer sends again: the same id must count once.
    const std::string event = R"([{"id":"00112233445566778899aabbccddeeff","kind":"finished","resource":")" +
                              std::string(kLesson) + R"("}])";
    for (int i = 0; i < 2; ++i) {
      const auto answer = Http({.method = "POST",
                                .url = school_.url() + "/api/v1/events",
                                .body = event,
                                .headers = {"Content-Type: application/json"}});
      REQUIRE(answer.status == 204, "events: " + std::to_string(answer.status) + answer.body);
    }
    REQUIRE(
        WaitUntil([&] { return EventsAgree() && UseOfLesson().value("played_s", 0) > 0; }, kSoonMs),
        school_.Status().at("usage").dump() + center_.Get("/api/v1/status").dump() + UseOfLesson().dump());
    const auto use = UseOfLesson();
    REQUIRE(use.at("opened") == 1 && use.at("finished") == 1, use.dump());
    return use.dump();
  }

  // What every file of version 2 weighs that was not here before.
  std::int64_t WholeBytesOf(const std::set<std::string>& blobs_before) const {
    std::int64_t bytes = 0;
    std::set<std::string> counted = blobs_before;
    const auto list = school_.Get("/api/v1/resources?limit=500");
    for (const auto& resource : list.at("resources")) {
      const auto full = school_.Get("/api/v1/resources/" + resource.at("id").get<std::string>());
      for (const auto& file : full.at("files")) {
        if (counted.insert(file.at("blob")).second) bytes += file.at("size").get<std::int64_t>();
      }
    }
    return bytes;
  }

  std::set<std::string> BlobsHere() const {
    std::set<std::string> blobs;
    const auto list = school_.Get("/api/v1/resources?limit=500");
    for (const auto& resource : list.at("resources")) {
      const auto full = school_.Get("/api/v1/resources/" + resource.at("id").get<std::string>());
      for (const auto& file : full.at("files")) blobs.insert(file.at("blob").get<std::string>());
    }
    return blobs;
  }

  std::string Update() {
    const auto blobs_before = BlobsHere();
    const auto received_before = Received(school_.Status());
    ImportAndPublish(places_.samples + "/v2");
    const auto version = PublishedVersion();
    REQUIRE(school_.WaitUntilComplete(kSyncMs, version), school_.Status().dump(1));
    const auto fetched = Received(school_.Status()) - received_before;
    const auto whole = WholeBytesOf(blobs_before);
    REQUIRE(whole > 0 && fetched < whole / 2, "fetched " + KiB(fetched) + " of " + KiB(whole));
    return "fetched " + KiB(fetched) + "; the changed and new files weigh " + KiB(whole);
  }

  // A folder like an editor's, with one document of `size` bytes.
  std::string OneDocument(const std::string& name, const std::string& id, std::size_t size) {
    auto folder = folder_.path() + "/" + name;
    fs::create_directories(folder);
    WriteFile(folder + "/book.pdf", LargePdf(size));
    WriteFile(folder + "/resources.csv",
              "编号,标题,类型,学段,年级,学科,文件\n" + id + ",教师用书,文档,小学,四年级,数学,book.pdf\n");
    return folder;
  }

  std::string KillDuringTransfer() {
    constexpr std::size_t kSize = 24 << 20;
    constexpr std::int64_t kResumeSlack = 2 * (256 << 10) + (128 << 10);  // Two connections, and metadata.
    school_.Stop();
    ImportAndPublish(OneDocument("large", "sx-4s-yongshu", kSize));
    SchoolProgram slow(
        places_, folder_.path() + "/school",
        "[sync]\nround_every_s = 1\nusage_every_s = 1\nlongest_pause_s = 1\nkeep_free_mib = 16\n"
        "max_kbit_per_second = 32000\n");
    const auto here = [&] {
      const auto files = slow.Get("/api/v1/resources/sx-4s-yongshu").at("files");
      return files.at(0).at("bytes_here").get<std::int64_t>();
    };
    slow.Start();
    const bool half = WaitUntil(
        [&] {
          const auto found = HttpGet(slow.url() + "/api/v1/resources/sx-4s-yongshu");
          return found.status == 200 && here() > static_cast<std::int64_t>(kSize) / 3;
        },
        kSyncMs);
    REQUIRE(half, slow.Status().dump(1));
    slow.Kill();
    center_.Stop();
    slow.Start();  // Nothing can arrive yet, so what is here was kept.
    const auto kept = here();
    const auto received = Received(slow.Status());
    REQUIRE(kept > static_cast<std::int64_t>(kSize) / 4, "only " + KiB(kept) + " survived");
    REQUIRE(kept < static_cast<std::int64_t>(kSize), "it had arrived before the kill");
    center_.Start();
    REQUIRE(slow.WaitUntilComplete(kSyncMs, PublishedVersion()), slow.Status().dump(1));
    const auto fetched = Received(slow.Status()) - received;
    const auto missing = static_cast<std::int64_t>(kSize) - kept;
    slow.Stop();
    school_.Start();
    REQUIRE(fetched < missing + kResumeSlack, "fetched " + KiB(fetched) + " for " + KiB(missing));
    return KiB(kept) + " kept, " + KiB(fetched) + " fetched for the " + KiB(missing) + " missing";
  }

  std::string FlippedBlob() {
    const auto before = FilesBelow(center_.repository() + "/blobs");
    school_.Stop();
    ImportAndPublish(OneDocument("new", "sx-4s-yongshu", 3 << 20));
    for (const auto& path : FilesBelow(center_.repository() + "/blobs")) {
      if (!before.contains(path)) flipped_.push_back(path);
    }
    REQUIRE(!flipped_.empty(), "nothing new was published");
    for (const auto& path : flipped_) FlipAByte(path);
    school_.Start();
    REQUIRE(WaitUntil([&] { return HasProblem(school_.Status(), "problem.blob_corrupt"); }, kSyncMs),
            school_.Status().dump(1));
    const auto resource = school_.Get("/api/v1/resources/sx-4s-yongshu");
    REQUIRE(resource.at("version") == 1 && resource.at("playable") == true, resource.dump());
    const auto served = HttpGet(school_.url() + resource.at("files").at(0).at("url").get<std::string>());
    REQUIRE(served.status == 200 && served.body.size() > (24 << 20), "the old version is not served");
    browser_->Open(school_.url() + "/status");
    Shot("status-problem");
    for (const auto& path : flipped_) FlipAByte(path);  // The mirror is mended,
    school_.SyncNow();  // and a person asks again; else the box waits an hour.
    REQUIRE(school_.WaitUntilComplete(kSyncMs, PublishedVersion()), school_.Status().dump(1));
    REQUIRE(!HasProblem(school_.Status(), "problem.blob_corrupt"), school_.Status().dump(1));
    return std::to_string(flipped_.size()) + " blobs damaged, none taken; mended, version 2 arrived";
  }

  std::string TamperedMetadata() {
    const auto path = center_.repository() + "/metadata/timestamp.json";
    const auto good = ReadFile(path);
    auto bad = good;
    const auto version = bad.find("\"version\":");
    REQUIRE(version != std::string::npos, bad);
    bad.insert(version + 10, "9");
    WriteFile(path, bad);
    REQUIRE(WaitUntil([&] { return HasProblem(school_.Status(), "problem.metadata_signature"); }, kSoonMs),
            school_.Status().dump(1));
    std::string subject;
    const auto status = school_.Status();
    for (const auto& problem : status.at("problems")) subject += problem.at("subject").get<std::string>();
    browser_->Open(school_.url() + "/r/" + kLesson);
    REQUIRE(browser_->Run("return !!document.querySelector('video')").get<bool>(), "the lesson is gone");
    WriteFile(path, good);
    REQUIRE(WaitUntil([&] { return !HasProblem(school_.Status(), "problem.metadata_signature"); }, kSoonMs),
            school_.Status().dump(1));
    return subject;
  }

  std::string CenterAway() {
    REQUIRE(WaitUntil([&] { return EventsAgree(); }, kSoonMs), "events were still on their way");
    center_.Stop();
    browser_->Open(school_.url() + "/r/" + kLesson);
    browser_->Run("const v = document.querySelector('video'); v.muted = true; v.currentTime = 0; v.play();");
    REQUIRE(WaitUntil([&] { return Now() > 2; }, kSoonMs), "it does not play");
    browser_->Run("document.querySelector('video').pause();");
    REQUIRE(WaitUntil([&] { return school_.Status().at("usage").at("pending").get<int>() > 0; }, kSoonMs),
            "no event waits");
    const auto waiting = school_.Status().at("usage").at("pending").get<int>();
    REQUIRE(WaitUntil([&] { return school_.Status().at("sync").at("state") == "waiting"; }, kSoonMs),
            school_.Status().dump(1));
    browser_->Open(school_.url() + "/status");
    Shot("status-offline");
    center_.Start();
    REQUIRE(WaitUntil([&] { return EventsAgree(); }, kSoonMs),
            school_.Status().at("usage").dump() + center_.Get("/api/v1/status").dump());
    FirstLogin(*browser_, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
    REQUIRE(browser_->Text().find("石羊塘村小") != std::string::npos, browser_->Text());
    Shot("console");
    return std::to_string(waiting) + " events waited and arrived";
  }

  void Shot(const std::string& name) {
    if (!shots_.empty()) browser_->Screenshot(shots_ + "/" + name + ".png");
  }

  std::string shots_;
  TempFolder folder_;
  Places places_;
  CenterProgram center_;
  SchoolProgram school_;
  std::optional<Browser> browser_;
  std::vector<std::string> flipped_;
};

}  // namespace
}  // namespace lianxiao::test

int main(int argc, char** argv) {
  std::string shots;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string(argv[i]) == "--shots") shots = argv[i + 1];
  }
  if (!shots.empty()) std::filesystem::create_directories(shots);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (!lianxiao::InitCrypto()) return 1;
  return lianxiao::test::Smoke(shots).Run() ? 0 : 1;
}
