#include "storage/formats/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/packing.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

// What ParseLine says of the sample after `change` was made to its JSON.
std::string ProblemAfter(const std::function<void(json&)>& change) {
  auto value = json::parse(ToLine(SampleResource()));
  change(value);
  const auto parsed = ParseLine(value.dump());
  if (parsed) return "taken";
  EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid);
  return parsed.error().message;
}

TEST(ResourceLine, ReadsBackWhatItWrote) {
  EXPECT_EQ(ParseLine(ToLine(SampleResource())).value(), SampleResource());
  Resource least;
  least.id = "a";
  least.version = 1;
  least.status = ResourceStatus::kWithdrawn;
  EXPECT_EQ(ParseLine(ToLine(least)).value(), least);
}

// Every blob that a line names under any field but where a delta starts from, which is somebody else's.
void CollectBlobs(const json& value, const std::string& field, std::set<BlobId>& blobs) {
  if (value.is_structured()) {
    for (const auto& [key, child] : value.items()) {
      CollectBlobs(child, value.is_object() ? key : field, blobs);
    }
  }
  if (!value.is_string() || field == "from" || field == "basis") return;
  if (const auto id = BlobId::FromHex(value.get<std::string>())) blobs.insert(*id);
}

TEST(Resource, FilesAndWaysAreAllTheBlobsThatItsLineNames) {
  const auto resource = SampleResource();
  std::set<BlobId> expected, named;
  CollectBlobs(json::parse(ToLine(resource)), "", expected);
  ASSERT_GE(expected.size(), 10u);
  for (const auto& file : resource.files) named.insert({file.blob, file.pieces});
  for (const auto& way : resource.Ways()) named.insert({way.blob, way.pieces});
  named.erase(BlobId{});
  EXPECT_EQ(named, expected);
}

TEST(ResourceLine, IsOneLineWithoutEmptyFields) {
  auto resource = SampleResource();
  resource.studio = "";
  const auto line = ToLine(resource);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find("studio"), std::string::npos);
}

TEST(ResourceLine, PassesOverWhatANewerCenterSends) {
  EXPECT_EQ(ProblemAfter([](json& line) {
              line["signature_blob"] = {{"x", 1.5}};
              line["files"][0]["checksum"] = "new";
            }),
            "taken");
  auto value = json::parse(ToLine(SampleResource()));
  value["files"][0]["deltas"][0]["format"] = "zstd-dictionary";
  value["files"][2]["role"] = "hologram";
  value["package_deltas"][0]["format"] = "zstd-dictionary";
  auto expected = SampleResource();
  expected.files[0].deltas.erase(expected.files[0].deltas.begin());
  expected.files.pop_back();
  expected.package_deltas.erase(expected.package_deltas.begin());
  EXPECT_EQ(ParseLine(value.dump()).value(), expected);
}

TEST(ResourceLine, TellsChaptersAndThumbnailsByWordsThatStayTheirs) {
  auto resource = SampleResource();
  resource.files.push_back(SampleFile(FileRole::kChapters, "a.chapters.vtt", 90));
  resource.files.push_back(SampleFile(FileRole::kThumbnails, "a.thumbnails.jpg", 60'000));
  const auto line = ToLine(resource);
  EXPECT_NE(line.find("\"role\":\"chapters\""), std::string::npos);
  EXPECT_NE(line.find("\"role\":\"thumbnails\""), std::string::npos);
  EXPECT_EQ(ParseLine(line).value(), resource);
}

TEST(ResourceLine, NamesTheFieldThatIsMissing) {
  for (const auto* name : {"id", "version", "status"}) {
    EXPECT_EQ(ProblemAfter([&](json& line) { line.erase(name); }), std::string(name) + ": missing");
  }
  for (const auto* name : {"role", "path", "media_type", "size_bytes", "blob"}) {
    EXPECT_EQ(ProblemAfter([&](json& line) { line["files"][1].erase(name); }),
              "files[1]." + std::string(name) + ": missing");
  }
  for (const auto* name : {"format", "from", "blob", "size_bytes"}) {
    EXPECT_EQ(ProblemAfter([&](json& line) { line["files"][0]["deltas"][1].erase(name); }),
              "files[0].deltas[1]." + std::string(name) + ": missing");
  }
  for (const auto* name : {"format", "basis", "blob", "size_bytes"}) {
    EXPECT_EQ(ProblemAfter([&](json& line) { line["package_deltas"][0].erase(name); }),
              "package_deltas[0]." + std::string(name) + ": missing");
  }
}

TEST(ResourceLine, NamesTheFieldOfAWrongType) {
  const auto sample = json::parse(ToLine(SampleResource()));
  for (const auto& field : sample.items()) {
    const auto& name = field.key();
    EXPECT_THAT(ProblemAfter([&](json& line) { line[name] = json::object(); }), StartsWith(name + ": not"));
    EXPECT_THAT(ProblemAfter([&](json& line) { line[name] = nullptr; }), StartsWith(name + ": not"));
  }
  EXPECT_EQ(ProblemAfter([](json& line) { line["version"] = 1.5; }), "version: not an integer of 64 bits");
  EXPECT_EQ(ProblemAfter([](json& line) { line["version"] = UINT64_MAX; }),
            "version: not an integer of 64 bits");
  EXPECT_EQ(ProblemAfter([](json& line) { line["keywords"][1] = 7; }), "keywords: not a list of strings");
  EXPECT_EQ(ProblemAfter([](json& line) { line["files"][1] = 7; }), "files[1]: not an object");
  EXPECT_FALSE(ParseLine("[]"));
}

TEST(ResourceLine, RefusesWhatTheHeaderRulesOut) {
  const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
      {[](json& r) { r["id"] = "../x"; }, "id:"},
      {[](json& r) { r["id"] = ""; }, "id:"},
      {[](json& r) { r["id"] = std::string(65, 'a'); }, "id:"},
      {[](json& r) { r["version"] = 0; }, "version:"},
      {[](json& r) { r["status"] = "draft"; }, "status:"},
      {[](json& r) { r["title"] = ""; }, "title: missing"},
      {[](json& r) { r["title"] = std::string(301, 'a'); }, "title: longer"},
      {[](json& r) { r["title"] = "a\nb"; }, "title: has a control"},
      {[](json& r) { r["description"] = std::string(20'001, 'a'); }, "description: longer"},
      {[](json& r) { r["description"] = "\x1b[31m"; }, "description: has a control"},
      {[](json& r) { r["teacher"] = std::string(301, 'a'); }, "teacher: longer"},
      {[](json& r) { r["keywords"] = std::vector<std::string>(101, "a"); }, "keywords:"},
      {[](json& r) { r["published"] = "2026-09-01"; }, "published:"},
      {[](json& r) { r["duration_s"] = -1; }, "duration_s:"},
      {[](json& r) { r["files"] = json::array(); }, "files: none of role main"},
      {[](json& r) { r["files"][1]["role"] = "main"; }, "files: more than one"},
      {[](json& r) { r["files"][1]["path"] = "课堂.mp4"; }, "files[1]: path: used twice"},
      {[](json& r) { r["files"][1]["path"] = "/etc/passwd"; }, "files[1]: path: has an empty part"},
      {[](json& r) { r["files"][0]["media_type"] = "video"; }, "files[0]: media_type:"},
      {[](json& r) { r["files"][0]["media_type"] = "a/b\r\nx: y"; }, "files[0]: media_type:"},
      {[](json& r) { r["files"][0]["size_bytes"] = -1; }, "files[0]: size_bytes:"},
      {[](json& r) { r["files"][0]["size_bytes"] = kMaxFileBytes + 1; }, "files[0]: size_bytes:"},
      {[](json& r) { r["files"][0]["blob"] = "AB"; }, "files[0].blob: not a digest"},
      {[](json& r) { r["files"][0]["blob"] = std::string(64, '0'); }, "files[0]: blob: missing"},
      {[](json& r) { r["files"][0].erase("pieces"); }, "files[0]: pieces: missing"},
      {[](json& r) { r["files"][1]["pieces"] = std::string(64, 'a'); }, "files[1]: pieces: a file of one"},
      {[](json& r) { r["files"][0]["deltas"][0]["size_bytes"] = 0; }, "files[0]: deltas[0]: size_bytes:"},
      {[](json& r) { r["files"][0]["deltas"][0]["from"] = r["files"][0]["blob"]; },
       "files[0]: deltas[0]: from:"},
      {[](json& r) { r["files"][0]["deltas"] = std::vector<json>(33, r["files"][0]["deltas"][0]); },
       "files[0]: deltas:"},
      {[](json& r) { r["package_deltas"][1]["size_bytes"] = 0; }, "package_deltas[1]: size_bytes:"},
      {[](json& r) { r["package_deltas"][0].erase("pieces"); }, "package_deltas[0]: pieces: missing"},
      {[](json& r) { r["package_deltas"][1]["pieces"] = std::string(64, 'a'); },
       "package_deltas[1]: pieces: a delta of one"},
      {[](json& r) { r["package_deltas"][0]["basis"] = std::string(64, '0'); }, "package_deltas[0]: from:"},
      {[](json& r) { r["package_deltas"] = std::vector<json>(17, r["package_deltas"][0]); },
       "package_deltas:"},
  };
  for (const auto& [change, problem] : wrongs) EXPECT_THAT(ProblemAfter(change), StartsWith(problem));
}

TEST(ResourceLine, RefusesTextThatIsNotUtf8AndKeysThatAreThereTwice) {
  const auto line = ToLine(SampleResource());
  EXPECT_FALSE(ParseLine(Replaced(line, "王老师", "\xcd\xf5")));  // GBK
  EXPECT_FALSE(ParseLine(Replaced(line, "{", "{\"id\":\"other\",")));
  EXPECT_FALSE(ParseLine(Replaced(line, "{", "{\"x\":" + std::string(70, '[') + std::string(70, ']') + ",")));
}

TEST(ResourceLine, OfTooManyFilesIsFoundBeforeItIsPublished) {
  auto resource = SampleResource();
  for (int i = 0; i < 9'000; ++i) {
    auto file = SampleFile(FileRole::kPackage, std::string(250, 'x') + "/" + std::to_string(i), 1);
    file.path += "/" + std::string(250, 'y');
    resource.files.push_back(file);
  }
  EXPECT_THAT(Check(resource).error().message, HasSubstr("line is too long"));
  EXPECT_EQ(ParseLine(ToLine(resource)).error().code, ErrorCode::kInvalid);
  resource.files.resize(5'000);
  EXPECT_TRUE(Check(resource));
}

TEST(ResourceLine, DamageNeverPassesForTheSameResourceOfAnotherMeaning) {
  const auto line = ToLine(SampleResource());
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    const auto parsed = ParseLine(Damaged(line, seed));
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid);
      continue;
    }
    // What is taken keeps every promise of the header and reads back.
    EXPECT_TRUE(Check(*parsed)) << seed;
    EXPECT_EQ(ParseLine(ToLine(*parsed)).value(), *parsed) << seed;
  }
}

TEST(CheckPath, LetsOnlyNamesThroughThatStayInTheirFolder) {
  for (const auto* good : {"a", "课件/第1页.html", "a/b/c.d", "...", "..a", "a b", "-rf"}) {
    EXPECT_TRUE(CheckPath(good)) << good;
  }
  for (const auto* bad :
       {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.", "a\\b", "a\nb", "\x7f", "\xff"}) {
    EXPECT_EQ(CheckPath(bad).error().code, ErrorCode::kInvalid) << bad;
  }
  EXPECT_TRUE(CheckPath(std::string(255, 'a')));
  EXPECT_FALSE(CheckPath(std::string(256, 'a')));
  const auto part = std::string(204, 'a') + "/";
  EXPECT_TRUE(CheckPath(part + part + part + part + std::string(204, 'a')));
  EXPECT_FALSE(CheckPath(part + part + part + part + std::string(205, 'a')));
  EXPECT_FALSE(CheckPath(std::string_view("a\0b", 3)));
}

TEST(Resource, KnowsItsMainFileItsSizeAndWhetherItIsAPackage) {
  auto resource = SampleResource();
  EXPECT_EQ(resource.Main()->path, "课堂.mp4");
  EXPECT_EQ(resource.TotalBytes(), 42'094'000);
  EXPECT_FALSE(resource.IsPackage());
  resource.files = {SampleFile(FileRole::kMain, "index.html", 10),
                    SampleFile(FileRole::kPackage, "js/app.js", 10)};
  resource.files[0].media_type = "text/html";
  EXPECT_TRUE(resource.IsPackage());
  resource.files.clear();
  EXPECT_EQ(resource.Main(), nullptr);
}

TEST(Shard, ReadsBackWhatItWroteSortedById) {
  const std::vector<Resource> resources = {SampleResource("b"), SampleResource("a")};
  const auto decoded = DecodeShard(EncodeShard(resources)).value();
  ASSERT_EQ(decoded.size(), 2U);
  EXPECT_EQ(decoded[0], resources[1]);
  EXPECT_EQ(decoded[1], resources[0]);
  EXPECT_TRUE(DecodeShard(EncodeShard({})).value().empty());
  EXPECT_EQ(EncodeShard(resources), EncodeShard(decoded));
}

TEST(Shard, RefusesMoreResourcesThanItsCap) {
  std::vector<Resource> resources;
  Resource gone;
  gone.version = 1;
  gone.status = ResourceStatus::kWithdrawn;
  for (std::size_t i = 0; i < kShardResources; ++i) {
    gone.id = std::to_string(i);
    resources.push_back(gone);
  }
  EXPECT_EQ(DecodeShard(EncodeShard(resources)).value().size(), kShardResources);
  gone.id = "one-more";
  resources.push_back(gone);
  EXPECT_THAT(DecodeShard(EncodeShard(resources)).error().message, HasSubstr("at most 2000"));
}

TEST(Shard, NamesTheLineThatIsWrong) {
  const auto good = ToLine(SampleResource("a")) + "\n";
  EXPECT_THAT(DecodeShard(Pack(good + "{}\n", 3)).error().message, StartsWith("line 2: id: missing"));
  EXPECT_THAT(DecodeShard(Pack(good + good, 3)).error().message, StartsWith("line 2: id: a is there twice"));
  EXPECT_THAT(DecodeShard(Pack(good + "\n", 3)).error().message, StartsWith("line 2: not JSON"));
  EXPECT_THAT(DecodeShard(Pack(good + ToLine(SampleResource("b")), 3)).error().message,
              StartsWith("line 2: cut short"));
  EXPECT_THAT(DecodeShard(Pack(std::string(kMaxLineBytes + 1, ' ') + "\n", 3)).error().message,
              StartsWith("line 1: the line is too long"));
}

TEST(Shard, ABombStopsAtTheCap) {
  const auto bomb = Pack(std::string(kMaxShardBytes + 1, '\n'), 1);
  EXPECT_THAT(DecodeShard(bomb).error().message, HasSubstr("unpacks to more than"));
}

TEST(Shard, DamageIsFoundOrHarmless) {
  const std::vector<Resource> resources = {SampleResource("a"), SampleResource("b")};
  const auto shard = EncodeShard(resources);
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    const auto decoded = DecodeShard(Damaged(shard, seed));
    if (decoded) {
      for (const auto& resource : *decoded) EXPECT_TRUE(Check(resource)) << seed;
    } else {
      EXPECT_EQ(decoded.error().code, ErrorCode::kInvalid) << seed;
    }
  }
}

}  // namespace
}  // namespace lianxiao::formats
