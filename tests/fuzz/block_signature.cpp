// What a box reads of a signature, what librsync's commands say by it, and the plan made from that.
#include "storage/formats/block_signature.h"

#include "storage/formats/copy_commands.h"
#include "sync/blobs/reverse_plan.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

namespace {

void CommandsHold(std::string_view bytes) {
  std::int64_t made = 0;
  formats::CopyCommands commands([&](const formats::CopiedStretch& stretch) {
    Expect(stretch.bytes > 0 && stretch.place >= 0 && stretch.made >= made);
    made = stretch.made + stretch.bytes;
  });
  const auto half = bytes.size() / 2;
  auto fed = commands.Feed(bytes.substr(0, half));
  if (fed) fed = commands.Feed(bytes.substr(half));
  Expect(fed || fed.error().code == ErrorCode::kCorrupt);
}

void PlanHolds(const sync::ReversePlan& plan) {
  std::int64_t missing = 0, holes = 0;
  for (std::int64_t at = 0; at < plan.file_bytes();) {
    const auto hole_end = plan.Next(at);
    Expect(hole_end >= at && hole_end <= plan.file_bytes());
    missing += hole_end - at;
    holes += hole_end > at ? 1 : 0;
    const auto until = plan.Until(hole_end);
    Expect(until > hole_end || hole_end == plan.file_bytes());
    std::int64_t covered = hole_end;
    for (const auto& stretch : plan.Within(hole_end, until)) {
      Expect(stretch.first == covered && stretch.end > covered && stretch.from.offset >= 0);
      covered = stretch.end;
    }
    Expect(covered == until);
    at = until;
  }
  Expect(missing == plan.missing().bytes && holes == plan.missing().requests);
}

// The first three bytes are the file's size.
void SignatureHolds(std::string_view bytes) {
  if (bytes.size() < 3) return;
  std::int64_t size = 0;
  for (std::size_t i = 0; i < 3; ++i) size = size << 8 | static_cast<unsigned char>(bytes[i]);
  auto finder = formats::BlockFinder::Read(bytes.substr(3), size);
  if (!finder) {
    Expect(finder.error().code == ErrorCode::kCorrupt);
    return;
  }
  std::string old_bytes;
  for (int i = 0; i < 1'000; ++i) old_bytes += static_cast<char>(i * 7);
  Expect(finder
             ->LookThrough([&](std::int64_t at, std::int64_t most) -> Result<std::string> {
               if (at >= std::ssize(old_bytes)) return std::string();
               return old_bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(most));
             })
             .has_value());
  for (const auto& place : finder->places()) Expect(!place.Found() || place.offset < std::ssize(old_bytes));
  PlanHolds({finder->places(), finder->shape().block_bytes, size});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::Text(data, size);
  CommandsHold(bytes);
  SignatureHolds(bytes);
  return 0;
}
