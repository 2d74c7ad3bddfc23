#include "web/api/posts_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/post.h"
#include "web/api/common_json.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Permission;

constexpr std::int64_t kMaxBodyBytes = 32 << 10;

Response Exchange(PostsView& view, const Request& request, const Captures& captures) {
  auto down = view.Exchange(captures.at("device"), request.body);
  if (!down) return JsonError(down.error());
  Response response;
  response.body = *std::move(down);
  return response.With("Content-Type", "application/octet-stream").With("Cache-Control", "no-store");
}

json JsonOf(const PostedAnswer& answer) {
  return {{"id", answer.id},
          {"author", answer.author},
          {"text", answer.text},
          {"state", answer.state},
          {"why", answer.why},
          {"at", ToRfc3339(answer.at)},
          {"delivered", answer.delivered},
          {"ours", answer.ours}};
}

json JsonOf(const PostedQuestion& question) {
  json answers = json::array();
  for (const auto& answer : question.answers) answers.push_back(JsonOf(answer));
  return {{"id", question.id},
          {"school", question.school_name},
          {"author", question.author},
          {"resource", question.resource},
          {"title", question.title},
          {"text", question.text},
          {"state", question.state},
          {"why", question.why},
          {"to", question.to_name},
          {"at", ToRfc3339(question.at)},
          {"delivered", question.delivered},
          {"answers", std::move(answers)}};
}

json JsonOf(const PostedList& list) {
  return {{"id", list.id},       {"school", list.school_name}, {"author", list.author},
          {"title", list.title}, {"items", list.items},        {"state", list.state},
          {"why", list.why},     {"at", ToRfc3339(list.at)}};
}

json JsonOf(const PostsOfSchool& counts) {
  return {{"school", counts.school},
          {"asked", counts.asked},
          {"answered", counts.answered},
          {"lists", counts.lists}};
}

template <typename Row>
Response Rows(const char* name, const Result<std::vector<Row>>& rows) {
  if (!rows) return JsonError(rows.error());
  json list = json::array();
  for (const auto& row : *rows) list.push_back(JsonOf(row));
  return Response::Json(Dump({{name, std::move(list)}}));
}

Status Note(const PeopleSite& site, const Request& request, std::string act, const std::string& post,
            std::string detail) {
  auto actor = ActorOf(request);
  return site.people.audit().Add({.who = std::move(actor.login),
                                  .from = std::move(actor.from),
                                  .act = std::move(act),
                                  .subject = post,
                                  .detail = std::move(detail)});
}

// Who answers, as the school reads it beside the county's name: the person's; for the machine's own admin the
// county's once more.
PostAuthor AuthorOf(const PeopleSite& site, const Request& request) {
  if (!request.visitor) return {site.place_name(), {}};
  const auto& account = request.visitor->account;
  return {account.name.empty() ? account.login : account.name, account.person};
}

Response Done(const Status& done) { return done ? Response::NoContent() : JsonError(done.error()); }

}  // namespace

Status AnswerNoted(PostsView& view, const PeopleSite& site, const Request& request,
                   const std::string& question, const std::string& text) {
  LIANXIAO_TRY(view.Answer(question, AuthorOf(site, request), text));
  return Note(site, request, "question.answered", question, "");
}

Status HideNoted(PostsView& view, const PeopleSite& site, const Request& request, const std::string& post,
                 const std::string& why) {
  LIANXIAO_TRY(view.Hide(post, why));
  return Note(site, request, "question.hidden", post, why);
}

Status TakeBackNoted(PostsView& view, const PeopleSite& site, const Request& request,
                     const std::string& answer) {
  LIANXIAO_TRY(view.TakeBack(answer));
  return Note(site, request, "answer.taken_back", answer, "");
}

void AddPostsApi(Router& router, PostsView& view, const PeopleSite& site) {
  router.Add({.method = "POST",
              .pattern = "/api/v1/devices/{device}/post",
              .handler = [&view](const Request& r, const Captures& c) { return Exchange(view, r, c); },
              .max_body = static_cast<std::int64_t>(formats::kMaxPostSealed),
              .cost = Cost::kUpload});
  router.Add(
      {.method = "GET",
       .pattern = "/api/v1/questions",
       .handler = [&view](const Request&, const Captures&) { return Rows("questions", view.Questions()); },
       .needs = Permission::kReviewResources});
  router.Add({.method = "GET",
              .pattern = "/api/v1/shared-lists",
              .handler = [&view](const Request&, const Captures&) { return Rows("lists", view.Lists()); },
              .needs = Permission::kReviewResources});
  router.Add({.method = "GET",
              .pattern = "/api/v1/questions/counts",
              .handler = [&view](const Request&, const Captures&) { return Rows("counts", view.Counts()); },
              .needs = Permission::kReadStatus});
  const auto act = [&](const char* pattern, const char* field, auto work) {
    router.Add({.method = "POST",
                .pattern = pattern,
                .handler =
                    [&view, site, field, work](const Request& r, const Captures& c) {
                      const auto body = JsonBody::Read(r);
                      if (!body) return JsonError(body.error());
                      return Done(work(view, site, r, c.at("id"), body->Get(field)));
                    },
                .max_body = kMaxBodyBytes,
                .needs = Permission::kReviewResources});
  };
  act("/api/v1/questions/{id}/answer", "text", AnswerNoted);
  act("/api/v1/questions/{id}/hide", "why", HideNoted);
  router.Add({.method = "POST",
              .pattern = "/api/v1/questions/{id}/take-back",
              .handler =
                  [&view, site](const Request& r, const Captures& c) {
                    const auto body = JsonBody::Read(r);
                    return body ? Done(TakeBackNoted(view, site, r, c.at("id"))) : JsonError(body.error());
                  },
              .max_body = kMaxBodyBytes,
              .needs = Permission::kReviewResources});
}

}  // namespace lianxiao::web
