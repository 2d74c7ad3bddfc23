// Memory for large bodies. A body is read whole before its handler runs, and before anyone knows who sends
// it; so that strangers with many connections cannot fill the machine's memory with what they announce, large
// bodies share a bounded room. Who finds it full is told to come back, which browsers and boxes do.
//
// Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace lianxiao::web {

class BodyRoom : public std::enable_shared_from_this<BodyRoom> {
 public:
  // Bodies up to this size are not counted: every connection may have one, and most forms are smaller.
  static constexpr std::int64_t kSmallBytes = 256 << 10;

  // `most_bytes` of all, `most_of_one` of one address; an empty address may have all.
  static std::shared_ptr<BodyRoom> Make(std::int64_t most_bytes, std::int64_t most_of_one);

  // The room until it goes; null: none is left.
  using Place = std::shared_ptr<void>;
  Place Take(const std::string& address, std::int64_t bytes);
  std::int64_t taken() const;

 private:
  BodyRoom(std::int64_t most_bytes, std::int64_t most_of_one)
      : most_bytes_(most_bytes), most_of_one_(most_of_one) {}
  void GiveBack(const std::string& address, std::int64_t bytes);

  const std::int64_t most_bytes_, most_of_one_;
  mutable std::mutex mutex_;  // Guards the rest.
  std::int64_t taken_ = 0;
  std::map<std::string, std::int64_t> of_address_;
};

}  // namespace lianxiao::web
