// What can be done with a lesson from a list of lessons: mark it as a favourite, put it on a list for a
// class, wish for it. Forms and links, so that they need no script; each leads back to the card it stood on.
#pragma once

#include <set>
#include <string>

#include "web/school_view.h"
#include "web/teaching/teaching_site.h"
#include "web/words/render.h"

namespace lianxiao::web {

// For one page. Used from one thread.
class CardActs {
 public:
  // `site` null: this box keeps nothing for teachers. `here`: the page's own address, to come back to.
  CardActs(const TeachingSite* site, const Request& request, std::string here);
  // Sets the section `card_acts` of a lesson's card.
  void AddTo(Fields& card, const ResourceOnBox& resource) const;

 private:
  std::string here_;
  bool teaches_ = false;
  std::set<std::string> favourites_;  // Lessons' ids.
};

}  // namespace lianxiao::web
