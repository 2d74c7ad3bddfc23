#include "web/people/people_page.h"

#include <optional>

#include "web/api/parameters.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

// The number in "login.locked: too many wrong tries; try again in 15 minutes".
std::optional<std::int64_t> MinutesIn(std::string_view text) {
  const auto at = text.find(" minute");
  if (at == text.npos) return {};
  const auto before = text.substr(0, at);
  return ParseCount(before.substr(before.find_last_of(' ') + 1));
}

}  // namespace

Page PeoplePage(const PeopleSite& site, const Request& request, std::string here) {
  Page page(request);
  page.Name(site.place_name());
  page.Here(std::move(here));
  return page;
}

Response SendPeople(const PeopleSite& site, const Page& page, std::string_view name, std::string_view title,
                    Fields fields, int status) {
  fields.Set("console", site.place == storage::Place::kCounty).Set("no_find", true);
  return page.Send(name, title, std::move(fields), status).With("Cache-Control", "no-store");
}

std::string Sentence(const Page& page, const Error& error, WallTime now) {
  const auto [key, text] = SplitKey(error.message);
  const auto& words = page.words();
  if (const auto minutes = MinutesIn(text); minutes && words.Has("failed." + key + "_until")) {
    const auto when = page.text().ShortMoment(now + *minutes * kMinuteMs, now);
    return words.Get("failed." + key + "_until", {{"when", when}});
  }
  if (words.Has("failed." + key)) return words.Get("failed." + key);
  return words.Get("failed.other", {{"detail", text}});
}

void AddListPager(Fields& fields, const std::string& path, std::int64_t current, std::int64_t pages,
                  const Page& page) {
  if (pages <= 1) return;
  const auto address = [&](std::int64_t n) { return Address(path, {{"page", std::to_string(n)}}); };
  Fields pager;
  pager.Set("pager_previous", current > 1 ? address(current - 1) : std::string());
  pager.Set("pager_next", current < pages ? address(current + 1) : std::string());
  pager.Set("pager_words",
            page.words().Get("pager.words", {{"page", Digits(current)}, {"pages", Digits(pages)}}));
  fields.Set("pager", std::move(pager));
}

int StatusOf(const Error& error) { return HttpStatus(error.code); }

}  // namespace lianxiao::web
