// What the pages and the API of accounts work with, the same on a box and at the county. Plain value; what
// it refers to outlives the routes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/time.h"
#include "storage/courseware/courseware.h"
#include "storage/people/people.h"
#include "web/http/http.h"
#include "web/people/gate.h"

namespace lianxiao::web {

struct PeopleSite {
  storage::People& people;
  const Clock& clock;
  storage::Place place = storage::Place::kSchool;
  GateOptions gate;
  // For the header: the school's or the county's name. Empty: none yet.
  std::function<std::string()> place_name = [] { return std::string(); };
  // At the county: id and name of each school, for teachers' accounts.
  std::function<std::vector<std::pair<std::string, std::string>>()> schools = [] {
    return std::vector<std::pair<std::string, std::string>>();
  };
  // Lets the learning log forget a pseudonym, when its account was erased.
  std::function<Status(const std::string& person)> forget = [](const std::string&) { return Status(); };
  // What the learning log here has under a pseudonym, each event as JSON, for its owner.
  std::function<Result<std::vector<std::string>>(const std::string& person)> events = [](const std::string&) {
    return Result<std::vector<std::string>>();
  };
  // On a box: what an account has added to the school's own courseware, deleted ones too.
  std::function<Result<std::vector<storage::Courseware>>(const std::string& account)> courseware =
      [](const std::string&) { return Result<std::vector<storage::Courseware>>(); };
  // Whatever else this place holds about an account: a JSON object, whose members go into the own data.
  std::function<Result<std::string>(const storage::Account&)> records = [](const storage::Account&) {
    return Result<std::string>("{}");
  };
};

using PeopleHandler = Response (*)(const PeopleSite& site, const Request& request, const Captures& captures);

inline void AddPeopleRoute(Router& router, const PeopleSite& site, std::string method, std::string pattern,
                           PeopleHandler handler, std::optional<storage::Permission> needs,
                           Cost cost = Cost::kLittle) {
  router.Add(
      {.method = std::move(method),
       .pattern = std::move(pattern),
       .handler = [site, handler](const Request& request,
                                  const Captures& captures) { return handler(site, request, captures); },
       .needs = needs,
       .cost = cost});
}

// Who acts: the logged-in visitor, or the machine's own admin on the control socket.
storage::Actor ActorOf(const Request& request);

// Where a login comes from: the address, and what the browser calls itself, in two words.
storage::Origin OriginOf(const Request& request);

// All pages and the API of accounts: login, own account, accounts, security log. To be guarded (gate.h).
void AddPeoplePages(Router& router, const PeopleSite& site);
// Accounts and security log for the command line, on the control socket.
void AddPeopleControl(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
