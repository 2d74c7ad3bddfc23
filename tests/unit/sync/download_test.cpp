#include "sync/blobs/download.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

using formats::kPieceBytes;

constexpr std::array<int, 1> kOneMirror{0};
constexpr std::array<int, 2> kTwoMirrors{0, 1};

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Three pieces and a bit.
const std::string& Lesson() {
  static const std::string bytes = Noise(3 * kPieceBytes + 1'234, 7);
  return bytes;
}

formats::PieceList PiecesOf(std::string_view bytes) {
  formats::PieceHasher hasher;
  hasher.Add(bytes);
  return hasher.Finish().pieces;
}

const formats::PieceList& LessonPieces() {
  static const auto pieces = PiecesOf(Lesson());
  return pieces;
}

bool None(std::int64_t) { return false; }
std::vector<Hint> NoHint(std::int64_t) { return {}; }

std::vector<Hint> Beginning(std::string bytes) { return {{0, std::move(bytes)}}; }

std::string_view Cut(std::string_view bytes, std::int64_t first, std::int64_t end) {
  return bytes.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first));
}

std::vector<std::int64_t> Numbers(const std::vector<GoodPiece>& pieces) {
  std::vector<std::int64_t> numbers;
  for (const auto& piece : pieces) numbers.push_back(piece.piece);
  return numbers;
}

TEST(Download, AsksForAllOfAFileInOneRange) {
  Download download(LessonPieces(), 1, None);
  const auto ask = download.Next(kOneMirror, NoHint);
  ASSERT_TRUE(ask);
  EXPECT_EQ(ask->first, 0);
  EXPECT_EQ(ask->end, static_cast<std::int64_t>(Lesson().size()));
  EXPECT_FALSE(download.Next(kOneMirror, NoHint)) << "asked twice for the same bytes";
}

TEST(Download, HandsOutEachPieceAsSoonAsItIsWhole) {
  Download download(LessonPieces(), 1, None);
  const auto ask = download.Next(kOneMirror, NoHint);
  std::vector<GoodPiece> good;
  for (std::size_t at = 0; at < Lesson().size(); at += 16'000) {
    for (auto& piece : download.Arrived(ask->number, std::string_view(Lesson()).substr(at, 16'000))) {
      good.push_back(std::move(piece));
    }
  }
  EXPECT_EQ(Numbers(good), (std::vector<std::int64_t>{0, 1, 2, 3}));
  std::string whole;
  for (const auto& piece : good) whole += piece.bytes;
  EXPECT_EQ(whole, Lesson());
  EXPECT_TRUE(download.Complete());
  EXPECT_EQ(download.BytesMissing(), 0);
}

TEST(Download, HoldsWhatComesBeforeItsPieceList) {
  Download download(ListAwaited{static_cast<std::int64_t>(Lesson().size())}, 1);
  const auto first = download.Next(kOneMirror, NoHint, {.most_bytes = kPieceBytes});
  const auto second = download.Next(kOneMirror, NoHint, {.most_bytes = 2 * kPieceBytes});
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(download.Arrived(first->number, Cut(Lesson(), first->first, first->end)).empty());
  auto wrong = std::string(Cut(Lesson(), second->first, second->end));
  wrong[5] ^= 1;
  EXPECT_TRUE(download.Arrived(second->number, Cut(wrong, 0, kPieceBytes + 7)).empty());
  EXPECT_EQ(download.TakeInHand(first->number, 1).size(), 1U) << "a whole piece is only a hint as yet";
  EXPECT_FALSE(download.Complete());
  EXPECT_EQ(download.BytesMissing(), static_cast<std::int64_t>(Lesson().size()) - 2 * kPieceBytes - 7);

  const auto good = download.TakeList(LessonPieces());
  EXPECT_EQ(Numbers(good), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(good.front().bytes, Cut(Lesson(), 0, kPieceBytes));
  EXPECT_EQ(download.TakeWrong(), (std::vector<std::int64_t>{1}));
  download.Ended(first->number);

  // What was under way goes on, and what was wrong comes again.
  EXPECT_EQ(
      Numbers(download.Arrived(second->number, Cut(Lesson(), second->first + kPieceBytes + 7, second->end))),
      (std::vector<std::int64_t>{2}));
  download.Ended(second->number);
  std::vector<std::int64_t> rest;
  while (const auto ask = download.Next(kOneMirror, NoHint)) {
    for (const auto piece : Numbers(download.Arrived(ask->number, Cut(Lesson(), ask->first, ask->end))))
      rest.push_back(piece);
    download.Ended(ask->number);
  }
  EXPECT_EQ(rest, (std::vector<std::int64_t>{1, 3}));
  EXPECT_TRUE(download.Complete());
}

TEST(Download, AsksForNoMoreThanItWillHoldBeforeItsPieceListIsHere) {
  const auto most = kPiecesAhead * kPieceBytes;
  Download download(ListAwaited{3 * most}, 1);
  std::int64_t asked = 0;
  while (const auto ask = download.Next(kOneMirror, NoHint, {.most_bytes = kPieceBytes * 5 / 2})) {
    EXPECT_EQ(ask->first, asked);
    asked = ask->end;
  }
  EXPECT_EQ(asked, most);
}

TEST(Download, GoesOnFromTheVeryByteAfterACut) {
  Download download(LessonPieces(), 1, None);
  const auto first = download.Next(kOneMirror, NoHint);
  const auto arrived = kPieceBytes + 300'000;
  EXPECT_EQ(Numbers(download.Arrived(first->number, Cut(Lesson(), 0, arrived))),
            (std::vector<std::int64_t>{0}));
  download.Ended(first->number);

  const auto second = download.Next(kOneMirror, NoHint);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->first, arrived);
  const auto good = download.Arrived(second->number, Cut(Lesson(), second->first, second->end));
  EXPECT_EQ(Numbers(good), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_TRUE(download.Complete());
}

TEST(Download, GoesOnFromPiecesAndHintAfterAPowerCut) {
  const auto has = [](std::int64_t piece) { return piece == 0 || piece == 2; };
  const auto hint = [](std::int64_t piece) {
    return Beginning(
        std::string(piece == 1 ? Cut(Lesson(), kPieceBytes, kPieceBytes + 262'144) : std::string_view()));
  };
  Download after(LessonPieces(), 1, has);

  const auto gap = after.Next(kOneMirror, hint);
  EXPECT_EQ(gap->first, kPieceBytes + 262'144);
  EXPECT_EQ(gap->end, 2 * kPieceBytes);
  const auto tail = after.Next(kOneMirror, hint);
  EXPECT_EQ(tail->first, 3 * kPieceBytes);

  // Both ranges at once, their bytes in turn.
  EXPECT_EQ(Numbers(after.Arrived(tail->number, Cut(Lesson(), tail->first, tail->end))),
            (std::vector<std::int64_t>{3}));
  EXPECT_EQ(Numbers(after.Arrived(gap->number, Cut(Lesson(), gap->first, gap->end))),
            (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(after.Complete());
}

TEST(Download, BelievesNoHintThatTheDiskTore) {
  const auto torn = [](std::int64_t piece) { return Beginning(std::string(piece == 0 ? 200'000 : 0, '\0')); };
  Download download(LessonPieces(), 1, None);
  auto ask = download.Next(kOneMirror, torn);
  EXPECT_EQ(ask->first, 200'000);
  EXPECT_EQ(Numbers(download.Arrived(ask->number, Cut(Lesson(), ask->first, ask->end))),
            (std::vector<std::int64_t>{1, 2, 3}));
  download.Ended(ask->number);

  ask = download.Next(kOneMirror, torn);
  ASSERT_TRUE(ask) << "a torn hint is not the mirror's fault";
  EXPECT_EQ(ask->first, 0);
  EXPECT_EQ(ask->end, kPieceBytes);
  download.Arrived(ask->number, Cut(Lesson(), 0, kPieceBytes));
  EXPECT_TRUE(download.Complete());
}

TEST(Download, AsksAnotherMirrorForAWrongPieceOnly) {
  auto wrong = Lesson();
  wrong[kPieceBytes + 5] ^= 1;
  Download download(LessonPieces(), 2, None);
  auto ask = download.Next(kTwoMirrors, NoHint);
  EXPECT_EQ(ask->mirror, 0);
  EXPECT_EQ(Numbers(download.Arrived(ask->number, Cut(wrong, 0, ask->end))),
            (std::vector<std::int64_t>{0, 2, 3}));
  download.Ended(ask->number);
  EXPECT_EQ(download.BytesMissing(), kPieceBytes);

  ask = download.Next(kTwoMirrors, NoHint);
  EXPECT_EQ(ask->mirror, 1);
  EXPECT_EQ(ask->first, kPieceBytes);
  EXPECT_EQ(ask->end, 2 * kPieceBytes);
}

TEST(Download, GivesUpAfterTheSecondWrongCopyFromEachMirror) {
  const std::string wrong(Lesson().size(), 'x');
  Download download(LessonPieces(), 2, None);
  int asks = 0;
  while (const auto ask = download.Next(kTwoMirrors, NoHint)) {
    ASSERT_LT(++asks, 20);
    download.Arrived(ask->number, Cut(wrong, ask->first, ask->end));
    download.Ended(ask->number);
  }
  ASSERT_TRUE(download.given_up());
  EXPECT_EQ(download.given_up()->code, ErrorCode::kCorrupt);
  EXPECT_NE(download.given_up()->message.find("piece 1 of 4"), std::string::npos);
  EXPECT_FALSE(download.Complete());
}

TEST(Download, GivesUpOnAMirrorThatIsWrongEvenWhenTheLineIsCutInEveryPiece) {
  const std::string wrong(Lesson().size(), 'x');
  Download download(LessonPieces(), 1, None);
  int asks = 0;
  while (const auto ask = download.Next(kOneMirror, NoHint)) {
    ASSERT_LT(++asks, 100);
    download.Arrived(ask->number, Cut(wrong, ask->first, std::min(ask->end, ask->first + 400'000)));
    download.Ended(ask->number);
  }
  EXPECT_TRUE(download.given_up());
}

TEST(Download, LeavesAMirrorThatLacksTheBlob) {
  Download download(LessonPieces(), 2, None);
  auto ask = download.Next(kTwoMirrors, NoHint);
  download.Unfit(ask->number, {ErrorCode::kNotFound, "404"});
  EXPECT_FALSE(download.given_up());
  ask = download.Next(kTwoMirrors, NoHint);
  EXPECT_EQ(ask->mirror, 1);
  download.Unfit(ask->number, {ErrorCode::kNotFound, "404"});
  ASSERT_TRUE(download.given_up());
  EXPECT_EQ(download.given_up()->code, ErrorCode::kNotFound);
}

TEST(Download, WaitsForAMirrorThatIsOnlyOutOfReach) {
  Download download(LessonPieces(), 2, None);
  const auto ask = download.Next(kOneMirror, NoHint);
  download.Unfit(ask->number, {ErrorCode::kNotFound, "404"});
  EXPECT_FALSE(download.Next(kOneMirror, NoHint));
  EXPECT_FALSE(download.given_up());
}

TEST(Download, TakesPiecesAsTheyComeWhenOnlyTheWholeCanBeChecked) {
  Download download({static_cast<std::int64_t>(Lesson().size()), {}}, 1, None);
  const auto ask = download.Next(kOneMirror, NoHint);
  EXPECT_EQ(download.Arrived(ask->number, Lesson()).size(), 4u);
  EXPECT_TRUE(download.Complete());
}

TEST(Download, SharesALongFileBetweenConnections) {
  const std::int64_t size = (2 * kAskPieces + 3) * kPieceBytes;
  Download download({size, {}}, 1, None);
  const auto one = download.Next(kOneMirror, NoHint);
  const auto two = download.Next(kOneMirror, NoHint);
  const auto three = download.Next(kOneMirror, NoHint);
  EXPECT_EQ(one->end, two->first);
  EXPECT_EQ(two->end, three->first);
  EXPECT_EQ(three->end, size);
}

TEST(Download, IgnoresBytesBeyondWhatWasAsked) {
  Download download(LessonPieces(), 1, [](std::int64_t piece) { return piece != 1; });
  const auto ask = download.Next(kOneMirror, NoHint);
  EXPECT_EQ(download.Arrived(ask->number, Cut(Lesson(), ask->first, 3 * kPieceBytes)).size(), 1u);
  EXPECT_TRUE(download.Complete());
}

TEST(Download, LetsSeveralConnectionsFillOnePiece) {
  Download download(LessonPieces(), 1, [](std::int64_t piece) { return piece != 1; });
  const AskLimits limits{.most_bytes = 300'000};
  std::vector<Ask> asks;
  while (const auto ask = download.Next(kOneMirror, NoHint, limits)) asks.push_back(*ask);
  ASSERT_EQ(asks.size(), 4u);
  std::vector<GoodPiece> good;
  for (const auto i : {2u, 0u, 3u, 1u}) {
    EXPECT_TRUE(good.empty());
    EXPECT_FALSE(download.Complete());
    good = download.Arrived(asks[i].number, Cut(Lesson(), asks[i].first, asks[i].end));
    download.Ended(asks[i].number);
  }
  ASSERT_EQ(good.size(), 1u);
  EXPECT_EQ(good[0].bytes, Cut(Lesson(), kPieceBytes, 2 * kPieceBytes));
  EXPECT_TRUE(download.Complete());
}

TEST(Download, AsksAgainForTheMiddleOfAPieceThatWasCut) {
  Download download(LessonPieces(), 1, [](std::int64_t piece) { return piece != 0; });
  const AskLimits limits{.most_bytes = 400'000};
  const auto one = download.Next(kOneMirror, NoHint, limits);
  const auto two = download.Next(kOneMirror, NoHint, limits);
  const auto three = download.Next(kOneMirror, NoHint, limits);
  EXPECT_FALSE(download.Next(kOneMirror, NoHint, limits));
  download.Arrived(two->number, Cut(Lesson(), two->first, two->first + 1'000));
  download.Ended(two->number);
  EXPECT_EQ(download.BytesMissing(), kPieceBytes - 1'000);
  const auto again = download.Next(kOneMirror, NoHint);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->first, two->first + 1'000);
  EXPECT_EQ(again->end, two->end) << "the rest of the piece is under way";
  for (const auto& ask : {one, three, again}) {
    download.Arrived(ask->number, Cut(Lesson(), ask->first, ask->end));
  }
  EXPECT_TRUE(download.Complete());
}

TEST(Download, FindsOutWhichOfTwoMirrorsIsWrongThoughBothFillAPiece) {
  const std::string wrong(Lesson().size(), 'x');
  Download download(LessonPieces(), 2, [](std::int64_t piece) { return piece != 0; });
  std::int64_t asked = 0;
  for (int turn = 0; !download.Complete(); ++turn) {
    ASSERT_LT(turn, 40);
    // At first a third of the piece from each in turn; when that is wrong, as they like.
    const std::array<int, 1> in_turn{turn % 2};
    const auto usable = turn < 3 ? std::span<const int>(in_turn) : std::span<const int>(kTwoMirrors);
    const auto ask = download.Next(usable, NoHint, {.most_bytes = 350'000});
    ASSERT_TRUE(ask);
    asked += ask->end - ask->first;
    const auto& bytes = ask->mirror == 0 ? wrong : Lesson();
    download.Arrived(ask->number, Cut(bytes, ask->first, ask->end));
    download.Ended(ask->number);
  }
  EXPECT_FALSE(download.given_up());
  EXPECT_EQ(asked, 3 * kPieceBytes) << "mixed, then from each alone";
}

TEST(Download, WaitsForTheBestMirrorToHaveRoom) {
  Download download(LessonPieces(), 2, None);
  EXPECT_FALSE(download.Next(kTwoMirrors, NoHint, {.has_room = [](int mirror) { return mirror == 1; }}));
  EXPECT_TRUE(download.Next(kTwoMirrors, NoHint, {.has_room = [](int mirror) { return mirror == 0; }}));
}

// Stretches of the lesson that an older file gives, some of them wrong.
class Older final : public KnownBytes {
 public:
  struct Stretch {
    std::int64_t first, end;
  };
  explicit Older(std::vector<Stretch> stretches, std::string bytes = Lesson())
      : stretches_(std::move(stretches)), bytes_(std::move(bytes)) {}
  std::int64_t Until(std::int64_t at) const override {
    for (const auto& s : stretches_) {
      if (s.first <= at && at < s.end) return s.end;
    }
    return at;
  }
  std::int64_t Next(std::int64_t at) const override {
    for (const auto& s : stretches_) {
      if (at < s.end) return std::max(at, s.first);
    }
    return static_cast<std::int64_t>(Lesson().size());
  }
  std::string Read(std::int64_t first, std::int64_t end) override {
    ++reads;
    return std::string(Cut(bytes_, first, std::min(end, readable)));
  }
  int reads = 0;
  std::int64_t readable = static_cast<std::int64_t>(Lesson().size());

 private:
  std::vector<Stretch> stretches_;
  std::string bytes_;
};

// Asks until nothing is left to ask for; how many bytes were asked for.
struct Fetched {
  std::int64_t bytes = 0, asks = 0;
  std::map<std::int64_t, std::string> pieces;
};
Fetched FetchAll(Download& download, const Download::Hints& hint = NoHint) {
  Fetched fetched;
  while (const auto ask = download.Next(kOneMirror, hint)) {
    fetched.bytes += ask->end - ask->first;
    ++fetched.asks;
    EXPECT_LT(ask->first, ask->end);
    for (auto& piece : download.Arrived(ask->number, Cut(Lesson(), ask->first, ask->end))) {
      fetched.pieces[piece.piece] = std::move(piece.bytes);
    }
    download.Ended(ask->number);
    if (fetched.asks > 100) break;
  }
  return fetched;
}

TEST(Download, AsksOnlyForWhatNoOlderFileGives) {
  // Within a piece, over the border of two, at the end.
  Older older({{0, 400'000}, {401'000, kPieceBytes + 300}, {2 * kPieceBytes - 9, 3 * kPieceBytes + 1'000}});
  Download download(
      LessonPieces(), 1, [](std::int64_t piece) { return piece == 2; }, &older);
  const auto unknown = 1'000 + (kPieceBytes - 309) + 234;
  EXPECT_EQ(download.BytesMissing(), unknown);
  const auto fetched = FetchAll(download);
  EXPECT_TRUE(download.Complete());
  EXPECT_EQ(fetched.bytes, unknown);
  EXPECT_EQ(fetched.asks, 3);
  EXPECT_EQ(fetched.pieces.size(), 3u);
  EXPECT_EQ(download.BytesMissing(), 0);
}

TEST(Download, AsksOnceForAHoleThatReachesOverSeveralPieces) {
  Older older({{0, 700'000}, {3 * kPieceBytes + 100, 3 * kPieceBytes + 1'234}});
  Download download(LessonPieces(), 1, None, &older);
  const auto fetched = FetchAll(download);
  EXPECT_TRUE(download.Complete());
  EXPECT_EQ(fetched.asks, 1);
  EXPECT_EQ(fetched.bytes, 3 * kPieceBytes + 100 - 700'000);
}

TEST(Download, FetchesAPieceWholeWhenWhatWasKnownOfItIsWrong) {
  auto wrong = Lesson();
  wrong[10] ^= 1;
  Older older({{0, 500'000}, {kPieceBytes, kPieceBytes + 500'000}}, wrong);
  Download download(
      LessonPieces(), 1, [](std::int64_t piece) { return piece > 1; }, &older);
  const auto fetched = FetchAll(download);
  EXPECT_TRUE(download.Complete()) << "no mirror was at fault";
  EXPECT_EQ(fetched.bytes, (kPieceBytes - 500'000) * 2 + kPieceBytes);
  EXPECT_EQ(download.BytesMissing(), 0);
}

TEST(Download, FetchesWhatAnOlderFileDoesNotGiveAnyMore) {
  Older older({{500'000, 700'000}});
  older.readable = 600'000;
  Download download(LessonPieces(), 1, None, &older);
  FetchAll(download);
  EXPECT_TRUE(download.Complete());
}

TEST(Download, FetchesAPieceKnownFromEndToEndThatNobodyPutDown) {
  Older older({{0, kPieceBytes}});
  Download download(
      LessonPieces(), 1, [](std::int64_t piece) { return piece > 0; }, &older);
  EXPECT_EQ(download.BytesMissing(), kPieceBytes);
  EXPECT_EQ(FetchAll(download).bytes, kPieceBytes);
  EXPECT_EQ(older.reads, 0);
}

TEST(Download, GoesOnWithinAHoleAfterAPowerCut) {
  Older older({{0, 100'000}, {300'000, kPieceBytes}});
  const auto only_first = [](std::int64_t piece) { return piece > 0; };
  for (const std::int64_t kept : {50'000, 150'000, 400'000}) {
    Download after(LessonPieces(), 1, only_first, &older);
    const auto hint = [&](std::int64_t) { return Beginning(std::string(Cut(Lesson(), 0, kept))); };
    const auto ask = after.Next(kOneMirror, hint);
    ASSERT_TRUE(ask);
    EXPECT_EQ(ask->first, std::clamp<std::int64_t>(kept, 100'000, 299'999));
    EXPECT_EQ(ask->end, 300'000);
    EXPECT_EQ(after.Arrived(ask->number, Cut(Lesson(), ask->first, ask->end)).size(), 1u);
    EXPECT_TRUE(after.Complete());
  }
}

TEST(Download, GivesWhatCameOfAPieceAwayToBeKeptOnce) {
  Download download(LessonPieces(), 1, [](std::int64_t piece) { return piece > 1; });
  const auto head = download.Next(kOneMirror, NoHint, {.most_bytes = 300'000});
  const auto rest = download.Next(kOneMirror, NoHint, {.most_bytes = 2 * kPieceBytes});
  ASSERT_EQ(rest->first, 300'000);
  ASSERT_EQ(rest->end, 2 * kPieceBytes);
  download.Arrived(rest->number, Cut(Lesson(), 300'000, 500'000));
  EXPECT_TRUE(download.TakeInHand(rest->number, kHintBytes).empty()) << "too little yet";
  download.Arrived(rest->number, Cut(Lesson(), 500'000, 600'000));
  const auto kept = download.TakeInHand(rest->number, kHintBytes);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].at, 300'000);
  EXPECT_EQ(kept[0].bytes, Cut(Lesson(), 300'000, 600'000));
  EXPECT_TRUE(download.TakeInHand(rest->number, 1).empty());

  download.Arrived(rest->number, Cut(Lesson(), 600'000, kPieceBytes + 5));
  const auto over_the_border = download.TakeInHand(rest->number, 1);
  ASSERT_EQ(over_the_border.size(), 2u);
  EXPECT_EQ(over_the_border[0].piece, 0);
  EXPECT_EQ(over_the_border[0].bytes, Cut(Lesson(), 600'000, kPieceBytes));
  EXPECT_EQ(over_the_border[1].piece, 1);
  EXPECT_EQ(over_the_border[1].bytes, Cut(Lesson(), kPieceBytes, kPieceBytes + 5));
  EXPECT_EQ(download.Arrived(head->number, Cut(Lesson(), 0, 300'000)).size(), 1u);
  EXPECT_TRUE(download.TakeInHand(head->number, 1).empty()) << "the piece is whole";
}

TEST(Download, GoesOnBetweenHintsFromTheMiddleOfAPiece) {
  const auto only_first = [](std::int64_t piece) { return piece > 0; };
  const auto hints = [](std::int64_t) {
    return std::vector<Hint>{{100'000, std::string(Cut(Lesson(), 100'000, 200'000))},
                             {500'000, std::string(Cut(Lesson(), 500'000, kPieceBytes))}};
  };
  Download after(LessonPieces(), 1, only_first);
  EXPECT_EQ(FetchAll(after, hints).bytes, kPieceBytes - 100'000 - (kPieceBytes - 500'000) + 1)
      << "one byte of a piece is asked for at its end in any case";
  EXPECT_TRUE(after.Complete());
}

TEST(Download, SaysWhichPieceCameWrongSoThatItsHintsGo) {
  auto wrong = Lesson();
  wrong[5] ^= 1;
  Download download(LessonPieces(), 1, None);
  const auto ask = download.Next(kOneMirror, NoHint);
  download.Arrived(ask->number, wrong);
  EXPECT_EQ(download.TakeWrong(), std::vector<std::int64_t>{0});
  EXPECT_TRUE(download.TakeWrong().empty());
}

// A month of bad line in a moment: cuts anywhere, wrong bytes now and then, power cuts that leave only
// the pieces put down and a hint.
TEST(Download, EndsWithTheRightBytesWhateverTheLineDoes) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    std::map<std::int64_t, std::string> disk;
    std::map<std::int64_t, std::vector<Hint>> hints;
    const auto has = [&](std::int64_t piece) { return disk.contains(piece); };
    const auto hint = [&](std::int64_t piece) { return hints[piece]; };
    int steps = 0;
    // Half of the lives have an older file, right or not.
    auto known = Lesson();
    if (seed % 4 == 1) known[random() % known.size()] ^= 1;
    std::vector<Older::Stretch> stretches;
    const auto up_to = [&](std::int64_t most) { return static_cast<std::int64_t>(random()) % most; };
    for (auto at = up_to(kPieceBytes); seed % 2 == 1 && at < std::ssize(Lesson());) {
      const auto end = std::min<std::int64_t>(at + 1 + up_to(kPieceBytes), std::ssize(Lesson()));
      stretches.push_back({at, end});
      at = end + 1 + up_to(100'000);
    }
    Older older(stretches, known);
    while (static_cast<std::int64_t>(disk.size()) < 4) {
      Download download(LessonPieces(), 2, has, &older);
      for (;;) {
        ASSERT_LT(++steps, 1'000) << "seed " << seed;
        AskLimits limits;
        if (random() % 2 == 0) limits.most_bytes = 1 + random() % (2 * kPieceBytes);
        const auto ask = download.Next(kTwoMirrors, hint, limits);
        if (!ask) break;
        const auto length = std::min<std::int64_t>(ask->end - ask->first, random() % (2 * kPieceBytes) + 1);
        std::string bytes(Cut(Lesson(), ask->first, ask->first + length));
        if (random() % 4 == 0) bytes[random() % bytes.size()] ^= 4;
        for (auto& piece : download.Arrived(ask->number, bytes)) disk[piece.piece] = std::move(piece.bytes);
        for (const auto piece : download.TakeWrong()) hints[piece].clear();
        const std::int64_t least = random() % 2 == 0 ? 1 : kHintBytes;
        for (const auto& [piece, at, in_hand] : download.TakeInHand(ask->number, least)) {
          hints[piece].push_back({at, std::string(in_hand)});
        }
        if (random() % 3 == 0) break;  // Power cut.
        download.Ended(ask->number);
      }
    }
    std::string whole;
    for (const auto& [piece, bytes] : disk) whole += bytes;
    ASSERT_EQ(whole, Lesson()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace lianxiao::sync
