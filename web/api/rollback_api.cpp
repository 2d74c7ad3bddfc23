#include "web/api/rollback_api.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxControlBytes = 4 << 10;

json JsonOf(const RollbackWish& wish) {
  return {{"number", wish.number},
          {"kind", wish.kind},
          {"id", wish.id},
          {"name", wish.name},
          {"plan", wish.plan},
          {"who", wish.who},
          {"why", wish.why},
          {"asked", ToRfc3339(wish.asked)},
          {"state", wish.state},
          {"decided_by", wish.decided_by},
          {"decided", TimeOrNull(wish.decided)}};
}

Response List(const RollbackView& view) {
  const auto wishes = view.Wishes();
  if (!wishes) return JsonError(wishes.error());
  json rows = json::array();
  for (const auto& wish : *wishes) rows.push_back(JsonOf(wish));
  return Response::Json(Dump({{"rollbacks", std::move(rows)}}));
}

Status Note(const PeopleSite& site, const Request& request, std::string act, const RollbackWish& wish,
            std::string detail) {
  auto actor = ActorOf(request);
  return site.people.audit().Add({.who = std::move(actor.login),
                                  .from = std::move(actor.from),
                                  .act = std::move(act),
                                  .subject = wish.kind + " " + wish.id,
                                  .detail = std::move(detail)});
}

Result<std::int64_t> NumberOf(const std::string& text) {
  const auto number = ParseCount(text);
  if (!number) return Fail(ErrorCode::kNotFound, "rollback.no_request: \"" + text + "\" is no number");
  return *number;
}

// Who typed it at that machine is what the command says; that somebody may is the socket's doing.
Result<RollbackWish> DoneNoted(RollbackView& view, const PeopleSite& site, const Request& request,
                               const std::string& number) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  LIANXIAO_ASSIGN(const auto which, NumberOf(number));
  LIANXIAO_ASSIGN(auto wish, view.Done(which, body.Get("by")));
  LIANXIAO_TRY(Note(site, request, "rollbacks.done", wish, body.Get("by")));
  return wish;
}

}  // namespace

Result<RollbackWish> AskNoted(RollbackView& view, const PeopleSite& site, const Request& request,
                              const RollbackAsk& ask) {
  LIANXIAO_ASSIGN(auto wish, view.Ask(ask.kind, ask.id, ask.plan, ActorOf(request).login, ask.why));
  LIANXIAO_TRY(Note(site, request, "rollbacks.asked", wish, ask.why));
  return wish;
}

Status DropNoted(RollbackView& view, const PeopleSite& site, const Request& request,
                 const std::string& number) {
  LIANXIAO_ASSIGN(const auto which, NumberOf(number));
  LIANXIAO_ASSIGN(const auto wish, view.Drop(which, ActorOf(request).login));
  return Note(site, request, "rollbacks.dropped", wish, wish.why);
}

void AddRollbackControl(Router& router, RollbackView& view, const PeopleSite& site) {
  router.Add({.method = "GET",
              .pattern = "/control/v1/rollbacks",
              .handler = [&view](const Request&, const Captures&) { return List(view); }});
  router.Add({.method = "POST",
              .pattern = "/control/v1/rollbacks/{number}/done",
              .handler =
                  [&view, site](const Request& r, const Captures& c) {
                    const auto wish = DoneNoted(view, site, r, c.at("number"));
                    return wish ? Response::Json(Dump(JsonOf(*wish))) : JsonError(wish.error());
                  },
              .max_body = kMaxControlBytes});
}

}  // namespace lianxiao::web
