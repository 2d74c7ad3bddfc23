#include "storage/library.h"

#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

constexpr auto kMiB = formats::kPieceBytes;

// A file of two pieces and a bit.
struct Video {
  std::string bytes = Bytes(2 * kMiB + 1'000);
  BlobId id = HashOf(bytes);
  formats::PieceList pieces{static_cast<std::int64_t>(bytes.size()), std::vector<BlobId>(3)};

  static std::string Bytes(std::int64_t size) {
    std::string bytes;
    for (std::int64_t i = 0; i < size; ++i) bytes += static_cast<char>((i * 31 + i / 251) & 0xff);
    return bytes;
  }
  std::string_view Piece(std::int64_t n) const {
    return std::string_view(bytes).substr(static_cast<std::size_t>(n * kMiB), static_cast<std::size_t>(kMiB));
  }
};

class LibraryTest : public Box {
 protected:
  LibraryTest() { Reopen(); }
  void Reopen(LibraryOptions limits = {}) {
    library.reset();
    OpenJournal();
    auto opened = Library::Open(disk, *journal, clock, log, root + "/library", limits);
    ASSERT_TRUE(opened) << opened.error().message;
    library = *std::move(opened);
  }
  std::unique_ptr<Part> Begin() {
    auto part = library->Begin(video.id, video.pieces);
    EXPECT_TRUE(part) << part.error().message;
    return part ? *std::move(part) : nullptr;
  }
  std::string BytesOf(const BlobId& id) {
    const auto blob = library->Find(id);
    EXPECT_TRUE(blob);
    return blob ? ReadWhole(disk, blob->path, 1 << 30).value_or("unreadable") : "";
  }
  bool FileExists(const std::string& path) { return disk.Exists(path).value_or(false); }

  Video video;
  std::unique_ptr<Library> library;
};

TEST_F(LibraryTest, ListsABlobOnlyWhenAllOfItIsThere) {
  auto part = Begin();
  for (const std::int64_t piece : {2, 0}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  EXPECT_FALSE(library->Has(video.id));
  const auto early = library->Publish(std::move(part));
  EXPECT_EQ(early.error().code, ErrorCode::kInvalid);

  part = Begin();
  EXPECT_TRUE(part->Has(0));
  EXPECT_FALSE(part->Has(1));
  ASSERT_TRUE(part->PutPiece(1, video.Piece(1)));
  ASSERT_TRUE(library->Publish(std::move(part)));
  EXPECT_EQ(BytesOf(video.id), video.bytes);
  EXPECT_EQ(library->Totals()->bytes, video.pieces.file_bytes);
  EXPECT_EQ(library->PartBytes(video.id), 0);
}

TEST_F(LibraryTest, GoesOnFromTheFlushedPiecesAfterARestart) {
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(1, video.Piece(1)));
  EXPECT_FALSE(part->Has(1)) << "not durable before a flush";
  ASSERT_TRUE(part->Flush());
  EXPECT_TRUE(part->Has(1));
  part.reset();
  Reopen();

  EXPECT_EQ(library->PartBytes(video.id), kMiB);
  part = Begin();
  EXPECT_TRUE(part->Has(1));
  EXPECT_EQ(part->verified_bytes(), kMiB);
}

TEST_F(LibraryTest, FlushesByItselfWhenAStepOfTimeHasPassed) {
  auto part = Begin();
  clock.now = Instant{5'000};
  ASSERT_TRUE(part->PutPiece(2, video.Piece(2)));
  EXPECT_TRUE(part->Has(2));
  EXPECT_EQ(library->PartBytes(video.id), 1'000);
}

TEST_F(LibraryTest, KeepsAHintOverARestartAndForgetsItWithThePiece) {
  auto part = Begin();
  ASSERT_TRUE(part->PutHint(1, 0, video.Piece(1).substr(0, 300'000)));
  ASSERT_TRUE(part->Flush());
  part.reset();
  Reopen();
  part = Begin();
  const auto hints = part->Hints(1);
  ASSERT_TRUE(hints);
  ASSERT_EQ(hints->size(), 1u);
  EXPECT_EQ(hints->front().bytes, video.Piece(1).substr(0, 300'000));
  EXPECT_TRUE(part->Hints(0)->empty());
  EXPECT_FALSE(part->Has(1));
  EXPECT_EQ(part->verified_bytes(), 0);
  ASSERT_TRUE(part->PutPiece(1, video.Piece(1)));
  EXPECT_TRUE(part->Hints(1)->empty());
}

// The program is gone, what it gave to the kernel is not.
TEST_F(LibraryTest, LosesNothingThatWasPutDownWhenOnlyTheProgramIsKilled) {
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(0, video.Piece(0)));
  ASSERT_TRUE(part->PutHint(1, 0, video.Piece(1).substr(0, 1'000)));
  ASSERT_TRUE(part->PutHint(1, 1'000, video.Piece(1).substr(1'000, 2'000)));
  ASSERT_TRUE(part->PutHint(1, 700'000, video.Piece(1).substr(700'000, 5)));
  EXPECT_FALSE(part->Has(0)) << "not yet durable, or this shows nothing";
  part.reset();
  Reopen();
  part = Begin();
  EXPECT_TRUE(part->Has(0));
  const auto hints = part->Hints(1);
  ASSERT_EQ(hints->size(), 2u);
  EXPECT_EQ(hints->at(0).bytes, video.Piece(1).substr(0, 3'000));
  EXPECT_EQ(hints->at(1).at, 700'000);
  EXPECT_EQ(hints->at(1).bytes, video.Piece(1).substr(700'000, 5));
  part->ForgetHints(1);
  ASSERT_TRUE(part->Flush());
  part.reset();
  Reopen();
  part = Begin();
  EXPECT_TRUE(part->Hints(1)->empty());
  EXPECT_TRUE(part->Has(0));
}

TEST_F(LibraryTest, StretchesThatMakeAPieceAreThatPiece) {
  video.pieces.digests = {HashOf(video.Piece(0)), HashOf(video.Piece(1)), HashOf(video.Piece(2))};
  auto part = Begin();
  ASSERT_TRUE(part->PutHint(0, 500'000, video.Piece(0).substr(500'000)));
  ASSERT_TRUE(part->PutHint(0, 0, video.Piece(0).substr(0, 500'000)));
  ASSERT_TRUE(part->PutHint(2, 0, std::string(1'000, 'x')));
  EXPECT_FALSE(part->Has(0));
  part.reset();
  Reopen();
  part = Begin();
  EXPECT_TRUE(part->Has(0));
  EXPECT_FALSE(part->Has(2)) << "other bytes than the signed digest names";
  EXPECT_TRUE(part->Hints(2)->empty());
}

TEST_F(LibraryTest, ANoteIsWorthNothingWhereThePartHasOtherBytes) {
  auto part = Begin();
  ASSERT_TRUE(part->PutHint(0, 0, video.Piece(0).substr(0, 400'000)));
  ASSERT_TRUE(part->PutHint(1, 0, video.Piece(1).substr(0, 400'000)));
  part.reset();
  const auto stem = root + "/library/parts/" + video.id.Hex();
  {  // As a power cut leaves it: the notes are there, the bytes they tell of are not; and a torn note.
    const auto file = disk.Open(stem + ".part", OpenMode::kWrite);
    ASSERT_TRUE((*file)->WriteAt(200'000, std::string(100, '\0')));
    const auto notes = disk.Open(stem + ".notes", OpenMode::kWrite);
    ASSERT_TRUE((*notes)->WriteAt(*(*notes)->Size(), std::string(70, '\x7f')));
  }
  Reopen();
  part = Begin();
  EXPECT_TRUE(part->Hints(0)->empty());
  EXPECT_EQ(part->Hints(1)->front().bytes.size(), 400'000u);
  for (const std::int64_t piece : {0, 1, 2}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  ASSERT_TRUE(library->Publish(std::move(part)));
  EXPECT_FALSE(FileExists(stem + ".notes"));
}

TEST_F(LibraryTest, NotesGoWithTheirPart) {
  const auto notes = root + "/library/parts/" + video.id.Hex() + ".notes";
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(0, video.Piece(0)));
  ASSERT_TRUE(FileExists(notes));
  part.reset();
  ASSERT_TRUE(library->DropPart(video.id));
  EXPECT_FALSE(FileExists(notes));
  ASSERT_TRUE(*disk.Open(notes, OpenMode::kWrite));
  Reopen();
  EXPECT_FALSE(FileExists(notes)) << "of a part that nobody knows";
}

TEST_F(LibraryTest, AHintNeverOverwritesAVerifiedPiece) {
  auto part = Begin();
  for (const std::int64_t piece : {0, 1, 2}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  ASSERT_TRUE(part->PutHint(1, 0, "garbage"));
  EXPECT_TRUE(library->Publish(std::move(part)));
}

TEST_F(LibraryTest, RefusesPiecesThatDoNotFit) {
  auto part = Begin();
  EXPECT_EQ(part->PutPiece(3, "x").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(part->PutPiece(-1, "x").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(part->PutPiece(2, video.Piece(1)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(part->PutHint(2, 0, video.Piece(1)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(part->PutHint(1, kMiB - 1, "xy").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(part->PutHint(1, -1, "xy").error().code, ErrorCode::kInvalid);
}

TEST_F(LibraryTest, DropsAPartWhoseWholeDigestIsWrong) {
  auto part = Begin();
  auto wrong = std::string(video.Piece(0));
  wrong[17] = static_cast<char>(wrong[17] ^ 1);
  ASSERT_TRUE(part->PutPiece(0, wrong));
  ASSERT_TRUE(part->PutPiece(1, video.Piece(1)));
  ASSERT_TRUE(part->PutPiece(2, video.Piece(2)));
  EXPECT_EQ(library->Publish(std::move(part)).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(library->Has(video.id));
  EXPECT_EQ(library->PartBytes(video.id), 0);
  EXPECT_FALSE(Begin()->Has(1)) << "begins anew";
}

TEST_F(LibraryTest, OnePartOfABlobAtATime) {
  auto part = Begin();
  EXPECT_EQ(library->Begin(video.id, video.pieces).error().code, ErrorCode::kInvalid);
  part.reset();
  EXPECT_TRUE(Begin());
}

TEST_F(LibraryTest, ADroppedPartCannotBeRecorded) {
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(0, video.Piece(0)));
  ASSERT_TRUE(library->DropPart(video.id));
  EXPECT_EQ(part->Flush().error().code, ErrorCode::kNotFound);
}

TEST_F(LibraryTest, TakesASmallBlobInHandAndRefusesAnother) {
  EXPECT_TRUE(library->Add(HashOf("WEBVTT"), "WEBVTT"));
  EXPECT_TRUE(library->Add(HashOf("WEBVTT"), "WEBVTT")) << "twice is no harm";
  EXPECT_EQ(library->Add(HashOf("other"), "WEBVTT").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(BytesOf(HashOf("WEBVTT")), "WEBVTT");
  EXPECT_EQ(library->Totals()->blobs, 1);
}

TEST_F(LibraryTest, TakesAnEmptyBlob) {
  ASSERT_TRUE(library->Add(HashOf(""), ""));
  EXPECT_EQ(BytesOf(HashOf("")), "");
}

TEST_F(LibraryTest, AdoptsAFileMadeInScratchAndRemovesAWrongOne) {
  const auto path = library->Scratch() + "/rebuilt";
  ASSERT_TRUE(WriteWhole(disk, path, video.bytes));
  ASSERT_TRUE(library->Adopt(video.id, path));
  EXPECT_EQ(BytesOf(video.id), video.bytes);

  ASSERT_TRUE(WriteWhole(disk, path, "something else"));
  EXPECT_EQ(library->Adopt(HashOf("x"), path).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(FileExists(path));
}

TEST_F(LibraryTest, AdoptingABlobEndsThePartThatWasBegunOfIt) {
  Begin().reset();
  const auto path = library->Scratch() + "/rebuilt";
  ASSERT_TRUE(WriteWhole(disk, path, video.bytes));
  ASSERT_TRUE(library->Adopt(video.id, path));
  EXPECT_EQ(library->Begin(video.id, video.pieces).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(disk.List(root + "/library/parts")->empty());
}

TEST_F(LibraryTest, FindsAndRemovesABlobThatChangedOnTheDisk) {
  ASSERT_TRUE(library->Add(HashOf("WEBVTT"), "WEBVTT"));
  EXPECT_TRUE(library->Recheck(HashOf("WEBVTT")));
  const auto path = library->Find(HashOf("WEBVTT"))->path;
  ASSERT_TRUE((*disk.Open(path, OpenMode::kWrite))->WriteAt(2, "?"));
  EXPECT_EQ(library->Recheck(HashOf("WEBVTT")).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(library->Has(HashOf("WEBVTT")));
  EXPECT_FALSE(FileExists(path));
}

TEST_F(LibraryTest, KeepsSomeOfTheDiskFree) {
  Reopen({.keep_free_bytes = std::int64_t{1} << 60});
  EXPECT_EQ(library->Begin(video.id, video.pieces).error().code, ErrorCode::kNoSpace);
}

TEST_F(LibraryTest, AFullDiskLosesNothingThatIsThere) {
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(0, video.Piece(0)));
  ASSERT_TRUE(part->Flush());
  disk.SetCapacity(kMiB + 500'000);
  EXPECT_EQ(part->PutPiece(1, video.Piece(1)).error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(part->Has(0));
  disk.SetCapacity(100 * kMiB);
  for (const std::int64_t piece : {1, 2}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  EXPECT_TRUE(library->Publish(std::move(part)));
}

TEST_F(LibraryTest, APartWhoseSyncFailedIsThrownAway) {
  auto part = Begin();
  ASSERT_TRUE(part->PutPiece(0, video.Piece(0)));
  ASSERT_TRUE(part->Flush());
  ASSERT_TRUE(part->PutPiece(1, video.Piece(1)));
  disk.FailSyncsOf(".part");
  EXPECT_FALSE(part->Flush());
  disk.FailSyncsOf(std::nullopt);
  EXPECT_FALSE(part->Flush()) << "never retried";
  EXPECT_FALSE(part->PutPiece(1, video.Piece(1)));
  part.reset();
  EXPECT_FALSE(Begin()->Has(0)) << "nothing of that file is believed";
}

TEST_F(LibraryTest, APublishThatCannotBeRecordedCanBeTriedAgain) {
  auto part = Begin();
  for (const std::int64_t piece : {0, 1, 2}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  ASSERT_TRUE(part->Flush());
  disk.FailSyncsOf("journal.db-wal");
  EXPECT_FALSE(library->Publish(std::move(part)));
  EXPECT_FALSE(library->Has(video.id));
  disk.FailSyncsOf(std::nullopt);
  part = Begin();
  EXPECT_TRUE(part->Has(0) && part->Has(1) && part->Has(2)) << "not a byte of it is fetched again";
  ASSERT_TRUE(library->Publish(std::move(part)));
  EXPECT_EQ(BytesOf(video.id), video.bytes);
}

TEST_F(LibraryTest, OpeningRemovesWhatNoRowKnows) {
  const auto stray = HashOf("stray").Hex();
  const auto folder = root + "/library/blobs/" + stray.substr(0, 2);
  ASSERT_TRUE(disk.MakeFolders(folder));
  ASSERT_TRUE(WriteWhole(disk, folder + "/" + stray.substr(2), "stray"));
  ASSERT_TRUE(WriteWhole(disk, root + "/library/parts/" + stray + ".part", "half"));
  ASSERT_TRUE(WriteWhole(disk, library->Scratch() + "/rest", "rest"));
  Reopen();
  EXPECT_FALSE(FileExists(folder + "/" + stray.substr(2)));
  EXPECT_TRUE(disk.List(root + "/library/parts")->empty());
  EXPECT_TRUE(disk.List(library->Scratch())->empty());
}

TEST_F(LibraryTest, OpeningDropsRowsWhoseFileIsGone) {
  ASSERT_TRUE(library->Add(HashOf("WEBVTT"), "WEBVTT"));
  Begin().reset();
  ASSERT_TRUE(disk.Remove(library->Find(HashOf("WEBVTT"))->path));
  ASSERT_TRUE(disk.Remove(root + "/library/parts/" + video.id.Hex() + ".part"));
  Reopen();
  EXPECT_FALSE(library->Has(HashOf("WEBVTT")));
  EXPECT_FALSE(Begin()->Has(0));
}

TEST_F(LibraryTest, OpeningListsWhatWasCutBetweenRenameAndRow) {
  auto part = Begin();
  for (const std::int64_t piece : {0, 1, 2}) ASSERT_TRUE(part->PutPiece(piece, video.Piece(piece)));
  ASSERT_TRUE(part->Flush());
  part.reset();
  const auto folder = root + "/library/blobs/" + video.id.Hex().substr(0, 2);
  ASSERT_TRUE(disk.MakeFolders(folder));
  ASSERT_TRUE(disk.Rename(root + "/library/parts/" + video.id.Hex() + ".part",
                          folder + "/" + video.id.Hex().substr(2)));
  Reopen();
  EXPECT_EQ(BytesOf(video.id), video.bytes);
}

TEST_F(LibraryTest, RemovesABlob) {
  ASSERT_TRUE(library->Add(HashOf("WEBVTT"), "WEBVTT"));
  const auto path = library->Find(HashOf("WEBVTT"))->path;
  ASSERT_TRUE(library->Remove(HashOf("WEBVTT")));
  EXPECT_EQ(library->Find(HashOf("WEBVTT")).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(FileExists(path));
  EXPECT_TRUE(library->Remove(HashOf("WEBVTT"))) << "twice is no harm";
}

}  // namespace
}  // namespace lianxiao::storage
