// 结对学校和工作室的新课: the newest lessons of the catalog that come from whom the school works with,
// whether they are here or not. A school's lessons name it (单位); a studio's name it or are of its library.
// Safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/alliance.h"

namespace lianxiao::storage {

// A partner's role: a studio that this school follows and is the seat of. It has news as any; nobody asks it,
// for its questions come here.
inline constexpr std::string_view kOwnStudio = "own-studio";

struct PartnerLesson {
  std::string resource;
  std::string published;  // RFC 3339
  std::string from;       // The partner's name.
};

class PartnerLessons {
 public:
  explicit PartnerLessons(const Database& journal) : journal_(journal) {}

  // Of all these partners together, by their day; each lesson once. No partner crowds out the others: of each
  // at most `limit` are looked at.
  Result<std::vector<PartnerLesson>> Newest(std::span<const formats::Partner> partners,
                                            std::int64_t limit) const;

 private:
  const Database& journal_;
};

}  // namespace lianxiao::storage
