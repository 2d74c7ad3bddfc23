#include "center/publish/package_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using formats::Delta;
using formats::DeltaFormat;
using formats::File;
using formats::FileRole;
using formats::kRequestWorthBytes;
using formats::LayOut;
using formats::Resource;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kFileBytes = 10'000;

// A page and four scripts; each letter says which content one has.
Resource Package(std::int64_t version, const std::string& contents) {
  Resource package;
  package.id = "geometry";
  package.version = version;
  package.files = {{.role = FileRole::kMain,
                    .path = "index.html",
                    .media_type = "text/html",
                    .size_bytes = kFileBytes,
                    .blob = HashOf("page")}};
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const auto path = "js/" + std::to_string(i) + ".js";
    package.files.push_back({.role = FileRole::kPackage,
                             .path = path,
                             .media_type = "text/javascript",
                             .size_bytes = kFileBytes,
                             .blob = HashOf(path + contents[i])});
  }
  return package;
}

Delta From(const DeltaJob& job, std::int64_t size_bytes) {
  return {job.IsPacking() ? DeltaFormat::kPacked : DeltaFormat::kZstdPatch, job.from,
          HashOf("delta to " + job.to.Hex() + job.from.Hex()), size_bytes};
}

Delta FromFile(const std::string& old_file, std::int64_t size_bytes) {
  return {DeltaFormat::kZstdPatch, HashOf(old_file), HashOf("delta from " + old_file), size_bytes};
}

TEST(PackagePlan, LeadsFromEachVersionAndFromNothing) {
  const auto v1 = Package(1, "aaaa"), v2 = Package(2, "aabb"), v3 = Package(3, "cbbc");
  const auto jobs = PlanPackages(v3, {v2, v1});
  ASSERT_THAT(jobs, SizeIs(3));
  EXPECT_EQ(jobs[0].basis, LayOut(v2));
  EXPECT_EQ(jobs[0].from, DigestOf(LayOut(v2)));
  EXPECT_EQ(jobs[0].made, formats::LayOutNew(v3, LayOut(v2)));
  EXPECT_EQ(jobs[0].to, DigestOf(jobs[0].made));
  EXPECT_EQ(jobs[0].to_bytes, 3 * kFileBytes);
  EXPECT_EQ(jobs[1].to_bytes, 4 * kFileBytes);
  EXPECT_TRUE(jobs[2].IsPacking());
  EXPECT_EQ(jobs[2].made, LayOut(v3));
}

TEST(PackagePlan, TriesNothingThatAFilesOwnDeltaBrings) {
  const auto v1 = Package(1, "aaaa"), v2 = Package(2, "aaab");
  const auto jobs = PlanPackages(v2, {v1, v1});
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_TRUE(jobs[0].IsPacking());
}

TEST(PackagePlan, OfTwoVersionsWithTheSameFilesOneIsEnough) {
  auto renamed = Package(2, "aaaa");
  renamed.title = "another title";
  EXPECT_THAT(PlanPackages(Package(3, "bbbb"), {renamed, Package(1, "aaaa")}), SizeIs(2));
}

TEST(PackagePlan, IsForPackagesOnly) {
  auto lesson = Package(1, "aaaa");
  lesson.files[0].media_type = "video/mp4";
  EXPECT_THAT(PlanPackages(lesson, {}), IsEmpty());
}

TEST(PackagePlan, LeavesOutWhatNoBoxHasRoomFor) {
  auto v1 = Package(1, "aaaa");
  auto v2 = Package(2, "bbbb");
  v1.files[0].size_bytes = std::int64_t{1} << 30;
  EXPECT_THAT(PlanPackages(v2, {v1}), SizeIs(1));
}

TEST(PackagePlan, KeepsADeltaThatCostsLessThanItsFilesOneByOne) {
  const auto v1 = Package(1, "aaaa");
  auto draft = Package(2, "bbba");
  const auto job = PlanPackages(draft, {v1}).at(0);
  draft.files[1].deltas = {FromFile("js/0.jsa", 500)};
  draft.files[2].deltas = {FromFile("elsewhere", 10)};  // Of no use from here.
  const auto one_by_one = 500 + 2 * kFileBytes + 3 * kRequestWorthBytes;
  const auto least = static_cast<std::int64_t>(0.9 * static_cast<double>(one_by_one)) - kRequestWorthBytes;
  EXPECT_THAT(KeepPackageDeltas({{job, From(job, least + 1)}}, {v1}, 0.9, draft), IsEmpty());
  EXPECT_THAT(draft.package_deltas, IsEmpty());
  EXPECT_THAT(draft.files[1].deltas, SizeIs(1));
  EXPECT_THAT(KeepPackageDeltas({{job, From(job, least - 1)}}, {v1}, 0.9, draft), SizeIs(1));
  EXPECT_THAT(draft.package_deltas, testing::ElementsAre(From(job, least - 1)));
}

TEST(PackagePlan, TakesOutTheWaysThatNobodyNeedsAnyMore) {
  const auto v1 = Package(1, "aaaa"), v2 = Package(2, "bbba");
  auto draft = Package(3, "cccc");
  const auto jobs = PlanPackages(draft, {v2, v1});
  const Delta packed{DeltaFormat::kPacked, {}, HashOf("packed"), 3'000};
  draft.files[1].deltas = {packed, FromFile("js/0.jsb", 3'000), FromFile("js/0.jsa", 3'000)};
  draft.files[4].deltas = {FromFile("js/3.jsa", 3'000)};  // The same file in both old versions.

  auto only_v1 = draft;
  KeepPackageDeltas({{jobs[1], From(jobs[1], 1'000)}}, {v2, v1}, 0.9, only_v1);
  EXPECT_THAT(only_v1.files[1].deltas, testing::ElementsAre(packed, FromFile("js/0.jsb", 3'000)));
  EXPECT_THAT(only_v1.files[4].deltas, SizeIs(1));  // A box with version 2 needs it.

  std::vector<PackageDelta> all;
  for (const auto& job : jobs) all.push_back({job, From(job, 1'000)});
  EXPECT_THAT(KeepPackageDeltas(all, {v2, v1}, 0.9, draft), SizeIs(3));
  for (const auto& file : draft.files) EXPECT_THAT(file.deltas, IsEmpty());
  EXPECT_THAT(draft.package_deltas, SizeIs(3));
}

TEST(PackagePlan, KnowsADeltaThatNeedsNoComparing) {
  DeltaJob job{.to_bytes = 1'000'000};
  EXPECT_TRUE(IsPlainlyGood(job, 50'000));
  EXPECT_FALSE(IsPlainlyGood(job, 50'001));
}

}  // namespace
}  // namespace lianxiao::center
