// A county's real register and the boxes that speak as one device to it, over a line that loses requests and
// replies. Boxes lose power, are restored from copies, are cloned; the register is restored from copies.
// Used from one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "center/registry/registry.h"
#include "sync/line/line.h"
#include "sync/rounds/uplink.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {

using Ids = std::set<std::string>;

class LastingCenter {
 public:
  explicit LastingCenter(const Clock& clock);

  center::Registry& registry() { return *registry_; }
  const center::CenterKeys& keys() const { return keys_; }
  const formats::CenterCard& card() const { return card_; }

  void Backup();
  void Restore();  // To the last Backup().
  Ids Held(const std::string& device) const;
  std::vector<formats::Problem> Notices() const;
  sync::HttpAnswer Put(const std::string& url, const std::string& body);

 private:
  void Open();

  test::TempFolder folder_;
  const Clock& clock_;
  center::CenterKeys keys_;
  formats::CenterCard card_;
  std::unique_ptr<center::Registry> registry_;
};

// Requests and replies get lost now and then.
class PostLine final : public sync::Line {
 public:
  PostLine(LastingCenter& center, std::mt19937& random, unsigned lost_in_a_hundred)
      : center_(center), random_(random), lost_(lost_in_a_hundred) {}
  Result<sync::HttpAnswer> Exchange(const sync::HttpRequest& request) override;
  void Fetch(const sync::RangeRequest&, sync::RangeSink&) override {}
  void Cancel(sync::RangeSink&) override {}
  void Turn(std::int64_t) override {}
  sync::Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

 private:
  LastingCenter& center_;
  std::mt19937& random_;
  const unsigned lost_;
};

// A box by its card: what can be copied.
class Card {
 public:
  struct Image {
    std::map<std::string, std::string> files;
    Ids told;
  };

  Card(FalseClock& clock, const std::string& name, const Image* from = nullptr);

  storage::BoxState& state() { return box_->state; }
  // These promise what Append() returned success for.
  void Record(int events, std::optional<std::int64_t> power_cut, std::uint64_t seed);
  void Send(sync::Line& line, std::optional<std::int64_t> power_cut, std::uint64_t seed);
  Image Copy();
  void Restore(const Image& image);
  const Ids& told() const { return told_; }
  Ids Pending() const;
  bool HasProblem(const std::string& key) const { return box_->HasProblem(key); }

 private:
  void Open();
  void Close();
  void PowerBack(std::uint64_t seed);

  FalseClock& clock_;
  test::TempFolder search_;
  test::FalseDisk disk_;
  test::FalseVfs vfs_;
  NoLog log_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::optional<sync::Parts> parts_;
  std::unique_ptr<sync::Uplink> uplink_;
  Ids told_;
};

}  // namespace lianxiao::sim
