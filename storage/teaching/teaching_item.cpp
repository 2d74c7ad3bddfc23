#include "storage/teaching/teaching_item.h"

#include <algorithm>

#include "storage/formats/utf8.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMaxKindBytes = 20, kMaxIdBytes = 128;

bool IsKindCharacter(char c) { return (c >= 'a' && c <= 'z') || c == '-'; }

}  // namespace

Status CheckItem(const TeachingItem& item) {
  const bool kind_fits = !item.kind.empty() && item.kind.size() <= kMaxKindBytes &&
                         std::ranges::all_of(item.kind, IsKindCharacter);
  const bool id_fits = !item.id.empty() && item.id.size() <= kMaxIdBytes && formats::IsUtf8(item.id) &&
                       !formats::HasControls(item.id);
  if (kind_fits && id_fits) return {};
  return Fail(ErrorCode::kInvalid, "teaching.item_form: name a kind and an id, like lesson and sx-3s-fenshu");
}

Status CheckTyped(const char* key, std::string_view line, std::size_t max_bytes) {
  if (line.size() <= max_bytes && formats::IsUtf8(line) && !formats::HasControls(line)) return {};
  return Fail(ErrorCode::kInvalid,
              std::string(key) + ": one line of text, at most " + std::to_string(max_bytes) + " bytes");
}

}  // namespace lianxiao::storage
