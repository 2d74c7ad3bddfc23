#include "web/api/mailbox_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/letter.h"
#include "storage/formats/line_rules_json.h"
#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using formats::JsonFields;
using nlohmann::json;

constexpr std::int64_t kMaxControlBytes = 64 << 10;

// "all" is no school's id: a county that has one of that name would tell everybody.
std::string SchoolOf(const Captures& captures) {
  const auto& school = captures.at("school");
  return school == "all" ? std::string() : school;
}

Response GetLetter(MailboxView& view, const Request& request, const Captures& captures) {
  const auto letter = view.LetterFor(captures.at("device"));
  if (!letter) return JsonError(letter.error());
  if (const auto above = ParseCount(request.Query("above")); above && letter->number <= *above) {
    return Response::NoContent();
  }
  Response response;
  response.body = letter->sealed;
  response.With("Content-Type", "application/octet-stream");
  return response.With("ETag", "\"" + std::to_string(letter->number) + "\"")
      .With("Cache-Control", "no-cache");
}

json JsonOf(const NoticeRow& notice) {
  return {{"number", notice.number},
          {"school", notice.school},
          {"text", notice.text},
          {"at", ToRfc3339(notice.at)},
          {"until", ToRfc3339(notice.until)}};
}

Response ListNotices(const MailboxView& view) {
  const auto notices = view.Notices();
  if (!notices) return JsonError(notices.error());
  json list = json::array();
  for (const auto& notice : *notices) list.push_back(JsonOf(notice));
  return Response::Json(Dump({{"notices", std::move(list)}}));
}

// Hands the request's JSON to `work`; what is missing or of the wrong form is the caller's mistake.
template <typename Work>
Response WithJson(const Request& request, Work work) {
  if (!request.local) return JsonError({ErrorCode::kRefused, "only over the control socket"});
  const auto body = formats::ParseJson(request.body);
  if (!body) return JsonError(body.error());
  JsonFields fields(*body);
  return work(fields);
}

Response Done(const Status& done) { return done ? Response::NoContent() : JsonError(done.error()); }

Response AddNotice(MailboxView& view, const Request& request) {
  return WithJson(request, [&](JsonFields& fields) {
    const auto school = fields.TextOr("school");
    const auto text = fields.Text("text");
    const auto until = fields.Time("until");
    if (!fields.status()) return JsonError(fields.status().error());
    const auto number = view.AddNotice(school, text, until);
    return number ? Response::Json(Dump({{"number", *number}})) : JsonError(number.error());
  });
}

Response EndNotice(MailboxView& view, const Request& request, const Captures& captures) {
  return WithJson(request, [&](JsonFields&) {
    const auto number = ParseCount(captures.at("number"));
    if (!number) return JsonError({ErrorCode::kInvalid, "a notice is named by its number"});
    return Done(view.EndNotice(*number));
  });
}

Response Follow(MailboxView& view, const Request& request, const Captures& captures) {
  return WithJson(request, [&](JsonFields& fields) {
    const bool all = fields.BooleanOr("all", false);
    const auto libraries = fields.Texts("libraries");
    if (!fields.status()) return JsonError(fields.status().error());
    return Done(view.Follow(SchoolOf(captures), all, libraries));
  });
}

Response AskLogin(MailboxView& view, const Request& request, const Captures& captures) {
  return WithJson(request, [&](JsonFields& fields) {
    const bool asked = fields.Boolean("asked");
    if (!fields.status()) return JsonError(fields.status().error());
    return Done(view.AskClassroomLogin(SchoolOf(captures), asked));
  });
}

// {"rules": {…}}; without rules they are taken back.
Response RuleLine(MailboxView& view, const Request& request, const Captures& captures) {
  return WithJson(request, [&](JsonFields& fields) {
    std::optional<formats::LineRules> rules;
    if (fields.Has("rules")) {
      auto read = formats::ReadLineRules(fields.Object("rules"), "rules");
      if (!read) return JsonError(read.error());
      rules = *std::move(read);
    }
    if (!fields.status()) return JsonError(fields.status().error());
    return Done(view.RuleLine(SchoolOf(captures), rules));
  });
}

Response ShowLine(const MailboxView& view, const Captures& captures) {
  const auto rules = view.LineOf(SchoolOf(captures));
  if (!rules) return JsonError(rules.error());
  auto body = json::object();
  if (*rules) body["rules"] = formats::JsonOf(**rules);
  return Response::Json(Dump(body));
}

Response Recheck(MailboxView& view, const Request& request, const Captures& captures) {
  return WithJson(request, [&](JsonFields&) { return Done(view.Recheck(SchoolOf(captures))); });
}

}  // namespace

void AddLetters(Router& router, MailboxView& view) {
  router.Add({.method = "GET",
              .pattern = "/api/v1/devices/{device}/letter",
              .handler = [&view](const Request& r, const Captures& c) { return GetLetter(view, r, c); }});
}

void AddMailboxControl(Router& router, MailboxView& view) {
  const auto post = [&](const char* pattern, Handler handler) {
    router.Add(
        {.method = "POST", .pattern = pattern, .handler = std::move(handler), .max_body = kMaxControlBytes});
  };
  router.Add({.method = "GET",
              .pattern = "/control/v1/notices",
              .handler = [&view](const Request&, const Captures&) { return ListNotices(view); }});
  post("/control/v1/notices", [&view](const Request& r, const Captures&) { return AddNotice(view, r); });
  post("/control/v1/notices/{number}/end",
       [&view](const Request& r, const Captures& c) { return EndNotice(view, r, c); });
  post("/control/v1/schools/{school}/follow",
       [&view](const Request& r, const Captures& c) { return Follow(view, r, c); });
  post("/control/v1/schools/{school}/classroom-login",
       [&view](const Request& r, const Captures& c) { return AskLogin(view, r, c); });
  post("/control/v1/schools/{school}/line",
       [&view](const Request& r, const Captures& c) { return RuleLine(view, r, c); });
  router.Add({.method = "GET",
              .pattern = "/control/v1/schools/{school}/line",
              .handler = [&view](const Request&, const Captures& c) { return ShowLine(view, c); }});
  post("/control/v1/schools/{school}/recheck",
       [&view](const Request& r, const Captures& c) { return Recheck(view, r, c); });
}

}  // namespace lianxiao::web
