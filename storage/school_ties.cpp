#include "storage/school_ties.h"

namespace lianxiao::storage {

Result<std::vector<formats::Partner>> SchoolTies::Partners(WallTime now) const {
  std::vector<formats::Partner> partners;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT role, id, name, from_ms, until_ms FROM letter_partners ORDER BY place");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      formats::Partner partner{rows.Text(0), rows.Text(1), rows.Text(2), {rows.Int(3)}, {rows.Int(4)}};
      if (partner.IsInForce(now)) partners.push_back(std::move(partner));
    }
  }));
  return partners;
}

Result<std::vector<formats::Alliance>> SchoolTies::Alliances() const {
  std::vector<formats::Alliance> alliances;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT alliance FROM letter_alliances ORDER BY id");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto alliance, formats::ParseAlliance(rows.Text(0)));
      alliances.push_back(std::move(alliance));
    }
  }));
  return alliances;
}

}  // namespace lianxiao::storage
