#include "web/classroom/resource_page.h"

#include <algorithm>

#include "web/classroom/browse_path.h"
#include "web/classroom/cards.h"
#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"
#include "web/classroom/viewer.h"
#include "web/classroom/visit.h"
#include "web/http/url.h"
#include "web/teaching/lesson_parts.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

using formats::FileRole;

constexpr std::int64_t kNeighbours = 9;  // Of the same unit: one more is asked for, the page itself goes.

std::string TrackLabel(const formats::File& file, const Strings& words) {
  const std::string key = "language." + file.language;
  return words.Has(key) ? words.Get(key) : words.Get("resource.subtitles");
}

std::string AddressOf(const ResourceOnBox& resource, std::size_t index) {
  return FileAddress(resource.shown.id, index, resource.files[index].file.path);
}

std::vector<Subtitles> SubtitlesOf(const ResourceOnBox& resource, const Strings& words) {
  std::vector<Subtitles> subtitles;
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& file = resource.files[i].file;
    if (file.role != FileRole::kSubtitle || resource.files[i].state != FileState::kCached) continue;
    subtitles.push_back({.address = AddressOf(resource, i),
                         .language = file.language.empty() ? resource.shown.language : file.language,
                         .label = TrackLabel(file, words)});
  }
  return subtitles;
}

// The first whole rendition that opens in this way.
std::optional<OtherForm> Rendition(const ResourceOnBox& resource, Opening opening) {
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& file = resource.files[i].file;
    if (file.role != FileRole::kRendition || resource.files[i].state != FileState::kCached) continue;
    if (OpeningOfType(file.media_type) != opening) continue;
    return OtherForm{AddressOf(resource, i), file.media_type, std::string(FileName(file.path)),
                     file.size_bytes};
  }
  return std::nullopt;
}

std::vector<Part> ChaptersOf(const ResourceOnBox& resource, const ChapterSource& source) {
  const auto file = WholeFile(resource, FileRole::kChapters);
  std::vector<Part> parts;
  if (!file || source == nullptr) return parts;
  for (auto& chapter : source(resource.shown.id, *file)) {
    parts.push_back({chapter.start_ms, std::move(chapter.title)});
  }
  return parts;
}

// Both files, or none.
std::optional<Thumbnails> ThumbnailsOf(const ResourceOnBox& resource) {
  Thumbnails found;
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& file = resource.files[i].file;
    if (file.role != FileRole::kThumbnails || resource.files[i].state != FileState::kCached) continue;
    (file.media_type == "text/vtt" ? found.moments : found.sheet) = AddressOf(resource, i);
  }
  if (found.sheet.empty() || found.moments.empty()) return std::nullopt;
  return found;
}

Viewed ViewedOf(const ResourceOnBox& resource, const formats::File& main, const Page& page,
                const ChapterSource& chapters) {
  const auto& shown = resource.shown;
  Viewed viewed{.media_type = main.media_type,
                .name = std::string(FileName(main.path)),
                .size_bytes = main.size_bytes,
                .title = shown.title,
                .link = ResourceAddress(shown.id),
                .keep = shown.id,
                .style = std::string(SubjectStyle(shown.subject)),
                .glyph = std::string(TypeGlyph(shown.type)),
                .subtitles = SubtitlesOf(resource, page.words()),
                .chapters = ChaptersOf(resource, chapters),
                .thumbnails = ThumbnailsOf(resource)};
  if (const auto poster = WholeFile(resource, FileRole::kPoster)) {
    viewed.poster = AddressOf(resource, *poster);
  }
  const auto opening = OpeningOf(shown);
  // Of a deck its pages.
  auto rendition = Rendition(resource, opening);
  if (const auto index = WholeFile(resource, FileRole::kMain)) {
    viewed.address = AddressOf(resource, *index);
    if (opening == Opening::kVideo) viewed.smaller = std::move(rendition);
    if (opening == Opening::kDocument) viewed.pages = std::move(rendition);
  } else if (rendition) {
    viewed.address = rendition->address;  // Fetched first, so that the lesson can begin.
    viewed.media_type = rendition->media_type;
    viewed.name = rendition->name;
    viewed.size_bytes = rendition->size_bytes;
    viewed.only_smaller = true;
  }
  return viewed;
}

// The one section of resource.html that shows how it opens; whether it does.
bool AddOpening(Fields& fields, const ResourceOnBox& resource, const Page& page,
                const std::string& courseware, const ChapterSource& chapters) {
  const auto& shown = resource.shown;
  const auto* main = shown.Main();
  if (main && shown.IsPackage() && resource.playable) {
    Fields package;
    package.Set("package_address", courseware.empty() ? std::string()
                                                      : courseware + "/p/" + EncodeSegment(shown.id) + "/" +
                                                            EncodePath(main->path));
    fields.Set("package", std::move(package));
    return true;
  }
  Viewed viewed;
  if (main && !shown.IsPackage()) viewed = ViewedOf(resource, *main, page, chapters);
  if (viewed.address.empty() || !(resource.playable || viewed.only_smaller)) {
    fields.Set("not_here", true);
    return false;
  }
  AddViewer(fields, viewed, page);
  return true;
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
  const bool opens = AddOpening(fields, *found, page, courseware, options.chapters);
  AddDownloads(fields, *found, page);
  fields.Set("facts", FactsOf(*found, page));
  const auto neighbours = AddNeighbours(fields, *found, view, page, box.now);
  if (!neighbours) return ErrorPage(request, neighbours.error());
  if (options.teaching != nullptr) {
    const storage::TeachingItem item{std::string(storage::kLessonKind), id};
    AddOwnMarks(fields, *options.teaching, request, item, page);
    AddSequence(fields, *options.teaching, request, item);
  }
  const std::string session = NewSession();
  AddEventMarks(fields, found->shown, session, DeviceKind(request));
  if (OpeningOf(found->shown) == Opening::kPackage) page.AllowFrames(courseware);
  if (request.method == "GET" && opens) {
    // A visit that could not be counted is still a visit: teaching goes on. The view logs it.
    (void)view.Record({OpenedEvent(request, found->shown, session)});
  }
  return page.Send("resource", found->shown.title, std::move(fields));
}

}  // namespace lianxiao::web
