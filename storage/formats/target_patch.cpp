#include "storage/formats/target_patch.h"

#include "storage/base/digest.h"
#include "storage/formats/catalog.h"
#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

constexpr std::size_t kFromDigits = 16;  // 64 bits: of one file's older versions no two share them.

}  // namespace

std::string PatchOf(std::string_view path, std::string_view from) {
  return std::string(path) + ".from-" + std::string(from.substr(0, kFromDigits));
}

bool IsPacked(std::string_view target_name) { return target_name.ends_with(".zst"); }

Result<std::string> PlainTarget(std::string_view target_name, std::string_view bytes) {
  if (!IsPacked(target_name)) return std::string(bytes);
  return Unpack(bytes, kMaxShardBytes);
}

TufTarget DescribeTarget(std::string_view target_name, std::string_view bytes) {
  TufTarget target{static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
  if (!IsPacked(target_name)) return target;
  if (const auto plain = Unpack(bytes, kMaxShardBytes)) {
    target.unpacked = {static_cast<std::int64_t>(plain->size()), Sha256Hex(*plain)};
  }
  return target;
}

}  // namespace lianxiao::formats
