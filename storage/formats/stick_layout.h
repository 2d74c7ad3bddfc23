// Where things are on a stick that travels between county and school. It carries the repository as any mirror
// does, and beside it what goes to single boxes and comes from them:
//
//   STICK/lianxiao/
//     metadata/ targets/ blobs/     the repository (sync/PROTOCOL.md), or the part of it that fits
//     blobs/ab/cdef….000 .001 …     a blob that the stick's file system does not hold in one file
//     up/DEVICE/EPOCH-SEQ.batch     sealed usage; also status, holdings and post, sealed
//     up/DEVICE/OFFER.offer         sealed: own courseware that the school offers; its pieces beside it
//     up/DEVICE/OFFER-N.piece       sealed
//     up/requests/HASH.request      of a box that is not enrolled yet
//     down/DEVICE/letter            sealed to the box; also post, the answer to up/DEVICE/post
//     down/DEVICE/EPOCH.receipt     signed by the center
//     down/DEVICE/OFFER.offered     signed by the center: how much of the offer it has
//     down/grants/HASH.grant        the answer to up/requests/HASH.request
//     enrol/NAME.code               code files, put there by a person
//
// All names are of hex digits and a few lower-case words: they survive a file system that knows no case, no
// links and no owners. Whoever finds a name that is none of these passes it over. Plain functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/digest.h"
#include "storage/formats/usage.h"

namespace lianxiao::formats {

inline constexpr std::string_view kStickFolder = "lianxiao";
// Sticks are FAT32 where old computers must read them, and no file there is longer.
inline constexpr std::int64_t kMostFatFileBytes = (std::int64_t{4} << 30) - 1;
// Parts of a blob have three digits: 1,000 of the smallest useful size are far beyond the largest blob.
inline constexpr std::int64_t kMaxStickParts = 1'000;

std::string StickPart(std::string_view blob_path, std::int64_t part);  // "blobs/ab/cdef….003"
// How many parts of `part_bytes` (a whole number of pieces) make `size_bytes`. Nothing: no such division.
std::optional<std::int64_t> StickParts(std::int64_t size_bytes, std::int64_t part_bytes);

// 32 hex digits, as a device's folder is named.
bool IsStickDevice(std::string_view name);
std::string StickUpFolder(std::string_view device);
std::string StickDownFolder(std::string_view device);

std::string StickBatch(const BatchId& id);
// Of a name within StickUpFolder(device).
std::optional<BatchId> ParseStickBatch(std::string_view device, std::string_view name);
std::string StickStatus(std::string_view device);
std::string StickHoldings(std::string_view device);
std::string StickPostUp(std::string_view device);
std::string StickPostDown(std::string_view device);
std::string StickLetter(std::string_view device);
std::string StickReceipt(std::string_view device, std::string_view epoch);
// The epoch, of a name within StickDownFolder(device).
std::optional<std::string> ParseStickReceipt(std::string_view name);

std::string StickOffer(std::string_view device, std::string_view offer);
std::string StickOfferPiece(std::string_view device, std::string_view offer, std::int64_t piece);
std::string StickOfferReceipt(std::string_view device, std::string_view offer);
// The offer, of a name within StickUpFolder(device), and within StickDownFolder(device).
std::optional<std::string> ParseStickOffer(std::string_view name);
std::optional<std::string> ParseStickOfferReceipt(std::string_view name);
struct StickPiece {
  std::string offer;
  std::int64_t piece = 0;
  auto operator<=>(const StickPiece&) const = default;
};
std::optional<StickPiece> ParseStickOfferPiece(std::string_view name);

inline constexpr std::string_view kStickRequests = "up/requests";
inline constexpr std::string_view kStickGrants = "down/grants";
inline constexpr std::string_view kStickCodes = "enrol";
std::string StickRequest(std::string_view request_file);  // Named by the digest of its bytes.
std::string StickGrant(std::string_view request_name);    // For "HASH.request". Empty: no such name.
bool IsStickGrant(std::string_view name);
bool IsStickCode(std::string_view name);

}  // namespace lianxiao::formats
