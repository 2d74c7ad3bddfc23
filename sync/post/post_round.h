// 联盟来信 on its way: what teachers here wrote goes up, what came for this school comes down, in one small
// exchange, before usage and lessons.
//
//   what waits, "I have all up to N" ─▶ county      county ─▶ taken, refused, news N+1, N+2, …
//
// Asked again at once while there is more, so the county hears soon that it arrived. A cut or a power cut
// between any two steps makes the same come again, which changes nothing. A county that was restored from a
// copy says so (formats/post.h): then all goes once more, both ways. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "storage/post/post_book.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class PostRound {
 public:
  PostRound(storage::PostBook& book, const Clock& clock, Log& log) : book_(book), clock_(clock), log_(log) {}

  // `told`: the newest number for this school, as the center said last; nothing: it did not say. Without
  // anything to send or to hear it sends nothing. kOffline. What else goes wrong is logged once, and tried
  // again after kRefusedAgainMs.
  Status Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
             std::optional<std::int64_t> told);
  // The same for a stick: what goes up now, sealed; and what the county answered. kUntrusted: not our
  // center's word for this box.
  Result<std::string> Up(const storage::Enrolled& enrolled, const storage::DeviceKeys& keys) const;
  Result<formats::PostDown> Take(const std::string& sealed, const storage::Enrolled& enrolled,
                                 const storage::DeviceKeys& keys);
  void TryAgain() {  // A person asks, or the center has other keys now.
    refused_.reset();
    by_person_ = true;
  }

 private:
  Result<bool> IsWorthIt(const std::string& device, std::optional<std::int64_t> told) const;
  // True: there may be more.
  Result<bool> Exchange(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys);

  storage::PostBook& book_;
  const Clock& clock_;
  Log& log_;
  std::optional<Instant> refused_;
  std::optional<std::int64_t> heard_;  // What the center had told when this was last done.
  std::optional<Instant> spoke_;       // When that was.
  bool by_person_ = true;              // Also once after the start.
};

}  // namespace lianxiao::sync
