// Writes the seeds of the formats' fuzz targets: one good example of each kind, to mutate from. The same
// bytes every time, so that git shows only what a change of format changed.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "storage/formats/block_signature.h"
#include "storage/formats/bundle.h"
#include "storage/formats/copy_delta.h"
#include "storage/formats/device_keys.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/envelope.h"
#include "storage/formats/letter.h"
#include "storage/formats/packing.h"
#include "storage/formats/tls_statement.h"
#include "storage/formats/tuf.h"
#include "storage/formats/usage.h"
#include "tests/unit/base/pem_samples.h"
#include "tests/unit/formats/samples.h"

using namespace lianxiao;
using namespace lianxiao::formats;

namespace {

constexpr WallTime kExpires{1'790'000'000'000};

class Seeds {
 public:
  explicit Seeds(std::filesystem::path corpus) : corpus_(std::move(corpus)) {}
  void Write(const char* target, const char* name, const std::string& bytes) const {
    std::filesystem::create_directories(corpus_ / target);
    std::ofstream(corpus_ / target / name, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path corpus_;
};

void WriteMetadata(const Seeds& seeds) {
  const std::vector<SigningKey> keys = {SigningKey::FromSeed(std::string(32, '1')).value(),
                                        SigningKey::FromSeed(std::string(32, '2')).value()};
  TufRoot root{1, kExpires, true, {}, {}};
  for (const auto& key : keys) {
    const auto tuf = TufKey::From(key.verify);
    root.keys[tuf.Id()] = tuf;
    for (const auto* role : {"root", "timestamp", "snapshot", "targets"}) {
      root.roles[role].key_ids.push_back(tuf.Id());
    }
  }
  root.roles["root"].threshold = 2;
  const auto hash = std::string(64, 'a');
  seeds.Write("metadata", "root.json", SignTufRoot(root, keys));
  root.center = TufCenter{keys[1].verify, OpenKey::FromSecret(std::string(32, '3')).value().seal};
  seeds.Write("metadata", "root-center.json", SignTufRoot(root, keys));
  seeds.Write("metadata", "timestamp.json", SignTufTimestamp({7, kExpires, {5, 120, hash}}, keys));
  seeds.Write("metadata", "snapshot.json",
              SignTufSnapshot({5, kExpires, {{"targets.json", {4, 300, hash}}}}, keys));
  seeds.Write("metadata", "targets.json",
              SignTufTargets({4, kExpires, {{"catalog/county-math-3-0.ndjson.zst", {99, hash}}}}, keys));
  const auto chen = TufKey::From(keys[1].verify);
  const TufDelegations delegations{
      {{chen.Id(), chen},
       {"ecdsa", {"ecdsa", "ecdsa-sha2-nistp256", std::string(kEcdsaKey)}},
       {"rsa", {"rsa", "rsassa-pss-sha256", std::string(kRsaKey)}},
       {"odd", {"ml-dsa", "ml-dsa-65", "AAAA"}}},
      {{"chen", {{chen.Id(), "ecdsa", "rsa", "odd"}, 2}, true, {"catalog/chen-*", "[a-c]/?*"}, {}},
       {"../?", {{chen.Id()}, 1}, false, {}, {"00", "f"}}},
      {}};
  seeds.Write("metadata", "delegations.json", SignTufTargets({4, kExpires, {}, delegations}, keys));
  const TufDelegations bins{{{chen.Id(), chen}}, {}, TufSuccinctRoles{{{chen.Id()}, 1}, 5, "bin"}};
  seeds.Write("metadata", "bins.json", SignTufTargets({4, kExpires, {}, bins}, keys));
  seeds.Write("canonical_json", "numbers.json",
              R"([0,-0,-1,9223372036854775807,18446744073709551615,18446744073709551616,1.5,1e3])");
  seeds.Write("canonical_json", "strings.json",
              R"({"\u5206\n\"\\":"\ud83d\ude00\/\u0000","":[null,true,false],"a":{},"B":[]})");
}

void WriteEnrolmentFiles(const Seeds& seeds) {
  const CenterCard card{"青禾县电教站", SigningKey::FromSeed(std::string(32, '1')).value().verify,
                        OpenKey::FromSecret(std::string(32, '3')).value().seal, std::string(64, '0')};
  const auto code = ToText(EnrolmentCode{"8 bytes.", Fingerprint(card), "http://10.0.3.7:8440"});
  seeds.Write("enrolment_files", "code", ToFile(CodeFile{code, card}));
  seeds.Write("enrolment_files", "request", ToFile(RequestFile{std::string(32, 'c'), "sealed"}));
  seeds.Write("enrolment_files", "grant", ToFile(GrantFile{std::string(32, 'c'), HashOf("r"), "sealed"}));
  seeds.Write("enrolment_files", "newer", "lianxiao-enrolment-request 2 words\n{}\n");
}

void WriteCatalog(const Seeds& seeds) {
  const auto resource = SampleResource();
  Resource withdrawn;
  withdrawn.id = "gone";
  withdrawn.version = 3;
  withdrawn.status = ResourceStatus::kWithdrawn;
  seeds.Write("shard", "line", ToLine(resource));
  seeds.Write("shard", "withdrawn", ToLine(withdrawn));
  seeds.Write("shard", "lines", ToLine(withdrawn) + "\n" + ToLine(resource) + "\n");
  const std::vector<Resource> both = {resource, withdrawn};
  seeds.Write("shard", "packed", EncodeShard(both));
  seeds.Write("piece_list", "empty", Encode({0, {}}));
  std::string old_bytes;  // As in copy_delta.cpp, whose first byte tells the new size in steps of 16.
  for (int i = 0; i < 1'000; ++i) old_bytes += static_cast<char>(i * 7);
  const auto copied = old_bytes.substr(100, 300) + std::string(20, 'n');
  seeds.Write(
      "copy_delta", "copy",
      "\x14" + EncodeCopyDelta(std::vector<CopyOp>{{.seek = 100, .copy = 250, .diff = 50, .insert = 20}},
                               old_bytes, copied, 3));
  seeds.Write("copy_delta", "nothing", std::string(1, '\0') + EncodeCopyDelta({}, old_bytes, {}, 3));
  // The first three bytes tell the size of the file, as in block_signature.cpp.
  const auto turned = old_bytes.substr(300) + std::string(40, 'n') + old_bytes.substr(0, 300);
  const std::string size{0, static_cast<char>(turned.size() >> 8), static_cast<char>(turned.size())};
  for (const auto& shape : {SignatureShape{64, 2}, SignatureShape{100, 32}}) {
    seeds.Write("block_signature", shape.block_bytes == 64 ? "small" : "long",
                size + MakeSignature(turned, shape).value());
  }
  using std::string_literals::operator""s;
  seeds.Write("block_signature", "commands",
              "rs\x02\x36\x03"
              "abc\x45\x07\x64\x41\x02xy\x4A\x01\x00\x02\x00\x00"s);
  seeds.Write("piece_list", "two", Encode({kPieceBytes + 1, {HashOf("a"), HashOf("b")}}));
}

void WriteMessages(const Seeds& seeds) {
  Event event;
  event.id = "0123456789abcdef0123456789abcdef";
  event.kind = EventKind::kPlayed;
  event.resource = "math-3-fractions";
  event.version = 2;
  event.position_s = 600;
  event.played_s = 30;
  event.session = "s-1";
  event.device = "projector";
  event.wall = kExpires;
  event.boot = "2f8ff2d1-0000-4000-8000-0123456789ab";
  const std::string batch = R"({"device":")" + std::string(32, 'd') + R"(","epoch":")" +
                            std::string(16, 'e') + R"(","seq":1})" + "\n" + ToJson(event) + "\n";
  seeds.Write("batch", "lines", batch);
  seeds.Write("batch", "packed", Pack(batch, 3));
  seeds.Write("messages", "event", ToJson(event));
  Bundle bundle;
  bundle.id = "autumn";
  bundle.name = "秋季开学资源包";
  bundle.resources = {"math-3-fractions"};
  bundle.needed_by = "2026-09-01T00:00:00Z";
  seeds.Write("messages", "bundle", ToJson(bundle));
  CenterCard card;
  card.name = "渌口区教育资源中心";
  card.root_sha256 = std::string(64, 'a');
  seeds.Write("messages", "card", ToJson(card));
  seeds.Write("messages", "status",
              R"({"at_ms":1,"counter":3,"device":")" + std::string(32, 'd') +
                  R"(","problems":[{"key":"problem.x","since_ms":1,"subject":"y"}],"program":"p"})");
  seeds.Write("messages", "receipt", R"({"signature":"00","signed":{"at_ms":1,"through_seq":0}})");
}

// What a box says when it gets new keys, as it is within the envelope.
void WriteNewKeys(const Seeds& seeds) {
  const auto old = SigningKey::FromSeed(std::string(32, '4')).value();
  const auto next = SigningKey::FromSeed(std::string(32, '5')).value();
  const auto center = OpenKey::FromSecret(std::string(32, '3')).value();
  NewKeys keys{std::string(32, 'd'), next.verify, OpenKey::FromSecret(std::string(32, '6')).value().seal,
               std::string(16, 'e'), 7};
  const auto body = [&] {
    const auto sealed = SealNewKeys(keys, old, next, center.seal);
    return OpenSigned("lianxiao device keys 1", sealed, center, old.verify).value();
  };
  seeds.Write("messages", "new-keys", body());
  keys.epoch.clear();
  keys.through_seq = 0;
  seeds.Write("messages", "new-keys-first", body());
  seeds.Write("messages", "keys-taken", SignKeysTaken({keys.device, keys.sign, keys.seal, kExpires}, old));
}

void WriteTlsStatement(const Seeds& seeds) {
  const auto center = SigningKey::FromSeed(std::string(32, '2')).value();
  TlsStatement statement{.keys = {std::string(64, 'a')}, .at = kExpires};
  seeds.Write("tls_statement", "first", SignTlsStatement(statement, center));
  statement.keys.resize(kMaxTlsKeys, std::string(64, '0'));
  statement.public_ca = true;
  statement.number = 7;
  seeds.Write("tls_statement", "many", SignTlsStatement(statement, center));
  seeds.Write("tls_statement", "body", R"({"at_ms":-1,"keys":["00"],"number":1e3,"public_ca":1})");
}

void WriteLetter(const Seeds& seeds) {
  Letter letter{.device = std::string(32, 'd'), .number = 7, .at = kExpires};
  letter.accounts = {{.id = std::string(32, 'a'),
                      .person = std::string(16, 'b'),
                      .login = "wangfang",
                      .name = "王芳",
                      .role = "teacher",
                      .code_digest = std::string(64, 'c'),
                      .code_expires = kExpires,
                      .revision = 2}};
  letter.notices = {{"n-1", "星期五下午停电\n请提前下课", kExpires, kExpires}};
  letter.all_libraries = false;
  letter.libraries = {"studio-chen"};
  letter.classroom_login = true;
  letter.commands = {{3, "recheck"}};
  seeds.Write("letter", "full", ToJson(letter));
  seeds.Write("letter", "packed", Pack(ToJson(letter), 3));
  seeds.Write("letter", "empty", ToJson({.device = std::string(32, 'd'), .number = 1, .at = kExpires}));
}

void WriteCodes(const Seeds& seeds) {
  for (const auto* address : {"http://10.0.3.7:8440", "https://center.luokou.edu.cn/lianxiao"}) {
    const auto name = address[4] == 's' ? "name" : "number";
    seeds.Write("enrolment_code", name, ToText({"8 bytes!", "16 bytes of this", address}));
  }
  seeds.Write("enrolment_code", "address", std::string("\x01") + "center.luokou.edu.cn:8440/a");
  seeds.Write("enrolment_code", "address-number", std::string("\x02\x0A\x00\x03\x07\x20\xF8", 7));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !InitCrypto()) {
    std::fprintf(stderr, "usage: make_fuzz_seeds tests/fuzz/corpus\n");
    return 1;
  }
  const Seeds seeds(argv[1]);
  WriteMetadata(seeds);
  WriteCatalog(seeds);
  WriteEnrolmentFiles(seeds);
  WriteMessages(seeds);
  WriteNewKeys(seeds);
  WriteTlsStatement(seeds);
  WriteLetter(seeds);
  WriteCodes(seeds);
  return 0;
}
