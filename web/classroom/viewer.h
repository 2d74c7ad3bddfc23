// What plays or shows one file on a page, whoever it belongs to: a lesson of the catalog, a teacher's own
// file. A page that fills this in includes {{>viewer}} where the file is to be seen and {{>viewer_scripts}}
// in its head. Without scripts the browser's own player, picture or PDF program does the work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

// How something opens on its page.
enum class Opening { kVideo, kAudio, kPicture, kPackage, kDocument, kNothing };
// By the file alone, so never kPackage or kNothing.
Opening OpeningOfType(std::string_view media_type);

struct Subtitles {
  std::string address;   // Of a WebVTT file.
  std::string language;  // BCP 47.
  std::string label;     // "中文"
};

// Where a part of a film begins.
struct Part {
  std::int64_t start_ms = 0;
  std::string title;  // May be empty.
};

// Small pictures of a film, for who looks for a place in it.
struct Thumbnails {
  std::string sheet;    // Address of a picture that has them all.
  std::string moments;  // Of a WebVTT file: which part of the sheet belongs to which moment.
};

// The same content in other bytes.
struct OtherForm {
  std::string address, media_type, name;
  std::int64_t size_bytes = 0;
};

struct Viewed {
  std::string address;     // Of this origin: "/files/…".
  std::string media_type;  // Decides how it is shown.
  std::string name;        // To save under.
  std::int64_t size_bytes = 0;

  std::string title;  // Of the lesson.
  std::string link;   // Of the page, to come back to: "/r/…".
  std::string keep;   // Under this the browser remembers where it stopped; empty: it does not.

  std::string poster;                // Address of a picture that stands for it; may be empty.
  std::string style = "s-general";   // A subject's, see subjects.h.
  std::string glyph = "doc";         // Of the sprite, where there is no poster.
  std::vector<Subtitles> subtitles;  // The first is shown.
  std::vector<Part> chapters;        // In order.
  std::optional<Thumbnails> thumbnails;
  std::optional<OtherForm> smaller;  // Of a video: for a weak device.
  std::optional<OtherForm> pages;    // Of a document: as PDF.
  bool only_smaller = false;         // `address` is the lighter form; the main file has not come yet.
};

// Sets the section `viewer`, and those that {{>viewer_scripts}} asks for.
void AddViewer(Fields& fields, const Viewed& viewed, const Page& page);

}  // namespace lianxiao::web
