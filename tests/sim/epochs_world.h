// A county's real register and the boxes that speak as one device to it, over a line that loses requests and
// replies. Boxes lose power, are restored from copies, are cloned, get new keys; the register is restored
// from copies, and the county gives its center new keys. Used from one thread.
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
#include "sync/rounds/key_rotation.h"
#include "sync/rounds/uplink.h"
#include "sync/trust/trust_keeper.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"
#include "tests/unit/sync/trust_county.h"

namespace lianxiao::sim {

using Ids = std::set<std::string>;

class LastingCenter {
 public:
  explicit LastingCenter(const Clock& clock);

  center::Registry& registry() { return *registry_; }
  const center::CenterKeys& keys() const { return keys_; }
  const formats::CenterCard& card() const { return card_; }

  void Backup();
  void Restore();  // To the last Backup(). Keys are files of their own, and stay.
  void NewKeys();  // Named by the next root; the old ones are gone.
  Ids Held(const std::string& device) const;
  std::vector<formats::Problem> Notices() const;
  sync::HttpAnswer Answer(const sync::HttpRequest& request);

 private:
  void Open();
  sync::HttpAnswer AnswerRoot(const std::string& url) const;

  test::TempFolder folder_;
  const Clock& clock_;
  sync::County county_;  // Who signs roots.
  std::vector<std::string> roots_;
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
  // A round as the engine makes it, and a second one when the center turned out not to know the keys. What
  // the center refused; a lost line or power is success, for that is how lives are.
  Status Send(sync::Line& line, std::optional<std::int64_t> power_cut, std::uint64_t seed);
  // Keeps the next keys; the rounds tell them.
  void RotateKeys(std::optional<std::int64_t> power_cut, std::uint64_t seed);
  bool RotationWaits() const;
  bool Knows(const formats::CenterCard& center) const;  // By the keys it has now.
  Image Copy();
  void Restore(const Image& image);
  const Ids& told() const { return told_; }
  Ids Pending() const;
  bool HasProblem(const std::string& key) const { return box_->HasProblem(key); }

 private:
  void Open();
  void Close();
  void PowerBack(std::uint64_t seed);
  Status Round(sync::Line& line, std::uint64_t seed);
  Status FollowCounty(sync::Line& line);
  Status RenewKeys(sync::Line& line);

  FalseClock& clock_;
  test::TempFolder search_;
  test::FalseDisk disk_;
  test::FalseVfs vfs_;
  NoLog log_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::optional<sync::Parts> parts_;
  const sync::Options options_{.key_days = 0};  // New keys when the life says so.
  std::unique_ptr<sync::Uplink> uplink_;
  std::unique_ptr<sync::TrustKeeper> trust_;
  std::unique_ptr<sync::KeyRotation> rotation_;
  Ids told_;
};

}  // namespace lianxiao::sim
