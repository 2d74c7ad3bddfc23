#include "sync/line/peer_trust.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

const std::string kOurs(64, 'a'), kTheirs(64, 'b');
constexpr const char* kCenter = "https://10.0.3.7:8440";
constexpr const char* kMirror = "https://cdn.example.cn:443";

PeerTrust Pinned(bool public_ca = false) { return {kCenter, {std::string(64, 'c'), kOurs}, public_ca}; }

TEST(PeerTrust, TheCenterIsWhoHasAPinnedKeyWhateverAuthoritiesSay) {
  EXPECT_EQ(Judge(Pinned(), {kCenter, kOurs, false}), Peer::kProven);
  EXPECT_EQ(Judge(Pinned(), {kCenter, kTheirs, true}), Peer::kStranger);
  EXPECT_EQ(Judge(Pinned(), {kCenter, "", false}), Peer::kStranger);
}

TEST(PeerTrust, AuthoritiesCountForTheCenterOnlyIfTheCountySaidSo) {
  EXPECT_EQ(Judge(Pinned(true), {kCenter, kTheirs, true}), Peer::kProven);
  EXPECT_EQ(Judge(Pinned(true), {kCenter, kTheirs, false}), Peer::kStranger);
  EXPECT_FALSE(AuthoritiesMayHelp(Pinned(), kCenter));
  EXPECT_TRUE(AuthoritiesMayHelp(Pinned(true), kCenter));
}

TEST(PeerTrust, AMirrorIsProvenByAuthoritiesOrByTheCentersKey) {
  EXPECT_EQ(Judge(Pinned(), {kMirror, kTheirs, true}), Peer::kProven);
  EXPECT_EQ(Judge(Pinned(), {kMirror, kOurs, false}), Peer::kProven);
  EXPECT_EQ(Judge(Pinned(), {kMirror, kTheirs, false}), Peer::kStranger);
}

TEST(PeerTrust, WithoutAnyPinOnlyAuthoritiesCount) {
  EXPECT_EQ(Judge({}, {kCenter, kOurs, false}), Peer::kStranger);
  EXPECT_EQ(Judge({kCenter, {}, false}, {kCenter, kOurs, true}), Peer::kProven);
}

TEST(PeerTrust, AnOriginIsTheSameHoweverItIsWritten) {
  EXPECT_EQ(OriginOf("https://10.0.3.7:8440/api/v1/center?x#y"), kCenter);
  EXPECT_EQ(OriginOf("HTTPS://CDN.example.cn"), kMirror);
  EXPECT_EQ(OriginOf("http://a/b"), "http://a:80");
  EXPECT_EQ(OriginOf("https://[FE80::1]:9/x"), "https://[fe80::1]:9");
  EXPECT_EQ(OriginOf("https://10.0.3.7:8440@evil.example/"), "");
  EXPECT_EQ(OriginOf("ftp://a"), "");
  EXPECT_EQ(OriginOf("https://"), "");
  EXPECT_EQ(HostOf("https://[fe80::1]:9"), "fe80::1");
  EXPECT_EQ(HostOf(kMirror), "cdn.example.cn");
}

}  // namespace
}  // namespace lianxiao::sync
