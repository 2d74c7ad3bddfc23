// The line to relays on the school's own network. Knows which blobs each relay has, by the list it gives
// (storage/formats/held_blobs.h), asked for when it first matters, and how quickly each answers. A place that
// gives no such list has nothing for us; a plain web server belongs into the setting `mirrors`. For one
// round. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/formats/held_blobs.h"
#include "sync/line/line_over.h"

namespace lianxiao::sync {

std::string HeldBlobsUrl(const std::string& base);  // "BASE/blobs/held"

class RelayLine final : public LineOver {
 public:
  RelayLine(Line& near, const Clock& clock, std::vector<std::string> bases);

  Result<HttpAnswer> Exchange(const HttpRequest& request) override;
  bool Holds(const std::string& url) const override;
  std::int64_t TripMs(const std::string& base) const;  // The quickest answer; 0: none yet.

 private:
  struct Relay {
    std::optional<formats::HeldBlobs> held;
    bool asked = false;
    std::int64_t trip_ms = 0;
  };
  // Of a URL below it; nothing for others.
  const std::string* BaseOf(const std::string& url) const;
  void Ask(const std::string& base, Relay& relay) const;

  const Clock& clock_;
  std::vector<std::string> bases_;
  mutable std::map<std::string, Relay> relays_;  // A question of Holds may have to ask first.
};

}  // namespace lianxiao::sync
