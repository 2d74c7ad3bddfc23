// A box that is told to stop in the middle of what takes long leaves off at once, and nobody is told of a
// damaged file for that.
#include <gtest/gtest.h>

#include <limits>

#include "sync/line/line_over.h"
#include "sync/rounds/problems.h"
#include "tests/sim/lone_box.h"

namespace lianxiao::sim {
namespace {

// Is told to stop when it has been asked so many times whether it was.
class StoppedLater final : public sync::LineOver {
 public:
  StoppedLater(sync::Line& under, std::int64_t after) : LineOver(under), left_(after) {}
  bool Stopped() const override {
    if (under_.Stopped()) ++asked_since_;
    if (--left_ == 0) under_.Stop();
    return under_.Stopped();
  }
  std::int64_t Asked(std::int64_t after) const { return after - left_; }
  std::int64_t asked_since() const { return asked_since_; }

 private:
  mutable std::int64_t left_, asked_since_ = 0;
};

class MendingBox : public LoneBox {
 protected:
  MendingBox() {
    county_.MakeRepairs();
    county_.Teach("film", "film", film_);
    county_.Publish();
    PowerOn();
    Live();
    EXPECT_EQ(box_->Read("film"), film_);
    film_.insert(400'001, "a sentence more");
    film_.replace(90'000, 20, "--------------------");
    county_.Teach("film", "film", film_);
    county_.Publish();
  }

  std::string Noise() {
    std::string bytes(900'037, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  // A round that is told to stop after so many questions whether it was. How many there were, and were after.
  std::pair<std::int64_t, std::int64_t> RoundStoppedAfter(std::int64_t questions) {
    FalseLine under(county_, clock_, random_, {});
    StoppedLater line(under, questions);
    (void)rounds_->Make(line, sync::Asked::kBySchedule);
    clock_.Pass(5 * kMinuteMs);
    return {line.Asked(questions), line.asked_since()};
  }

  std::string film_ = Noise();
};

TEST_F(MendingBox, AsksAllTheWhileWhetherItShallStop) {
  const auto before = received_;
  const auto [asked, since] = RoundStoppedAfter(std::numeric_limits<std::int64_t>::max());
  EXPECT_GT(asked, 900'037 / 128) << "once for each small block that is taken away";
  EXPECT_EQ(box_->Read("film"), film_);
  EXPECT_EQ(before, received_) << "only this round went over the line";
}

TEST_F(MendingBox, LeavesOffAtOnceAndGoesOnAfterTheNextStart) {
  for (std::int64_t questions = 40; questions < 8'000; questions += 1'313) {
    const auto [asked, since] = RoundStoppedAfter(questions);
    EXPECT_LT(since, 40) << "after " << questions;
    EXPECT_EQ(box_->ProblemSubjects(std::string(sync::problem::kBlobCorrupt)), "") << "after " << questions;
    EXPECT_EQ(box_->HeldVersion("film"), 1) << "after " << questions;
    PowerOn();
  }
  Live();
  EXPECT_EQ(box_->Read("film"), film_);
}

}  // namespace
}  // namespace lianxiao::sim
