// The routes of the teacher's own pages, each to the file that answers it.
#include "web/teaching/alliance_list_pages.h"
#include "web/teaching/kept_pages.h"
#include "web/teaching/list_pages.h"
#include "web/teaching/question_pages.h"
#include "web/teaching/teaching_page.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kMaxFormBytes = 32 << 10;  // A note of 2,000 Han characters, each %-escaped thrice.

}  // namespace

void AddTeachingPages(Router& router, const TeachingSite& site) {
  const auto add = [&](std::string method, std::string pattern, TeachingHandler handler) {
    router.Add(
        {.method = std::move(method),
         .pattern = std::move(pattern),
         .handler = [site, handler](const Request& r, const Captures& c) { return handler(site, r, c); },
         .max_body = kMaxFormBytes,
         .needs = storage::Permission::kTeach});
  };
  add("GET", "/teaching", ShowLists);
  add("POST", "/teaching/lists", MakeList);
  add("GET", "/teaching/lists/{number}", ShowList);
  add("POST", "/teaching/lists/{number}", ChangeList);
  add("POST", "/teaching/lists/{number}/items", ChangeItems);
  add("GET", "/teaching/add", ChooseList);
  add("POST", "/teaching/add", AddToList);
  add("GET", "/teaching/school", ShowSchoolLists);
  add("GET", "/teaching/favourites", ShowFavourites);
  add("POST", "/teaching/favourites", SetFavourite);
  add("GET", "/teaching/opened", ShowOpened);
  add("POST", "/teaching/opened", ClearOpened);
  add("POST", "/teaching/notes", SetNote);
  add("GET", "/teaching/questions", ShowQuestions);
  add("POST", "/teaching/questions", AskQuestion);
  add("POST", "/teaching/questions/{id}", ChangeQuestion);
  add("GET", "/teaching/alliance", ShowAllianceLists);
  add("GET", "/teaching/alliance/{id}", ShowAllianceList);
  add("POST", "/teaching/alliance/{id}", CopyAllianceList);
}

}  // namespace lianxiao::web
