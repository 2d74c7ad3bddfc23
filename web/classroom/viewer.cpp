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

Fields Played(const Viewed& viewed, const Page& page) {
  auto played = Source(viewed, page);
  played.Set("tracks", Tracks(viewed.subtitles));
  played.Set("only_smaller", viewed.only_smaller);
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
      .Set("viewer_pages", pages)
      .Set("viewer_projects", opening != Opening::kDocument || pages);
  fields.Set("viewer", std::move(viewer));
}

}  // namespace lianxiao::web
