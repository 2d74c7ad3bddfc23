// At a village box: hands what teachers wrote, sealed batches and reports to a relay while the center is out
// of reach, and fetches answers, receipts and letters from it. All of it is judged as if it had come by
// stick: only the center's signature counts, so a relay can withhold and nothing else. What was handed over
// is kept until a receipt covers it.
//
// Asks the relays in turn; batches go to the first that takes them. Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/post/post_round.h"
#include "sync/relay/post_handing.h"
#include "sync/rounds/letter.h"
#include "sync/rounds/uplink.h"

namespace lianxiao::sync {

class RelayPost {
 public:
  RelayPost(const Parts& parts, Uplink& uplink, LetterUpdate& letter)
      : parts_(parts), uplink_(uplink), letter_(letter) {}

  // What is asked for when a report is due: one, sealed.
  using SealReport = std::function<Result<std::string>()>;

  // `relays` best first; `post` null: nobody here writes to other schools. The relay that took it; kOffline:
  // none took what waits. Answers, receipts and letters that do not hold are logged.
  Result<std::string> Run(Line& near, const std::vector<std::string>& relays,
                          const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                          const SealReport& seal, PostRound* post);
  std::int64_t handed() const { return handed_count_; }  // Batches, since the program began.

 private:
  Status FetchReceipts(Line& near, const std::string& relay, const storage::Enrolled& enrolled);
  Status FetchLetter(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                     const storage::DeviceKeys& keys);
  Status FetchPost(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                   const storage::DeviceKeys& keys, PostRound* post);
  Status HandPost(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                  const storage::DeviceKeys& keys);
  Status HandBatches(Line& near, const std::string& relay);
  Status HandReport(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                    const SealReport& seal);
  Status Hand(Line& near, const std::string& url, const std::string& bytes);

  const Parts& parts_;
  Uplink& uplink_;
  LetterUpdate& letter_;
  std::map<std::string, Instant> handed_;  // URL at the relay → when.
  std::int64_t handed_count_ = 0;
  PostHanding post_;
  Instant cut_;
  std::string bad_;  // Told last, so that it is logged once.
};

}  // namespace lianxiao::sync
