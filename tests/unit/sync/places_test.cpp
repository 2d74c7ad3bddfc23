// Which places a box reads from: folders only by its own settings.
#include <gmock/gmock.h>

#include "sync/line/folder_line.h"
#include "sync/line/mirrors.h"

namespace lianxiao::sync {
namespace {

using ::testing::ElementsAre;

TEST(Places, TheBoxsOwnComeFirstAndEachOnce) {
  EXPECT_THAT(
      Places({"file:///run/media/usb", "http://10.0.0.2"}, {"https://county.example", "http://10.0.0.2"}),
      ElementsAre("file:///run/media/usb", "http://10.0.0.2", "https://county.example"));
}

TEST(Places, NoCenterMakesABoxReadItsOwnDisk) {
  EXPECT_THAT(Places({}, {"file:///etc", "FILE:///etc", "ftp://x", "http://county.example"}),
              ElementsAre("http://county.example"));
}

TEST(FolderUrl, IsAWholePathInPlainWords) {
  EXPECT_EQ(FolderOf("file:///run/media/usb/lianxiao"), "/run/media/usb/lianxiao");
  EXPECT_EQ(FolderOf("file:///run/media/优盘/联校//"), "/run/media/优盘/联校");
  for (const auto* url : {"file:/media", "file://run/media/usb", "file:///", "file:////", "file:///a/../b",
                          "file:///a/./b", "file:///a//b", "file:///..", "file:///a%2e%2e/b", "file:///a?b",
                          "file:///a#b", "http:///media", "/media", ""}) {
    const auto folder = FolderOf(url);
    ASSERT_FALSE(folder) << url;
    EXPECT_EQ(folder.error().code, ErrorCode::kInvalid) << url;
  }
}

}  // namespace
}  // namespace lianxiao::sync
