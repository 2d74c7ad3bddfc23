#include "web/classroom/viewer.h"

#include <utility>

namespace lianxiao::web {
namespace {

constexpr std::string_view kPdf = "application/pdf";

std::string DocumentKind(std::string_view type) {
  if (type == kPdf) return "pdf";
  if (type.find("presentation") != type.npos || type.find("powerpoint") != type.npos) return "slides";
  if (type.find("word") != type.npos) return "text";
  if (type == "application/epub+zip") return "book";
  return "other";
}

Fields::List Tracks(const std::vector<Subtitles>& subtitles) {
  Fields::List tracks;
  for (const auto& one : subtitles) {
    tracks.push_back(Fields()
                         .Set("track_source", one.address)
                         .Set("track_language", one.language)
                         .Set("track_label", one.label)
                         .Set("track_default", tracks.empty()));
  }
  return tracks;
}

Fields Source(const Viewed& viewed, const Page& page) {
  Fields source;
  source.Set("source", viewed.address)
      .Set("source_type", viewed.media_type)
      .Set("source_name", viewed.name)
      .Set("source_size", page.text().Size(viewed.size_bytes));
  source.Set("poster", viewed.poster).Set("glyph", viewed.glyph).Set("style", viewed.style);
  return source;
}

// "1:02" or "1:02:03".
std::string Moment(std::int64_t ms) {
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const auto s = ms / 1000, m = s / 60, h = m / 60;
  return (h > 0 ? std::to_string(h) + ":" + two(m % 60) : std::to_string(m)) + ":" + two(s % 60);
}

// "95.5", as #t= and scripts take it.
std::string Seconds(std::int64_t ms) {
  auto text = std::to_string(ms / 1000);
  if (const auto rest = ms % 1000; rest > 0) text += "." + std::to_string(1000 + rest).substr(1);
  return text;
}

// The list of chapters, and the bar for who looks for a place by them or by small pictures.
void AddPlaces(Fields& played, const Viewed& viewed, const Page& page) {
  Fields::List chapters;
  for (const auto& part : viewed.chapters) {
    const auto number = std::to_string(chapters.size() + 1);
    const auto title =
        part.title.empty() ? page.words().Get("player.chapter", {{"number", number}}) : part.title;
    chapters.push_back(Fields()
                           .Set("chapter_at", Seconds(part.start_ms))
                           .Set("chapter_time", Moment(part.start_ms))
                           .Set("chapter_title", title));
  }
  played.Set("any_chapters", !chapters.empty());
  if (!chapters.empty() || viewed.thumbnails) {
    Fields seek;
    if (viewed.thumbnails) {
      seek.Set("thumbnails", Fields()
                                 .Set("sheet_source", viewed.thumbnails->sheet)
                                 .Set("moments_source", viewed.thumbnails->moments));
    }
    played.Set("seek", std::move(seek));
  }
  played.Set("chapters", std::move(chapters));
}

Fields Played(const Viewed& viewed, const Page& page) {
  auto played = Source(viewed, page);
  played.Set("tracks", Tracks(viewed.subtitles));
  played.Set("only_smaller", viewed.only_smaller);
  AddPlaces(played, viewed, page);
  if (viewed.smaller) {
    played.Set("smaller", Fields()
                              .Set("smaller_source", viewed.smaller->address)
                              .Set("smaller_size", page.text().Size(viewed.smaller->size_bytes)));
  }
  return played;
}

// The address of what can be read on the page itself; empty when it opens in other programs, once saved.
std::string PdfOf(const Viewed& viewed) {
  if (viewed.pages) return viewed.pages->address;
  return viewed.media_type == kPdf ? viewed.address : std::string();
}

Fields Read(const Viewed& viewed, const Page& page) {
  auto read = Source(viewed, page);
  const auto kind = DocumentKind(viewed.media_type);
  read.Set("document_words",
           page.words().Get(viewed.pages ? "resource.document_as_pages" : "resource.document_" + kind));
  read.Set("pdf", PdfOf(viewed)).Set("only_smaller", viewed.only_smaller);
  return read;
}

}  // namespace

Opening OpeningOfType(std::string_view media_type) {
  if (media_type.starts_with("video/")) return Opening::kVideo;
  if (media_type.starts_with("audio/")) return Opening::kAudio;
  if (media_type.starts_with("image/")) return Opening::kPicture;
  return Opening::kDocument;
}

void AddViewer(Fields& fields, const Viewed& viewed, const Page& page) {
  Fields viewer;
  viewer.Set("viewer_title", viewed.title).Set("viewer_link", viewed.link).Set("viewer_keep", viewed.keep);
  viewer.Set("viewer_style", viewed.style);
  const auto opening = OpeningOfType(viewed.media_type);
  const bool plays = opening == Opening::kVideo || opening == Opening::kAudio;
  const bool pages = opening == Opening::kDocument && !PdfOf(viewed).empty();
  switch (opening) {
    case Opening::kVideo: viewer.Set("video", Played(viewed, page)); break;
    case Opening::kAudio: viewer.Set("audio", Played(viewed, page)); break;
    case Opening::kPicture: viewer.Set("picture", Source(viewed, page)); break;
    default: viewer.Set("document", Read(viewed, page)); break;
  }
  fields.Set("viewer_plays", plays)
      .Set("viewer_seeks", plays && (!viewed.chapters.empty() || viewed.thumbnails))
      .Set("viewer_pages", pages)
      .Set("viewer_projects", opening != Opening::kDocument || pages);
  fields.Set("viewer", std::move(viewer));
}

}  // namespace lianxiao::web
