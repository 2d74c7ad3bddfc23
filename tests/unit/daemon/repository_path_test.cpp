#include <gtest/gtest.h>

#include "daemon/repository_path.h"

namespace lianxiao::daemon {
namespace {

const std::string kHash(64, 'a');

TEST(RepositoryPath, KnowsWhatThePublisherMakes) {
  EXPECT_TRUE(ParseRepositoryPath("metadata/12.root.json")->immutable);
  EXPECT_TRUE(ParseRepositoryPath("metadata/3.snapshot.json")->immutable);
  EXPECT_TRUE(ParseRepositoryPath("metadata/3.chen.json")->immutable);
  EXPECT_FALSE(ParseRepositoryPath("metadata/timestamp.json")->immutable);
  EXPECT_EQ(ParseRepositoryPath("targets/catalog/" + kHash + ".county-3f2a-0.ndjson.zst")->relative,
            "targets/catalog/" + kHash + ".county-3f2a-0.ndjson.zst");
  EXPECT_TRUE(ParseRepositoryPath("targets/bundles/" + kHash + ".all.json"));
  EXPECT_TRUE(ParseRepositoryPath("metadata/3.targets.json.from-0123456789abcdef")->immutable);
  EXPECT_TRUE(ParseRepositoryPath("metadata/3.snapshot.json.from-0"));
  EXPECT_TRUE(
      ParseRepositoryPath("targets/catalog/" + kHash + ".county-3f2a-0.ndjson.zst.from-0123456789abcdef"));
  EXPECT_TRUE(ParseRepositoryPath("blobs/ab/" + std::string(62, '0')));
}

TEST(RepositoryPath, KnowsNothingElse) {
  for (const auto& path : {std::string(""),
                           std::string("metadata/"),
                           std::string("metadata/root.json"),
                           std::string("metadata/x.root.json"),
                           std::string("metadata/1.timestamp.json"),
                           std::string("metadata/1.targets.json.from-"),
                           std::string("metadata/1.targets.json.from-012"),
                           std::string("metadata/timestamp.json.from-0"),
                           std::string("metadata/1.Chen.json"),
                           std::string("metadata/1.chen"),
                           std::string("metadata/1..json"),
                           std::string("metadata/1.root.json/.."),
                           std::string("metadata/../keys/targets.key"),
                           std::string("/metadata/timestamp.json"),
                           std::string("/center.db"),
                           std::string("blobs/ab/") + std::string(61, '0'),
                           std::string("blobs/AB/") + std::string(62, '0'),
                           std::string("blobs/ab/") + std::string(61, '0') + "/",
                           "targets/catalog/" + kHash + "./../x",
                           "targets/catalog/" + kHash + ".",
                           "targets/other/" + kHash + ".x",
                           "targets/catalog/" + kHash}) {
    const auto name = ParseRepositoryPath(path);
    ASSERT_FALSE(name) << path;
    EXPECT_EQ(name.error().code, ErrorCode::kNotFound);
  }
}

}  // namespace
}  // namespace lianxiao::daemon
