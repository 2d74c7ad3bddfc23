#include "web/teaching/card_acts.h"

#include "web/people/visitor.h"
#include "web/words/page.h"

namespace lianxiao::web {

CardActs::CardActs(const TeachingSite* site, const Request& request, std::string here)
    : here_(std::move(here)) {
  if (site == nullptr || !MayTeach(request)) return;
  const auto kept = site->kept.favourites.Of(request.visitor->account.id);
  if (!kept) return;  // The page goes without.
  teaches_ = true;
  for (const auto& one : *kept) {
    if (one.item.kind == storage::kLessonKind) favourites_.insert(one.item.id);
  }
}

void CardActs::AddTo(Fields& card, const ResourceOnBox& resource) const {
  const auto& id = resource.shown.id;
  card.Set("card_id", id);
  if (!teaches_ && resource.playable) return;
  const auto back = here_ + "#c-" + id;
  Fields acts;
  acts.Set("act_id", id).Set("act_next", back);
  acts.Set("act_wishes", !resource.playable).Set("act_wished", resource.wished);
  acts.Set("act_teaches", teaches_).Set("act_kept", favourites_.contains(id));
  acts.Set("act_add", Address("/teaching/add",
                              {{"kind", std::string(storage::kLessonKind)}, {"id", id}, {"next", back}}));
  card.Set("card_acts", std::move(acts));
}

}  // namespace lianxiao::web
