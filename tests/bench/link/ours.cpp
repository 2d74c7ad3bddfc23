// The box's own transfer code over the emulated line: the line, the mirrors and the mover of a round, with
// the settings and pauses that a box has out of its package. Metadata is not part of what is measured.
#include <filesystem>

#include "storage/base/time.h"
#include "sync/blobs/mover.h"
#include "sync/engine.h"
#include "sync/line/fetch.h"
#include "sync/rounds/pauses.h"
#include "tests/bench/link/clients.h"
#include "tests/support/box_on_disk.h"

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kAskKernelAfterMs = 4'000;

sync::Want WantOf(const Goods& goods) {
  sync::Want want;
  want.resource = "lesson";
  want.file.path = "lesson.mp4";
  want.file.size_bytes = static_cast<std::int64_t>(goods.bytes.size());
  want.file.blob = goods.blob;
  want.file.pieces = goods.pieces_blob;
  return want;
}

struct Box {
  explicit Box(const std::string& folder) : on_disk(disk, folder, folder + "/search.db", clock) {}
  SystemClock clock;
  storage::RealDisk disk;
  NoLog log;
  test::BoxOnDisk on_disk;
};

void FetchWithin(Stage& stage, const Goods& goods, Box& box, std::int64_t end_ns, Fetched& fetched) {
  const sync::Options options;
  const auto line =
      sync::CurlLine::Open(box.clock, {.connect_ms = options.connect_ms, .stall_ms = options.stall_ms});
  if (!line) throw std::runtime_error(line.error().message);
  (*line)->Trust({.center = sync::OriginOf(stage.base()), .keys = {goods.tls_key}});
  sync::Pauses pauses(options.first_pause_ms, options.longest_pause_ms, 1);
  const auto in_time = [&] { return stage.relay().NowNs() < end_ns; };
  while (!fetched.whole && in_time()) {
    sync::Mirrors mirrors({stage.base()});
    const sync::Mover::Hooks hooks{
        [&](const sync::Want&) { fetched.whole = true; }, [&](std::int64_t bytes) { fetched.bytes += bytes; },
        [&] {
          if (!fetched.server_congestion.empty() || stage.relay().NowNs() < kAskKernelAfterMs * 1'000'000)
            return;
          fetched.server_congestion = stage.server().CongestionControlsInUse();
        },
        in_time};
    sync::Mover mover(**line, mirrors, {*box.on_disk.library, box.disk, box.log, mirrors.Count()}, box.clock,
                      {options.connections, 0}, hooks);
    const auto moved = mover.Move({WantOf(goods)}, box.clock.Now() + options.round_every_ms);
    for (const auto& lost : mover.lost()) std::fprintf(stderr, "lost: %s\n", lost.why.message.c_str());
    if (moved) pauses.Worked();
    if (!fetched.whole && in_time()) test::SleepMs(moved ? 0 : pauses.AfterFailure());
  }
  fetched.ended_ns = stage.relay().NowNs();
}

}  // namespace

Fetched FetchOurs(Stage& stage, const Goods& goods, const std::string& folder, std::int64_t longest_ms) {
  Box box(folder);
  Fetched fetched;
  stage.box().Within([&] { FetchWithin(stage, goods, box, longest_ms * 1'000'000, fetched); });
  if (fetched.whole) {
    const auto found = box.on_disk.library->Find(goods.blob);
    fetched.whole = found && test::ReadFile(found->path) == goods.bytes;
  }
  return fetched;
}

}  // namespace lianxiao::bench
