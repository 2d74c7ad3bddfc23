// Timed text as WebVTT (W3C): what chapters and thumbnails of a film are written in. A strict reader, for
// what comes from outside; subtitles go to the browser unread. Plain values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

// A list of chapters takes 10 KB, of a hundred thumbnails 7 KB; the longest that chapters.h lets be written,
// with every character escaped, 208 KB. More is something else.
inline constexpr std::size_t kMostVttBytes = 256 << 10;
inline constexpr std::size_t kMostVttCues = 500;

struct VttCue {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;  // After start_ms.
  std::string text;         // As written, marks and all; lines parted by '\n'; no blank line, no "-->".
  bool operator==(const VttCue&) const = default;
};

// Cues in the order of their starts. Notes and styles are passed over. kInvalid, with the line: not UTF-8,
// too large, no WebVTT, a time that is none, a cue that ends before it begins or begins before the one above.
Result<std::vector<VttCue>> ReadWebVtt(std::string_view bytes);
std::string WriteWebVtt(std::span<const VttCue> cues);

std::string VttTime(std::int64_t ms);  // "01:02:03.456"

}  // namespace lianxiao::formats
