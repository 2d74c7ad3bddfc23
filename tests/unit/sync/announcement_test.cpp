#include "sync/relay/announcement.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

const std::string kMark = CountyMark("root");

Announcement Said(const std::string& address, int port = 8482) {
  return {address, port, AnnouncedWords(kMark)};
}

TEST(RelayAnnouncement, LeadsToAnAddressToAsk) {
  EXPECT_EQ(RelayIn(Said("10.1.0.2"), kMark), "http://10.1.0.2:8482");
  EXPECT_EQ(RelayIn(Said("fd00::0002", 80), kMark), "http://[fd00::2]:80");
  auto loud = Said("10.1.0.2");
  loud.words = {"County=" + kMark, "V=1", "county=0000000000000000", "name=中心校"};
  EXPECT_EQ(RelayIn(loud, kMark), "http://10.1.0.2:8482") << "keys know no case, and the first counts";
}

TEST(RelayAnnouncement, OfAnotherCountyOrKindLeadsNowhere) {
  EXPECT_FALSE(RelayIn(Said("10.1.0.2"), CountyMark("another root")));
  EXPECT_FALSE(RelayIn(Said("10.1.0.2"), ""));
  auto newer = Said("10.1.0.2");
  newer.words[0] = "v=2";
  EXPECT_FALSE(RelayIn(newer, kMark));
  EXPECT_FALSE(RelayIn({"10.1.0.2", 8482, {}}, kMark));
}

TEST(RelayAnnouncement, WithAnOddAddressLeadsNowhere) {
  for (const char* address :
       {"", "relay.local", "10.1.0.2@evil", "10.1.0", "0.0.0.0", "255.255.255.255", "224.0.0.251", "fe80::1",
        "ff02::fb", "::", "[fd00::2]", "10.1.0.2/x", "fd00::2%eth0"}) {
    EXPECT_FALSE(RelayIn(Said(address), kMark)) << address;
  }
  for (const int port : {0, -1, 65'536}) EXPECT_FALSE(RelayIn(Said("10.1.0.2", port), kMark)) << port;
  auto crowd = Said("10.1.0.2");
  crowd.words.resize(1'000, "x=y");
  EXPECT_FALSE(RelayIn(crowd, kMark));
}

}  // namespace
}  // namespace lianxiao::sync
