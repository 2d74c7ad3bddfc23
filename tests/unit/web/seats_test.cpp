#include "web/http/seats.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

TEST(Seats, AnAddressAtItsCapGivesUpWhatItOnlyHolds) {
  Seats seats(2);
  EXPECT_TRUE(seats.Take(1, "a").welcome);
  EXPECT_TRUE(seats.Take(2, "a").welcome);
  seats.Works(1);
  const auto third = seats.Take(3, "a");
  EXPECT_TRUE(third.welcome);
  EXPECT_EQ(third.let_go, 2);
  EXPECT_FALSE(seats.Take(4, "b").let_go) << "another address has its own";
}

TEST(Seats, AnAddressWhoseConnectionsAllWorkIsToldToComeBack) {
  Seats seats(2);
  for (const int id : {1, 2}) {
    seats.Take(id, "a");
    seats.Works(id);
  }
  EXPECT_FALSE(seats.Take(3, "a").welcome);
  EXPECT_EQ(seats.MakeRoom(), 3) << "saying so must keep nobody out";
  seats.Leave(3);
  seats.Leave(1);
  EXPECT_TRUE(seats.Take(4, "a").welcome);
}

TEST(Seats, WhoIsToGoHoldsNoPlaceWhileHeGoes) {
  Seats seats(3);
  for (int id = 0; id < 30; ++id) EXPECT_TRUE(seats.Take(id, "a").welcome) << id;  // Nobody has left yet.
  for (int id = 0; id < 30; ++id) seats.Leave(id);
  EXPECT_EQ(seats.count(), 0);
}

TEST(Seats, WhoWaitsLongestMakesRoomAndEachOnlyOnce) {
  Seats seats(10);
  seats.Take(1, "a");
  seats.Take(2, "b");
  seats.Take(3, "c");
  seats.Works(1);
  seats.Waits(1);  // It had its answer just now.
  EXPECT_EQ(seats.MakeRoom(), 2);
  EXPECT_EQ(seats.MakeRoom(), 3);
  EXPECT_EQ(seats.MakeRoom(), 1);
  EXPECT_EQ(seats.MakeRoom(), std::nullopt);
}

TEST(Seats, WhoIsBeingAnsweredIsNotDisturbed) {
  Seats seats(10);
  seats.Take(1, "a");
  seats.Works(1);
  EXPECT_EQ(seats.MakeRoom(), std::nullopt);
}

TEST(Seats, ACrowdOfWaitersBehindOneAddressKeepsNobodyOfThatAddressOut) {
  Seats seats(4);
  for (int id = 1; id <= 300; ++id) ASSERT_TRUE(seats.Take(id, "school").welcome) << id;
}

TEST(Seats, TheControlSocketIsNotCounted) {
  Seats seats(1);
  for (int id = 1; id <= 9; ++id) {
    seats.Take(id, "");
    seats.Works(id);
  }
  EXPECT_TRUE(seats.Take(10, "").welcome);
  EXPECT_EQ(seats.count(), 10);
}

}  // namespace
}  // namespace lianxiao::web
