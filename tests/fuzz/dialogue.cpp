// One connection, as any client may hold it: bytes in pieces of any size, silence, and an end at any moment.
// The first half of the input says how the second is cut up.
#include "web/http/dialogue.h"

#include <algorithm>

#include "tests/fuzz/fuzz.h"

namespace {

using namespace lianxiao::web;
using lianxiao::fuzz::Expect;

constexpr std::size_t kMaxHead = 512, kMaxBody = 300;

Router Routes() {
  const auto nothing = [](const Request&, const Captures&) { return Response::NoContent(); };
  Router router;
  router.Add({.method = "GET", .pattern = "/", .handler = nothing, .max_body = 0});
  router.Add({.method = "POST", .pattern = "/note", .handler = nothing, .max_body = kMaxBody});
  return router;
}

void Answer(Dialogue& dialogue, std::int64_t now) {
  const auto question = dialogue.TakeQuestion();
  Expect(question.request.body.size() <= kMaxBody);
  Expect(question.route != nullptr || question.ready.status >= 300);
  dialogue.Answered(question.after, now);
}

// Until the client has the word again. False: this connection is over.
bool Serve(Dialogue& dialogue, std::int64_t now) {
  for (int step = 0; step < 10'000; ++step) {
    switch (dialogue.wants()) {
      case Dialogue::Wants::kBytes: return true;
      case Dialogue::Wants::kGoAhead: dialogue.GoneAhead(now); break;
      case Dialogue::Wants::kAnswer: Answer(dialogue, now); break;
      case Dialogue::Wants::kEnd: return false;
    }
  }
  Expect(false);  // It goes round and round.
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Router router = Routes();
  const DialogueRules rules{.router = &router,
                            .hosts = nullptr,
                            .local = false,
                            .secure = false,
                            .head_ms = 1'000,
                            .idle_ms = 3'000,
                            .keep_alive_ms = 6'000,
                            .max_head_bytes = kMaxHead};
  const auto cuts = lianxiao::fuzz::Text(data, size / 2);
  auto bytes = lianxiao::fuzz::Text(data + size / 2, size - size / 2);
  std::int64_t now = 0;
  Dialogue dialogue(rules, "192.168.1.23", now);
  for (const char cut : cuts) {
    const auto what = static_cast<unsigned char>(cut);
    now += what % 16 == 0 ? 100 * what : 1;
    dialogue.Late(now);
    if (!Serve(dialogue, now)) return 0;
    Expect(dialogue.until_ms() > now);  // Who has the word has it for a while, and not for ever.
    Expect(dialogue.until_ms() <= now + 10 * rules.idle_ms);
    const auto piece = bytes.substr(0, std::max<std::size_t>(1, what / 8U));
    bytes.remove_prefix(piece.size());
    if (piece.empty()) {
      dialogue.PeerEnded();
    } else {
      dialogue.Received(piece, now);
    }
  }
  if (!Serve(dialogue, now)) return 0;
  dialogue.Received(bytes, now);
  Serve(dialogue, now);
  dialogue.PeerEnded();
  Expect(!Serve(dialogue, now));
  return 0;
}
