#include "web/classroom/cards.h"

#include <utility>

#include "web/classroom/subjects.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

std::string Unescape(std::string_view html) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}};
  std::string text;
  text.reserve(html.size());
  while (!html.empty()) {
    std::size_t taken = 1;
    char c = html.front();
    for (const auto& [entity, meaning] : kEntities) {
      if (html.starts_with(entity)) {
        c = meaning;
        taken = entity.size();
      }
    }
    text += c;
    html.remove_prefix(taken);
  }
  return text;
}

void AddCover(Fields& card, const ResourceOnBox& resource) {
  const auto& shown = resource.shown;
  const auto poster = WholeFile(resource, formats::FileRole::kPoster);
  card.Set("card_poster", poster ? FileAddress(shown.id, *poster, shown.files[*poster].path) : std::string());
  card.Set("card_subject_style", std::string(SubjectStyle(shown.subject)));
  card.Set("card_subject", shown.subject);
  const bool both = !shown.grade.empty() && !shown.volume.empty();
  card.Set("card_place", shown.grade + (both ? " " : "") + shown.volume);
  card.Set("card_unit", shown.unit);
}

}  // namespace

Opening OpeningOf(const formats::Resource& resource) {
  const auto* main = resource.Main();
  if (!main) return Opening::kNothing;
  return resource.IsPackage() ? Opening::kPackage : OpeningOfType(main->media_type);
}

std::string ResourceAddress(std::string_view id) { return "/r/" + EncodeSegment(id); }

std::string_view FileName(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string FileAddress(std::string_view id, std::size_t index, std::string_view path) {
  return "/files/" + EncodeSegment(id) + "/" + std::to_string(index) + "/" + EncodeSegment(FileName(path));
}

std::optional<std::size_t> WholeFile(const ResourceOnBox& resource, formats::FileRole role) {
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    if (resource.files[i].file.role == role && resource.files[i].state == FileState::kCached) return i;
  }
  return std::nullopt;
}

void AddChip(Fields& fields, const ResourceOnBox& resource, const Page& page, WallTime now) {
  const auto& words = page.words();
  fields.Set("chip_percent", false);
  if (resource.playable) {
    const auto opening = OpeningOf(resource.shown);
    const bool plays = opening == Opening::kVideo || opening == Opening::kAudio;
    fields.Set("chip_class", "ready").Set("chip_icon", "ready");
    fields.Set("chip_text", words.Get(plays ? "chip.play" : "chip.open"));
    return;
  }
  const bool coming = resource.bytes_here > 0 || resource.expected;
  fields.Set("chip_class", coming ? "coming" : "absent").Set("chip_icon", coming ? "coming" : "absent");
  if (!coming) {
    fields.Set("chip_text", words.Get("chip.absent"));
    return;
  }
  const std::string percent = std::to_string(Percent(resource.bytes_here, resource.bytes_total));
  const std::string when =
      resource.expected ? page.text().ShortMoment(*resource.expected, now) : std::string();
  std::string text = resource.bytes_here == 0 ? words.Get("chip.coming")
                                              : words.Get("chip.coming_percent", {{"percent", percent}});
  if (!when.empty()) text += words.Get("chip.about", {{"when", when}});
  fields.Set("chip_text", text).Set("chip_percent", percent);
}

Fields Card(const ResourceOnBox& resource, const Page& page, WallTime now) {
  const auto& shown = resource.shown;
  Fields card;
  card.Set("card_link", ResourceAddress(shown.id));
  card.Set("card_title", shown.title);
  card.Set("card_parts", Fields::List{});
  card.Set("card_type", shown.type);
  card.Set("card_type_icon", std::string(TypeGlyph(shown.type)));
  card.Set("card_length", shown.duration_s > 0 ? page.text().Length(shown.duration_s) : std::string());
  card.Set("card_teacher", shown.teacher).Set("card_school", shown.school);
  card.Set("card_quality", shown.quality);
  AddCover(card, resource);
  AddChip(card, resource, page, now);
  return card;
}

Fields Card(const HitOnBox& hit, const Page& page, WallTime now) {
  Fields card = Card(hit.resource, page, now);
  card.Set("card_parts", MarkedParts(hit.title_html));
  return card;
}

Fields::List MarkedParts(std::string_view html) {
  constexpr std::string_view kOpen = "<mark>", kClose = "</mark>";
  Fields::List parts;
  bool marked = false;
  while (!html.empty()) {
    const auto tag = marked ? kClose : kOpen;
    const auto end = html.find(tag);
    const auto text = Unescape(html.substr(0, end));
    if (!text.empty()) parts.push_back(Fields().Set("part", text).Set("marked", marked));
    html = end == std::string_view::npos ? std::string_view{} : html.substr(end + tag.size());
    marked = !marked;
  }
  return parts;
}

}  // namespace lianxiao::web
