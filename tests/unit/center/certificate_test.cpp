#include "center/tls/certificate.h"

#include <gmock/gmock.h>

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr WallTime kNow{1'795'250'000'000};

CertificatePair Made(const std::string& name = "10.0.3.7") {
  EXPECT_TRUE(InitCrypto());
  auto made = MakeCertificate({name, "center.example.cn", "fe80::1"}, kNow);
  EXPECT_TRUE(made) << made.error().message;
  return *std::move(made);
}

TEST(Certificate, MadeHereNamesTheCenterForTwentyYears) {
  const auto facts = ReadCertificate(Made().certificate);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_THAT(facts->names, ElementsAre("10.0.3.7", "center.example.cn", "fe80::1"));
  EXPECT_THAT(facts->subject, HasSubstr("10.0.3.7"));
  EXPECT_EQ(facts->subject, facts->issuer);
  EXPECT_LT(facts->not_before.ms, kNow.ms);
  EXPECT_EQ((facts->not_after.ms - kNow.ms) / kDayMs, 20 * 365);
  EXPECT_EQ(facts->key_sha256.size(), 64u);
}

TEST(Certificate, EachHasAKeyOfItsOwn) {
  EXPECT_NE(ReadCertificate(Made().certificate)->key_sha256, ReadCertificate(Made().certificate)->key_sha256);
}

TEST(Certificate, TheKeyThatFitsIsTakenAndAnotherIsNot) {
  const auto one = Made(), other = Made();
  EXPECT_TRUE(CheckPair(one.certificate, one.key.View()));
  const auto wrong = CheckPair(one.certificate, other.key.View());
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("another certificate"));
}

TEST(Certificate, SaysWhatIsWrongWithWhatSomebodyBrings) {
  const auto pair = Made();
  EXPECT_EQ(ReadCertificate("hello").error().code, ErrorCode::kInvalid);
  EXPECT_THAT(CheckPair(pair.certificate, "hello").error().message, HasSubstr("PEM"));
  EXPECT_EQ(MakeCertificate({}, kNow).error().code, ErrorCode::kInvalid);
  EXPECT_THAT(MakeCertificate({"a b"}, kNow).error().message, HasSubstr("a b"));
  EXPECT_EQ(MakeCertificate({"x,DNS:evil.example"}, kNow).error().code, ErrorCode::kInvalid);
}

TEST(Certificate, ShortKeysOfYesterdayAreRefused) {
  // openssl req -x509 -newkey rsa:1024 -nodes -days 36500 -subj /CN=old
  const std::string certificate = R"(-----BEGIN CERTIFICATE-----
MIIB+jCCAWOgAwIBAgIUadGxE3jGle3niidSGP+0hq5JR3cwDQYJKoZIhvcNAQEL
BQAwDjEMMAoGA1UEAwwDb2xkMCAXDTI2MTEyMTIzNTg0MloYDzIxMjYxMDI4MjM1
ODQyWjAOMQwwCgYDVQQDDANvbGQwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
AOfDonjaBB5fpIPsQKjN+agLPgkbaLO6BWE/F6VdU7r109SjCul9151vMAjsvhmf
lCbSWVBoUFfPZIzrS/+12pRERKi8MDxOWmS+j2ncPtUVWuTpg7N5M9RfATNnsHmH
WHRNNoQswTJgqGiNfxPZX/Q3MINrbNaU/85GSJx0jxAdAgMBAAGjUzBRMB0GA1Ud
DgQWBBSinlVZdyYG2aU1h1aYo0IgEmTp/zAfBgNVHSMEGDAWgBSinlVZdyYG2aU1
h1aYo0IgEmTp/zAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAGoV
pbEjtLUwiR2hG7gjpburC4L3Urp4Aa7v8eG7CgpWKIETFF9I549LqmC/qUYDIawG
zSYkoN47ZUXqlPZYLWF+zcDjwxZfSuN2xYJiPZ0YTVWYc7diowDHMHfABjOqZvFE
WTKy3rtafVFS2KQjUEDThevhnwbHAzHQ7o4ZfPjr
-----END CERTIFICATE-----
)";
  const std::string key = R"(-----BEGIN PRIVATE KEY-----
MIICeQIBADANBgkqhkiG9w0BAQEFAASCAmMwggJfAgEAAoGBAOfDonjaBB5fpIPs
QKjN+agLPgkbaLO6BWE/F6VdU7r109SjCul9151vMAjsvhmflCbSWVBoUFfPZIzr
S/+12pRERKi8MDxOWmS+j2ncPtUVWuTpg7N5M9RfATNnsHmHWHRNNoQswTJgqGiN
fxPZX/Q3MINrbNaU/85GSJx0jxAdAgMBAAECgYEAo06LlkJw8oIMJ1T6frecehdp
3/rrPPEPx2UwoTnwvOVpHQTBtKMSogFtxGwky2NRfkVr36eRLT6aqF1IEOewGr/2
FUSjBpHfuzKJYgBqesAA/86H3xuGbkw+pSZjJR+UF5vfEf9ntAGdTNi5idgrxD1e
RQ7te/+3qSEoZnytt0ECQQD0QmPyYhzMgmiG5CP05em9rbwiMStWCe1vrbpjpVP6
7+uvZVfGW7w9gHEsLPFGp5yZaSAr8y0qWUEsftZifasNAkEA8ud92yv50QcHOFkC
B0asm6BSPfxkHjt+OQYK3QaWQ247QrnGQXSEBydJljSASNYnWNiqNJy7NekFNG78
xlt1UQJBAOwD3olNLiCZ/aAhf3DaWzGRVxD+y632J7vadRhlnrEA9I3k8ZxT9Z7D
phcWUgiAWnuNra1p6oFZ/vScllBSt10CQQC63iBSpogvqMqDLOaElnhf2XyrtymG
oJpAYEenNlQPWBQ7BxRgcrTHlA/mgElYv3fRwA1hIFpd5QBeECxipSWhAkEA0r3c
uOiwRZ1KjeNRp3t9mjpSCGLcLSDAxxuCBmgkPpnN08oOrtHTRaANWAhqQdWFw9yY
vebrNBXkoh1q/VuDTQ==
-----END PRIVATE KEY-----
)";
  const auto checked = CheckPair(certificate, key);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("too short"));
}

}  // namespace
}  // namespace lianxiao::center
