// /api/v1/me/questions, /api/v1/received-questions and /api/v1/alliance-lists: what /teaching/questions and
// /teaching/alliance show and do, for programs.
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"
#include "web/people/visitor.h"
#include "web/teaching/alliance_list_pages.h"
#include "web/teaching/teaching_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxBodyBytes = 32 << 10;

Response Done(const Status& status) { return status ? Response::NoContent() : JsonError(status.error()); }

json JsonOf(const AnswerHere& answer) {
  return {{"id", answer.id},     {"author", answer.author},   {"from", answer.from},
          {"text", answer.text}, {"state", answer.state},     {"why", answer.why},
          {"mine", answer.mine}, {"at", ToRfc3339(answer.at)}};
}

json JsonOf(const QuestionHere& question) {
  json answers = json::array();
  for (const auto& answer : question.answers) answers.push_back(JsonOf(answer));
  return {{"id", question.id},
          {"author", question.author},
          {"from", question.from},
          {"to", question.to},
          {"resource", question.resource},
          {"title", question.title},
          {"text", question.text},
          {"state", question.state},
          {"why", question.why},
          {"at", ToRfc3339(question.at)},
          {"answers", std::move(answers)}};
}

json JsonOf(const AskedWhom& whom) { return {{"kind", whom.kind}, {"id", whom.id}, {"name", whom.name}}; }

json JsonOf(const SharedList& list) {
  json items = json::array();
  for (const auto& item : list.items) {
    items.push_back({{"resource", item.item.id}, {"title", item.title}, {"note", item.note}});
  }
  return {{"id", list.id},     {"name", list.name},        {"author", list.author},
          {"from", list.from}, {"at", ToRfc3339(list.at)}, {"items", std::move(items)}};
}

template <typename Row>
Response Rows(const char* name, const Result<std::vector<Row>>& rows) {
  if (!rows) return JsonError(rows.error());
  json list = json::array();
  for (const auto& row : *rows) list.push_back(JsonOf(row));
  return Response::Json(Dump({{name, std::move(list)}}));
}

Response Mine(const TeachingSite& site, const Request& request, const Captures&) {
  return Rows("questions", site.questions->Mine(AccountOf(request)));
}
Response Received(const TeachingSite& site, const Request& request, const Captures&) {
  return Rows("questions", site.questions->Received(AccountOf(request)));
}
Response Whom(const TeachingSite& site, const Request&, const Captures&) {
  return Rows("partners", site.questions->Whom());
}
Response Lists(const TeachingSite& site, const Request&, const Captures&) {
  return Rows("lists", site.questions->Lists());
}

// {"kind", "to", "resource", "text"}
Response Ask(const TeachingSite& site, const Request& request, const Captures&) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  const auto id = site.questions->Ask(request.visitor->account, {body->Get("kind"), body->Get("to"), ""},
                                      body->Get("resource"), body->Get("text"));
  return id ? Response::Json(Dump({{"id", *id}})) : JsonError(id.error());
}

Response Answer(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  return Done(site.questions->Answer(request.visitor->account, captures.at("id"), body->Get("text")));
}

Response TakeBack(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(site.questions->TakeBack(request.visitor->account, captures.at("id")));
}

// {"alliance"}
Response Share(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  return Done(ShareWithAlliance(site, request, ParseCount(captures.at("number")).value_or(-1),
                                body->Get("alliance")));
}
Response Unshare(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(UnshareWithAlliance(site, request, ParseCount(captures.at("number")).value_or(-1)));
}

}  // namespace

void AddQuestionsApi(Router& router, const TeachingSite& site) {
  const auto add = [&](std::string method, std::string pattern, TeachingHandler handler) {
    router.Add({.method = std::move(method),
                .pattern = "/api/v1/me/" + std::move(pattern),
                .handler =
                    [site, handler](const Request& r, const Captures& c) {
                      if (site.questions == nullptr) {
                        return JsonError({ErrorCode::kNotFound, "question.unknown: no questions here"});
                      }
                      return handler(site, r, c);
                    },
                .max_body = kMaxBodyBytes,
                .needs = storage::Permission::kTeach});
  };
  add("GET", "questions", Mine);
  add("POST", "questions", Ask);
  add("GET", "received-questions", Received);
  add("GET", "partners", Whom);
  add("POST", "questions/{id}/answers", Answer);
  add("POST", "questions/{id}/take-back", TakeBack);
  add("GET", "alliance-lists", Lists);
  add("PUT", "lists/{number}/alliance", Share);
  add("DELETE", "lists/{number}/alliance", Unshare);
}

}  // namespace lianxiao::web
