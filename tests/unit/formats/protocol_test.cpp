// The worked example of sync/PROTOCOL.md, made anew: what the document shows is what the program does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/tuf.h"
#include "storage/formats/usage.h"

namespace lianxiao::formats {
namespace {

constexpr WallTime kPublished{1'788'220'800'000};  // 2026-09-01T00:00:00Z
constexpr WallTime kExpires{kPublished.ms + 14 * kDayMs};
// Packed and sealed bytes come out differently with another zstd or at another time, so these were kept.
constexpr const char* kShardBase64 =
    "KLUv/WAFAJ0GALJNLiCA2wE/A91i1YFAYXPccIb4bOu3R3Hg8EPpD42Yg03aA8BZOM91HPy2+PnZNUbT+PO7Lay6b+f981s7"
    "A7lGhd47D4Zdd+gJshLTIcZp7fNb/LN0NkUnqWmXHNy07vv8fexCp2k7e+ezrr3Pz3GteUMfd3/nt0f2SXNrb59/YY5lI1fS"
    "bAJhmsU4rEa5NKE0iGElyNUQDJEsDKUN5rK0UVyJUSVKZRCEYiwXojTvPNVp1JuR8+DW+PVmCAAQyzML3apaDRai+vxiFhOF"
    "zKAshQY=";
constexpr const char* kBatchBase64 =
    "AYnzEZAQuWDlzfUQZU209uxyfhai5gJLI5MbffC+ej2F1da6Gqjb/1GX4UqtTmSWMEpou6pYhCrakYxlQXWiE5xMhWfef+tz"
    "w+I1rhgiZllliW6ydsVtlID8CTIj4i+uLM2l1qZkK4EhIVWQVXv3ad7UXUlD5KTiDRqw/9Fq8+0pN302ub/nx5tSBy/bs4yD"
    "bhoudDP6vQAe2ZQpnnOzW55e7fLYOkPfOjwfPMnVJQb21wEWG2FdjMvv/6Mjn3tltqJiBmRoOySQ9koqbBVTTYxgSSJrpsDb"
    "h2Acf7Y+CfpHMNRXbJIYiOwLid7ONChs64IArcBZCK4U2oyEPk1jteektMWfaRjB1nm3C8GJXkSMK6pM0Ypk9ptzDcqCVw6e"
    "XSt+CNOMw+c3UudIWk2qe6wVAu3JTxClTAeU";

// The document without its line breaks, for long lines are wrapped there.
std::string Document() {
  std::ifstream file("sync/PROTOCOL.md");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::erase(text, '\n');
  return text;
}

class Protocol : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_FALSE(document.empty()) << "run this from the top of the source tree";
  }
  void ExpectShown(const std::string& text) const {
    EXPECT_NE(document.find(text), std::string::npos) << "not in sync/PROTOCOL.md:\n" << text;
  }
  static SigningKey Signer(char seed) { return SigningKey::FromSeed(std::string(32, seed)).value(); }
  static OpenKey Opener(char secret) { return OpenKey::FromSecret(std::string(32, secret)).value(); }

  TufRoot Root() const {
    const auto key = TufKey::From(county.verify);
    TufRoot root{1, kExpires, true, {{key.Id(), key}}, {}};
    for (const auto* role : {"root", "timestamp", "snapshot", "targets"}) root.roles[role] = {{key.Id()}, 1};
    return root;
  }
  std::string RootJson() const { return SignTufRoot(Root(), keys); }
  CenterCard Card() const {
    return {"渌口区教育资源中心", center_sign.verify, center_seal.seal, Sha256Hex(RootJson())};
  }
  Resource Greeting() const {
    Resource resource;
    resource.id = "hello";
    resource.version = 1;
    resource.title = "你好";
    resource.type = "文档";
    File file;
    file.path = "hello.txt";
    file.media_type = "text/plain";
    file.size_bytes = static_cast<std::int64_t>(content.size());
    file.blob = HashOf(content);
    resource.files = {file};
    return resource;
  }
  Batch Used() const {
    Event event;
    event.id = "00112233445566778899aabbccddeeff";
    event.kind = EventKind::kOpened;
    event.resource = "hello";
    event.version = 1;
    event.session = "s1";
    event.device = "phone";
    event.wall = kPublished + kHourMs;
    event.boot = "2f8ff2d1-0000-4000-8000-0123456789ab";
    event.uptime_ms = 60'000;
    return {{std::string(32, 'd'), std::string(16, 'e'), 1}, {}, {event}};
  }

  const std::string document = Document();
  const std::string content = "你好，联校！\n";
  const SigningKey county = Signer('1');  // All four roles of TUF, in this example.
  const std::vector<SigningKey> keys = {county};
  const SigningKey center_sign = Signer('2');
  const OpenKey center_seal = Opener('3');
  const SigningKey device = Signer('4');
};

TEST_F(Protocol, ShowsTheCardAndTheCode) {
  ExpectShown(ToJson(Card()));
  ExpectShown(ToHex(Fingerprint(Card())));
  const EnrolmentCode code{"\x01\x02\x03\x04\x05\x06\x07\x08", Fingerprint(Card()), "http://10.0.3.7:8440"};
  ExpectShown(ToText(code));
}

TEST_F(Protocol, ShowsWhatIsPublished) {
  const auto shard = FromBase64(kShardBase64).value();
  EXPECT_EQ(DecodeShard(shard).value(), std::vector<Resource>{Greeting()});
  ExpectShown(kShardBase64);
  ExpectShown(ToLine(Greeting()));
  const auto blob = HashOf(content).Hex();
  ExpectShown("blobs/" + blob.substr(0, 2) + "/" + blob.substr(2));

  Bundle bundle;
  bundle.id = "all";
  bundle.name = "全部资源";
  bundle.everything = true;
  ExpectShown(ToJson(bundle));

  const auto target = [](const std::string& bytes) {
    return TufTarget{static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
  };
  const TufTargets targets{
      1,
      kExpires,
      {{"bundles/all.json", target(ToJson(bundle))}, {"catalog/county-other-0.ndjson.zst", target(shard)}}};
  ExpectShown("targets/catalog/" + Sha256Hex(shard) + ".county-other-0.ndjson.zst");
  ExpectShown("targets/bundles/" + Sha256Hex(ToJson(bundle)) + ".all.json");

  const auto meta = [](const std::string& bytes) {
    return TufFileMeta{1, static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
  };
  const auto targets_json = SignTufTargets(targets, keys);
  const auto snapshot_json = SignTufSnapshot({1, kExpires, {{"targets.json", meta(targets_json)}}}, keys);
  ExpectShown(RootJson());
  ExpectShown(targets_json);
  ExpectShown(snapshot_json);
  ExpectShown(SignTufTimestamp({1, kExpires, meta(snapshot_json)}, keys));
}

TEST_F(Protocol, ShowsWhatTheBoxSendsAndWhatItGetsForIt) {
  const auto sealed = FromBase64(kBatchBase64).value();
  const auto batch = OpenBatch(sealed, center_seal, device.verify);
  ASSERT_TRUE(batch) << batch.error().message
                     << "\na new one: " << ToBase64(SealBatch(Used(), device, center_seal.seal));
  EXPECT_EQ(batch->id, Used().id);
  EXPECT_EQ(batch->events, Used().events);
  ExpectShown(kBatchBase64);
  ExpectShown(ToJson(Used().events[0]));
  const Receipt receipt{Used().id.device, Used().id.epoch, 1, HashOf(sealed), kPublished + 2 * kHourMs};
  ExpectShown(SignReceipt(receipt, center_sign));
}

TEST_F(Protocol, ShowsARootThatGivesTheCenterNewKeys) {
  auto root = Root();
  root.version = 2;
  root.center = TufCenter{Signer('5').verify, Opener('6').seal};
  ExpectShown(SignTufRoot(root, keys));
}

TEST_F(Protocol, ShowsAPieceList) {
  ExpectShown(ToHex(Encode({kPieceBytes + 1, {HashOf("a"), HashOf("b")}})));
}

}  // namespace
}  // namespace lianxiao::formats
