#include "storage/formats/enrolment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "storage/base/encoding.h"
#include "storage/formats/envelope.h"
#include "storage/formats/packed_address.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

EnrolmentCode SampleCode(const std::string& address = "http://10.0.3.7:8440") {
  return {"8 bytes!", "16 bytes of this", address};
}

// A person sees digits and dashes; a slip changes one digit for another that codes have.
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void ExpectSame(const EnrolmentCode& a, const EnrolmentCode& b) {
  EXPECT_EQ(a.secret, b.secret);
  EXPECT_EQ(a.fingerprint, b.fingerprint);
  EXPECT_EQ(a.address, b.address);
}

std::string ProblemOf(const std::string& text) {
  const auto code = ParseEnrolmentCode(text);
  if (code) return "taken";
  EXPECT_EQ(code.error().code, ErrorCode::kInvalid);
  return code.error().message;
}

TEST(EnrolmentCode, ReadsBackWhatItSpells) {
  for (const auto* address :
       {"http://10.0.3.7:8440", "https://192.168.1.20:65535", "http://010.0.3.7:8440", "http://10.0.3.7",
        "https://center.luokou.edu.cn/lianxiao", "http://c:1", "http://[fd00::7]:8440", "http://256.1.1.1:80",
        "http://1.2.3.4.5:6", "http://10.0.3.7:80/a/"}) {
    ExpectSame(ParseEnrolmentCode(ToText(SampleCode(address))).value(), SampleCode(address));
  }
  const std::string longest = "http://" + std::string(kMaxAddressBytes - 7, 'x');
  ExpectSame(ParseEnrolmentCode(ToText(SampleCode(longest))).value(), SampleCode(longest));
}

TEST(EnrolmentCode, OfACenterOnTheLanIsTwelveShortGroups) {
  const auto text = ToText(SampleCode());
  EXPECT_THAT(text, testing::MatchesRegex("LX[0-9A-Z]{3}(-[0-9A-Z]{5}){10}-[0-9A-Z]{2}"));
}

TEST(EnrolmentCode, IsTakenTheWayPeopleAndInputMethodsTypeIt) {
  const auto text = ToText(SampleCode());
  auto lower = text;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  ExpectSame(ParseEnrolmentCode(lower).value(), SampleCode());

  std::string loose = "  ", wide, confused;
  for (const char c : text) {
    loose += c == '-' ? " \t" : std::string(1, c) + " ";
    // U+FF01 … U+FF5E are '!' … '~' in the width of a Chinese character.
    const int code = 0xFF01 + c - '!';
    wide += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
             static_cast<char>(0x80 | (code & 63))};
    confused += c == '0' ? 'o' : c == '1' ? 'l' : c;
  }
  ExpectSame(ParseEnrolmentCode(loose + "\r\n").value(), SampleCode());
  ExpectSame(ParseEnrolmentCode(wide).value(), SampleCode());
  ExpectSame(ParseEnrolmentCode(confused).value(), SampleCode());
  ExpectSame(ParseEnrolmentCode(Replaced(text, "-", "\u2014\u3000")).value(), SampleCode());
}

TEST(EnrolmentCode, TellsTheGroupOfOneWrongCharacter) {
  const auto text = ToText(SampleCode());
  int found = 0, explained = 0;
  for (std::size_t at = 2; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    for (std::size_t i = at % 4; i < kDigits.size(); i += 4) {  // Every fourth will do: each is slow.
      const char other = kDigits[i];
      if (other == text[at]) continue;
      auto slip = text;
      slip[at] = other;
      const auto problem = ProblemOf(slip);
      EXPECT_NE(problem, "taken") << slip;
      ++found;
      if (problem == "a character is wrong; look at group " + std::to_string(at / 6 + 1)) ++explained;
    }
  }
  EXPECT_GT(found, 400);
  EXPECT_GT(explained, found * 9 / 10);  // The rest has more than one explanation, and says so.
}

TEST(EnrolmentCode, FindsTwoSwappedCharacters) {
  const auto text = ToText(SampleCode());
  for (std::size_t at = 2; at + 1 < text.size(); ++at) {
    if (text[at] == text[at + 1] || text[at] == '-' || text[at + 1] == '-') continue;
    auto slip = text;
    std::swap(slip[at], slip[at + 1]);
    EXPECT_THAT(ProblemOf(slip), StartsWith("a character is wrong")) << slip;
  }
}

TEST(EnrolmentCode, FindsALostOrDoubledCharacter) {
  const auto text = ToText(SampleCode());
  for (std::size_t at = 2; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    auto lost = text, doubled = text;
    lost.erase(at, 1);
    doubled.insert(at, 1, text[at]);
    EXPECT_NE(ProblemOf(lost), "taken");
    EXPECT_NE(ProblemOf(doubled), "taken");
  }
}

TEST(EnrolmentCode, SaysWhichSlipItIs) {
  const auto text = ToText(SampleCode());
  EXPECT_THAT(ProblemOf(""), HasSubstr("begins with LX"));
  EXPECT_THAT(ProblemOf(text.substr(6)), HasSubstr("begins with LX"));
  EXPECT_THAT(ProblemOf(text.substr(0, 40)), HasSubstr("end of the code is missing"));
  EXPECT_THAT(ProblemOf(Replaced(text, "-", "u")), HasSubstr("character 6 is none that a code contains"));
  EXPECT_THAT(ProblemOf("LX课"), HasSubstr("character 3 is none"));
  EXPECT_THAT(ProblemOf(std::string(2'000, 'A')), HasSubstr("too long"));
  EXPECT_THAT(ProblemOf("LX\xff\xe8"), HasSubstr("none that a code contains"));
}

TEST(EnrolmentCode, OfANewerCenterAsksForAnUpdate) {
  auto body = "\x02" + std::string(40, 'x');
  body += HashOf("lianxiao enrolment code\n" + body).View().substr(0, 2);
  EXPECT_THAT(ProblemOf("LX" + ToBase32(body)), HasSubstr("update the program"));
  auto kind = "\x01" + std::string(24, 'x') + "\x09zzz";
  kind += HashOf("lianxiao enrolment code\n" + kind).View().substr(0, 2);
  EXPECT_THAT(ProblemOf("LX" + ToBase32(kind)), HasSubstr("update the program"));
}

TEST(CheckAddress, TakesWhereACenterCanBeAndNothingElse) {
  for (const auto* bad :
       {"", "10.0.3.7", "ftp://a", "http://", "http:///a", "http://a b", "http://user@a", "http://a?x",
        "http://a#x", "http://a:0", "http://a:", "http://a:65536", "http://a:8x", "http://课", "HTTP://a",
        "http://[fd00::7", "http://:80", "http://a:1:2"}) {
    EXPECT_EQ(CheckAddress(bad).error().code, ErrorCode::kInvalid) << bad;
  }
  EXPECT_FALSE(CheckAddress("http://" + std::string(kMaxAddressBytes - 6, 'x')));
}

CenterCard SampleCard() {
  CenterCard card;
  card.name = "渌口区教育资源中心";
  card.sign.bytes.fill(1);
  card.seal.bytes.fill(2);
  card.root_sha256 = std::string(64, 'a');
  return card;
}

TEST(CenterCard, ReadsBackWhatItWrote) {
  const auto card = ParseCenterCard(ToJson(SampleCard())).value();
  EXPECT_EQ(ToJson(card), ToJson(SampleCard()));
  EXPECT_EQ(card.name, SampleCard().name);
  EXPECT_EQ(card.sign, SampleCard().sign);
  EXPECT_EQ(card.seal, SampleCard().seal);
}

TEST(CenterCard, HasAFingerprintOfItsFourFieldsOnly) {
  auto newer = json::parse(ToJson(SampleCard()));
  newer["telephone"] = "0731";
  EXPECT_EQ(Fingerprint(ParseCenterCard(newer.dump()).value()), Fingerprint(SampleCard()));
  EXPECT_EQ(Fingerprint(SampleCard()).size(), 16U);
  for (const auto* name : {"name", "sign", "seal", "root_sha256"}) {
    auto other = json::parse(ToJson(SampleCard()));
    other[name] = std::string(64, '3');
    EXPECT_NE(Fingerprint(ParseCenterCard(other.dump()).value()), Fingerprint(SampleCard())) << name;
    other.erase(name);
    EXPECT_EQ(ParseCenterCard(other.dump()).error().message, std::string(name) + ": missing");
    other[name] = "x\n";
    EXPECT_THAT(ParseCenterCard(other.dump()).error().message, StartsWith(name));
  }
  EXPECT_FALSE(ParseCenterCard("<html>"));
  EXPECT_FALSE(ParseCenterCard(std::string(kMaxCardBytes + 1, ' ')));
}

class Enrolment : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  EnrolmentRequest Request() const {
    return {"8 bytes!", device_sign.verify, device_seal.seal, "lianxiao-schoold 0.1.0", "aarch64, 4 cores"};
  }
  Grant SampleGrant() const {
    return {std::string(32, 'd'),
            "shiyangtang",
            "石羊塘村小",
            "渌口区教育资源中心",
            "http://10.0.3.7:8440",
            {"http://10.0.3.7:8440", "https://cdn.example.cn/lianxiao"},
            "{\"signed\": {},\n \"signatures\": []}\n",
            WallTime{1'790'000'000'123}};
  }

  const SigningKey center_sign = SigningKey::Generate();
  const OpenKey center_seal = OpenKey::Generate();
  const SigningKey device_sign = SigningKey::Generate();
  const OpenKey device_seal = OpenKey::Generate();
};

TEST_F(Enrolment, TheCenterReadsTheRequestAndNobodyElse) {
  const auto sealed = SealRequest(Request(), center_seal.seal);
  const auto opened = OpenRequest(sealed, center_seal).value();
  EXPECT_EQ(opened.secret, "8 bytes!");
  EXPECT_EQ(opened.device_sign, device_sign.verify);
  EXPECT_EQ(opened.device_seal, device_seal.seal);
  EXPECT_EQ(opened.program, "lianxiao-schoold 0.1.0");
  EXPECT_EQ(opened.hardware, "aarch64, 4 cores");
  EXPECT_EQ(OpenRequest(sealed, device_seal).error().code, ErrorCode::kCorrupt);
}

TEST_F(Enrolment, NoBytesButTheRequestsOwnMakeARequest) {
  const auto sealed = SealRequest(Request(), center_seal.seal);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto damaged = Damaged(sealed, seed);
    EXPECT_FALSE(OpenRequest(damaged, center_seal)) << seed;
  }
  for (const auto* text : {"", "{}", "[]", R"({"secret":"zz","device_sign":"","device_seal":""})"}) {
    EXPECT_EQ(OpenRequest(Seal(center_seal.seal, text), center_seal).error().code, ErrorCode::kInvalid);
  }
  auto rude = Request();
  rude.hardware = std::string(500, 'x') + "\n\xff";
  EXPECT_EQ(OpenRequest(SealRequest(rude, center_seal.seal), center_seal).value().hardware.size(), 200U);
}

TEST_F(Enrolment, TheBoxReadsItsGrant) {
  const auto sealed = SealGrant(SampleGrant(), center_sign, device_seal.seal);
  const auto grant = OpenGrant(sealed, device_seal, center_sign.verify).value();
  const auto expected = SampleGrant();
  EXPECT_EQ(grant.device, expected.device);
  EXPECT_EQ(grant.school, expected.school);
  EXPECT_EQ(grant.school_name, expected.school_name);
  EXPECT_EQ(grant.center_name, expected.center_name);
  EXPECT_EQ(grant.center_address, expected.center_address);
  EXPECT_EQ(grant.mirrors, expected.mirrors);
  EXPECT_EQ(grant.root_json, expected.root_json);
  EXPECT_EQ(grant.at, expected.at);
}

TEST_F(Enrolment, AGrantFromSomebodyElseOrForSomebodyElseIsNotBelieved) {
  const auto sealed = SealGrant(SampleGrant(), center_sign, device_seal.seal);
  const auto other_box = OpenKey::Generate();
  EXPECT_EQ(OpenGrant(sealed, other_box, center_sign.verify).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(OpenGrant(sealed, device_seal, device_sign.verify).error().code, ErrorCode::kUntrusted);
  // A box that opens its grant and seals it to another box.
  const auto passed_on = Seal(other_box.seal, device_seal.Open(sealed).value());
  EXPECT_EQ(OpenGrant(passed_on, other_box, center_sign.verify).error().code, ErrorCode::kUntrusted);
  // A signature that the same key made for something else.
  const auto receipt = SealSigned("lianxiao receipt 1", "{}", center_sign, device_seal.seal);
  EXPECT_EQ(OpenGrant(receipt, device_seal, center_sign.verify).error().code, ErrorCode::kUntrusted);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    EXPECT_EQ(OpenGrant(Damaged(sealed, seed), device_seal, center_sign.verify).error().code,
              ErrorCode::kCorrupt);
  }
}

TEST_F(Enrolment, AGrantNamesTheFieldThatIsWrong) {
  const auto problem = [&](const std::function<void(Grant&)>& change) {
    auto grant = SampleGrant();
    change(grant);
    const auto sealed = SealGrant(grant, center_sign, device_seal.seal);
    const auto opened = OpenGrant(sealed, device_seal, center_sign.verify);
    return opened ? std::string("taken") : opened.error().message;
  };
  EXPECT_THAT(problem([](Grant& g) { g.device = "D"; }), StartsWith("device:"));
  EXPECT_THAT(problem([](Grant& g) { g.school = ""; }), StartsWith("school:"));
  EXPECT_THAT(problem([](Grant& g) { g.school_name = "a\nb"; }), StartsWith("school_name:"));
  EXPECT_THAT(problem([](Grant& g) { g.center_address = "10.0.3.7"; }), StartsWith("center_address:"));
  EXPECT_THAT(problem([](Grant& g) { g.mirrors.clear(); }), StartsWith("mirrors:"));
  EXPECT_THAT(problem([](Grant& g) { g.mirrors.push_back("file:///etc"); }), StartsWith("mirrors:"));
  EXPECT_THAT(problem([](Grant& g) { g.root_json.resize(600'000, ' '); }), StartsWith("root_json:"));
}

}  // namespace
}  // namespace lianxiao::formats
