#include "storage/formats/mp4_boxes.h"

#include <array>
#include <cstdint>
#include <optional>

namespace lianxiao::formats {
namespace {

// An ordinary file has five or six; a fragmented one thousands, but its moov comes first.
constexpr int kMostBoxes = 100'000;

constexpr std::uint64_t Big(const char* bytes, int size) {
  std::uint64_t value = 0;
  for (int i = 0; i < size; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}

constexpr std::uint64_t kIndex = Big("moov", 4), kPictures = Big("mdat", 4);

struct Box {
  std::uint64_t type = 0;
  std::uint64_t bytes = 0;  // 0: to the end of the file.
};

Result<Box> ReadBox(std::istream& file) {
  std::array<char, 16> header{};
  file.read(header.data(), 8);
  if (file.gcount() < 8) return Fail(ErrorCode::kInvalid, "MP4: cut off within a box header");
  Box box{Big(header.data() + 4, 4), Big(header.data(), 4)};
  std::uint64_t header_bytes = 8;
  if (box.bytes == 1) {  // The size did not fit and follows.
    if (!file.read(header.data() + 8, 8))
      return Fail(ErrorCode::kInvalid, "MP4: cut off within a box header");
    box.bytes = Big(header.data() + 8, 8);
    header_bytes = 16;
  }
  if (box.bytes == 0) return box;
  if (box.bytes < header_bytes) return Fail(ErrorCode::kInvalid, "MP4: a box has an impossible size");
  return box;
}

}  // namespace

Result<bool> IsFastStart(std::istream& file) {
  file.clear();
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(file.tellg());
  std::optional<std::uint64_t> index_at, pictures_at;
  std::uint64_t at = 0;
  for (int i = 0; i < kMostBoxes && at < size; ++i) {
    file.seekg(static_cast<std::streamoff>(at));
    LIANXIAO_ASSIGN(const auto box, ReadBox(file));
    if (box.type == kIndex && !index_at) index_at = at;
    if (box.type == kPictures && !pictures_at) pictures_at = at;
    if (box.bytes > size - at) return Fail(ErrorCode::kInvalid, "MP4: the end of the file is missing");
    at = box.bytes == 0 ? size : at + box.bytes;
  }
  if (!index_at) return Fail(ErrorCode::kInvalid, "MP4: no index (moov); the recording was cut off");
  return !pictures_at || *index_at < *pictures_at;
}

}  // namespace lianxiao::formats
