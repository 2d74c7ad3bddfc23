#include "storage/formats/holdings.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

constexpr std::string_view kPurpose = "lianxiao holdings 1";
constexpr int kLevel = 9;

// The next line, without its break; nothing when there is none that ends.
std::optional<std::string_view> TakeLine(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Status ReadHeader(std::string_view line, Holdings& holdings) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(line));
  JsonFields fields(value);
  holdings.device = fields.Text("device");
  holdings.counter = fields.Integer("counter");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("device", holdings.device, 32));
  return CheckRange("counter", holdings.counter, 0);
}

Status ReadLine(std::string_view line, Holdings& holdings) {
  const auto blank = line.find(' ');
  const std::string id(line.substr(0, blank));
  LIANXIAO_TRY(CheckId("id", id));
  const auto number = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
  std::int64_t version = 0;
  std::from_chars(number.data(), number.data() + number.size(), version);
  if (version < 1 || version > kMaxCount || number != std::to_string(version)) {
    return Fail(ErrorCode::kInvalid, id + ": a version is a number from 1");
  }
  if (!holdings.holds.empty() && holdings.holds.rbegin()->first >= id) {
    return Fail(ErrorCode::kInvalid, id + ": out of order");
  }
  if (holdings.holds.size() == kMaxHeldLessons) return Fail(ErrorCode::kInvalid, "too many lessons");
  holdings.holds.emplace_hint(holdings.holds.end(), id, version);
  return {};
}

}  // namespace

std::string PackHoldings(const Holdings& holdings) {
  auto text = Compact({{"counter", holdings.counter}, {"device", holdings.device}}) + "\n";
  for (const auto& [id, version] : holdings.holds) text += id + " " + std::to_string(version) + "\n";
  return Pack(text, kLevel);
}

Result<Holdings> ParsePackedHoldings(std::string_view packed) {
  LIANXIAO_ASSIGN(const auto text, Unpack(packed, kMaxHoldingsUnpacked));
  std::string_view rest = text;
  Holdings holdings;
  const auto header = TakeLine(rest);
  if (!header) return Fail(ErrorCode::kInvalid, "holdings without a header");
  LIANXIAO_TRY(ReadHeader(*header, holdings));
  while (const auto line = TakeLine(rest)) LIANXIAO_TRY(ReadLine(*line, holdings));
  if (!rest.empty()) return Fail(ErrorCode::kInvalid, "the last line does not end");
  return holdings;
}

std::string SealHoldings(const Holdings& holdings, const SigningKey& device, const SealKey& center) {
  return SealSigned(kPurpose, PackHoldings(holdings), device, center);
}

Result<Holdings> OpenHoldings(std::string_view sealed, const OpenKey& center, const VerifyKey& device) {
  if (sealed.size() > kMaxHoldingsBytes) return Fail(ErrorCode::kInvalid, "the holdings are too large");
  LIANXIAO_ASSIGN(const auto packed, OpenSigned(kPurpose, sealed, center, device));
  return ParsePackedHoldings(packed);
}

}  // namespace lianxiao::formats
