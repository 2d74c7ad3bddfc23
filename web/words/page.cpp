#include "web/words/page.h"

#include <cctype>
#include <cstdlib>
#include <optional>

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

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The one of ours that the tag (BCP 47, in any case) means: "zh-HK" is traditional, "zh-Hans-HK" is not.
std::optional<Language> LanguageNamed(std::string_view tag) {
  std::string parts = "-";
  for (const char c : tag) parts += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  parts += '-';
  const auto has = [&parts](std::string_view part) { return parts.find(part) != std::string::npos; };
  if (parts.starts_with("-en-")) return Language::kEnglish;
  if (!parts.starts_with("-zh-")) return std::nullopt;
  if (has("-hans-")) return Language::kChinese;
  const bool traditional = has("-hant-") || has("-tw-") || has("-hk-") || has("-mo-");
  return traditional ? Language::kTraditionalChinese : Language::kChinese;
}

Language FromAcceptLanguage(std::string_view header) {
  auto liked = Language::kChinese;
  int most = 0;  // What is not wanted has q=0.
  while (!header.empty()) {
    const auto comma = header.find(',');
    const auto range = header.substr(0, comma);
    const auto language = LanguageNamed(Trimmed(range.substr(0, range.find(';'))));
    const int preference = Preference(range);
    if (language && preference > most) {  // Of two that are liked as much the first.
      liked = *language;
      most = preference;
    }
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
  }
  return liked;
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
    if (const auto language = LanguageNamed(asked)) return *language;
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
  fields.Set("page_language", std::string(Tag(language_)));
  fields.Set("page_title", std::string(title));
  fields.Set("place_name", name_);
  fields.Set("big_text", big_text_);
  fields.Set("other_text_size", Here({{"text", big_text_ ? "normal" : "big"}}));
  if (!here_.empty()) fields.Set("at_" + here_, true);
  AddLanguages(fields);
  AddVisitor(fields);
}

void Page::AddLanguages(Fields& fields) const {
  Fields::List others;
  for (const auto language : kLanguages) {
    if (language == language_) continue;
    const std::string tag(Tag(language));
    others.push_back(Fields()
                         .Set("language_tag", tag)
                         .Set("language_address", Here({{"lang", tag}}))
                         .Set("language_name", words_.Get("languages." + tag)));
  }
  fields.Set("other_languages", std::move(others));
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
