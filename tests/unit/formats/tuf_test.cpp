#include "storage/formats/tuf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "tests/unit/base/pem_samples.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr WallTime kExpires{1'790'000'000'000};

class Tuf : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  TufRoot Root() const {
    TufRoot root{3, kExpires, true, {}, {}};
    const auto key = TufKey::From(keys[0].verify);
    root.keys[key.Id()] = key;
    for (const auto* role : {"root", "timestamp", "snapshot", "targets"}) root.roles[role] = {{key.Id()}, 1};
    return root;
  }
  TufTimestamp Timestamp() const { return {7, kExpires, {5, 120, std::string(64, 'a')}}; }
  TufSnapshot Snapshot() const {
    return {5, kExpires, {{"targets.json", {4, 300, std::string(64, 'b')}}, {"studio.json", {1, {}, {}}}}};
  }
  TufTargets Targets() const {
    return {4, kExpires, {{"catalog/县-数学-3-0.ndjson.zst", {99, std::string(64, 'c')}}}};
  }

  const std::vector<SigningKey> keys = {SigningKey::FromSeed(std::string(32, '1')).value(),
                                        SigningKey::FromSeed(std::string(32, '2')).value()};
};

// What a parser says of `text` after `change` was made to its JSON.
template <typename Parser>
std::string ProblemAfter(Parser parser, const std::string& text, const std::function<void(json&)>& change) {
  auto value = json::parse(text);
  change(value);
  const auto parsed = parser(value.dump());
  if (parsed) return "taken";
  EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid);
  return parsed.error().message;
}

TEST_F(Tuf, ARootMayNameTheKeysOfTheCenter) {
  EXPECT_FALSE(ParseTufRoot(SignTufRoot(Root(), keys))->body.center);
  auto root = Root();
  root.center = TufCenter{keys[1].verify, OpenKey::Generate().seal};
  const auto text = SignTufRoot(root, keys);
  const auto read = ParseTufRoot(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->body.center, root.center);
  EXPECT_TRUE(CheckSignatures(read->canonical, read->signatures, root.keys, root.roles["root"]));
  const auto without = [&](const char* key) {
    return ProblemAfter(ParseTufRoot, text, [&](json& j) { j["signed"]["x-lianxiao-center"].erase(key); });
  };
  EXPECT_THAT(without("sign"), StartsWith("signed.x-lianxiao-center.sign"));
  EXPECT_THAT(without("seal"), StartsWith("signed.x-lianxiao-center.seal"));
  EXPECT_THAT(
      ProblemAfter(ParseTufRoot, text, [](json& j) { j["signed"]["x-lianxiao-center"]["seal"] = "00"; }),
      StartsWith("signed.x-lianxiao-center.seal"));
  EXPECT_THAT(ProblemAfter(ParseTufRoot, text, [](json& j) { j["signed"]["x-lianxiao-center"] = 7; }),
              StartsWith("signed.x-lianxiao-center"));
}

TEST_F(Tuf, ReadsBackWhatItSigned) {
  const auto root = ParseTufRoot(SignTufRoot(Root(), keys)).value();
  EXPECT_EQ(root.body.version, 3);
  EXPECT_EQ(root.body.expires, kExpires);
  EXPECT_TRUE(root.body.consistent_snapshot);
  EXPECT_EQ(root.body.keys, Root().keys);
  EXPECT_EQ(root.body.roles, Root().roles);
  ASSERT_EQ(root.signatures.size(), 2U);
  EXPECT_EQ(root.signatures[1].key_id, TufKey::From(keys[1].verify).Id());

  const auto timestamp = ParseTufTimestamp(SignTufTimestamp(Timestamp(), keys)).value();
  EXPECT_EQ(timestamp.body.version, 7);
  EXPECT_EQ(timestamp.body.snapshot, Timestamp().snapshot);
  const auto snapshot = ParseTufSnapshot(SignTufSnapshot(Snapshot(), keys)).value();
  EXPECT_EQ(snapshot.body.version, 5);
  EXPECT_EQ(snapshot.body.meta, Snapshot().meta);
  const auto targets = ParseTufTargets(SignTufTargets(Targets(), keys)).value();
  EXPECT_EQ(targets.body.version, 4);
  EXPECT_EQ(targets.body.targets, Targets().targets);
  EXPECT_TRUE(ParseTufTargets(SignTufTargets({1, kExpires, {}}, keys)).value().body.targets.empty());
}

TEST_F(Tuf, KeyIdIsTheSha256OfTheCanonicalKey) {
  const auto key = TufKey::From(keys[0].verify);
  EXPECT_EQ(key.Id(), Sha256Hex(R"({"keytype":"ed25519","keyval":{"public":")" + keys[0].verify.Hex() +
                                R"("},"scheme":"ed25519"})"));
}

TEST_F(Tuf, SignsWhatOtherImplementationsVerify) {
  // This key id and signature were checked with securesystemslib 0.26, the library of python-tuf.
  const auto text = SignTufTimestamp({7, kExpires, {5, 120, std::string(64, 'a')}}, keys);
  const auto file = json::parse(text);
  EXPECT_EQ(file["signatures"][0]["keyid"],
            "364eff02cceee862c2e7e7a8afeb3036d8f09802023c99277f3c9d799a9fad44");
  EXPECT_EQ(file["signatures"][0]["sig"],
            "5dc2087bdadea2e3cae694c7ce078015807fc6c98f4c238156aa2643e47181cd"
            "7e056a2cdf1d023a64ee6e7fd95f0b7015dd0975215c588235848b210e8f6c03");
}

TEST_F(Tuf, SignsTheCanonicalBytesHoweverTheFileIsWritten) {
  const auto text = SignTufTimestamp(Timestamp(), keys);
  const auto value = json::parse(text);
  EXPECT_EQ(ParseTufTimestamp(text)->canonical, Canonical(value["signed"]).value());
  const auto spaced = ParseTufTimestamp(value.dump(4)).value();
  EXPECT_EQ(spaced.canonical, ParseTufTimestamp(text)->canonical);
  const auto root = Root();
  EXPECT_TRUE(CheckSignatures(spaced.canonical, spaced.signatures, root.keys, root.roles.at("timestamp")));
}

TEST_F(Tuf, KeepsUnknownFieldsInWhatIsSigned) {
  auto value = json::parse(SignTufTimestamp(Timestamp(), keys));
  value["signed"]["x-county"] = {{"note", "later"}, {"list", {1, 2}}};
  value["signed"]["meta"]["snapshot.json"]["x"] = nullptr;
  const auto parsed = ParseTufTimestamp(value.dump()).value();
  EXPECT_THAT(parsed.canonical, HasSubstr(R"("x-county":{"list":[1,2],"note":"later"})"));
  EXPECT_THAT(parsed.canonical, HasSubstr(R"("x":null)"));
  // So a signature over them holds, and one without them does not.
  const auto root = Root();
  const auto& role = root.roles.at("timestamp");
  EXPECT_FALSE(CheckSignatures(parsed.canonical, parsed.signatures, root.keys, role));
  const std::vector<TufSignature> newer = {
      {TufKey::From(keys[0].verify).Id(), ToHex(keys[0].Sign(parsed.canonical))}};
  EXPECT_TRUE(CheckSignatures(parsed.canonical, newer, root.keys, role));
}

TEST_F(Tuf, EveryRoleNamesTheFieldOfTheHeadThatIsWrong) {
  const auto check = [&](auto parser, const std::string& text) {
    const std::pair<std::function<void(json&)>, const char*> wrongs[] = {
        {[](json& f) { f.erase("signed"); }, "signed: missing"},
        {[](json& f) { f.erase("signatures"); }, "signatures: missing"},
        {[](json& f) { f["signed"] = json::array(); }, "signed: not an object"},
        {[](json& f) { f["signatures"] = json::object(); }, "signatures: not a list"},
        {[](json& f) { f["signatures"][1].erase("sig"); }, "signatures[1].sig: missing"},
        {[](json& f) { f["signatures"][0]["keyid"] = 1; }, "signatures[0].keyid: not a string"},
        {[](json& f) { f["signatures"] = std::vector<json>(65, f["signatures"][0]); },
         "signatures: too many"},
        {[](json& f) { f["signatures"][1] = f["signatures"][0]; },
         "signatures[1].keyid: it has signed once already"},
        {[](json& f) { f["signed"].erase("_type"); }, "signed._type: missing"},
        {[](json& f) { f["signed"]["_type"] = "mirrors"; }, "signed._type: mirrors instead of"},
        {[](json& f) { f["signed"].erase("spec_version"); }, "signed.spec_version: missing"},
        {[](json& f) { f["signed"]["spec_version"] = "2.0.0"; }, "signed.spec_version: this program"},
        {[](json& f) { f["signed"].erase("version"); }, "signed.version: missing"},
        {[](json& f) { f["signed"]["version"] = 0; }, "signed.version: 0 is not"},
        {[](json& f) { f["signed"]["version"] = "1"; }, "signed.version: not an integer"},
        {[](json& f) { f["signed"]["version"] = std::int64_t{1} << 53; }, "signed.version: 9007199254740992"},
        {[](json& f) { f["signed"].erase("expires"); }, "signed.expires: missing"},
        {[](json& f) { f["signed"]["expires"] = "2030-01-01"; }, "signed.expires: not a time"},
        {[](json& f) { f["signed"]["x"] = 0.5; }, "signed: a number that is no integer"},
    };
    for (const auto& [change, problem] : wrongs) {
      EXPECT_THAT(ProblemAfter(parser, text, change), StartsWith(problem));
    }
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
      const auto parsed = parser(Damaged(text, seed));
      if (!parsed) {
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid) << seed;
      }
    }
  };
  check(ParseTufRoot, SignTufRoot(Root(), keys));
  check(ParseTufTimestamp, SignTufTimestamp(Timestamp(), keys));
  check(ParseTufSnapshot, SignTufSnapshot(Snapshot(), keys));
  check(ParseTufTargets, SignTufTargets(Targets(), keys));
}

TEST_F(Tuf, RootNamesTheFieldThatIsWrong) {
  const auto id = TufKey::From(keys[0].verify).Id();
  const auto problem = [&](const std::function<void(json&)>& change) {
    return ProblemAfter(ParseTufRoot, SignTufRoot(Root(), keys), [&](json& file) { change(file["signed"]); });
  };
  const auto where = "signed.keys." + id;
  EXPECT_EQ(problem([](json& r) { r.erase("keys"); }), "signed.keys: missing");
  EXPECT_EQ(problem([](json& r) { r.erase("roles"); }), "signed.roles: missing");
  EXPECT_EQ(problem([](json& r) { r["consistent_snapshot"] = 1; }),
            "signed.consistent_snapshot: neither true nor false");
  EXPECT_EQ(problem([](json& r) { r["roles"].erase("snapshot"); }), "signed.roles.snapshot: missing");
  EXPECT_EQ(problem([&](json& r) { r["keys"][id].erase("scheme"); }), where + ".scheme: missing");
  EXPECT_EQ(problem([&](json& r) { r["keys"][id].erase("keyval"); }), where + ".keyval: missing");
  EXPECT_THAT(problem([&](json& r) { r["keys"][id]["keyval"] = json::object(); }),
              StartsWith(where + ".keyval.public: not 64"));
  EXPECT_THAT(problem([&](json& r) { r["keys"][id]["keyval"]["public"] = "ABCD"; }),
              StartsWith(where + ".keyval.public: not 64"));
  EXPECT_THAT(problem([&](json& r) {
                for (int i = 0; i < 64; ++i) r["keys"]["k" + std::to_string(i)] = r["keys"][id];
              }),
              StartsWith("signed.keys: too many"));
  EXPECT_THAT(problem([](json& r) { r["roles"]["root"]["threshold"] = 0; }),
              StartsWith("signed.roles.root.threshold: 0"));
  EXPECT_EQ(problem([](json& r) { r["roles"]["root"].erase("keyids"); }),
            "signed.roles.root.keyids: missing");
  EXPECT_THAT(problem([&](json& r) {
                r["roles"]["targets"]["keyids"] = {id, id};
              }),
              StartsWith("signed.roles.targets.keyids: one is there twice"));
  EXPECT_THAT(problem([](json& r) { r["roles"]["targets"]["keyids"] = {1}; }),
              StartsWith("signed.roles.targets.keyids: not a list of strings"));
}

TEST_F(Tuf, ARoleMayNeedMoreSignaturesThanItHasKeys) {
  const auto more = [](json& file) { file["signed"]["roles"]["targets"]["threshold"] = 2; };
  EXPECT_EQ(ProblemAfter(ParseTufRoot, SignTufRoot(Root(), keys), more), "taken");
}

TEST_F(Tuf, RootMayHoldKeysOfKindsWeDoNotKnow) {
  const auto newer = [](json& file) {
    file["signed"]["keys"]["odd"] = {{"keytype", "sigstore-oidc"},
                                     {"scheme", "Fulcio"},
                                     {"keyval", {{"identity", "someone"}, {"issuer", "somewhere"}}}};
    file["signed"]["keys"]["pq"] = {
        {"keytype", "ml-dsa"}, {"scheme", "ml-dsa-65"}, {"keyval", {{"public", "-----BEGIN"}}}};
    file["signed"]["roles"]["mirrors"] = {{"keyids", json::array()}, {"threshold", 1}};
  };
  EXPECT_EQ(ProblemAfter(ParseTufRoot, SignTufRoot(Root(), keys), newer), "taken");
}

TEST_F(Tuf, TheOthersNameTheFieldThatIsWrong) {
  const auto in_meta = [&](const std::function<void(json&)>& change) {
    return ProblemAfter(ParseTufTimestamp, SignTufTimestamp(Timestamp(), keys),
                        [&](json& file) { change(file["signed"]["meta"]); });
  };
  EXPECT_EQ(in_meta([](json& m) { m.clear(); }), "signed.meta.snapshot.json: missing");
  EXPECT_EQ(in_meta([](json& m) { m["snapshot.json"].erase("version"); }),
            "signed.meta.snapshot.json.version: missing");
  EXPECT_THAT(in_meta([](json& m) { m["snapshot.json"]["length"] = -1; }),
              StartsWith("signed.meta.snapshot.json.length:"));
  EXPECT_THAT(in_meta([](json& m) { m["snapshot.json"]["hashes"]["sha256"] = "xyz"; }),
              StartsWith("signed.meta.snapshot.json.hashes.sha256:"));
  EXPECT_THAT(in_meta([](json& m) {
                m["snapshot.json"]["hashes"] = {{"sha512", "00"}};
              }),
              StartsWith("signed.meta.snapshot.json.hashes.sha512: not 128"));
  EXPECT_EQ(in_meta([](json& m) { m["snapshot.json"]["hashes"] = {{"sha3-256", "00"}}; }), "taken");
  EXPECT_EQ(in_meta([](json& m) { m["snapshot.json"]["hashes"] = json::object(); }),
            "signed.meta.snapshot.json.hashes: empty");

  const auto snapshot = [&](const std::function<void(json&)>& change) {
    return ProblemAfter(ParseTufSnapshot, SignTufSnapshot(Snapshot(), keys),
                        [&](json& file) { change(file["signed"]); });
  };
  EXPECT_EQ(snapshot([](json& s) { s["meta"].erase("targets.json"); }), "signed.meta.targets.json: missing");
  EXPECT_EQ(snapshot([](json& s) { s["meta"] = json::array(); }), "signed.meta: not an object");

  const auto targets = [&](const std::function<void(json&)>& change) {
    return ProblemAfter(ParseTufTargets, SignTufTargets(Targets(), keys),
                        [&](json& file) { change(file["signed"]["targets"]); });
  };
  const json target = {{"length", 1}, {"hashes", {{"sha256", std::string(64, 'a')}}}};
  EXPECT_EQ(targets([&](json& t) { t["a/b"] = target; }), "taken");
  EXPECT_THAT(targets([&](json& t) { t[""] = target; }), StartsWith("signed.targets: a name"));
  EXPECT_THAT(targets([&](json& t) { t[std::string(4'097, 'x')] = target; }),
              StartsWith("signed.targets: a name"));
  EXPECT_EQ(targets([&](json& t) {
              t["a"] = {{"length", 1}, {"hashes", json::object()}};
            }),
            "signed.targets.a.hashes: empty");
  EXPECT_EQ(targets([&](json& t) {
              t["a"] = {{"hashes", target["hashes"]}};
            }),
            "signed.targets.a.length: missing");
}

TEST_F(Tuf, CountsDifferentGoodKeysOfTheRoleOnly) {
  const std::string canonical = "{}";
  std::map<std::string, TufKey> known;
  TufRoleKeys role;
  std::vector<TufSignature> signatures;
  for (const auto& key : keys) {
    const auto tuf = TufKey::From(key.verify);
    known[tuf.Id()] = tuf;
    role.key_ids.push_back(tuf.Id());
    signatures.push_back({tuf.Id(), ToHex(key.Sign(canonical))});
  }
  role.threshold = 2;
  EXPECT_TRUE(CheckSignatures(canonical, signatures, known, role));
  EXPECT_EQ(CheckSignatures("{ }", signatures, known, role).error().code, ErrorCode::kUntrusted);

  auto twice = signatures;
  twice[1] = twice[0];
  EXPECT_EQ(CheckSignatures(canonical, twice, known, role).error().message,
            "1 good signatures of 2 that are needed");
  auto swapped = signatures;
  std::swap(swapped[0].signature_hex, swapped[1].signature_hex);
  EXPECT_THAT(CheckSignatures(canonical, swapped, known, role).error().message, StartsWith("0 good"));
  auto malformed = signatures;
  malformed[1].signature_hex = "not hex";
  EXPECT_FALSE(CheckSignatures(canonical, malformed, known, role));

  auto smaller = role;
  smaller.key_ids.pop_back();
  EXPECT_FALSE(CheckSignatures(canonical, signatures, known, smaller));
  auto unknown = known;
  unknown.erase(role.key_ids[1]);
  EXPECT_FALSE(CheckSignatures(canonical, signatures, unknown, role));
  EXPECT_FALSE(CheckSignatures(canonical, {}, known, {role.key_ids, 0}));
}

TEST_F(Tuf, CountsKeysOfTheKindsThatOtherRepositoriesUse) {
  const std::map<std::string, TufKey> known = {
      {"a", {"ecdsa", "ecdsa-sha2-nistp256", std::string(kEcdsaKey)}},
      {"b", {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "\n" + std::string(kEcdsaKey)}},
      {"c", {"rsa", "rsassa-pss-sha256", std::string(kRsaKey)}},
      {"d", {"rsa", "rsa-pkcs1v15-sha256", std::string(kRsaKey)}},
      {"e", {"ecdsa", "ecdsa-sha2-nistp521", std::string(kEcdsaKey)}}};
  const auto good = [&](const std::vector<TufSignature>& signatures) {
    return CheckSignatures(kMessage, signatures, known, {{"a", "b", "c", "d", "e"}, 9}).error().message;
  };
  const std::string ecdsa(kEcdsaSignature), pss(kPssSalt32), pkcs1(kPkcs1);
  EXPECT_THAT(good({{"a", ecdsa}}), StartsWith("1 good"));
  EXPECT_THAT(good({{"b", ecdsa}}), StartsWith("1 good"));
  EXPECT_THAT(good({{"c", pss}}), StartsWith("1 good"));
  EXPECT_THAT(good({{"d", pkcs1}}), StartsWith("1 good"));
  EXPECT_THAT(good({{"a", ecdsa}, {"c", pss}}), StartsWith("2 good"));
  EXPECT_THAT(good({{"a", ecdsa}, {"b", ecdsa}}), StartsWith("1 good"));  // One key in two words,
  EXPECT_THAT(good({{"c", pss}, {"d", pkcs1}}), StartsWith("1 good"));    // or two schemes.
  EXPECT_THAT(good({{"a", pss}, {"c", ecdsa}, {"e", ecdsa}}), StartsWith("0 good"));
}

TEST_F(Tuf, OneKeyUnderTwoIdsCountsOnce) {
  const auto key = TufKey::From(keys[0].verify);
  const std::map<std::string, TufKey> known = {{"first", key}, {"second", key}};
  const auto signature = ToHex(keys[0].Sign("{}"));
  const std::vector<TufSignature> both = {{"first", signature}, {"second", signature}};
  EXPECT_TRUE(CheckSignatures("{}", both, known, {{"first", "second"}, 1}));
  EXPECT_EQ(CheckSignatures("{}", both, known, {{"first", "second"}, 2}).error().message,
            "1 good signatures of 2 that are needed");
}

}  // namespace
}  // namespace lianxiao::formats
