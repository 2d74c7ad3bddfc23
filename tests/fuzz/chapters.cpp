// Chapters that somebody's program wrote: what is let through is in order, and can be written again.
#include "storage/formats/chapters.h"

#include "storage/formats/utf8.h"
#include "storage/formats/webvtt.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  const auto cues = formats::ReadWebVtt(text);
  if (!cues) {
    Expect(cues.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(cues->size() <= formats::kMostVttCues);
  for (const auto& cue : *cues) Expect(cue.start_ms >= 0 && cue.end_ms > cue.start_ms);
  // Written plainly it may be larger than what came, and so too large.
  if (const auto plain = formats::WriteWebVtt(*cues); plain.size() <= formats::kMostVttBytes) {
    Expect(formats::ReadWebVtt(plain) == *cues);
  }
  const auto chapters = formats::ReadChapters(text);
  if (!chapters) return 0;
  Expect(!chapters->empty() && chapters->size() <= formats::kMostChapters);
  for (std::size_t i = 0; i < chapters->size(); ++i) {
    const auto& title = (*chapters)[i].title;
    Expect(title.size() <= formats::kMostChapterTitle && !formats::HasControls(title));
    Expect(i == 0 || (*chapters)[i].start_ms > (*chapters)[i - 1].start_ms);
  }
  Expect(formats::ReadChapters(formats::WriteChapters(*chapters, 0)) == *chapters);
  return 0;
}
