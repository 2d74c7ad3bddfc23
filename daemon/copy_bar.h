// How far a long copy has come, on one line of a terminal that is written over; nothing when nobody looks.
// Used from one thread.
#pragma once

#include <cstdint>

#include "storage/base/time.h"
#include "web/words/text.h"

namespace lianxiao::daemon {

class CopyBar {
 public:
  // On standard error, if that is a terminal.
  CopyBar(const web::Text& words, const Clock& clock);
  ~CopyBar();  // Leaves an empty line for what is said next.
  CopyBar(const CopyBar&) = delete;
  CopyBar& operator=(const CopyBar&) = delete;

  void Total(std::int64_t bytes) { total_ = bytes; }
  void Moved(std::int64_t bytes) { At(done_ + bytes); }
  void At(std::int64_t bytes);

 private:
  void Draw();

  const web::Text& words_;
  const Clock& clock_;
  const bool seen_;
  const Instant begun_;
  Instant drawn_;
  bool drawn_once_ = false;
  std::int64_t done_ = 0, total_ = 0;
};

}  // namespace lianxiao::daemon
