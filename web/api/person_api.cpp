#include "web/api/person_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "web/api/common_json.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using formats::JsonFields;
using nlohmann::json;

constexpr std::int64_t kMaxTeacherBytes = 4 << 20;
constexpr std::size_t kMaxTeachers = 10'000;

Result<std::string> WhoIn(const Request& request) {
  if (!request.local) return Fail(ErrorCode::kRefused, "only over the control socket");
  LIANXIAO_ASSIGN(const auto body, formats::ParseJson(request.body));
  JsonFields fields(body);
  auto who = fields.Text("person");
  LIANXIAO_TRY(fields.status());
  return who;
}

Response Export(const PersonView& view, const Request& request) {
  const auto who = WhoIn(request);
  if (!who) return JsonError(who.error());
  auto all = view.Export(*who);
  return all ? Response::Json(*std::move(all)) : JsonError(all.error());
}

Response Erase(PersonView& view, const Request& request) {
  const auto who = WhoIn(request);
  if (!who) return JsonError(who.error());
  const auto events = view.Erase(*who);
  return events ? Response::Json(Dump({{"events", *events}})) : JsonError(events.error());
}

Result<std::vector<NewTeacher>> ReadTeachers(const Request& request) {
  if (!request.local) return Fail(ErrorCode::kRefused, "only over the control socket");
  LIANXIAO_ASSIGN(const auto body, formats::ParseJson(request.body));
  JsonFields fields(body);
  const auto& list = fields.List("teachers");
  LIANXIAO_TRY(fields.status());
  if (list.size() > kMaxTeachers) {
    return Fail(ErrorCode::kInvalid, "teachers: more than " + std::to_string(kMaxTeachers) + " at once");
  }
  std::vector<NewTeacher> teachers;
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields one(list[i], "teachers[" + std::to_string(i) + "]");
    NewTeacher teacher{one.Text("school"), one.Text("login"), one.Text("name"), one.Text("role")};
    LIANXIAO_TRY(one.status());
    teachers.push_back(std::move(teacher));
  }
  return teachers;
}

Response AddTeachers(TeacherView& view, const Request& request) {
  const auto teachers = ReadTeachers(request);
  if (!teachers) return JsonError(teachers.error());
  const auto taken = view.AddTeachers(*teachers);
  if (!taken) return JsonError(taken.error());
  json made = json::array(), refused = json::array();
  for (const auto& one : taken->made) {
    made.push_back({{"index", one.index}, {"code", one.code}, {"expires", ToRfc3339(one.expires)}});
  }
  for (const auto& one : taken->refused) {
    const auto said = SplitKey(one.message);
    refused.push_back({{"index", one.index}, {"key", said.key}, {"message", said.text}});
  }
  return Response::Json(Dump({{"made", std::move(made)}, {"refused", std::move(refused)}}));
}

}  // namespace

void AddPersonControl(Router& router, PersonView& view) {
  router.Add({.method = "POST",
              .pattern = "/control/v1/person/export",
              .handler = [&view](const Request& r, const Captures&) { return Export(view, r); }});
  router.Add({.method = "POST",
              .pattern = "/control/v1/person/erase",
              .handler = [&view](const Request& r, const Captures&) { return Erase(view, r); }});
}

void AddTeacherControl(Router& router, TeacherView& view) {
  router.Add({.method = "POST",
              .pattern = "/control/v1/teachers",
              .handler = [&view](const Request& r, const Captures&) { return AddTeachers(view, r); },
              .max_body = kMaxTeacherBytes});
}

}  // namespace lianxiao::web
