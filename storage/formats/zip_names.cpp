#include "storage/formats/zip_names.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace lianxiao::formats {
namespace {

constexpr std::string_view kEndMark = "PK\x05\x06";
constexpr std::string_view kEntryMark = "PK\x01\x02";
constexpr std::size_t kEndBytes = 22, kEntryBytes = 46;
constexpr std::uint64_t kMostCommentBytes = 0xFFFF;
constexpr std::uint64_t kMostListBytes = 16 << 20;

std::uint32_t Little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

Result<std::string> ReadSpan(std::istream& file, std::uint64_t offset, std::uint64_t size) {
  std::string bytes(size, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size)))
    return Fail(ErrorCode::kInvalid, "zip: cut off");
  return bytes;
}

Result<std::vector<std::string>> NamesIn(std::string_view list) {
  std::vector<std::string> names;
  while (list.size() >= kEntryBytes && list.starts_with(kEntryMark)) {
    const std::size_t name = Little(list, 28, 2), extra = Little(list, 30, 2), comment = Little(list, 32, 2);
    if (list.size() < kEntryBytes + name + extra + comment)
      return Fail(ErrorCode::kInvalid, "zip: list is cut");
    names.emplace_back(list.substr(kEntryBytes, name));
    list.remove_prefix(kEntryBytes + name + extra + comment);
  }
  if (!list.empty()) return Fail(ErrorCode::kInvalid, "zip: list is damaged");
  return names;
}

}  // namespace

Result<std::vector<std::string>> ZipNames(const std::string& disk_path) {
  std::ifstream file(disk_path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, "open " + disk_path);
  return ZipNames(file);
}

Result<std::vector<std::string>> ZipNames(std::istream& file) {
  file.clear();
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(file.tellg());
  const auto tail_bytes = std::min<std::uint64_t>(size, kEndBytes + kMostCommentBytes);
  auto tail = ReadSpan(file, size - tail_bytes, tail_bytes);
  if (!tail) return Fail(tail.error());

  const auto end = tail->rfind(kEndMark);
  if (end == std::string::npos || tail->size() - end < kEndBytes)
    return Fail(ErrorCode::kInvalid, "zip: no list");
  const std::uint64_t list_bytes = Little(*tail, end + 12, 4), list_at = Little(*tail, end + 16, 4);
  if (list_bytes > kMostListBytes || list_at + list_bytes > size) {
    return Fail(ErrorCode::kInvalid, "zip: list is out of place");
  }
  auto list = ReadSpan(file, list_at, list_bytes);
  if (!list) return Fail(list.error());
  return NamesIn(*list);
}

}  // namespace lianxiao::formats
