#include "sync/line/cut_kind.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

// As libcurl 7.88 and our own line say it.
TEST(CutKind, IsToldFromTheWordsOfTheError) {
  const std::pair<const char*, CutKind> kSaid[] = {
      {"Could not resolve host: center.example.org", CutKind::kName},
      {"Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server", CutKind::kConnect},
      {"Failed to connect to 10.0.0.1 port 443 after 3000 ms: Connection timed out", CutKind::kConnect},
      {"Connection timed out after 10001 milliseconds", CutKind::kSilent},
      {"no byte for 10 s", CutKind::kSilent},
      {"only 200 bytes in 30 s", CutKind::kSilent},
      {"Recv failure: Connection reset by peer", CutKind::kBroken},
      {"transfer closed with 100 bytes remaining to read", CutKind::kBroken},
      {"the answer ended after 5 of 90 bytes", CutKind::kBroken},
      {"letter: a web page came instead (status 200): does this network want a login?", CutKind::kPage},
      {"the server cannot answer now (status 503)", CutKind::kBusy},
      {"https://center: what answers there does not prove to be the right one", CutKind::kProof},
      {"SSL certificate problem: self-signed certificate", CutKind::kProof},
      {"no mirror can be reached", CutKind::kOther},
      {"", CutKind::kOther}};
  for (const auto& [words, kind] : kSaid) EXPECT_EQ(KindOfCut(words), kind) << words;
}

}  // namespace
}  // namespace lianxiao::sync
