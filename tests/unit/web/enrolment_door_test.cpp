// Guessing codes from one address.
#include "web/api/enrolment_door.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

constexpr Instant kNow{1'000'000};

TEST(EnrolmentDoor, WhoGuessesWaitsAnHourAndNobodyElseDoes) {
  EnrolmentDoor door;
  for (int i = 0; i < EnrolmentDoor::kWrongTries; ++i) {
    EXPECT_TRUE(door.MayTry("10.0.0.9", kNow));
    door.NoteWrong("10.0.0.9", kNow + i);
  }
  EXPECT_FALSE(door.MayTry("10.0.0.9", kNow + kMinuteMs));
  EXPECT_TRUE(door.MayTry("10.0.0.8", kNow + kMinuteMs));
  EXPECT_TRUE(door.MayTry("10.0.0.9", kNow + EnrolmentDoor::kWaitMs));
  door.NoteWrong("10.0.0.9", kNow + EnrolmentDoor::kWaitMs);
  EXPECT_TRUE(door.MayTry("10.0.0.9", kNow + EnrolmentDoor::kWaitMs)) << "it begins anew";
}

TEST(EnrolmentDoor, RemembersNoMoreAddressesThanItHasRoomFor) {
  EnrolmentDoor door;
  for (int i = 0; i < EnrolmentDoor::kWrongTries; ++i) door.NoteWrong("first", kNow);
  for (std::size_t i = 0; i < EnrolmentDoor::kAddresses; ++i) {
    door.NoteWrong(std::to_string(i), kNow + static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_TRUE(door.MayTry("first", kNow + 2)) << "the oldest makes room";
}

}  // namespace
}  // namespace lianxiao::web
