// Which places a box reads from: folders only by its own settings.
#include <gmock/gmock.h>

#include "sync/line/folder_line.h"
#include "sync/line/mirrors.h"

namespace lianxiao::sync {
namespace {

using ::testing::ElementsAre;

TEST(Places, TheBoxsOwnComeFirstAndEachOnce) {
  EXPECT_THAT(Places({"file:///media/usb", "http://10.0.0.2"}, {"https://county.example", "http://10.0.0.2"}),
              ElementsAre("file:///media/usb", "http://10.0.0.2", "https://county.example"));
}

TEST(Places, NoCenterMakesABoxReadItsOwnDisk) {
  EXPECT_THAT(Places({}, {"file:///etc", "FILE:///etc", "ftp://x", "http://county.example"}),
              ElementsAre("http://county.example"));
}

TEST(FolderUrl, IsAWholePathInPlainWords) {
  EXPECT_EQ(FolderOf("file:///media/usb/lianxiao"), "/media/usb/lianxiao");
  EXPECT_EQ(FolderOf("file:///media/优盘/联校//"), "/media/优盘/联校");
  for (const auto* url : {"file:/media", "file://media/usb", "file:///", "file:////", "file:///a/../b",
                          "file:///a/./b", "file:///a//b", "file:///..", "file:///a%2e%2e/b", "file:///a?b",
                          "file:///a#b", "http:///media", "/media", ""}) {
    const auto folder = FolderOf(url);
    ASSERT_FALSE(folder) << url;
    EXPECT_EQ(folder.error().code, ErrorCode::kInvalid) << url;
  }
}

}  // namespace
}  // namespace lianxiao::sync
