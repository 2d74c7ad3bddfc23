#include "storage/formats/stick_layout.h"

#include <algorithm>
#include <charconv>

#include "storage/formats/field_rules.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::formats {
namespace {

constexpr std::string_view kBatch = ".batch";
constexpr std::string_view kReceipt = ".receipt";
constexpr std::string_view kOffer = ".offer", kPiece = ".piece", kOffered = ".offered";
constexpr std::string_view kRequest = ".request";
constexpr std::string_view kGrant = ".grant";
constexpr std::string_view kCode = ".code";
constexpr std::size_t kDeviceDigits = 32, kEpochDigits = 16, kHashDigits = 64, kPartDigits = 3,
                      kOfferDigits = 32;

bool IsHex(std::string_view text, std::size_t digits) { return CheckHex("name", text, digits).has_value(); }

// The name without its ending; nothing when it ends otherwise.
std::optional<std::string_view> Stem(std::string_view name, std::string_view ending) {
  if (!name.ends_with(ending)) return std::nullopt;
  return name.substr(0, name.size() - ending.size());
}

std::string In(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name);
}

}  // namespace

std::string StickPart(std::string_view blob_path, std::int64_t part) {
  auto digits = std::to_string(part);
  if (digits.size() < kPartDigits) digits.insert(0, kPartDigits - digits.size(), '0');
  return std::string(blob_path) + "." + digits;
}

std::optional<std::int64_t> StickParts(std::int64_t size_bytes, std::int64_t part_bytes) {
  if (part_bytes <= 0 || part_bytes % kPieceBytes != 0 || size_bytes <= part_bytes) return std::nullopt;
  const auto parts = (size_bytes + part_bytes - 1) / part_bytes;
  return parts <= kMaxStickParts ? std::optional(parts) : std::nullopt;
}

bool IsStickDevice(std::string_view name) { return IsHex(name, kDeviceDigits); }
std::string StickUpFolder(std::string_view device) { return In("up", device); }
std::string StickDownFolder(std::string_view device) { return In("down", device); }

std::string StickBatch(const BatchId& id) {
  return In(StickUpFolder(id.device), id.epoch + "-" + std::to_string(id.seq) + std::string(kBatch));
}

std::optional<BatchId> ParseStickBatch(std::string_view device, std::string_view name) {
  const auto stem = Stem(name, kBatch);
  if (!stem || stem->size() < kEpochDigits + 2 || (*stem)[kEpochDigits] != '-') return std::nullopt;
  BatchId id{std::string(device), std::string(stem->substr(0, kEpochDigits)), 0};
  const auto seq = stem->substr(kEpochDigits + 1);
  const auto read = std::from_chars(seq.data(), seq.data() + seq.size(), id.seq);
  // Each batch has one name: "007" is not another way to say 7.
  if (read.ec != std::errc() || seq != std::to_string(id.seq) || !Check(id)) return std::nullopt;
  return id;
}

std::string StickStatus(std::string_view device) { return In(StickUpFolder(device), "status"); }
std::string StickHoldings(std::string_view device) { return In(StickUpFolder(device), "holdings"); }
std::string StickPostUp(std::string_view device) { return In(StickUpFolder(device), "post"); }
std::string StickPostDown(std::string_view device) { return In(StickDownFolder(device), "post"); }
std::string StickLetter(std::string_view device) { return In(StickDownFolder(device), "letter"); }
std::string StickReceipt(std::string_view device, std::string_view epoch) {
  return In(StickDownFolder(device), std::string(epoch) + std::string(kReceipt));
}

std::optional<std::string> ParseStickReceipt(std::string_view name) {
  const auto stem = Stem(name, kReceipt);
  return stem && IsHex(*stem, kEpochDigits) ? std::optional(std::string(*stem)) : std::nullopt;
}

std::string StickOffer(std::string_view device, std::string_view offer) {
  return In(StickUpFolder(device), std::string(offer) + std::string(kOffer));
}
std::string StickOfferPiece(std::string_view device, std::string_view offer, std::int64_t piece) {
  return In(StickUpFolder(device), std::string(offer) + "-" + std::to_string(piece) + std::string(kPiece));
}
std::string StickOfferReceipt(std::string_view device, std::string_view offer) {
  return In(StickDownFolder(device), std::string(offer) + std::string(kOffered));
}

std::optional<std::string> ParseStickOffer(std::string_view name) {
  const auto stem = Stem(name, kOffer);
  return stem && IsHex(*stem, kOfferDigits) ? std::optional(std::string(*stem)) : std::nullopt;
}

std::optional<std::string> ParseStickOfferReceipt(std::string_view name) {
  const auto stem = Stem(name, kOffered);
  return stem && IsHex(*stem, kOfferDigits) ? std::optional(std::string(*stem)) : std::nullopt;
}

std::optional<StickPiece> ParseStickOfferPiece(std::string_view name) {
  const auto stem = Stem(name, kPiece);
  if (!stem || stem->size() < kOfferDigits + 2 || (*stem)[kOfferDigits] != '-') return std::nullopt;
  if (!IsHex(stem->substr(0, kOfferDigits), kOfferDigits)) return std::nullopt;
  StickPiece piece{std::string(stem->substr(0, kOfferDigits)), 0};
  const auto number = stem->substr(kOfferDigits + 1);
  const auto read = std::from_chars(number.data(), number.data() + number.size(), piece.piece);
  if (read.ec != std::errc() || piece.piece < 0 || number != std::to_string(piece.piece)) return std::nullopt;
  return piece;
}

std::string StickRequest(std::string_view request_file) {
  return In(kStickRequests, HashOf(request_file).Hex() + std::string(kRequest));
}

std::string StickGrant(std::string_view request_name) {
  const auto stem = Stem(request_name, kRequest);
  if (!stem || !IsHex(*stem, kHashDigits)) return {};
  return In(kStickGrants, std::string(*stem) + std::string(kGrant));
}

bool IsStickGrant(std::string_view name) {
  const auto stem = Stem(name, kGrant);
  return stem && IsHex(*stem, kHashDigits);
}

bool IsStickCode(std::string_view name) {
  const auto stem = Stem(name, kCode);
  return stem && CheckId("name", *stem).has_value();
}

}  // namespace lianxiao::formats
