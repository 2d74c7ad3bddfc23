// The box in the school: its parts, joined. Made once; ends its parts in the reverse of their making.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/box_enrolment.h"
#include "daemon/box_news.h"
#include "daemon/box_pins.h"
#include "daemon/box_progress.h"
#include "daemon/box_questions.h"
#include "daemon/box_relay.h"
#include "daemon/box_stick.h"
#include "daemon/box_stick_offers.h"
#include "daemon/box_teaching.h"
#include "daemon/box_view.h"
#include "daemon/box_wishes.h"
#include "daemon/county_accounts.h"
#include "daemon/daily.h"
#include "daemon/neighbours.h"
#include "daemon/school_roll.h"
#include "daemon/school_settings.h"
#include "daemon/service_manager.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/county_letter.h"
#include "storage/courseware/shelf.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/lesson_marks.h"
#include "storage/lesson_wishes.h"
#include "storage/library.h"
#include "storage/part_owners.h"
#include "storage/partner_lessons.h"
#include "storage/people/people.h"
#include "storage/post/post_book.h"
#include "storage/school_ties.h"
#include "storage/search/index.h"
#include "storage/teaching/teaching.h"
#include "storage/usage_log.h"
#include "sync/engine.h"
#include "sync/offers/offer_round.h"
#include "web/http/server.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::daemon {

class School {
 public:
  // kInvalid, kRefused, kNoSpace: each says what to do next.
  static Result<std::unique_ptr<School>> Start(const SchoolSettings& settings, const Clock& clock, Log& log);

  // Whether the journal still answers; for the watchdog. Safe from any thread.
  bool Alive() const;
  // Every few seconds, on the thread that started it: begins to serve as a relay, or ends that, when the
  // county's letter says so since. The classroom does not notice.
  void Tend();
  std::vector<std::string> addresses() const { return server_->addresses(); }

 private:
  School(storage::FolderLock lock, std::unique_ptr<storage::Database> journal, Log& log);
  Status Join(const SchoolSettings& settings, const Clock& clock, Log& log);
  // Of the settings, or of the county's letter where they leave it to that.
  bool ShallServe() const;
  Status OpenRelay(const std::string& data, std::int64_t keep_free_bytes);
  void LookForNeighbours();
  void ServeAsRelay();
  Status OpenPeople(const SchoolSettings& settings, const Clock& clock, Log& log);

  storage::FolderLock lock_;
  RelaySettings relay_settings_;
  Log& log_;
  storage::RealDisk disk_;
  std::unique_ptr<storage::Database> journal_;
  storage::BoxState state_;
  storage::Catalog catalog_;
  storage::UsageLog usage_;
  storage::CountyLetter letter_;
  storage::LineRows line_rows_;
  storage::LessonMarks marks_;
  storage::PartOwners part_owners_;
  storage::LessonWishes wishes_;
  storage::ClassPlans plans_;
  storage::SchoolTies ties_;
  storage::PartnerLessons partner_lessons_;
  storage::WeekUnits week_units_;  // Of plans_ and catalog_.
  std::unique_ptr<storage::Library> library_;
  std::unique_ptr<storage::RelayShelf> shelf_;  // Null, and the next four: this box can be no relay.
  std::unique_ptr<storage::RelaySpool> spool_;
  std::unique_ptr<storage::RelayOffers> relay_offers_;
  std::unique_ptr<storage::WayShelf> ways_;
  std::unique_ptr<BoxRelay> relay_;  // Of the five above.
  std::unique_ptr<storage::SearchIndex> search_;
  std::unique_ptr<storage::CoursewareShelf> courseware_shelf_;
  std::unique_ptr<storage::OfferBook> offer_book_;
  std::unique_ptr<sync::OfferParts> offers_;  // Of the two above.
  std::unique_ptr<storage::People> people_;
  std::unique_ptr<storage::Teaching> teaching_;      // In people_'s database.
  std::unique_ptr<storage::PostBook> posts_;         // In people_'s database.
  std::unique_ptr<CountyAccounts> county_accounts_;  // Gives letters' accounts to people_.
  std::unique_ptr<sync::Engine> engine_;             // Uses all of the above.
  std::unique_ptr<BoxEnrolment> enrolment_;          // Of its identity.
  std::unique_ptr<BoxStick> stick_;                  // Of sticks.
  std::unique_ptr<BoxStickOffers> stick_offers_;     // And courseware on them.
  std::unique_ptr<BoxView> view_;                    // What web may see of them.
  std::unique_ptr<BoxNews> news_;                    // And of what partners sent.
  std::unique_ptr<BoxPins> pins_;                    // And of what shall stay.
  std::unique_ptr<BoxWishes> box_wishes_;            // And of what somebody asked for.
  std::unique_ptr<BoxQuestions> questions_;          // And of what teachers ask other schools.
  std::unique_ptr<BoxTeaching> box_teaching_;        // And of what teachers keep.
  std::unique_ptr<BoxProgress> progress_;            // And of the classes' progress.
  std::unique_ptr<SchoolRoll> roll_;                 // And of the people.
  std::unique_ptr<Daily> daily_;                     // Uses people_ and courseware_shelf_.
  web::Router pages_, courseware_, control_, relay_routes_;
  std::unique_ptr<web::Server> server_, relay_server_;
  std::unique_ptr<Neighbours> neighbours_;  // Tells engine_.
};

}  // namespace lianxiao::daemon
