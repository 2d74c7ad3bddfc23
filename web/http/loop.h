// One thread that looks after many connections, by epoll(7): it reads heads and bodies, sends answers, and
// lets go of who takes too long. Nothing on it waits; what may wait runs on the lanes. Adopt(), Stop() and
// count() from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/base/result.h"
#include "web/http/channel.h"
#include "web/http/hall.h"

namespace lianxiao::web {

class Loop {
 public:
  // kInternal: the kernel gives no epoll.
  static Result<std::unique_ptr<Loop>> Make();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Before Go(): calls `accept` whenever `socket` has newcomers; false from it: none can be taken just now,
  // ask again in a moment. Borrows the socket until the loop has stopped.
  Status Watch(int socket, std::function<bool()> accept);
  void Go();
  // Takes over `socket`, which is counted in hall.open already.
  void Adopt(int socket, std::string peer, bool welcome, Hall& hall);
  // Closes all connections and ends the thread. What lanes still deliver afterwards is dropped.
  void Stop();

  int count() const { return count_; }  // Of connections.

 private:
  using Id = std::uint64_t;
  struct Newcomer {
    int socket;
    std::string peer;
    bool welcome;
    Hall* hall;
  };
  struct Delivery {
    Id id;
    std::optional<Outgoing> answer;
  };
  struct Listening {
    int socket;
    std::function<bool()> accept;
    bool paused = false;
  };
  struct Place {
    template <typename... Args>
    explicit Place(Args&&... args) : channel(std::forward<Args>(args)...) {}
    Channel channel;
    bool has_turn = false;
  };

  Loop(int epoll, int wake) : epoll_(epoll), wake_(wake) {}
  void Run();
  void Wake();
  void Deliver(Id to, std::optional<Outgoing> answer);
  void TakeInbox(std::int64_t now_ms);
  void Open(Newcomer& newcomer, std::int64_t now_ms);
  void Happened(Id id, std::uint32_t events);
  void Accept(Id id);
  void Pause(Id id, bool paused);
  void GiveTurn(Id id, Place& place);
  void TakeTurns(std::int64_t now_ms);
  void Settle(Id id, Place& place, Channel::Then then);
  void LookAfterAll(std::int64_t now_ms);
  int Patience(std::int64_t now_ms) const;

  const int epoll_, wake_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> count_ = 0;
  std::mutex mutex_;  // Guards the inbox: newcomers_ and deliveries_.
  std::vector<Newcomer> newcomers_;
  std::vector<Delivery> deliveries_;

  // The thread's own, once it goes.
  std::vector<Listening> listening_;
  std::unordered_map<Id, Place> places_;
  Id next_id_ = kFirstChannel;
  std::vector<Id> turns_;  // Who has something to do at once.
  std::int64_t soonest_ms_ = Channel::kNever;
  std::int64_t looked_ms_ = 0;
  std::thread thread_;

  // What epoll is told to call them: the waking, the listeners, the connections.
  static constexpr Id kWaking = 0, kFirstListener = 1, kFirstChannel = 1'000;
};

}  // namespace lianxiao::web
