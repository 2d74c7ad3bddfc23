#include "center/publish/publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/root_chain.h"
#include "center/publish/cleaner.h"
#include "center/publish/delta_maker.h"
#include "center/publish/metadata.h"
#include "center/publish/published_shards.h"
#include "center/publish/rollback_rows.h"
#include "center/registry/registry.h"
#include "storage/database_reader.h"
#include "storage/formats/package_layout.h"
#include "storage/formats/packing.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/target_patch.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;
using formats::ResourceStatus;

// Content that does not compress, so that a delta's size says something.
std::string Lesson(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string content(bytes, '\0');
  for (auto& c : content) c = static_cast<char>(random());
  return content;
}

class PublisherTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(Init(disk_, clock_, county_, {}));
    Reopen();
  }

  void Reopen() {
    publisher_.reset();
    auto opened = Publisher::Open(disk_, clock_, log_, county_);
    ASSERT_TRUE(opened) << opened.error().message;
    publisher_ = *std::move(opened);
  }

  // A draft with one main file of this content, as Ingest would make it.
  Draft MakeDraft(const std::string& id, const std::string& content, const std::string& grade = "三年级") {
    const auto name = HashOf(content).Hex() + ".mp4";
    temp_.Write("handed-in/" + name, content);
    formats::PieceHasher hasher;
    hasher.Add(content);
    const auto names = hasher.Finish();
    formats::File file{.role = FileRole::kMain,
                       .path = "lesson.mp4",
                       .media_type = "video/mp4",
                       .size_bytes = static_cast<std::int64_t>(content.size()),
                       .blob = names.blob};
    if (names.pieces.Count() > 1) file.pieces = HashOf(Encode(names.pieces));
    Draft draft;
    draft.resource.id = id;
    draft.resource.title = "分数的初步认识";
    draft.resource.subject = "数学";
    draft.resource.grade = grade;
    draft.resource.files = {file};
    draft.disk_paths = {temp_.At("handed-in/" + name)};
    return draft;
  }

  // A draft of an HTML5 package with these files, "index.html" among them.
  Draft MakePackage(const std::string& id, const std::map<std::string, std::string>& files) {
    auto draft = MakeDraft(id, files.at("index.html"));
    draft.resource.files.clear();
    draft.disk_paths.clear();
    for (const auto& [path, content] : files) {
      const auto name = "handed-in/" + HashOf(content).Hex();
      temp_.Write(name, content);
      const bool main = path == "index.html";
      draft.resource.files.push_back({.role = main ? FileRole::kMain : FileRole::kPackage,
                                      .path = path,
                                      .media_type = path.ends_with(".html") ? "text/html" : "text/javascript",
                                      .size_bytes = static_cast<std::int64_t>(content.size()),
                                      .blob = HashOf(content)});
      draft.disk_paths.push_back(temp_.At(name));
    }
    return draft;
  }

  ImportSummary Import(const std::vector<Draft>& drafts) {
    const auto summary = publisher_->Import(drafts);
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
    return summary ? *summary : ImportSummary{};
  }
  PublishSummary Publish(const PublishOptions& options = {}) {
    const auto summary = publisher_->Publish(options, [this](const Step& step) {
      said_.push_back(std::string(step.what) + " " + std::to_string(step.done) + "/" +
                      std::to_string(step.total));
      EXPECT_LE(step.done_bytes, step.total_bytes);
    });
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
    return summary ? *summary : PublishSummary{};
  }

  // What a box would know after fetching everything, each byte checked on the way.
  std::map<std::string, formats::Resource> Catalog() {
    std::map<std::string, formats::Resource> catalog;
    const auto metadata = ReadMetadata(disk_, county_);
    EXPECT_TRUE(metadata) << (metadata ? "" : metadata.error().message);
    if (!metadata) return catalog;
    for (const auto& [name, target] : metadata->targets.targets) {
      const auto bytes = ReadFile(TargetFile(county_, name, target.sha256));
      EXPECT_EQ(Sha256Hex(bytes), target.sha256);
      if (!name.starts_with("catalog/")) continue;
      const auto resources = formats::DecodeShard(bytes);
      EXPECT_TRUE(resources) << name;
      for (const auto& resource : *resources) catalog[resource.id] = resource;
    }
    return catalog;
  }
  std::string ReadFile(const std::string& path) {
    return storage::ReadWhole(disk_, path, 100 << 20).value_or("cannot be read: " + path);
  }
  std::string Blob(const BlobId& id) { return ReadFile(BlobFile(county_, id)); }
  std::map<std::string, formats::TufTarget> Targets() {
    return ReadMetadata(disk_, county_)->targets.targets;
  }

  formats::TufTarget TheShard() {
    for (const auto& [name, target] : Targets()) {
      if (name.starts_with("catalog/")) shard_name_ = name;
    }
    return Targets().at(shard_name_);
  }
  std::string ShardFile(const std::string& sha256) { return TargetFile(county_, shard_name_, sha256); }

  std::string shard_name_;
  TempFolder temp_;
  storage::RealDisk disk_{storage::Readable::kEveryone};
  FakeClock clock_;
  NoLog log_;
  const std::string county_ = temp_.At("county");
  std::vector<std::string> said_;
  std::unique_ptr<Publisher> publisher_;
};

TEST_F(PublisherTest, WhatIsPublishedReadsBackWhole) {
  const auto content = Lesson((1 << 20) + 5, 1);
  EXPECT_EQ(Import({MakeDraft("sx-1", content), MakeDraft("yw-1", "small", "一年级")}).added, 2);
  const auto summary = Publish();
  EXPECT_TRUE(summary.changed);
  EXPECT_EQ(summary.snapshot_version, 2);
  EXPECT_EQ(summary.resources, 2);
  EXPECT_EQ(summary.shards, 2);
  EXPECT_EQ(summary.new_blobs, 2);
  EXPECT_EQ(summary.new_blob_bytes, (1 << 20) + 10);

  auto catalog = Catalog();
  ASSERT_EQ(catalog.size(), 2u);
  const auto& lesson = catalog["sx-1"];
  EXPECT_EQ(lesson.version, 1);
  EXPECT_EQ(lesson.published, ToRfc3339(clock_.wall));
  EXPECT_EQ(HashOf(Blob(lesson.Main()->blob)), lesson.Main()->blob);
  const auto pieces = formats::DecodePieceList(Blob(lesson.Main()->pieces), lesson.Main()->size_bytes);
  ASSERT_TRUE(pieces);
  EXPECT_TRUE(pieces->Matches(1, std::string_view(content).substr(1 << 20)));
}

TEST_F(PublisherTest, WithoutBundlesEverySchoolGetsEverything) {
  Import({MakeDraft("sx-1", "x")});
  Publish();
  const auto target = Targets().at("bundles/everything.json");
  const auto bundle =
      formats::ParseBundle(ReadFile(TargetFile(county_, "bundles/everything.json", target.sha256)));
  ASSERT_TRUE(bundle);
  EXPECT_TRUE(bundle->everything);
  EXPECT_TRUE(bundle->schools.empty());
}

TEST_F(PublisherTest, SetBundlesReplacesThem) {
  Import({MakeDraft("sx-1", "x")});
  ASSERT_TRUE(publisher_->SetBundles({{.id = "autumn", .name = "秋季", .resources = {"sx-1"}}}));
  Publish();
  EXPECT_TRUE(Targets().contains("bundles/autumn.json"));
  EXPECT_FALSE(Targets().contains("bundles/everything.json"));
  EXPECT_FALSE(publisher_->SetBundles({{.id = "Bad Id", .name = "x"}}));
}

TEST_F(PublisherTest, ABundleForAPairingNamesItsSchoolsAnewAtEachPublish) {
  CenterKeys keys;
  keys.sign = SigningKey::Generate();
  keys.seal = OpenKey::Generate();
  const formats::CenterCard card{"县", keys.sign.verify, keys.seal.seal, std::string(64, '0')};
  auto registry =
      Registry::Open(RegistryFile(county_), keys, card, "{}", clock_, {.public_address = "http://x"});
  ASSERT_TRUE(registry) << registry.error().message;
  ASSERT_TRUE((*registry)->MakeCode("longtan", "龙潭", ""));
  ASSERT_TRUE((*registry)->MakeCode("zhenxiao", "镇小学", ""));
  const formats::Bundle bundle{.id = "maths",
                               .name = "数学",
                               .resources = {"sx-1"},
                               .pairings = {{.school = "longtan", .helper = "zhenxiao", .studio = {}}}};
  EXPECT_EQ(publisher_->SetBundles({bundle}).error().code, ErrorCode::kNotFound) << "nobody paired them";
  Pairing pairing;
  pairing.school = "longtan", pairing.helper = "zhenxiao";
  pairing.from = clock_.Wall() + -kDayMs;
  ASSERT_TRUE((*registry)->alliances().Pair(pairing));
  Import({MakeDraft("sx-1", "x")});
  ASSERT_TRUE(publisher_->SetBundles({bundle}));
  Publish();
  const auto sent = [&] {
    const auto target = Targets().at("bundles/maths.json");
    return ReadFile(TargetFile(county_, "bundles/maths.json", target.sha256));
  };
  EXPECT_THAT(formats::ParseBundle(sent())->schools, testing::ElementsAre("longtan", "zhenxiao"));
  EXPECT_EQ(sent().find("pairings"), std::string::npos);
  EXPECT_EQ(publisher_->Bundles()->at(0), bundle) << "the county still knows what it is for";
  ASSERT_TRUE((*registry)->alliances().Unpair(pairing));
  Publish({.take_drafts = false});
  EXPECT_FALSE(Targets().contains("bundles/maths.json")) << "to nobody, and never to all";
}

TEST_F(PublisherTest, DeltasLeadFromTheLastThreeVersionsStraightToTheNewest) {
  std::vector<std::string> versions{Lesson(100'000, 1)};
  for (std::size_t v = 1; v < 5; ++v) {
    versions.push_back(versions.back());
    versions[v].replace(10'000 * v, 6, "edited");
  }
  for (const auto& content : versions) {
    EXPECT_EQ(Import({MakeDraft("sx-1", content)}).unchanged, 0);
    Publish();
  }
  const auto catalog = Catalog();
  const auto& file = *catalog.at("sx-1").Main();
  EXPECT_EQ(catalog.at("sx-1").version, 5);
  ASSERT_EQ(file.deltas.size(), 3u);
  for (const auto& delta : file.deltas) {
    const auto bytes = Blob(delta.blob);
    EXPECT_EQ(static_cast<std::int64_t>(bytes.size()), delta.size_bytes);
    EXPECT_LT(delta.size_bytes, 2'000);
    const auto made = ApplyDelta({delta.format, bytes}, Blob(delta.from), versions[4].size());
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(*made, versions[4]);
    EXPECT_NE(delta.from, HashOf(versions[0]));  // Four versions back.
  }
}

TEST_F(PublisherTest, CountsWhatDeltasSave) {
  auto content = Lesson(100'000, 1);
  Import({MakeDraft("sx-1", content), MakeDraft("sx-2", Lesson(50'000, 2))});
  Publish();
  content.replace(5'000, 6, "edited");
  Import({MakeDraft("sx-1", content), MakeDraft("sx-2", Lesson(50'000, 3))});  // sx-2 has nothing in common.
  const auto summary = Publish({.memory_bytes = 1});                           // So one after the other.
  EXPECT_EQ(summary.deltas, 1);
  EXPECT_EQ(summary.delta_full_bytes, 100'000);
  EXPECT_LT(summary.delta_bytes, 2'000);
  EXPECT_THAT(said_, testing::IsSupersetOf({"deltas 0/2", "deltas 2/2"}));
}

// A page and so many scripts, each of its own noise and some words that say which version it is.
std::map<std::string, std::string> Exercise(unsigned scripts, const std::string& version) {
  std::map<std::string, std::string> files{{"index.html", "<html>exercise</html>"}};
  for (unsigned n = 0; n < scripts; ++n) {
    auto content = Lesson(3'000, n);
    content.replace(1'000, version.size(), version);
    files["js/" + std::to_string(n) + ".js"] = content;
  }
  return files;
}

TEST_F(PublisherTest, APackageGetsOneDeltaForAllThatChanged) {
  for (const auto* version : {"release 1", "release 2", "release 3"}) {
    Import({MakePackage("kj-1", Exercise(40, version))});
    Publish();
  }
  const auto next = Catalog().at("kj-1");
  ASSERT_EQ(next.package_deltas.size(), 2u);  // Noise does not pack, so there is none from nothing.
  for (const auto& file : next.files) EXPECT_TRUE(file.deltas.empty()) << file.path;
  std::set<BlobId> bases;
  for (const auto& delta : next.package_deltas) bases.insert(delta.from);
  for (const auto* version : {"release 1", "release 2"}) {
    const auto old_package = MakePackage("kj-1", Exercise(40, version)).resource;
    const auto basis = formats::LayOut(old_package);
    ASSERT_TRUE(bases.contains(DigestOf(basis))) << version;
    const auto& delta = *std::ranges::find(next.package_deltas, DigestOf(basis), &formats::Delta::from);
    EXPECT_LT(delta.size_bytes, 2'500) << version;  // Forty places where a few bytes differ.
    std::string old_bytes, new_bytes;
    for (const auto& file : basis) old_bytes += Blob(file.blob);
    for (const auto& file : formats::LayOutNew(next, basis)) new_bytes += Blob(file.blob);
    EXPECT_EQ(ApplyDelta({delta.format, Blob(delta.blob)}, old_bytes, new_bytes.size()).value(), new_bytes);
  }
}

TEST_F(PublisherTest, APackageThatPacksIsOfferedInOnePieceToBoxesThatHaveNone) {
  std::map<std::string, std::string> files{{"index.html", "<html>words</html>"}};
  for (int n = 0; n < 30; ++n) {
    auto& page = files["p" + std::to_string(n) + ".html"];
    for (int line = 0; line < 80; ++line) page += "<p>" + std::to_string(n * line) + " 除以几？</p>";
  }
  Import({MakePackage("kj-2", files)});
  const auto summary = Publish();
  EXPECT_EQ(summary.deltas, 31);  // A packed page each, and all of them together.
  const auto package = Catalog().at("kj-2");
  ASSERT_EQ(package.package_deltas.size(), 1u);
  const auto& packed = package.package_deltas[0];
  EXPECT_EQ(packed.format, formats::DeltaFormat::kPacked);
  EXPECT_FALSE(packed.HasBasis());
  std::string all;
  for (const auto& file : formats::LayOut(package)) all += Blob(file.blob);
  EXPECT_LT(packed.size_bytes, static_cast<std::int64_t>(all.size() / 10));
  EXPECT_EQ(ApplyDelta({packed.format, Blob(packed.blob)}, {}, all.size()).value(), all);
  for (const auto& file : package.files) EXPECT_TRUE(file.deltas.empty()) << file.path;
}

TEST_F(PublisherTest, APublishThatWasCutFindsThePackageDeltasItHadMade) {
  Import({MakePackage("kj-1", Exercise(10, "release 1"))});
  Publish();
  Import({MakePackage("kj-1", Exercise(10, "release 2"))});
  PublishOptions cut;
  cut.before_visible = [] { return Status(Fail(ErrorCode::kInternal, "the power went")); };
  EXPECT_FALSE(publisher_->Publish(cut, [](const Step&) {}));
  said_.clear();
  Publish();
  EXPECT_EQ(Catalog().at("kj-1").package_deltas.size(), 1u);
  EXPECT_THAT(said_, testing::Not(testing::Contains(testing::StartsWith("deltas"))));
}

TEST_F(PublisherTest, NothingNewRenewsOnlyTheTimestamp) {
  const auto draft = MakeDraft("sx-1", "x");
  Import({draft});
  Publish();
  const auto before = ReadMetadata(disk_, county_).value();
  clock_.wall = clock_.wall + 3 * kDayMs;
  const auto imported = Import({draft});
  EXPECT_EQ(imported.unchanged, 1);
  const auto summary = Publish();
  EXPECT_FALSE(summary.changed);
  EXPECT_EQ(summary.snapshot_version, before.snapshot.version);
  const auto after = ReadMetadata(disk_, county_).value();
  EXPECT_EQ(after.timestamp.version, before.timestamp.version + 1);
  EXPECT_EQ(after.timestamp.expires.ms, before.timestamp.expires.ms + 3 * kDayMs);
  EXPECT_EQ(after.timestamp.snapshot, before.timestamp.snapshot);
  EXPECT_EQ(Catalog()["sx-1"].version, 1);
}

TEST_F(PublisherTest, RenewingPublishesNothingThatWasOnlyImported) {
  Import({MakeDraft("sx-1", "x")});
  Publish();
  Import({MakeDraft("sx-2", "y")});
  const auto renewed = publisher_->Publish({.take_drafts = false}, [](const Step&) {});
  ASSERT_TRUE(renewed) << renewed.error().message;
  EXPECT_FALSE(renewed->changed);
  EXPECT_FALSE(Catalog().contains("sx-2"));
  Publish();
  EXPECT_TRUE(Catalog().contains("sx-2"));
}

TEST_F(PublisherTest, SignsAnewBeforeTheYearIsOver) {
  Import({MakeDraft("sx-1", "x")});
  Publish();
  clock_.wall = clock_.wall + 200 * kDayMs;
  const auto summary = Publish();
  EXPECT_FALSE(summary.changed);
  EXPECT_EQ(summary.snapshot_version, 3);
  EXPECT_GT(ReadMetadata(disk_, county_)->targets.expires, clock_.wall + 300 * kDayMs);
}

TEST_F(PublisherTest, AShardWithoutChangesKeepsItsBytes) {
  Import({MakeDraft("sx-1", "a"), MakeDraft("sx-2", "b", "四年级")});
  Publish();
  const auto before = Targets();
  Import({MakeDraft("sx-2", "c", "四年级")});
  Publish();
  int kept = 0, changed = 0;
  for (const auto& [name, target] : Targets()) ++(before.at(name) == target ? kept : changed);
  EXPECT_EQ(changed, 1);
  EXPECT_EQ(kept, 2);  // The other shard and the bundle.
}

TEST_F(PublisherTest, AShardThatSaysTheSameIsNotPackedAgain) {
  Import({MakeDraft("sx-1", "a")});
  Publish();
  const auto root = ReadNewestRoot(disk_, county_).value().root.body;
  const auto packed_before = PublishedShards(disk_, county_, root);
  ASSERT_TRUE(packed_before);
  for (const auto& [name, target] : Targets()) {
    if (!name.starts_with("catalog/")) continue;
    const auto path = TargetFile(county_, name, target.sha256);
    const auto packed = ReadFile(path);
    const auto text = formats::Unpack(packed, 1 << 20).value();
    EXPECT_EQ(packed_before(name, text), packed);
    EXPECT_EQ(packed_before(name, text + "\n"), std::nullopt);
    EXPECT_EQ(packed_before("catalog/county-00000000-0.ndjson.zst", text), std::nullopt);
    temp_.Write(path.substr(temp_.At("").size()), packed + "x");
    EXPECT_EQ(packed_before(name, text), std::nullopt) << "damaged on the disk";
  }
}

TEST_F(PublisherTest, BesideEachListLieTheWaysFromWhatBoxesHave) {
  std::vector<Draft> drafts;
  for (int i = 0; i < 60; ++i) drafts.push_back(MakeDraft("sx-" + std::to_string(i), std::to_string(i)));
  Import(drafts);
  Publish();
  const auto shard = [this](const formats::TufTarget& target) { return ShardFile(target.sha256); };
  std::vector<formats::TufTarget> published = {TheShard()};
  for (const auto* content : {"b", "c", "d"}) {
    Import({MakeDraft("sx-7", content)});
    Publish();
    published.push_back(TheShard());
  }
  const auto& newest = published.back();
  const auto text = *formats::Unpack(ReadFile(shard(newest)), 10 << 20);
  EXPECT_EQ(newest.unpacked->sha256, Sha256Hex(text));
  for (const auto& older : std::span(published).first(3)) {
    const auto patch = ReadFile(formats::PatchOf(shard(newest), older.sha256));
    EXPECT_LT(patch.size(), 400U) << "of a shard with " << newest.length << " bytes";
    const auto basis = *formats::Unpack(ReadFile(shard(older)), 10 << 20);
    EXPECT_EQ(formats::UnpackAgainst(basis, patch, text.size()).value(), text);
  }
}

TEST_F(PublisherTest, ALongListOfTargetsHasItsWaysToo) {
  std::vector<Draft> drafts;
  for (int i = 0; i < 20; ++i) {
    drafts.push_back(MakeDraft("sx-" + std::to_string(i), std::to_string(i), std::to_string(i) + "班"));
  }
  Import(drafts);
  Publish();
  const auto list = [this] {
    return MetadataFile(county_, formats::TufRole::kTargets, ReadMetadata(disk_, county_)->targets.version);
  };
  const auto older = ReadFile(list());
  Import({MakeDraft("sx-7", "b", "7班")});
  Publish();
  const auto path = list();
  const auto newer = ReadFile(path);
  const auto patch = ReadFile(formats::PatchOf(path, Sha256Hex(older)));
  EXPECT_LT(patch.size(), 500U) << "of " << newer.size();
  EXPECT_EQ(formats::UnpackAgainst(older, patch, newer.size()).value(), newer);
  const auto packed = ReadFile(formats::PatchOf(path, formats::kFromNothing));
  EXPECT_LT(packed.size(), newer.size() * 2 / 3);
  EXPECT_EQ(formats::UnpackAgainst({}, packed, newer.size()).value(), newer);
}

TEST_F(PublisherTest, AWithdrawnResourceStaysAsALineWithoutFiles) {
  auto draft = MakeDraft("sx-1", "x");
  Import({draft});
  Publish();
  draft.resource.status = ResourceStatus::kWithdrawn;
  draft.resource.files.clear();
  draft.disk_paths.clear();
  EXPECT_EQ(Import({draft}).withdrawn, 1);
  const auto summary = Publish();
  EXPECT_EQ(summary.resources, 0);
  const auto line = Catalog()["sx-1"];
  EXPECT_EQ(line.version, 2);
  EXPECT_EQ(line.status, ResourceStatus::kWithdrawn);
  EXPECT_TRUE(line.files.empty());
  EXPECT_EQ(Import({draft}).unchanged, 1);
}

TEST_F(PublisherTest, WithdrawingWhatWasNeverPublishedLeavesNoTrace) {
  Import({MakeDraft("sx-1", "x")});
  Draft gone;
  gone.resource.id = "sx-1";
  gone.resource.status = ResourceStatus::kWithdrawn;
  EXPECT_EQ(Import({gone}).unchanged, 1);
  Publish();
  EXPECT_TRUE(Catalog().empty());
}

TEST_F(PublisherTest, TakingAnEditBackPublishesNothing) {
  const auto first = MakeDraft("sx-1", "first");
  Import({first});
  Publish();
  EXPECT_EQ(Import({MakeDraft("sx-1", "second")}).changed, 1);
  EXPECT_EQ(Import({first}).unchanged, 1);
  EXPECT_FALSE(Publish().changed);
}

TEST_F(PublisherTest, RefusesAFileThatChangedSinceItWasChecked) {
  auto draft = MakeDraft("sx-1", "as checked");
  temp_.Write("handed-in/" + HashOf("as checked").Hex() + ".mp4", "otherwise!");
  const auto imported = publisher_->Import({draft});
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().code, ErrorCode::kInvalid);
  Publish();
  EXPECT_TRUE(Catalog().empty());
}

TEST_F(PublisherTest, OneProcessAtATime) {
  const auto second = Publisher::Open(disk_, clock_, log_, county_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kRefused);
}

TEST_F(PublisherTest, RefusesToSignByAClockOf1970) {
  clock_.wall = {1'000};
  EXPECT_EQ(publisher_->Publish({}, [](const Step&) {}).error().code, ErrorCode::kRefused);
}

TEST_F(PublisherTest, NothingBecomesVisibleWhileABlobIsMissing) {
  const auto draft = MakeDraft("sx-1", "x");
  Import({draft});
  std::filesystem::remove(BlobFile(county_, draft.resource.files[0].blob));
  const auto published = publisher_->Publish({}, [](const Step&) {});
  ASSERT_FALSE(published);
  EXPECT_TRUE(Catalog().empty());
  EXPECT_EQ(ReadMetadata(disk_, county_)->timestamp.version, 1);
  Import({MakeDraft("sx-1", "y")});  // The editor hands in another; publishing works again.
  EXPECT_TRUE(Publish().changed);
}

TEST_F(PublisherTest, ATargetThatSomebodyRemovedIsWrittenAgain) {
  Import({MakeDraft("sx-1", "x")});
  Publish();
  for (const auto& [name, target] : Targets())
    std::filesystem::remove(TargetFile(county_, name, target.sha256));
  EXPECT_FALSE(Publish().changed);
  EXPECT_EQ(Catalog().size(), 1u);
}

// Lets so many calls that change the disk through, and fails from then on, as if the power had gone.
class CutDisk final : public storage::Disk {
 public:
  explicit CutDisk(storage::Disk& disk) : disk_(disk) {}
  int left = 0;

  Result<std::unique_ptr<storage::File>> Open(const std::string& path, storage::OpenMode mode) override {
    if (mode == storage::OpenMode::kWrite) LIANXIAO_TRY(Spend());
    return disk_.Open(path, mode);
  }
  Status Rename(const std::string& from, const std::string& to) override {
    LIANXIAO_TRY(Spend());
    return disk_.Rename(from, to);
  }
  Status Remove(const std::string& path) override { return disk_.Remove(path); }
  Status MakeFolders(const std::string& path) override { return disk_.MakeFolders(path); }
  Status SyncFolder(const std::string& path) override {
    LIANXIAO_TRY(Spend());
    return disk_.SyncFolder(path);
  }
  Result<std::vector<storage::FolderEntry>> List(const std::string& path) override {
    return disk_.List(path);
  }
  Result<bool> Exists(const std::string& path) override { return disk_.Exists(path); }
  Result<std::int64_t> FreeBytes(const std::string& path) override { return disk_.FreeBytes(path); }

 private:
  Status Spend() {
    if (left-- > 0) return {};
    return Fail(ErrorCode::kInternal, "the power went");
  }
  storage::Disk& disk_;
};

TEST_F(PublisherTest, APowerCutAnywhereLeavesTheOldStateOrTheNewAndRunningAgainGoesOn) {
  auto content = Lesson(20'000, 1);
  Import({MakeDraft("sx-1", content)});
  Publish();
  CutDisk cut(disk_);
  int cuts = 0;
  for (int version = 2; version <= 40; ++version) {
    content.replace(static_cast<std::size_t>(version) * 100, 6, "edited");
    const auto draft = MakeDraft("sx-1", content);
    cut.left = version - 2;
    publisher_.reset();
    const auto run = [&]() -> Status {
      LIANXIAO_ASSIGN(const auto publisher, Publisher::Open(cut, clock_, log_, county_));
      const auto imported = publisher->Import({draft});
      if (!imported) return Fail(imported.error());
      const auto published = publisher->Publish({}, [](const Step&) {});
      if (!published) return Fail(published.error());
      return {};
    };
    const bool whole = run().has_value();
    if (!whole) ++cuts;
    const auto seen = Catalog();  // Whatever happened, a box finds a valid repository.
    ASSERT_EQ(seen.size(), 1u);
    const auto& main = *seen.at("sx-1").Main();
    ASSERT_EQ(HashOf(Blob(main.blob)), main.blob);

    Reopen();
    Import({draft});
    Publish();
    const auto now = Catalog();
    ASSERT_EQ(now.at("sx-1").version, version);
    ASSERT_EQ(now.at("sx-1").Main()->blob, HashOf(content));
    if (whole) break;
  }
  EXPECT_GT(cuts, 10);
}

// --- Going back ---

TEST_F(PublisherTest, ARolledBackLessonIsPublishedAnewWithItsOldFiles) {
  const auto good = Lesson(40'000, 1), bad = Lesson(40'000, 2);
  Import({MakeDraft("sx-1", good), MakeDraft("sx-2", Lesson(9, 3))});
  Publish();
  Import({MakeDraft("sx-1", bad)});
  const auto before = Publish();
  Import(
      {MakeDraft("sx-1", Lesson(50, 5)), MakeDraft("sx-3", "waits")});  // Drafts that nobody publishes yet.

  const auto plan = publisher_->PlanRollbackOfBundle("everything");
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->lessons.size(), 1U) << "only what the last publication changed";
  const auto summary = publisher_->Rollback(*plan, "editor", {}, [](const Step&) {});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->snapshot_version, before.snapshot_version + 1);
  EXPECT_TRUE(summary->changed);
  auto catalog = Catalog();
  EXPECT_EQ(catalog.at("sx-1").version, 3);
  EXPECT_EQ(catalog.at("sx-1").Main()->blob, HashOf(good));
  EXPECT_EQ(catalog.at("sx-2").version, 1);
  EXPECT_FALSE(catalog.contains("sx-3")) << "drafts wait on";
  Publish();
  catalog = Catalog();
  EXPECT_EQ(catalog.at("sx-1").version, 4);
  EXPECT_EQ(Blob(catalog.at("sx-1").Main()->blob), Lesson(50, 5));
  EXPECT_TRUE(catalog.contains("sx-3"));
}

TEST_F(PublisherTest, ABundleAsksForItsOldLessonsAgain) {
  Import({MakeDraft("sx-1", "one"), MakeDraft("sx-2", "two")});
  ASSERT_TRUE(publisher_->SetBundles({{.id = "autumn", .name = "秋季", .resources = {"sx-1"}}}));
  Publish();
  clock_.wall = clock_.wall + kDayMs;
  ASSERT_TRUE(publisher_->SetBundles({{.id = "autumn", .name = "秋季", .resources = {"sx-2"}}}));
  Publish();
  EXPECT_EQ(publisher_->PlanRollbackOfBundle("winter").error().code, ErrorCode::kNotFound);
  const auto plan = publisher_->PlanRollbackOfBundle("autumn");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_THAT(plan->leave, testing::ElementsAre("sx-2"));
  clock_.wall = clock_.wall + kDayMs;
  ASSERT_TRUE(publisher_->Rollback(*plan, "editor", {}, [](const Step&) {}));
  const auto target = Targets().at("bundles/autumn.json");
  const auto bundle =
      formats::ParseBundle(ReadFile(TargetFile(county_, "bundles/autumn.json", target.sha256)));
  ASSERT_TRUE(bundle);
  EXPECT_THAT(bundle->resources, testing::ElementsAre("sx-1"));
}

TEST_F(PublisherTest, WhatIsNoLongerThereCannotBeGoneBackTo) {
  Import({MakeDraft("sx-1", "good")});
  Publish();
  Import({MakeDraft("sx-1", "bad")});
  Publish();
  ASSERT_TRUE(disk_.Remove(BlobFile(county_, HashOf("good"))));
  const auto plan = publisher_->PlanRollbackOfLesson("sx-1", std::nullopt);
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message, testing::HasSubstr("rollback.blobs_gone"));
}

TEST_F(PublisherTest, TheConsoleLooksIntoTheWorkshopBesideThePublisherAndSeesTheSamePlan) {
  Import({MakeDraft("sx-1", "good"), MakeDraft("sx-2", "once")});
  Publish();
  clock_.wall = clock_.wall + kDayMs;
  Import({MakeDraft("sx-1", "bad")});
  Publish();
  const auto plan = publisher_->PlanRollbackOfBundle("everything");
  ASSERT_TRUE(plan) << plan.error().message;
  const auto look = [&] {
    return storage::LookInto(WorkshopFile(county_), kRollbackSteps, [&](storage::Connection& c) -> Status {
      LIANXIAO_ASSIGN(const auto seen, PlanOfBundle(c, "everything"));
      EXPECT_EQ(NameOf(seen), NameOf(*plan));
      LIANXIAO_ASSIGN(const auto lessons, LessonsWithPast(c, "", 10));
      EXPECT_EQ(lessons.size(), 1U) << "a lesson of one version has no past";
      EXPECT_EQ(lessons.empty() ? "" : lessons[0].id, "sx-1");
      LIANXIAO_ASSIGN(const auto none, LessonsWithPast(c, "100%", 10));
      EXPECT_TRUE(none.empty()) << "a percent sign is one";
      LIANXIAO_ASSIGN(const auto found, LessonsWithPast(c, "初步", 10));
      EXPECT_EQ(found.size(), 1U);
      EXPECT_FALSE(c.Execute("DELETE FROM versions")) << "it only looks";
      return {};
    });
  };
  EXPECT_TRUE(look()) << "while somebody publishes";
  publisher_.reset();
  const auto alone = look();
  EXPECT_TRUE(alone) << alone.error().message;
  Reopen();
  ASSERT_TRUE(publisher_->Rollback(*plan, "editor", {}, [](const Step&) {}));
  EXPECT_NE(NameOf(publisher_->PlanRollbackOfBundle("everything").value()), NameOf(*plan));
  EXPECT_EQ(storage::LookInto(WorkshopFile(county_), 1'000, [](storage::Connection&) { return Status(); })
                .error()
                .code,
            ErrorCode::kInvalid);
  EXPECT_EQ(
      storage::LookInto(temp_.At("none.db"), 1, [](storage::Connection&) { return Status(); }).error().code,
      ErrorCode::kNotFound);
}

// --- Cleaning ---

TEST_F(PublisherTest, CleaningRemovesWhatNothingNamesAnyMoreAfterTheDaysOfGrace) {
  std::vector<std::string> contents;
  for (unsigned version = 0; version < 5; ++version) {
    contents.push_back(Lesson(200'000, version));
    Import({MakeDraft("sx-1", contents.back())});
    Publish();
    clock_.wall = clock_.wall + kDayMs;
  }
  Import({MakeDraft("sx-9", "a draft")});
  EXPECT_EQ(CleanRepository(disk_, clock_, county_, {}).error().code, ErrorCode::kRefused)
      << "while a publish may be under way";
  publisher_.reset();
  const auto there = [&](std::size_t version) {
    return *disk_.Exists(BlobFile(county_, HashOf(contents[version])));
  };
  const auto told = CleanRepository(disk_, clock_, county_, {.grace_days = 0, .dry_run = true});
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_GE(told->removed.bytes, 400'000);
  EXPECT_TRUE(there(0)) << "a dry run";
  const auto first = CleanRepository(disk_, clock_, county_, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->removed.files, 0);
  EXPECT_EQ(first->waiting.bytes, told->removed.bytes);
  clock_.wall = clock_.wall + 15 * kDayMs;
  const auto second = CleanRepository(disk_, clock_, county_, {});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->removed.bytes, told->removed.bytes);
  EXPECT_FALSE(there(0) || there(1));
  EXPECT_TRUE(there(2) && there(3) && there(4)) << "the last three can be gone back to";
  EXPECT_TRUE(*disk_.Exists(BlobFile(county_, HashOf("a draft"))));
  EXPECT_TRUE(*disk_.Exists(county_ + "/repository/metadata/1.root.json"));
  EXPECT_EQ(CleanRepository(disk_, clock_, county_, {})->removed.files, 0) << "once is enough";

  Reopen();
  Publish();
  EXPECT_EQ(Catalog().at("sx-1").Main()->blob, HashOf(contents[4]));
  const auto plan = publisher_->PlanRollbackOfLesson("sx-1", 3);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_TRUE(publisher_->Rollback(*plan, "editor", {}, [](const Step&) {}));
  EXPECT_EQ(Catalog().at("sx-1").Main()->blob, HashOf(contents[2]));
}

TEST_F(PublisherTest, CleaningKeepsTheNewestListsAndWhatTheyName) {
  for (unsigned version = 0; version < 40; ++version) {
    Import({MakeDraft("sx-1", "content " + std::to_string(version))});
    Publish();
  }
  publisher_.reset();
  const auto lists = [&] { return disk_.List(county_ + "/repository/metadata")->size(); };
  const auto before = lists();
  ASSERT_TRUE(CleanRepository(disk_, clock_, county_, {.grace_days = 0}));
  EXPECT_LT(lists(), before);
  EXPECT_TRUE(ReadMetadata(disk_, county_)) << "what boxes see holds together";
  Catalog();
  Reopen();
  EXPECT_TRUE(Publish().snapshot_version > 0);
}

TEST_F(PublisherTest, CleaningTouchesNothingWhenTheRepositoryDoesNotHoldTogether) {
  Import({MakeDraft("sx-1", "content")});
  Publish();
  publisher_.reset();
  ASSERT_TRUE(storage::WriteWhole(disk_, county_ + "/repository/metadata/timestamp.json", "{}"));
  const auto nobodys = BlobFile(county_, HashOf("nobody's"));
  ASSERT_TRUE(disk_.MakeFolders(storage::FolderOf(nobodys)));
  ASSERT_TRUE(storage::WriteWhole(disk_, nobodys, "nobody's"));
  EXPECT_FALSE(CleanRepository(disk_, clock_, county_, {.grace_days = 0}));
  EXPECT_TRUE(*disk_.Exists(nobodys));
}

}  // namespace
}  // namespace lianxiao::center
