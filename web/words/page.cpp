#include "web/words/page.h"

#include <algorithm>
#include <cstdlib>

#include "web/http/cookies.h"
#include "web/http/url.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

// "0.8" of "en-US;q=0.8" in thousandths; 1000 without.
int Preference(std::string_view range) {
  const auto q = range.find("q=");
  if (q == std::string_view::npos) return 1'000;
  const std::string number(range.substr(q + 2, 5));
  return static_cast<int>(std::strtod(number.c_str(), nullptr) * 1'000);
}

Language FromAcceptLanguage(std::string_view header) {
  int chinese = -1, english = -1;
  while (!header.empty()) {
    const auto comma = header.find(',');
    auto range = header.substr(0, comma);
    while (range.starts_with(' ')) range.remove_prefix(1);
    if (range.starts_with("zh")) chinese = std::max(chinese, Preference(range));
    if (range.starts_with("en")) english = std::max(english, Preference(range));
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
  }
  return english > chinese ? Language::kEnglish : Language::kChinese;
}

bool BigText(const Request& request) {
  const auto asked = request.Query("text");
  return (asked.empty() ? CookieOf(request, "text") : std::string(asked)) == "big";
}

std::string KeepAYear(std::string name, std::string_view value) {
  constexpr std::int64_t kYearS = 31'536'000;
  return Write({.name = std::move(name), .value = std::string(value), .max_age_s = kYearS});
}

}  // namespace

Language LanguageOf(const Request& request) {
  for (const auto& asked : {std::string(request.Query("lang")), CookieOf(request, "lang")}) {
    if (asked == "en") return Language::kEnglish;
    if (asked == "zh-CN" || asked == "zh") return Language::kChinese;
  }
  return FromAcceptLanguage(request.Header("accept-language"));
}

std::string Address(std::string_view path, const Query& query) {
  std::string address(path);
  char mark = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    address += mark + EncodeSegment(name) + "=" + EncodeSegment(value);
    mark = '&';
  }
  return address;
}

Page::Page(const Request& request, Zone zone)
    : request_(request),
      language_(LanguageOf(request)),
      big_text_(BigText(request)),
      words_(Strings::BuiltIn(language_)),
      text_(words_, std::move(zone)) {}

std::string Page::Here(const Query& changes) const {
  Query query;
  for (const auto& [name, value] : request_.query) {
    if (name != "lang" && name != "text") query.emplace_back(name, value);
  }
  query.insert(query.end(), changes.begin(), changes.end());
  return Address(EncodePath(request_.path), query);
}

void Page::AddFrame(Fields& fields, std::string_view title) const {
  const bool chinese = language_ == Language::kChinese;
  fields.Set("page_language", std::string(Tag(language_)));
  fields.Set("page_title", std::string(title));
  fields.Set("place_name", name_);
  fields.Set("big_text", big_text_);
  fields.Set("other_language", Here({{"lang", chinese ? "en" : "zh-CN"}}));
  fields.Set("other_language_tag", chinese ? "en" : "zh-CN");
  fields.Set("other_text_size", Here({{"text", big_text_ ? "normal" : "big"}}));
  if (!here_.empty()) fields.Set("at_" + here_, true);
  AddVisitor(fields);
}

void Page::AddVisitor(Fields& fields) const {
  if (!request_.visitor) {
    fields.Set("login_address", Address("/login", {{"next", Here(Query{})}}));
    return;
  }
  const auto& account = request_.visitor->account;
  fields.Set("visitor", true).Set("visitor_name", account.name.empty() ? account.login : account.name);
  fields.Set("csrf", request_.visitor->csrf);
  fields.Set("may_people", storage::May(account.role, storage::Permission::kManagePeople));
  fields.Set("may_audit", storage::May(account.role, storage::Permission::kReadAudit));
  fields.Set("may_teach", storage::May(account.role, storage::Permission::kTeach));
  fields.Set("may_keep", storage::May(account.role, storage::Permission::kKeepLessons));
  fields.Set("may_review", storage::May(account.role, storage::Permission::kReviewResources));
  fields.Set("may_hand_in", storage::May(account.role, storage::Permission::kHandInResources));
  fields.Set("may_boxes", storage::May(account.role, storage::Permission::kManageBoxes));
}

Response Page::Send(std::string_view page, std::string_view title, Fields fields, int status) const {
  AddFrame(fields, title);
  auto response = Response::Html(Renderer::BuiltIn(language_).Render(page, fields), status);
  response.frame_origin = frame_origin_;
  response.With("Content-Language", std::string(Tag(language_))).With("Vary", "Accept-Language, Cookie");
  if (!request_.Query("lang").empty()) {
    response.With("Set-Cookie", KeepAYear("lang", Tag(language_)));
  }
  if (!request_.Query("text").empty()) {
    response.With("Set-Cookie", KeepAYear("text", big_text_ ? "big" : "normal"));
  }
  return response;
}

}  // namespace lianxiao::web
