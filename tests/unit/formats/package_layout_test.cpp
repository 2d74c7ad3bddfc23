#include "storage/formats/package_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

File AFile(const std::string& path, const std::string& content) {
  File file;
  file.role = FileRole::kPackage;
  file.path = path;
  file.blob = HashOf(content);
  file.size_bytes = static_cast<std::int64_t>(content.size());
  return file;
}

Resource APackage(std::vector<File> files) {
  Resource resource;
  resource.files = std::move(files);
  return resource;
}

LaidFile Laid(const std::string& content) {
  return {HashOf(content), static_cast<std::int64_t>(content.size())};
}

TEST(PackageLayout, HasEachBlobOnceInTheOrderOfThePaths) {
  const auto package = APackage({AFile("js/z.js", "zz"), AFile("index.html", "page"), AFile("js/a.js", "zz"),
                                 AFile("中.css", "c"), AFile("B.css", "b")});
  EXPECT_EQ(LayOut(package), (PackageLayout{Laid("b"), Laid("page"), Laid("zz"), Laid("c")}));
  EXPECT_EQ(BytesOf(LayOut(package)), 8);
  EXPECT_TRUE(LayOut(APackage({})).empty());
}

TEST(PackageLayout, DoesNotDependOnTheOrderOfTheLine) {
  auto package = APackage({AFile("a", "1"), AFile("b", "2"), AFile("c", "1"), AFile("d", "3")});
  const auto layout = LayOut(package);
  std::ranges::reverse(package.files);
  EXPECT_EQ(LayOut(package), layout);
}

TEST(PackageLayout, OfWhatIsNewLeavesOutWhatTheOldVersionHas) {
  const auto old_version = APackage({AFile("a", "1"), AFile("b", "2")});
  const auto new_version =
      APackage({AFile("a", "1"), AFile("b", "changed"), AFile("moved", "2"), AFile("c", "3")});
  EXPECT_EQ(LayOutNew(new_version, LayOut(old_version)), (PackageLayout{Laid("changed"), Laid("3")}));
  EXPECT_TRUE(LayOutNew(old_version, LayOut(old_version)).empty());
}

TEST(PackageLayout, IsNamedByItsBlobsAndTheirOrder) {
  const auto one = DigestOf({Laid("1"), Laid("2")});
  EXPECT_EQ(one, HashOf("lianxiao package 1\n" + std::string(HashOf("1").View()) +
                        std::string(HashOf("2").View())));
  EXPECT_NE(one, DigestOf({Laid("2"), Laid("1")}));
  EXPECT_NE(one, DigestOf({Laid("1")}));
}

}  // namespace
}  // namespace lianxiao::formats
