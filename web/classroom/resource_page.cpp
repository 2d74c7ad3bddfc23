#include "web/classroom/resource_page.h"

#include <algorithm>

#include "web/classroom/browse_path.h"
#include "web/classroom/cards.h"
#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"
#include "web/classroom/visit.h"
#include "web/http/url.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

using formats::FileRole;

constexpr std::int64_t kNeighbours = 9;  // Of the same unit: one more is asked for, the page itself goes.

std::optional<std::size_t> MainIndex(const ResourceOnBox& resource) {
  return WholeFile(resource, FileRole::kMain);
}

std::string TrackLabel(const formats::File& file, const Strings& words) {
  const std::string key = "language." + file.language;
  return words.Has(key) ? words.Get(key) : words.Get("resource.subtitles");
}

Fields::List Tracks(const ResourceOnBox& resource, const Strings& words) {
  Fields::List tracks;
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& on_box = resource.files[i];
    if (on_box.file.role != FileRole::kSubtitle || on_box.state != FileState::kCached) continue;
    const std::string& language =
        on_box.file.language.empty() ? resource.shown.language : on_box.file.language;
    tracks.push_back(Fields()
                         .Set("track_source", FileAddress(resource.shown.id, i, on_box.file.path))
                         .Set("track_language", language)
                         .Set("track_label", TrackLabel(on_box.file, words))
                         .Set("track_default", tracks.empty()));
  }
  return tracks;
}

std::string DocumentKind(const formats::File& file) {
  const std::string_view type = file.media_type;
  if (type == "application/pdf") return "pdf";
  if (type.find("presentation") != type.npos || type.find("powerpoint") != type.npos) return "slides";
  if (type.find("word") != type.npos) return "text";
  return "other";
}

// The one section of resource.html that shows how it opens.
void AddOpening(Fields& fields, const ResourceOnBox& resource, const Page& page,
                const std::string& courseware) {
  const auto& shown = resource.shown;
  const auto index = MainIndex(resource);
  if (!resource.playable || !index) {
    fields.Set("not_here", true);
    return;
  }
  const auto& file = shown.files[*index];
  const std::string source = FileAddress(shown.id, *index, file.path);
  const auto poster = WholeFile(resource, FileRole::kPoster);
  Fields opening;
  opening.Set("source", source)
      .Set("source_type", file.media_type)
      .Set("source_name", std::string(FileName(file.path)));
  opening.Set("source_size", page.text().Size(file.size_bytes));
  opening.Set("poster", poster ? FileAddress(shown.id, *poster, shown.files[*poster].path) : std::string());
  opening.Set("tracks", Tracks(resource, page.words()));
  switch (OpeningOf(shown)) {
    case Opening::kVideo: fields.Set("video", std::move(opening)); break;
    case Opening::kAudio: fields.Set("audio", std::move(opening)); break;
    case Opening::kPicture: fields.Set("picture", std::move(opening)); break;
    case Opening::kPackage:
      opening.Set("package_address", courseware.empty() ? std::string()
                                                        : courseware + "/p/" + EncodeSegment(shown.id) + "/" +
                                                              EncodePath(file.path));
      fields.Set("package", std::move(opening));
      break;
    case Opening::kDocument:
      opening.Set("document_words", page.words().Get("resource.document_" + DocumentKind(file)));
      opening.Set("document_opens", DocumentKind(file) == "pdf");  // Browsers show these themselves.
      fields.Set("document", std::move(opening));
      break;
    case Opening::kNothing: fields.Set("not_here", true); break;
  }
}

// What can be saved: the main file of whatever is no package, and the attachments.
void AddDownloads(Fields& fields, const ResourceOnBox& resource, const Page& page) {
  Fields::List downloads;
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& on_box = resource.files[i];
    const bool main = on_box.file.role == FileRole::kMain && !resource.shown.IsPackage();
    if (!main && on_box.file.role != FileRole::kAttachment) continue;
    const bool here = on_box.state == FileState::kCached;
    downloads.push_back(
        Fields()
            .Set("file_name", std::string(FileName(on_box.file.path)))
            .Set("file_size", page.text().Size(on_box.file.size_bytes))
            .Set("file_link", here ? FileAddress(resource.shown.id, i, on_box.file.path) : std::string()));
  }
  fields.Set("any_downloads", !downloads.empty());
  fields.Set("downloads", std::move(downloads));
}

Status AddNeighbours(Fields& fields, const ResourceOnBox& resource, const SchoolView& view, const Page& page,
                     WallTime now) {
  const auto& r = resource.shown;
  storage::CatalogFilter filter;
  filter.stage = r.stage;
  filter.grade = r.grade;
  filter.subject = r.subject;
  filter.edition = r.edition;
  filter.volume = r.volume;
  BrowseRequest up{.filter = filter};
  fields.Set("up_link", up.Address()).Set("up_name", Together({r.grade, r.subject, r.volume}, " "));
  if (r.unit.empty()) return {};
  filter.unit = r.unit;
  up.filter = filter;
  LIANXIAO_ASSIGN(const auto found, view.List(filter, {.offset = 0, .limit = kNeighbours}));
  Fields::List cards;
  for (const auto& other : found.resources) {
    if (other.shown.id != r.id) cards.push_back(Card(other, page, now));
  }
  fields.Set("unit_name", r.unit).Set("unit_link", up.Address());
  fields.Set("any_neighbours", !cards.empty());
  fields.Set("neighbours", std::move(cards));
  return {};
}

void AddHead(Fields& fields, const ResourceOnBox& resource, const Page& page, WallTime now) {
  const auto& r = resource.shown;
  fields.Set("resource_title", r.title).Set("resource_description", r.description);
  fields.Set("resource_type", r.type).Set("resource_type_icon", std::string(TypeGlyph(r.type)));
  fields.Set("resource_subject", r.subject).Set("resource_style", std::string(SubjectStyle(r.subject)));
  fields.Set("resource_by", Together({r.teacher, r.school}, " · "));
  fields.Set("resource_quality", r.quality);
  fields.Set("resource_length", r.duration_s > 0 ? page.text().Length(r.duration_s) : std::string());
  fields.Set("pinned", resource.pinned).Set("lesson_id", r.id).Set("lesson_here", ResourceAddress(r.id));
  fields.Set("wished", resource.wished);
  fields.Set("newer_coming", resource.playable && resource.published_version > r.version);
  Fields chip;
  AddChip(chip, resource, page, now);
  fields.Set("state", std::move(chip));
  fields.Set("left_words", page.words().Get("resource.left",
                                            {{"size", page.text().Size(std::max<std::int64_t>(
                                                          resource.bytes_total - resource.bytes_here, 0))}}));
}

// What player.js puts into the events of this viewing.
void AddEventMarks(Fields& fields, const formats::Resource& shown, const std::string& session,
                   std::string device) {
  const auto* main = shown.Main();
  fields.Set("event_session", session).Set("event_resource", shown.id).Set("event_device", std::move(device));
  fields.Set("event_version", std::to_string(shown.version))
      .Set("event_file", main ? main->path : std::string());
}

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == ':' || c == '[' || c == ']';
}

}  // namespace

std::string CoursewareOrigin(const Request& request, const SchoolSiteOptions& options) {
  std::string_view host = request.Header("host");
  if (options.courseware_port.empty() || host.empty()) return {};
  if (!std::all_of(host.begin(), host.end(), IsHostCharacter)) return {};
  const auto bracket = host.find(']');  // "[fe80::1]:8480": the colons within are no port's.
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return (request.secure ? "https://" : "http://") + std::string(host.substr(0, colon)) + ":" +
         options.courseware_port;
}

Response ResourcePage(const Request& request, const std::string& id, SchoolView& view,
                      const SchoolSiteOptions& options) {
  const auto found = view.Find(id);
  if (!found) return ErrorPage(request, found.error());
  Page page(request);
  const auto box = view.BoxStatusNow();
  page.Name(box.school_name);
  const std::string courseware = CoursewareOrigin(request, options);
  Fields fields;
  AddHead(fields, *found, page, box.now);
  AddOpening(fields, *found, page, courseware);
  AddDownloads(fields, *found, page);
  fields.Set("facts", FactsOf(*found, page));
  const auto neighbours = AddNeighbours(fields, *found, view, page, box.now);
  if (!neighbours) return ErrorPage(request, neighbours.error());
  const std::string session = NewSession();
  AddEventMarks(fields, found->shown, session, DeviceKind(request));
  if (OpeningOf(found->shown) == Opening::kPackage) page.AllowFrames(courseware);
  if (request.method == "GET" && found->playable) {
    // A visit that could not be counted is still a visit: teaching goes on. The view logs it.
    (void)view.Record({OpenedEvent(request, found->shown, session)});
  }
  return page.Send("resource", found->shown.title, std::move(fields));
}

}  // namespace lianxiao::web
