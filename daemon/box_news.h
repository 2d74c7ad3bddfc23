// The newest lessons of paired schools, studios and followed libraries, as the first page sees them. Safe
// from any thread.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "storage/county_letter.h"
#include "storage/partner_lessons.h"
#include "storage/school_ties.h"
#include "web/news_view.h"

namespace lianxiao::daemon {

class BoxNews final : public web::NewsView {
 public:
  BoxNews(const storage::SchoolTies& ties, const storage::CountyLetter& letter,
          const storage::PartnerLessons& lessons, const web::SchoolView& school,
          std::function<WallTime()> now)
      : ties_(ties), letter_(letter), lessons_(lessons), school_(school), now_(std::move(now)) {}

  Result<std::vector<web::NewsLesson>> News(std::int64_t limit) const override;

 private:
  const storage::SchoolTies& ties_;
  const storage::CountyLetter& letter_;
  const storage::PartnerLessons& lessons_;
  const web::SchoolView& school_;
  const std::function<WallTime()> now_;  // Never before what the county was heard to say.
};

}  // namespace lianxiao::daemon
