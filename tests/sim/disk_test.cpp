// What Disk promises, held against the real one and the false one, and what only the false one does.
#include "storage/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "tests/support/false_disk.h"

namespace lianxiao::storage {
namespace {

using test::FalseDisk;
using testing::ElementsAre;
using testing::Field;

struct OnRealDisk {
  OnRealDisk() {
    char name[] = "/tmp/lianxiao-disk-XXXXXX";
    root = ::mkdtemp(name);
  }
  ~OnRealDisk() { std::filesystem::remove_all(root); }
  RealDisk disk;
  std::string root;
};

struct OnFalseDisk {
  OnFalseDisk() { EXPECT_TRUE(disk.MakeFolders(root)); }
  FalseDisk disk;
  std::string root = "/root";
};

template <typename Place>
class DiskTest : public testing::Test {
 protected:
  Status Write(const std::string& name, std::string_view bytes) {
    return WriteWhole(disk, root + "/" + name, bytes);
  }
  std::string Read(const std::string& name) {
    return ReadWhole(disk, root + "/" + name, 1'000'000).value_or("(cannot be read)");
  }
  Place place;
  Disk& disk = place.disk;
  const std::string root = place.root;
};
using Places = testing::Types<OnRealDisk, OnFalseDisk>;
TYPED_TEST_SUITE(DiskTest, Places);

TYPED_TEST(DiskTest, ReadsBackWhatItWrote) {
  auto file = this->disk.Open(this->root + "/a", OpenMode::kWrite);
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE((*file)->WriteAt(3, "xyz"));
  ASSERT_TRUE((*file)->WriteAt(0, "ab"));
  EXPECT_EQ(*(*file)->ReadAt(0, 100), std::string("ab\0xyz", 6));
  EXPECT_EQ(*(*file)->ReadAt(4, 1), "y");
  EXPECT_EQ(*(*file)->ReadAt(6, 1), "");
  EXPECT_EQ(*(*file)->Size(), 6);
  ASSERT_TRUE((*file)->Truncate(2));
  ASSERT_TRUE((*file)->Sync());
  EXPECT_EQ(this->Read("a"), "ab");
}

TYPED_TEST(DiskTest, SaysNotFoundWithThePath) {
  const auto missing = this->disk.Open(this->root + "/none", OpenMode::kRead);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, testing::HasSubstr(this->root + "/none"));
  EXPECT_EQ(this->disk.Open(this->root + "/no/folder", OpenMode::kWrite).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->disk.Rename(this->root + "/none", this->root + "/b").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->disk.List(this->root + "/none").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(this->disk.Remove(this->root + "/none"));
  EXPECT_FALSE(*this->disk.Exists(this->root + "/none"));
}

TYPED_TEST(DiskTest, WritesAFileWholeAndReplacesIt) {
  ASSERT_TRUE(this->Write("a", "a longer first text"));
  ASSERT_TRUE(this->Write("a", "second"));
  EXPECT_EQ(this->Read("a"), "second");
  EXPECT_EQ(this->disk.List(this->root)->size(), 1U) << "nothing left over";
  EXPECT_EQ(ReadWhole(this->disk, this->root + "/a", 5).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(*ReadWhole(this->disk, this->root + "/a", 6), "second");
}

TYPED_TEST(DiskTest, MakesFoldersAndListsThemByName) {
  ASSERT_TRUE(this->disk.MakeFolders(this->root + "/b/c/d"));
  ASSERT_TRUE(this->disk.MakeFolders(this->root + "/b/c/d")) << "twice is no harm";
  ASSERT_TRUE(this->Write("c", ""));
  ASSERT_TRUE(this->Write("a", ""));
  EXPECT_THAT(*this->disk.List(this->root),
              ElementsAre(Field(&FolderEntry::name, "a"), Field(&FolderEntry::name, "b"),
                          Field(&FolderEntry::name, "c")));
  EXPECT_TRUE((*this->disk.List(this->root))[1].is_folder);
  EXPECT_FALSE((*this->disk.List(this->root))[0].is_folder);
  EXPECT_FALSE(this->disk.MakeFolders(this->root + "/a")) << "a file is in its place";
}

TYPED_TEST(DiskTest, AnOpenFileOutlivesItsName) {
  ASSERT_TRUE(this->Write("a", "text"));
  const auto file = this->disk.Open(this->root + "/a", OpenMode::kRead);
  ASSERT_TRUE(this->disk.Remove(this->root + "/a"));
  EXPECT_EQ(*(*file)->ReadAt(0, 10), "text");
}

TYPED_TEST(DiskTest, KnowsHowMuchIsFree) { EXPECT_GT(*this->disk.FreeBytes(this->root), 0); }

TEST(RealDisk, MakesFilesForTheirOwnerOnlyUnlessToldOtherwise) {
  OnRealDisk place;
  const auto mode_of = [&](const std::string& name) {
    struct stat info {};
    EXPECT_EQ(::stat((place.root + "/" + name).c_str(), &info), 0);
    return info.st_mode & 0777;
  };
  ASSERT_TRUE(WriteWhole(place.disk, place.root + "/journal", "x"));
  ASSERT_TRUE(place.disk.MakeFolders(place.root + "/private"));
  EXPECT_EQ(mode_of("journal"), 0600U);
  EXPECT_EQ(mode_of("private"), 0700U);
  RealDisk shared(Readable::kEveryone);
  const auto mask = ::umask(022);
  ASSERT_TRUE(WriteWhole(shared, place.root + "/blob", "x"));
  ::umask(mask);
  EXPECT_EQ(mode_of("blob"), 0644U);
}

TEST(RealDisk, SaysWhatTheSystemSaid) {
  RealDisk disk;
  const auto full = disk.Open("/dev/full", OpenMode::kWrite);
  ASSERT_TRUE(full);
  const auto written = (*full)->WriteAt(0, "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(written.error().message, "write /dev/full: No space left on device");
}

// How often each outcome of a power cut after `work` is seen, over many seeds.
template <typename Work, typename Look>
std::map<std::string, int> Outcomes(Work work, Look look) {
  std::map<std::string, int> outcomes;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    FalseDisk disk;
    EXPECT_TRUE(WriteWhole(disk, "a", "old"));
    work(disk);
    disk.CutPowerNow();
    disk.PowerOn(seed);
    ++outcomes[look(disk)];
  }
  return outcomes;
}
std::string TextOf(FalseDisk& disk, const std::string& path) {
  return ReadWhole(disk, path, 1'000'000).value_or("gone");
}

TEST(FalseDisk, MayForgetWhatWasNotSynced) {
  const auto seen =
      Outcomes([](FalseDisk& disk) { (void)(*disk.Open("a", OpenMode::kWrite))->WriteAt(0, "new"); },
               [](FalseDisk& disk) { return TextOf(disk, "a"); });
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_GT(seen.at("old"), 20);
  EXPECT_GT(seen.at("new"), 20);
}

TEST(FalseDisk, NeverForgetsWhatWasSynced) {
  const auto seen = Outcomes(
      [](FalseDisk& disk) {
        const auto file = disk.Open("a", OpenMode::kWrite);
        (void)(*file)->WriteAt(0, "new");
        (void)(*file)->Sync();
      },
      [](FalseDisk& disk) { return TextOf(disk, "a"); });
  EXPECT_EQ(seen, (std::map<std::string, int>{{"new", 200}}));
}

TEST(FalseDisk, TearsALargeWriteBetweenSectors) {
  const auto seen = Outcomes(
      [](FalseDisk& disk) {
        const auto file = disk.Open("a", OpenMode::kWrite);
        (void)(*file)->Truncate(0);
        (void)(*file)->WriteAt(0, std::string(2'048, 'n'));
        (void)(*file)->Sync();
        (void)(*file)->WriteAt(0, std::string(2'048, 'm'));
      },
      [](FalseDisk& disk) {
        const auto text = TextOf(disk, "a");
        std::string sectors;
        for (std::size_t at = 0; at < text.size(); at += 512) {
          EXPECT_EQ(text.substr(at, 512), std::string(512, text[at]));
          sectors += text[at];
        }
        return sectors;
      });
  EXPECT_TRUE(seen.contains("nnnn") && seen.contains("mmmm"));
  EXPECT_GT(seen.size(), 5U);
}

TEST(FalseDisk, ARenameNotSyncedMayBeUndoneButNeverLosesTheFile) {
  const auto rename = [](FalseDisk& disk) { (void)disk.Rename("a", "b"); };
  const auto names = [](FalseDisk& disk) { return TextOf(disk, "a") + "," + TextOf(disk, "b"); };
  const auto seen = Outcomes(rename, names);
  EXPECT_EQ(seen.size(), 3U);
  EXPECT_TRUE(seen.contains("old,gone") && seen.contains("gone,old") && seen.contains("old,old"));
  const auto synced = Outcomes(
      [&](FalseDisk& disk) {
        rename(disk);
        (void)disk.SyncFolder(".");
      },
      names);
  EXPECT_EQ(synced, (std::map<std::string, int>{{"gone,old", 200}}));
}

TEST(FalseDisk, AfterTheCutEverythingFailsUntilThePowerIsBack) {
  FalseDisk disk;
  ASSERT_TRUE(WriteWhole(disk, "a", "old"));
  const auto file = disk.Open("a", OpenMode::kWrite);
  disk.CutPowerAt(2);
  EXPECT_TRUE((*file)->WriteAt(0, "n"));
  EXPECT_FALSE((*file)->WriteAt(1, "e"));
  EXPECT_FALSE((*file)->ReadAt(0, 1));
  EXPECT_FALSE(disk.Open("a", OpenMode::kRead));
  EXPECT_FALSE(disk.Exists("a"));
  disk.PowerOn(1);
  EXPECT_FALSE((*file)->ReadAt(0, 1)) << "opened in another life";
  EXPECT_TRUE(disk.Open("a", OpenMode::kRead));
}

TEST(WriteWhole, LeavesTheOldFileOrTheNewOneWholeWhereverThePowerIsCut) {
  for (std::int64_t cut = 1; cut <= 7; ++cut) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      FalseDisk disk;
      ASSERT_TRUE(WriteWhole(disk, "a", std::string(3'000, 'o')));
      disk.CutPowerAt(cut);
      const bool written = WriteWhole(disk, "a", std::string(3'000, 'n')).has_value();
      disk.CutPowerNow();
      disk.PowerOn(seed);
      const auto text = TextOf(disk, "a");
      EXPECT_TRUE(text == std::string(3'000, 'n') || (!written && text == std::string(3'000, 'o')))
          << "cut at " << cut << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace lianxiao::storage
