#include "storage/partner_lessons.h"

#include <algorithm>
#include <set>

#include "storage/formats/alliance.h"
#include "storage/formats/library_name.h"

namespace lianxiao::storage {
namespace {

Status Collect(Statement& rows, const std::string& from, std::vector<PartnerLesson>& into) {
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    into.push_back({rows.Text(0), rows.Text(1), from});
  }
}

Status OfName(Connection& c, const char* sql, const std::string& name, std::int64_t limit,
              std::vector<PartnerLesson>& into) {
  auto rows = c.Prepare(sql);
  rows.Bind(1, name).Bind(2, limit);
  return Collect(rows, name, into);
}

// All of a library begin with its name and '-'; '.' is the next byte.
Status OfLibrary(Connection& c, const formats::Partner& studio, std::int64_t limit,
                 std::vector<PartnerLesson>& into) {
  auto rows = c.Prepare(
      "SELECT id, published FROM resources WHERE id > ?1 AND id < ?2 AND withdrawn = 0"
      " ORDER BY published DESC, id LIMIT ?3");
  rows.Bind(1, studio.id + "-").Bind(2, studio.id + ".").Bind(3, limit);
  return Collect(rows, studio.name, into);
}

Status OfPartner(Connection& c, const formats::Partner& partner, std::int64_t limit,
                 std::vector<PartnerLesson>& into) {
  const bool school = partner.role == formats::kHelper || partner.role == formats::kHelped;
  if (!school && partner.role != formats::kStudio && partner.role != kOwnStudio)
    return {};  // Of a newer county.
  if (school) {
    return OfName(c,
                  "SELECT id, published FROM resources WHERE school = ?1 AND school <> '' AND withdrawn = 0"
                  " ORDER BY published DESC, id LIMIT ?2",
                  partner.name, limit, into);
  }
  LIANXIAO_TRY(
      OfName(c,
             "SELECT id, published FROM resources WHERE studio = ?1 AND studio <> '' AND withdrawn = 0"
             " ORDER BY published DESC, id LIMIT ?2",
             partner.name, limit, into));
  return formats::CheckLibraryName(partner.id) ? OfLibrary(c, partner, limit, into) : Status();
}

}  // namespace

Result<std::vector<PartnerLesson>> PartnerLessons::Newest(std::span<const formats::Partner> partners,
                                                          std::int64_t limit) const {
  std::vector<PartnerLesson> lessons;
  const auto read = journal_.Read([&](Connection& c) -> Status {
    for (const auto& partner : partners) LIANXIAO_TRY(OfPartner(c, partner, limit, lessons));
    return {};
  });
  if (!read) return Fail(read.error().While("lessons of partners"));
  std::ranges::stable_sort(lessons, std::greater<>(), &PartnerLesson::published);
  std::set<std::string> seen;
  std::erase_if(lessons, [&](const PartnerLesson& one) { return !seen.insert(one.resource).second; });
  if (std::ssize(lessons) > limit) lessons.resize(static_cast<std::size_t>(limit));
  return lessons;
}

}  // namespace lianxiao::storage
