#include "center/libraries/library_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "center/county.h"
#include "center/county_files.h"
#include "center/libraries/library_check.h"
#include "center/libraries/library_maker.h"
#include "center/libraries/library_tree.h"
#include "center/libraries/published_libraries.h"
#include "center/publish/metadata.h"
#include "center/publish/published_catalog.h"
#include "center/publish/publisher.h"
#include "storage/formats/library_name.h"
#include "storage/formats/piece_list.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

void Nothing(const Step&) {}

std::string Said(const Status& status) { return status ? "" : status.error().message; }
template <typename T>
std::string Said(const Result<T>& result) {
  return result ? "" : result.error().message;
}

// A county, and a studio with a folder of its own; a stick goes from one to the other.
class LibraryDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(Init(disk_, clock_, county_, {}));
    ASSERT_TRUE(LibraryMaker::Init(disk_, clock_, studio_, "chen", {}));
  }

  // --- The studio ---

  Draft MakeDraft(const std::string& id, const std::string& content) {
    const auto name = "handed-in/" + HashOf(content).Hex();
    temp_.Write(name, content);
    formats::PieceHasher hasher;
    hasher.Add(content);
    const auto names = hasher.Finish();
    Draft draft{.row = 2};
    draft.resource = {.id = id, .title = "圆的面积", .grade = "六年级", .subject = "数学"};
    draft.resource.files = {{.path = "lesson.mp4",
                             .media_type = "video/mp4",
                             .size_bytes = static_cast<std::int64_t>(content.size()),
                             .blob = names.blob}};
    if (names.pieces.Count() > 1) draft.resource.files[0].pieces = HashOf(Encode(names.pieces));
    draft.disk_paths = {temp_.At(name)};
    return draft;
  }
  std::unique_ptr<LibraryMaker> Maker() { return *LibraryMaker::Open(disk_, clock_, studio_); }
  SigningKey StudioKey() { return *LoadSigningKey(disk_, LibraryMaker::KeyFileOf(studio_), {}); }
  Result<ExportedLibrary> Export(std::int64_t after = 0) {
    return Maker()->Export({StudioKey()}, stick_, after, Nothing);
  }
  void Teach(const std::string& id, const std::string& content) {
    const auto imported = Maker()->Import({MakeDraft(id, content)});
    ASSERT_TRUE(imported) << Said(imported);
  }

  // --- The county ---

  Status Add(const std::string& name = "chen") {
    return (*LibraryDesk::Open(disk_, clock_, county_))->Add({name, "陈老师工作室", {StudioKey().verify}, 1});
  }
  Result<TakenLibrary> Take() { return (*LibraryDesk::Open(disk_, clock_, county_))->Take(stick_, Nothing); }
  LibraryRow Row() { return (*LibraryDesk::Open(disk_, clock_, county_))->All()->at(0); }
  Status Remove() { return (*LibraryDesk::Open(disk_, clock_, county_))->Remove("chen"); }
  Metadata Publish(bool take_drafts = true) {
    const auto published =
        (*Publisher::Open(disk_, clock_, log_, county_))->Publish({.take_drafts = take_drafts}, Nothing);
    EXPECT_TRUE(published) << Said(published);
    return *ReadMetadata(disk_, county_);
  }
  void AddTakePublish() {
    ASSERT_TRUE(Add());
    ASSERT_TRUE(Export());
    ASSERT_TRUE(Take()) << Said(Take());
    Publish();
  }
  bool HasBlob(const std::string& content) { return fs::exists(BlobFile(county_, HashOf(content))); }
  std::string OnStick(const std::string& content) {
    return stick_ + "/" + LibraryTree::Blob(HashOf(content));
  }
  // The lists on the stick, changed and signed anew by whoever has the studio's key.
  void SignAnew(const std::function<void(formats::TufTargets&)>& change) {
    const LibraryTree tree(disk_, stick_);
    const auto file = tree.At(LibraryTree::Lists(*tree.Newest()));
    auto lists = formats::ParseTufTargets(*storage::ReadWhole(disk_, file, 1 << 20))->body;
    change(lists);
    const auto key = StudioKey();
    fs::remove(file);
    ASSERT_TRUE(storage::WriteWhole(disk_, tree.At(LibraryTree::Lists({"chen", lists.version})),
                                    SignTufTargets(lists, std::span(&key, 1))));
  }
  void SignShard(const std::vector<formats::Resource>& resources) {
    const auto packed = formats::EncodeShard(resources);
    const auto name = formats::ShardName("chen", "ffffffff", 0);
    const auto path = stick_ + "/" + LibraryTree::Target(name, Sha256Hex(packed));
    ASSERT_TRUE(storage::WriteWhole(disk_, path, packed));
    SignAnew([&](formats::TufTargets& lists) {
      lists.targets = {{name, {static_cast<std::int64_t>(packed.size()), Sha256Hex(packed)}}};
    });
  }
  formats::Resource Lesson(const std::string& id, const std::string& content) {
    auto resource = MakeDraft(id, content).resource;
    resource.version = 1;
    return resource;
  }

  TempFolder temp_;
  storage::RealDisk disk_{storage::Readable::kEveryone};
  FakeClock clock_;
  NoLog log_;
  const std::string county_ = temp_.At("county"), studio_ = temp_.At("studio"), stick_ = temp_.At("stick");
  const std::string circles_ = std::string((1 << 20) + 5, 'c'), squares_ = "squares";
};

TEST_F(LibraryDeskTest, WhatAStudioExportsIsTakenAndPublishedUnderItsOwnSignature) {
  Teach("chen-circles", circles_);
  ASSERT_TRUE(Add());
  const auto exported = Export();
  ASSERT_TRUE(exported) << Said(exported);
  EXPECT_EQ(exported->version, 1);
  EXPECT_EQ(exported->copied, 1);
  const auto taken = Take();
  ASSERT_TRUE(taken) << Said(taken);
  EXPECT_EQ(taken->resources, 1);
  EXPECT_EQ(taken->new_bytes, static_cast<std::int64_t>(circles_.size()));
  EXPECT_TRUE(HasBlob(circles_));

  const auto published = Publish();
  ASSERT_TRUE(published.targets.delegations);
  const auto& role = published.targets.delegations->roles.at(0);
  EXPECT_EQ(role.name, "chen");
  EXPECT_TRUE(role.terminating);
  EXPECT_EQ(role.paths, std::vector<std::string>{"catalog/chen-*"});
  const auto lists = *storage::ReadWhole(disk_, MetadataFolder(county_) + "/1.chen.json", 1 << 20);
  EXPECT_EQ(published.snapshot.meta.at("chen.json"), DescribeBytes(lists, 1));
  const auto signed_lists = formats::ParseTufTargets(lists);
  EXPECT_TRUE(CheckSignatures(signed_lists->canonical, signed_lists->signatures,
                              published.targets.delegations->keys, role.keys));
  for (const auto& [name, target] : signed_lists->body.targets) {
    EXPECT_TRUE(fs::exists(TargetFile(county_, name, target.sha256))) << name;
    const auto shard =
        formats::DecodeShard(*storage::ReadWhole(disk_, TargetFile(county_, name, target.sha256), 1 << 20));
    EXPECT_TRUE(fs::exists(BlobFile(county_, shard->at(0).files.at(0).pieces))) << "its piece list";
  }
}

TEST_F(LibraryDeskTest, BoxesHearOfALibraryOnlyWhenItBringsSomething) {
  ASSERT_TRUE(Add());
  const auto published = Publish();
  EXPECT_FALSE(published.targets.delegations);
  EXPECT_EQ(published.snapshot.meta.size(), 1u);
}

TEST_F(LibraryDeskTest, NewsOfALibraryDoNotMakeBoxesFetchTheCountysListAgain) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  const auto before = *ReadMetadata(disk_, county_);
  Teach("chen-squares", squares_);
  ASSERT_TRUE(Export());
  ASSERT_TRUE(Take());
  const auto after = Publish(false);
  EXPECT_EQ(after.snapshot.version, before.snapshot.version + 1);
  EXPECT_EQ(after.targets.version, before.targets.version);
  EXPECT_EQ(after.snapshot.meta.at("chen.json").version, 2);
  EXPECT_EQ(Publish(false).snapshot.version, after.snapshot.version) << "nothing new, nothing to fetch";
}

TEST_F(LibraryDeskTest, AClosedLibraryStaysInTheSnapshotForEver) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  const auto before = *ReadMetadata(disk_, county_);
  ASSERT_TRUE(Remove());
  const auto after = Publish();
  EXPECT_FALSE(after.targets.delegations);
  EXPECT_EQ(after.snapshot.meta.at("chen.json"), before.snapshot.meta.at("chen.json"));
  EXPECT_THAT(Said(Take()), HasSubstr("library.closed"));
  EXPECT_THAT(Said(Remove()), HasSubstr("library.closed"));
  // Opened again, it goes on above what boxes have seen; its old lists do not come back by themselves.
  ASSERT_TRUE(Add());
  EXPECT_FALSE(Publish().targets.delegations);
  EXPECT_THAT(Said(Take()), HasSubstr("library.older"));
  ASSERT_EQ(Export()->version, 2);
  ASSERT_TRUE(Take());
  EXPECT_TRUE(Publish().targets.delegations);
}

TEST_F(LibraryDeskTest, WithANewKeyTheOldOneCountsForNothing) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  const auto stolen = StudioKey();
  ASSERT_TRUE(LibraryMaker::NewKey(disk_, clock_, studio_, {}));
  ASSERT_TRUE(Add());
  EXPECT_EQ(Row().title, "陈老师工作室");
  ASSERT_TRUE(Maker()->Export({stolen}, stick_, 0, Nothing));
  EXPECT_THAT(Said(Take()), HasSubstr("library.bad_signature"));
  // What is published still names the old lists, which boxes keep and no longer renew.
  EXPECT_EQ(Publish().snapshot.meta.at("chen.json").version, 1);
  ASSERT_TRUE(Export());
  ASSERT_TRUE(Take()) << Said(Take());
  const auto published = Publish();
  EXPECT_EQ(published.snapshot.meta.at("chen.json").version, 3);
  EXPECT_FALSE(published.targets.delegations->keys.contains(formats::TufKey::From(stolen.verify).Id()));
}

TEST_F(LibraryDeskTest, AnExportThatAThiefOvertookGoesAboveHim) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  SignAnew([](formats::TufTargets& lists) { lists.version = 5; });
  ASSERT_TRUE(Take());
  EXPECT_EQ(Export()->version, 2);
  EXPECT_THAT(Said(Take()), HasSubstr("library.taken_already")) << "the thief's is the newest on the stick";
  fs::remove_all(stick_);
  EXPECT_EQ(Export()->version, 3);
  EXPECT_THAT(Said(Take()), HasSubstr("--after 5"));
  EXPECT_EQ(Export(5)->version, 6);
  EXPECT_TRUE(Take()) << Said(Take());
}

TEST_F(LibraryDeskTest, NothingUnverifiedEnters) {
  Teach("chen-circles", circles_);
  Teach("chen-squares", squares_);
  ASSERT_TRUE(Add());
  ASSERT_TRUE(Export());
  const auto good = *storage::ReadWhole(disk_, OnStick(circles_), 2 << 20);
  const auto changed = "x" + good.substr(1);

  ASSERT_TRUE(storage::WriteWhole(disk_, OnStick(circles_), changed));
  EXPECT_THAT(Said(Take()), HasSubstr("library.damaged: chen-circles, lesson.mp4"));
  ASSERT_TRUE(storage::WriteWhole(disk_, OnStick(circles_), good + "more"));
  EXPECT_THAT(Said(Take()), HasSubstr("library.damaged"));
  fs::remove(OnStick(circles_));
  EXPECT_THAT(Said(Take()), HasSubstr("library.missing: chen-circles, lesson.mp4"));
  fs::create_symlink(temp_.At("handed-in/" + HashOf(circles_).Hex()), OnStick(circles_));
  EXPECT_THAT(Said(Take()), HasSubstr("library.missing")) << "links are not followed";
  EXPECT_FALSE(HasBlob(circles_));
  EXPECT_EQ(Row().version, 0);
  EXPECT_TRUE(fs::is_empty(ScratchFolder(county_)));

  // The next export finds the stick damaged and mends it.
  fs::remove(OnStick(circles_));
  ASSERT_TRUE(storage::WriteWhole(disk_, OnStick(circles_), changed));
  EXPECT_EQ(Export()->copied, 1);
  EXPECT_TRUE(Take()) << Said(Take());
}

TEST_F(LibraryDeskTest, AStolenKeyBringsNothingButWhatBelongsToItsLibrary) {
  Teach("chen-circles", circles_);
  ASSERT_TRUE(Add());
  ASSERT_TRUE(Export());
  SignShard({Lesson("fractions", squares_)});
  EXPECT_THAT(Said(Take()), HasSubstr("library.foreign_resource: fractions"));
  SignAnew([](formats::TufTargets& lists) {
    auto node = lists.targets.extract(lists.targets.begin());
    node.key() = "catalog/county-ffffffff-0.ndjson.zst";
    lists.targets.insert(std::move(node));
  });
  EXPECT_THAT(Said(Take()), HasSubstr("library.foreign_path"));
  EXPECT_EQ(Row().version, 0);
}

TEST_F(LibraryDeskTest, AFileIsTakenWithItsOwnPieceListOnly) {
  Teach("chen-circles", circles_);
  Teach("chen-squares", squares_);
  AddTakePublish();
  auto lesson = Lesson("chen-circles", circles_);
  lesson.files[0].pieces = HashOf(squares_);  // Here, and no list of these bytes.
  SignShard({lesson});
  SignAnew([](formats::TufTargets& lists) { lists.version = 2; });
  EXPECT_THAT(Said(Take()), HasSubstr("its piece list is not its own"));
  lesson.files[0].pieces = HashOf("never seen");
  SignShard({lesson});
  EXPECT_THAT(Said(Take()), HasSubstr("library.damaged"));
  EXPECT_EQ(Row().version, 1);
}

TEST_F(LibraryDeskTest, WhatTheRepositoryLostIsWrittenAgainFromTheBook) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  fs::remove_all(TargetsFolder(county_));
  fs::remove(MetadataFolder(county_) + "/1.chen.json");
  Publish();
  EXPECT_TRUE(fs::exists(MetadataFolder(county_) + "/1.chen.json"));
  const auto lists =
      formats::ParseTufTargets(*storage::ReadWhole(disk_, MetadataFolder(county_) + "/1.chen.json", 1 << 20));
  for (const auto& [name, target] : lists->body.targets) {
    EXPECT_TRUE(fs::exists(TargetFile(county_, name, target.sha256)));
  }
}

TEST_F(LibraryDeskTest, WhatIsDueIsReadFromWhatIsPublished) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  const auto due = [&](std::int64_t days) {
    return PublishedLibrariesDue(disk_, county_, WallTime{clock_.wall.ms + days * kDayMs});
  };
  EXPECT_TRUE(due(0).empty());
  EXPECT_EQ(due(kLibraryDays - 30), (std::vector<Due>{{"library_soon", "chen", "", 30}}));
  EXPECT_EQ(due(kLibraryDays + 2), (std::vector<Due>{{"library_expired", "chen", "", -2}}));
  ASSERT_TRUE(LibraryMaker::NewKey(disk_, clock_, studio_, {}));
  ASSERT_TRUE(Add());
  Publish();
  ASSERT_EQ(due(0).size(), 1u);
  EXPECT_EQ(due(0).at(0).key, "library_other_key");
  ASSERT_TRUE(Remove());
  Publish();
  EXPECT_TRUE(due(kLibraryDays + 2).empty());
}

TEST_F(LibraryDeskTest, TheConsoleKnowsTheTitlesOfAStudiosLessons) {
  Teach("chen-circles", circles_);
  AddTakePublish();
  PublishedCatalog catalog(disk_, county_ + "/repository");
  EXPECT_EQ(catalog.TitleOf("chen-circles"), "圆的面积");
  ASSERT_TRUE(Remove());
  Publish();
  EXPECT_EQ(catalog.TitleOf("chen-circles"), "");
}

TEST_F(LibraryDeskTest, CountyAndLibrariesKeepOutOfEachOthersNames) {
  ASSERT_TRUE(Add());
  auto publisher = *Publisher::Open(disk_, clock_, log_, county_);
  EXPECT_THAT(Said(publisher->Import({MakeDraft("chen-own", "x")})), HasSubstr("library.id_of_library"));
  ASSERT_TRUE(publisher->Import({MakeDraft("wang-own", "x")}));
  publisher.reset();
  auto desk = *LibraryDesk::Open(disk_, clock_, county_);
  const auto other = SigningKey::Generate().verify;
  EXPECT_THAT(Said(desk->Add({"wang", "", {other}, 1})), HasSubstr("library.name_taken: wang-own"));
  EXPECT_THAT(Said(desk->Add({"li", "", {StudioKey().verify}, 1})), HasSubstr("library.key_of_other"));
  EXPECT_THAT(Said(desk->Add({"li-2", "", {other}, 1})), HasSubstr("library.name_bad"));
  EXPECT_THAT(Said(desk->Remove("li")), HasSubstr("library.unknown"));
}

TEST_F(LibraryDeskTest, AFolderWithoutALibraryOrWithSeveralIsNamedSo) {
  EXPECT_THAT(Said(Take()), HasSubstr("library.no_tree"));
  ASSERT_TRUE(Export());
  EXPECT_THAT(Said(Take()), HasSubstr("library.unknown: chen"));
  temp_.Write("stick/metadata/2.root.json", "{}");
  temp_.Write("stick/metadata/timestamp.json", "{}");
  temp_.Write("stick/metadata/02.wang.json", "{}");
  EXPECT_THAT(Said(Take()), HasSubstr("library.unknown: chen")) << "what is no library's is passed over";
  temp_.Write("stick/metadata/2.wang.json", "{}");
  EXPECT_THAT(Said(Take()), HasSubstr("library.several"));
  EXPECT_THAT(Said(Export()), HasSubstr("library.other_tree"));
}

TEST_F(LibraryDeskTest, AnEditedLessonTravelsAsADelta) {
  std::string edited = circles_;
  edited[500] = 'x';
  for (std::size_t i = 0; i < edited.size(); i += 7) edited[i] = static_cast<char>(i * 31 / 7);
  Teach("chen-circles", edited);
  AddTakePublish();
  edited[100] = 'y';
  Teach("chen-circles", edited);
  const auto exported = Export();
  ASSERT_TRUE(exported) << Said(exported);
  EXPECT_EQ(exported->deltas, 1);
  const auto taken = Take();
  ASSERT_TRUE(taken) << Said(taken);
  EXPECT_EQ(taken->new_blobs, 4) << "file, delta, signature and repair";
}

TEST(LibraryMakerTest, NamesItsFolderAndGuardsItsKeys) {
  ASSERT_TRUE(InitCrypto());
  const TempFolder temp;
  storage::RealDisk disk;
  const FakeClock clock;
  const auto folder = temp.At("studio");
  EXPECT_THAT(Said(LibraryMaker::NameOf(disk, folder)), HasSubstr("library.no_folder"));
  EXPECT_THAT(Said(LibraryMaker::Init(disk, clock, folder, "Chen", {})), HasSubstr("library.name_bad"));
  const Passphrase passphrase = SecretBytes("four words drawn by lot");
  const LockCost cheap{.passes = 1, .memory_bytes = 8192};
  ASSERT_TRUE(LibraryMaker::Init(disk, clock, folder, "chen", passphrase, cheap));
  EXPECT_EQ(*LibraryMaker::NameOf(disk, folder), "chen");
  EXPECT_THAT(Said(LibraryMaker::Init(disk, clock, folder, "chen", {})), HasSubstr("library.folder_taken"));
  const auto key = LibraryMaker::KeyFileOf(folder);
  EXPECT_TRUE(LoadKeyHead(disk, key)->locked);
  EXPECT_EQ(fs::status(key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto old = LoadPublicKey(disk, folder + "/chen.pub")->public_hex;
  ASSERT_TRUE(LibraryMaker::NewKey(disk, clock, folder, passphrase, cheap));
  EXPECT_NE(LoadPublicKey(disk, folder + "/chen.pub")->public_hex, old);

  auto maker = *LibraryMaker::Open(disk, clock, folder);
  Draft draft{.row = 3};
  draft.resource.id = "circles";
  EXPECT_THAT(Said(maker->Import({draft})), HasSubstr("library.foreign_id: row 3, circles"));
  EXPECT_FALSE(LibraryMaker::Open(disk, clock, folder)) << "one at a time";
}

}  // namespace
}  // namespace lianxiao::center
