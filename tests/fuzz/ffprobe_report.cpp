// What another program says of a file: believed only as far as a lesson can go.
#include "center/ingest/ffprobe_report.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr double kMostSeconds = 7 * 86'400;  // What a catalog takes.
  center::MediaFacts facts;
  facts.media_type = "video/mp4";
  if (const auto added = center::AddFfprobeReport(fuzz::Text(data, size), facts); !added) {
    Expect(added.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(!facts.video_codec.empty() || !facts.audio_codec.empty());
  Expect((facts.media_type == "video/mp4") == !facts.video_codec.empty());
  Expect(facts.duration_s >= 0 && facts.duration_s <= kMostSeconds);
  Expect(facts.chapters.size() <= formats::kMostChapters);
  // What is told of a film's chapters can be published, whatever it is.
  if (!facts.chapters.empty())
    Expect(formats::ReadChapters(formats::WriteChapters(facts.chapters, 0)) == facts.chapters);
  return 0;
}
