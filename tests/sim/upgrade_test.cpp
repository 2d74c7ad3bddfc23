// A box whose program was renewed after its county's: what the older one passed over of lessons that are here
// already is shown, and costs no more than its own bytes.
#include <gtest/gtest.h>

#include <algorithm>

#include "storage/formats/catalog.h"
#include "storage/journal_schema.h"
#include "tests/sim/lone_box.h"

namespace lianxiao::sim {
namespace {

using storage::Connection;

const std::string kChapters = "WEBVTT\n\n00:00.000 --> 00:05.000\n分数\n";

class RenewedBox : public LoneBox {
 protected:
  RenewedBox() {
    county_.TeachFiles("film", {{"1-film.mp4", std::string(700'000, 'f')}, {"2-chapters.vtt", kChapters}});
    county_.TeachFiles("poem", {{"1-poem.mp4", std::string(5'000, 'p')}});
    county_.Publish();
    PowerOn();
    Live();
  }

  // As an older program left the journal: of each lesson it wrote down the first file alone. What the renewed
  // one does first is the step of the schema that came with it.
  void RenewTheProgram() {
    const auto steps = storage::JournalSchema();
    const auto step =
        std::ranges::find_if(steps, [](const auto& one) { return one.path.ends_with("_read_again.sql"); });
    ASSERT_NE(step, steps.end());
    auto film = box_->catalog.Find("film").value().published;
    film.files.resize(1);
    ASSERT_TRUE(box_->journal->Write([&](Connection& c) -> Status {
      LIANXIAO_TRY(c.Prepare("UPDATE resource_lines SET line = ? WHERE resource = 'film'")
                       .Bind(1, formats::ToLine(film))
                       .Run());
      LIANXIAO_TRY(
          c.Prepare("DELETE FROM blob_uses WHERE blob = ?").BindBlob(1, HashOf(kChapters).View()).Run());
      return c.Execute(step->bytes);
    }));
    PowerOn();
    ASSERT_EQ(box_->catalog.Find("film")->Shown().files.size(), 1U);
  }
};

TEST_F(RenewedBox, ShowsTheChaptersOfALessonItAlreadyHad) {
  ASSERT_EQ(box_->HeldVersion("film"), 1);
  ASSERT_EQ(box_->catalog.Find("film")->Shown().files.size(), 2U);
  RenewTheProgram();
  ASSERT_TRUE(box_->library->Remove(HashOf(kChapters))) << "the older program never asked for them";
  const auto before = received_;
  Live();
  const auto entry = box_->catalog.Find("film");
  ASSERT_EQ(entry->Shown().files.size(), 2U);
  EXPECT_TRUE(entry->UpToDate());
  EXPECT_TRUE(box_->library->Has(HashOf(kChapters)));
  EXPECT_LT(received_ - before, 12'000) << "the film, and the list of lessons, are not fetched again";
}

TEST_F(RenewedBox, ShowsChaptersThatCameButWereNeverHeld) {
  RenewTheProgram();
  ASSERT_TRUE(box_->library->Has(HashOf(kChapters)));
  Live();
  EXPECT_TRUE(box_->catalog.Find("film")->UpToDate());
  EXPECT_EQ(box_->catalog.Find("film")->Shown().files.size(), 2U);
  EXPECT_EQ(box_->catalog.LatestHeld(2).value().size(), 2U);
}

}  // namespace
}  // namespace lianxiao::sim
