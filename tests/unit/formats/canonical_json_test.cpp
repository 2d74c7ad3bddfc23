#include "storage/formats/canonical_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;

std::string CanonicalOf(std::string_view text) { return Canonical(ParseJson(text).value()).value(); }

TEST(CanonicalJson, SortsKeysByCodePointAndLeavesNoWhiteSpace) {
  EXPECT_EQ(CanonicalOf(R"( { "b" : [ 1, true , null ], "a":{}, "中":"文", "Z":-5 } )"),
            R"({"Z":-5,"a":{},"b":[1,true,null],"中":"文"})");
  // U+FF61 comes before U+10000 by code point, though not by UTF-16 code unit.
  EXPECT_EQ(CanonicalOf("{\"\U00010000\":1,\"\uFF61\":2}"), "{\"\uFF61\":2,\"\U00010000\":1}");
}

TEST(CanonicalJson, EscapesOnlyTheQuoteAndTheBackslash) {
  EXPECT_EQ(CanonicalOf(R"("a\"b\\c\n\u00e9\/")"), "\"a\\\"b\\\\c\n\u00e9/\"");
}

TEST(CanonicalJson, KeepsTheLargestIntegers) {
  EXPECT_EQ(CanonicalOf("[9223372036854775807,-9223372036854775808,18446744073709551615]"),
            "[9223372036854775807,-9223372036854775808,18446744073709551615]");
}

TEST(CanonicalJson, HasNoFormForFractionsAndWhatIsNotUtf8) {
  EXPECT_EQ(Canonical(ParseJson("[1.5]").value()).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Canonical(ParseJson("1e3").value()).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Canonical(nlohmann::json("\xff")).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Canonical(nlohmann::json({{"\xed\xa0\x80", 1}})).error().code, ErrorCode::kInvalid);
}

TEST(CanonicalJson, IsItsOwnCanonicalFormWhenNoControlsAreInIt) {
  const auto once = CanonicalOf(R"({"x":{"b":[{},[]],"a":"中\"\\"},"y":false})");
  EXPECT_EQ(CanonicalOf(once), once);
}

TEST(CompactJson, FitsOnOneLineAndReadsBack) {
  const nlohmann::json value = {{"text", "two\nlines\x01"}};
  EXPECT_EQ(Compact(value), R"({"text":"two\nlines\u0001"})");
  EXPECT_EQ(ParseJson(Compact(value)).value(), value);
  EXPECT_EQ(Compact(nlohmann::json("a\xff")), "\"a\uFFFD\"");
}

TEST(ParseJson, RefusesAKeyThatIsThereTwice) {
  EXPECT_THAT(ParseJson(R"({"a":1,"b":{"a":2},"a":3})").error().message, HasSubstr("\"a\" twice"));
  EXPECT_TRUE(ParseJson(R"([{"a":1},{"a":2}])"));
  EXPECT_FALSE(ParseJson(R"({"a":1,"\u0061":2})"));
}

TEST(ParseJson, GoesSixtyFourDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(ParseJson(nested(64)));
  EXPECT_TRUE(Canonical(ParseJson(nested(64)).value()));
  EXPECT_THAT(ParseJson(nested(65)).error().message, HasSubstr("deep"));
  EXPECT_FALSE(ParseJson(std::string(4'000'000, '[')));
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '{')));
}

TEST(ParseJson, RefusesMoreValuesThanASmallBoxCanHold) {
  std::string many = "[0";
  for (int i = 0; i < kMaxJsonValues; ++i) many += ",0";
  EXPECT_THAT(ParseJson(many + "]").error().message, HasSubstr("too many"));
}

TEST(ParseJson, RefusesWhatIsNotExactlyOneJsonText) {
  for (const auto* text : {"", " ", "{", "[1,]", "{}x", "{} {}", "nul", "'a'", "\"\t\"", "\"\xff\"",
                           "\"\\ud800\"", "01", "[1 2]", "{\"a\"}", "\xEF\xBB\xBF{}", "NaN", "1e999"}) {
    const auto value = ParseJson(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, ErrorCode::kInvalid);
    EXPECT_FALSE(value.error().message.empty());
  }
  EXPECT_FALSE(ParseJson(std::string_view("[1]\0", 4)));
  EXPECT_FALSE(ParseJson(std::string_view("[1]\0{\"a\":1}", 11)));
}

}  // namespace
}  // namespace lianxiao::formats
