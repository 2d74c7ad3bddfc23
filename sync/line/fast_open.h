// Whether a connection's greeting may take its first bytes along (TCP Fast Open, RFC 7413): after a cut that
// is one round trip less before lessons flow again. Some networks drop such greetings; the kernel then greets
// again without, but only after a second. So one in four goes without, in case the way has become such a one,
// and where they are dropped again and again none is tried for a long while.
//
// Only decides, for one server. Used from one thread.
#pragma once

namespace lianxiao::sync {

class FastOpen {
 public:
  // What became of one that was tried.
  enum class Fate {
    kTaken,
    kPassedOver,  // The server or the way knows nothing of it: costs nothing.
    kDropped,     // It came about only when greeted again without.
  };

  bool May();  // For one more connection.
  void Note(Fate fate);

 private:
  int asked_ = 0;
  int dropped_ = 0;  // In a row.
  int rest_ = 0;     // So many connections more go without.
};

}  // namespace lianxiao::sync
