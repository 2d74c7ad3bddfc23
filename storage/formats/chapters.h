// The chapters of a film: where each begins and what it is called. Kept as WebVTT, one cue a chapter, so that
// other programs can read and write them. Plain values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMostChapters = 200;  // Of a day's recording. Nobody reads a longer list.
inline constexpr std::size_t kMostChapterTitle =
    200;  // Bytes: sixty Han characters, a line of a phone twice.

struct Chapter {
  std::int64_t start_ms = 0;
  std::string title;  // Plain text of one line; may be empty.
  bool operator==(const Chapter&) const = default;
};

// `title` made fit to show: one line, no control characters, not longer than kMostChapterTitle.
std::string ChapterTitle(std::string_view title);

// In the order of their starts, of which no two are the same. Marks (<b>) and escapes (&amp;) of a cue are
// undone. kInvalid: as ReadWebVtt says, no chapter at all, or more than kMostChapters.
Result<std::vector<Chapter>> ReadChapters(std::string_view webvtt);
// `chapters` as ReadChapters gives them; the last ends at `end_ms`, and a millisecond after its start at
// least.
std::string WriteChapters(std::span<const Chapter> chapters, std::int64_t end_ms);

}  // namespace lianxiao::formats
