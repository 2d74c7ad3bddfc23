#include "web/api/parameters.h"

#include <charconv>
#include <string>
#include <utility>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kMostCount = std::int64_t{1} << 53;
constexpr std::int64_t kMostPerPage = 500;  // storage::Paging

Status Read(const Request& request, std::string_view name, std::int64_t most, std::int64_t& to) {
  const auto text = request.Query(name);
  if (text.empty()) return {};
  const auto count = ParseCount(text);
  if (!count || *count > most) {
    return Fail(ErrorCode::kInvalid,
                std::string(name) + " must be a number from 0 to " + std::to_string(most));
  }
  to = *count;
  return {};
}

}  // namespace

std::optional<std::int64_t> ParseCount(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return {};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value > kMostCount) return {};
  return value;
}

Result<storage::Paging> PagingOf(const Request& request) {
  storage::Paging paging;
  LIANXIAO_TRY(Read(request, "offset", kMostCount, paging.offset));
  LIANXIAO_TRY(Read(request, "limit", kMostPerPage, paging.limit));
  return paging;
}

storage::CatalogFilter FilterOf(const Request& request) {
  storage::CatalogFilter filter;
  const std::pair<std::string_view, std::string*> fields[] = {
      {"stage", &filter.stage},     {"grade", &filter.grade},
      {"subject", &filter.subject}, {"edition", &filter.edition},
      {"volume", &filter.volume},   {"unit", &filter.unit},
      {"lesson", &filter.lesson},   {"type", &filter.type},
      {"teacher", &filter.teacher}, {"lesson_type", &filter.lesson_type},
      {"school", &filter.school},   {"studio", &filter.studio},
      {"quality", &filter.quality}};
  for (const auto& [name, field] : fields) *field = request.Query(name);
  const auto cached = request.Query("cached_only");
  filter.cached_only = cached == "1" || cached == "true";
  return filter;
}

}  // namespace lianxiao::web
