// Sticks as they are: pulled out, half copied, made by somebody who wants to look around this machine.
#include "sync/line/folder_line.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "sync/line/scheme_line.h"
#include "sync/line/small_file.h"
#include "tests/support/process.h"

namespace lianxiao::sync {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Sink final : public RangeSink {
 public:
  void Arrived(std::string_view more) override { bytes += more; }
  void Ended(Status status) override { end = std::move(status); }
  std::string bytes;
  std::optional<Status> end;
};

class Folder : public testing::Test {
 protected:
  Folder() {
    fs::create_directories(stick_ + "/metadata");
    fs::create_directories(stick_ + "/blobs/ab");
    test::WriteFile(secret_, "kept apart");
    test::WriteFile(stick_ + "/blobs/ab/cd", film_);
    test::WriteFile(stick_ + "/metadata/timestamp.json", "{}");
  }

  std::string Url(const std::string& below) const { return "file://" + stick_ + "/" + below; }
  Result<HttpAnswer> Get(const std::string& url, std::int64_t most = 1'000) {
    return line_.Exchange({Method::kGet, url, {}, most});
  }
  ErrorCode CodeOfGet(const std::string& url) {
    const auto answer = Get(url);
    if (!answer) return answer.error().code;
    EXPECT_EQ(answer->status, 404) << url << ": " << answer->body;
    return ErrorCode::kNotFound;
  }
  void FetchAll(const RangeRequest& request) {
    sink_ = {};
    line_.Fetch(request, sink_);
    EXPECT_FALSE(sink_.end) << "told from within Fetch";
    for (int i = 0; i < 100 && !sink_.end; ++i) line_.Turn(0);
    ASSERT_TRUE(sink_.end) << "it does not end";
  }
  RangeRequest All() const {
    const auto size = static_cast<std::int64_t>(film_.size());
    return {Url("blobs/ab/cd"), 0, size, size};
  }
  ErrorCode CodeOfEnd() const {
    EXPECT_FALSE(*sink_.end);
    return *sink_.end ? ErrorCode::kInternal : sink_.end->error().code;
  }

  test::TempFolder temp_;
  const std::string stick_ = temp_.path() + "/run/media/usb";
  const std::string secret_ = temp_.path() + "/secret";
  const std::string film_ = std::string(3'000'000, 'f') + "end";
  FolderLine line_{{"file://" + stick_}};
  Sink sink_;
};

TEST_F(Folder, GivesFilesAndRangesLikeAServer) {
  const auto answer = Get(Url("metadata/timestamp.json"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{}");
  EXPECT_EQ(FetchSmallFile(line_, Url("metadata/2.root.json"), 10).error().code, ErrorCode::kNotFound);
  FetchAll(All());
  EXPECT_TRUE(*sink_.end);
  EXPECT_EQ(sink_.bytes, film_);
  auto tail = All();
  tail.first = 3'000'000;
  FetchAll(tail);
  EXPECT_TRUE(*sink_.end);
  EXPECT_EQ(sink_.bytes, "end");
  EXPECT_EQ(line_.Moved().received, 0) << "a stick is no traffic";
}

TEST_F(Folder, NoNameLeadsOutOfIt) {
  EXPECT_EQ(CodeOfGet("file://" + secret_), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("../../secret")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("metadata/../../../secret")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("metadata//timestamp.json")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet("file://" + stick_ + "-other/metadata/timestamp.json"), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet("file:///etc/passwd"), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet("file://" + stick_), ErrorCode::kRefused);
}

TEST_F(Folder, NoLinkOnTheStickIsFollowed) {
  fs::create_symlink(secret_, stick_ + "/metadata/1.root.json");
  fs::create_symlink("timestamp.json", stick_ + "/metadata/near.json");
  fs::create_directory_symlink(temp_.path(), stick_ + "/targets");
  EXPECT_EQ(CodeOfGet(Url("metadata/1.root.json")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("metadata/near.json")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("targets/secret")), ErrorCode::kRefused);
  auto request = All();
  request.url = Url("targets/secret");
  FetchAll(request);
  EXPECT_EQ(CodeOfEnd(), ErrorCode::kRefused);
  EXPECT_TRUE(sink_.bytes.empty());
}

TEST_F(Folder, PipesFoldersAndDevicesAreNotReadFrom) {
  ASSERT_EQ(::mkfifo((stick_ + "/metadata/timestamp.pipe").c_str(), 0600), 0);
  EXPECT_EQ(CodeOfGet(Url("metadata/timestamp.pipe")), ErrorCode::kRefused);
  EXPECT_EQ(CodeOfGet(Url("blobs/ab")), ErrorCode::kRefused);
  FolderLine devices({"file:///dev"});
  EXPECT_FALSE(devices.Exchange({Method::kGet, "file:///dev/zero", {}, 100}));
  auto request = All();
  request.url = Url("metadata/timestamp.pipe");
  FetchAll(request);
  EXPECT_EQ(CodeOfEnd(), ErrorCode::kRefused);
}

TEST_F(Folder, APulledOutStickIsALostLineAndSaysSo) {
  const auto request = All();
  line_.Fetch(request, sink_);
  line_.Turn(0);
  fs::remove_all(stick_);
  const auto gone = Get(Url("metadata/timestamp.json"));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::kOffline);
  EXPECT_THAT(gone.error().message, HasSubstr("is the stick plugged in?"));
  fs::create_directories(stick_);
  EXPECT_EQ(CodeOfGet(Url("metadata/timestamp.json")), ErrorCode::kOffline) << "the mount point is left";
  line_.Cancel(sink_);
}

TEST_F(Folder, AFileOfAnotherLengthIsWrongBeforeAByteIsTaken) {
  auto request = All();
  ++request.total;
  ++request.end;
  FetchAll(request);
  EXPECT_EQ(CodeOfEnd(), ErrorCode::kCorrupt);
  EXPECT_TRUE(sink_.bytes.empty());
}

TEST_F(Folder, AFileThatGrowsOrShrinksWhileItIsReadIsWrong) {
  for (const auto change : {+1, -1'500'000}) {
    test::WriteFile(stick_ + "/blobs/ab/cd", film_);
    sink_ = {};
    line_.Fetch(All(), sink_);
    line_.Turn(0);
    ASSERT_FALSE(sink_.bytes.empty());
    fs::resize_file(stick_ + "/blobs/ab/cd", film_.size() + static_cast<std::size_t>(change));
    for (int i = 0; i < 10 && !sink_.end; ++i) line_.Turn(0);
    ASSERT_TRUE(sink_.end);
    EXPECT_EQ(CodeOfEnd(), ErrorCode::kCorrupt) << change;
  }
}

TEST_F(Folder, AnEndlessFileIsReadUpToTheCapAndNoFurther) {
  fs::resize_file(stick_ + "/metadata/timestamp.json", std::uintmax_t{1} << 33);
  const auto answer = Get(Url("metadata/timestamp.json"), 16'384);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kInvalid);
  const auto exact = Get(Url("blobs/ab/cd"), static_cast<std::int64_t>(film_.size()));
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->body, film_);
}

TEST_F(Folder, CancelAndStopComeBetweenTwoSteps) {
  line_.Fetch(All(), sink_);
  line_.Turn(0);
  const auto before = sink_.bytes.size();
  ASSERT_LT(before, film_.size());
  line_.Cancel(sink_);
  line_.Turn(0);
  EXPECT_EQ(sink_.bytes.size(), before);
  EXPECT_FALSE(sink_.end);

  line_.Fetch(All(), sink_);
  line_.Stop();
  line_.Turn(0);
  ASSERT_TRUE(sink_.end);
  EXPECT_EQ(CodeOfEnd(), ErrorCode::kOffline);
  EXPECT_EQ(CodeOfGet(Url("metadata/timestamp.json")), ErrorCode::kOffline);
}

TEST_F(Folder, TakesNothingIn) {
  EXPECT_EQ(line_.Exchange({Method::kPut, Url("metadata/x"), "y", 10}).error().code, ErrorCode::kRefused);
  EXPECT_FALSE(fs::exists(stick_ + "/metadata/x"));
}

TEST_F(Folder, IsPickedByTheSchemeOfTheUrlAndNeverByTheNetwork) {
  const SystemClock clock;
  auto line = SchemeLine::Open(clock, {}, {"file://" + stick_});
  ASSERT_TRUE(line);
  const auto answer = (*line)->Exchange({Method::kGet, Url("metadata/timestamp.json"), {}, 10});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "{}");
  for (const auto& url : {"FILE://" + secret_, "file:" + secret_, "File://" + secret_}) {
    EXPECT_FALSE((*line)->Exchange({Method::kGet, url, {}, 1'000})) << url;
  }
  (*line)->Fetch(All(), sink_);
  for (int i = 0; i < 100 && !sink_.end; ++i) (*line)->Turn(0);
  EXPECT_EQ(sink_.bytes, film_);
  (*line)->Stop();
  EXPECT_TRUE((*line)->Stopped());
}

}  // namespace
}  // namespace lianxiao::sync
