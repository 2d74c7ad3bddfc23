// The county center: its parts, joined. Made once; ends its parts in the reverse of their making.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "center/registry/registry.h"
#include "daemon/center_settings.h"
#include "daemon/county_alliances.h"
#include "daemon/county_devices.h"
#include "daemon/county_mailbox.h"
#include "daemon/county_offers.h"
#include "daemon/county_posts.h"
#include "daemon/county_roll.h"
#include "daemon/county_rollbacks.h"
#include "daemon/county_stick.h"
#include "daemon/county_timetables.h"
#include "daemon/county_view.h"
#include "daemon/daily.h"
#include "daemon/service_manager.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/people/people.h"
#include "web/http/server.h"
#include "web/people/people_site.h"

namespace lianxiao::daemon {

class County {
 public:
  static Result<std::unique_ptr<County>> Start(const CenterSettings& settings, const Clock& clock, Log& log);

  ~County() { stopping_ = true; }

  bool Alive() const;  // Whether the registry still answers. Safe from any thread.
  // The center has got other keys than this started with (lianxiao center keys apply): start anew.
  bool Outdated() const;
  std::vector<std::string> addresses() const { return server_->addresses(); }

 private:
  // Who the center is, and the newest root it knows of.
  struct Identity {
    center::CenterKeys keys;
    formats::CenterCard card;
    std::int64_t root = 0;
  };
  County(storage::FolderLock lock, std::string folder, const formats::CenterCard& card)
      : lock_(std::move(lock)), folder_(std::move(folder)), card_json_(formats::ToJson(card)) {}
  static Result<Identity> LoadIdentity(const CenterSettings& settings, const Clock& clock, Log& log);
  Status OpenPeople(const CenterSettings& settings, const Clock& clock);
  void StartDaily(std::int64_t learning_days, Log& log);
  void Condense(std::int64_t learning_days, Log& log);
  web::PeopleSite PeopleSiteOf(const Clock& clock, std::string name) const;

  storage::FolderLock lock_;
  const std::string folder_;
  const std::string card_json_;  // As it was at the start.
  mutable storage::RealDisk disk_;
  std::unique_ptr<storage::People> people_;
  std::unique_ptr<center::Registry> registry_;  // Its letters ask people_.
  std::unique_ptr<center::PublishedCatalog> published_;
  std::unique_ptr<DueList> due_;
  std::unique_ptr<CountyView> view_;  // What web may see of them.
  std::unique_ptr<CountyDevices> devices_;
  std::unique_ptr<CountyMailbox> mailbox_;  // And of the letters.
  std::unique_ptr<CountyTimetables> timetables_;
  std::unique_ptr<CountyOffers> offers_;
  std::unique_ptr<CountyAlliances> alliances_;
  std::unique_ptr<CountyPosts> posts_;
  std::unique_ptr<CountyRollbacks> rollbacks_;
  std::unique_ptr<CountyStick> stick_;  // And of sticks.
  std::unique_ptr<CountyRoll> roll_;    // And of the people.
  std::atomic<bool> stopping_ = false;  // Long daily work looks at it between its steps.
  std::unique_ptr<Daily> daily_;
  web::Router routes_, plain_routes_, control_;
  std::unique_ptr<web::Server> server_;
};

}  // namespace lianxiao::daemon
