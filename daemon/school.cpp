#include "daemon/school.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <system_error>

#include "daemon/box_chapters.h"
#include "daemon/own_addresses.h"
#include "storage/journal_schema.h"
#include "sync/relay/announcement.h"
#include "web/api/devices_api.h"
#include "web/api/person_api.h"
#include "web/api/relay_api.h"
#include "web/api/stick_api.h"
#include "web/api/stick_offers_api.h"
#include "web/classroom/wishes_page.h"
#include "web/own/courseware_site.h"
#include "web/school_site.h"
#include "web/teaching/progress_pages.h"
#include "web/technician/pins_page.h"

namespace lianxiao::daemon {
namespace {

// "aarch64, 4 cores, 3.8 GiB", for the county's console.
std::string Hardware() {
  utsname machine{};
  ::uname(&machine);
  const auto bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  char text[128];
  std::snprintf(text, sizeof text, "%.32s, %ld cores, %.1f GiB", machine.machine,
                ::sysconf(_SC_NPROCESSORS_ONLN), bytes / (1 << 30));
  return text;
}

// Of an alliance's boxes each takes some connections at a time, and most are asleep.
constexpr int kRelayConnections = 64;

// So long a box may be without word from the county before its own clock is not believed in what deletes.
constexpr std::int64_t kBelievedMs = 60 * kDayMs;

// 0 when nobody knows: then no share of it is kept free, and the least is.
std::int64_t DiskBytes(const std::string& folder) {
  std::error_code ignored;
  const auto space = std::filesystem::space(folder, ignored);
  return ignored ? 0 : static_cast<std::int64_t>(space.capacity);
}

std::string PortOf(const std::string& address) { return address.substr(address.rfind(':') + 1); }

// All that an account has added, deleted ones last.
Result<std::vector<storage::Courseware>> AddedBy(const storage::CoursewareShelf& shelf,
                                                 const std::string& account) {
  storage::CoursewareFilter filter{.owner = account, .limit = std::numeric_limits<std::int64_t>::max()};
  LIANXIAO_ASSIGN(auto all, shelf.List(filter));
  filter.deleted = true;
  LIANXIAO_ASSIGN(const auto deleted, shelf.List(filter));
  all.items.insert(all.items.end(), deleted.items.begin(), deleted.items.end());
  return std::move(all.items);
}

}  // namespace

School::School(storage::FolderLock lock, std::unique_ptr<storage::Database> journal, Log& log)
    : lock_(std::move(lock)),
      log_(log),
      journal_(std::move(journal)),
      state_(*journal_),
      catalog_(*journal_),
      usage_(*journal_),
      letter_(*journal_),
      line_rows_(*journal_),
      marks_(*journal_),
      part_owners_(*journal_),
      wishes_(*journal_),
      plans_(*journal_),
      ties_(*journal_),
      partner_lessons_(*journal_),
      week_units_(plans_, catalog_, MachineOffset()) {}

Result<std::unique_ptr<School>> School::Start(const SchoolSettings& settings, const Clock& clock, Log& log) {
  storage::RealDisk disk;
  LIANXIAO_TRY(disk.MakeFolders(settings.data));
  LIANXIAO_ASSIGN(auto lock, LockDataFolder(settings.data));
  auto journal = storage::Database::Open(settings.data + "/state.db", storage::JournalSchema());
  if (!journal) return Fail(journal.error().While("open " + settings.data + "/state.db"));
  std::unique_ptr<School> school(new School(std::move(lock), *std::move(journal), log));
  LIANXIAO_TRY(school->Join(settings, clock, log));
  return school;
}

Status School::Join(const SchoolSettings& settings, const Clock& clock, Log& log) {
  auto options = settings.sync;
  const auto disk_bytes = DiskBytes(settings.data);
  options.keep_free_bytes = settings.disk.KeepFreeBytes(disk_bytes, options.keep_free_bytes);
  options.content_bytes = settings.disk.ContentBytes(disk_bytes);
  LIANXIAO_ASSIGN(library_, storage::Library::Open(disk_, *journal_, clock, log, settings.data + "/library",
                                                   {.keep_free_bytes = options.keep_free_bytes}));
  LIANXIAO_ASSIGN(search_, storage::SearchIndex::Open(settings.data + "/search.db"));

  LIANXIAO_ASSIGN(courseware_shelf_,
                  storage::CoursewareShelf::Open(disk_, *journal_, clock, log, settings.data + "/own",
                                                 settings.courseware.Options(options.keep_free_bytes)));
  offer_book_ = std::make_unique<storage::OfferBook>(*journal_);
  offers_ = std::make_unique<sync::OfferParts>(sync::OfferParts{*courseware_shelf_, *offer_book_});

  LIANXIAO_TRY(OpenPeople(settings, clock, log));

  relay_settings_ = settings.relay;
  if (auto opened = OpenRelay(settings.data, options.keep_free_bytes); !opened) {
    if (settings.relay.serve) return opened;
    log.Error("this box cannot be a relay: " + opened.error().message);
  }
  options.program = "lianxiao-schoold " + std::string(kProgramVersion);
  options.hardware = Hardware();
  LIANXIAO_ASSIGN(engine_, sync::Engine::Start({state_,
                                                catalog_,
                                                *library_,
                                                usage_,
                                                *search_,
                                                disk_,
                                                clock,
                                                log,
                                                &letter_,
                                                county_accounts_.get(),
                                                &line_rows_,
                                                &marks_,
                                                &part_owners_,
                                                shelf_.get(),
                                                spool_.get(),
                                                &wishes_,
                                                offers_.get(),
                                                &week_units_,
                                                posts_.get(),
                                                ways_.get(),
                                                relay_ != nullptr ? &relay_->serving() : nullptr,
                                                relay_offers_.get()},
                                               options));
  stick_ = std::make_unique<BoxStick>(*engine_, clock);
  view_ = std::make_unique<BoxView>(
      BoxView::Parts{state_, catalog_, *library_, usage_, *search_, disk_, clock, *engine_, letter_, marks_,
                     wishes_, teaching_->opened, stick_.get(), relay_.get(), settings.relay.listen,
                     settings.relay.MaxBytesPerSecond(), !settings.relay.serve},
      options.program, settings.data);
  const web::PeopleSite people{
      .people = *people_,
      .clock = clock,
      .place = storage::Place::kSchool,
      .gate = {.classroom_login =
                   [this, always = settings.people.classroom_login] {
                     if (always) return true;
                     const auto letter = letter_.Newest();
                     return letter && letter->classroom_login;
                   }},
      .place_name =
          [this] {
            const auto enrolled = state_.Enrolment();
            return enrolled && *enrolled ? (*enrolled)->grant.school_name : std::string();
          },
      .forget = [this](const std::string& person) -> Status {
        LIANXIAO_TRY(usage_.Forget(person));
        return {};
      },
      .events = [this](const std::string& person) { return roll_->Events(person); },
      .courseware = [this](const std::string& account) { return AddedBy(*courseware_shelf_, account); },
  };
  box_teaching_ = std::make_unique<BoxTeaching>(*view_, *courseware_shelf_);
  // A box without a battery wakes in 1970, when no pairing had begun.
  const auto known_now = [this, &clock] {
    return std::max(clock.Wall(), state_.TrustedTime().value_or(WallTime{}));
  };
  questions_ = std::make_unique<BoxQuestions>(
      BoxQuestions::Parts{*posts_, ties_, *teaching_, *view_, known_now,
                          [this] {
                            const auto enrolled = state_.Enrolment();
                            return enrolled && *enrolled ? (*enrolled)->grant.school : std::string();
                          },
                          [this] { engine_->RoundSoon(); }});
  const auto teaching = std::make_shared<const web::TeachingSite>(
      web::TeachingSite{*teaching_, *box_teaching_, clock, people.place_name, questions_.get()});
  progress_ = std::make_unique<BoxProgress>(plans_, week_units_, *engine_, clock);
  const web::CoursewareSite own{
      *courseware_shelf_, *view_, people, offer_book_.get(), [this] { engine_->RoundSoon(); }, teaching};
  news_ = std::make_unique<BoxNews>(ties_, letter_, partner_lessons_, *view_, known_now);
  auto routes = web::SchoolRoutes(*view_, people,
                                  {.courseware_port = PortOf(settings.courseware_listen),
                                   .teaching = teaching,
                                   .own_addresses = &OwnAddresses,
                                   .progress = progress_.get(),
                                   .news = news_.get(),
                                   .chapters = ReadsChapters(*view_, disk_, log),
                                   .own = web::FindsOwn(own)});
  web::AddTeaching(routes, *teaching);
  web::AddProgress(routes, {*progress_, *view_, clock, people.place_name});
  pins_ = std::make_unique<BoxPins>(marks_, catalog_, *engine_, clock);
  web::AddPins(routes, *pins_, people);
  box_wishes_ = std::make_unique<BoxWishes>(wishes_, *view_, *engine_, clock);
  web::AddWishes(routes, *box_wishes_, *view_);
  web::AddOwnCourseware(routes, own);
  pages_ = web::Guarded(routes, *people_, people.gate);
  courseware_ = web::CoursewareRoutes(*view_);
  control_ = web::SchoolControlRoutes(*view_, people);
  web::AddPinsControl(control_, *pins_);
  roll_ = std::make_unique<SchoolRoll>(
      usage_, *people_, [this](const std::string& account) { return AddedBy(*courseware_shelf_, account); });
  web::AddPersonControl(control_, *roll_);
  enrolment_ = std::make_unique<BoxEnrolment>(*engine_);
  web::AddEnrolmentControl(control_, *enrolment_);
  web::AddStickControl(control_, *stick_);
  stick_offers_ = std::make_unique<BoxStickOffers>(state_, *offers_, disk_);
  web::AddStickOffersControl(control_, *stick_offers_);
  auto server = settings.server;
  server.hosts = std::make_shared<web::HostRule>(MachineName(), settings.hosts);
  LIANXIAO_ASSIGN(server_, web::Server::Start({{settings.listen, &pages_},
                                               {settings.courseware_listen, &courseware_},
                                               {"unix:" + settings.ControlSocket(), &control_}},
                                              server, log));
  Tend();
  if (neighbours_ == nullptr) LookForNeighbours();
  return {};
}

// A letter that cannot be read just now changes nothing.
bool School::ShallServe() const {
  if (relay_settings_.serve) return true;
  if (!relay_settings_.by_county) return false;
  const auto letter = letter_.Newest();
  if (!letter) return relay_->serving();
  return letter->line && letter->line->relay == formats::kServeAsRelay;
}

// Nothing of it costs a box that is no relay more than two empty folders.
Status School::OpenRelay(const std::string& data, std::int64_t keep_free_bytes) {
  if (!relay_settings_.serve && !relay_settings_.by_county) return {};
  const auto folder = data + "/relay";
  storage::SpoolLimits limits;
  limits.bytes = relay_settings_.post_mb * 1'000'000;
  LIANXIAO_ASSIGN(spool_, storage::RelaySpool::Open(disk_, folder + "/post", limits, keep_free_bytes));
  LIANXIAO_ASSIGN(ways_, storage::WayShelf::Open(disk_, folder + "/ways", relay_settings_.ways_mb * 1'000'000,
                                                 keep_free_bytes));
  shelf_ = std::make_unique<storage::RelayShelf>(disk_, folder);
  storage::OfferLimits offers;
  offers.bytes = limits.bytes / 4;  // The rest is for usage and letters.
  LIANXIAO_ASSIGN(relay_offers_,
                  storage::RelayOffers::Open(disk_, folder + "/offers", offers, keep_free_bytes));
  relay_ = std::make_unique<BoxRelay>(*library_, *shelf_, *spool_, *relay_offers_, *ways_);
  return {};
}

void School::Tend() {
  if (relay_ == nullptr) return;
  const bool serves = ShallServe();
  if (serves == relay_->serving()) return;
  neighbours_.reset();  // It announces the one or the other.
  relay_->Serves(serves);
  if (serves) {
    ServeAsRelay();
  } else {
    relay_->Listens(false);
    relay_server_.reset();
    log_.Info("no relay for the alliance any more, as the county has it now");
  }
  LookForNeighbours();
  engine_->RoundSoon();  // What is to be served comes on the shelf.
}

// The classroom is served whatever becomes of it. Few connections: other schools must not take the class's.
void School::ServeAsRelay() {
  relay_routes_ = web::RelayRoutes(*relay_);
  web::ServerOptions few;
  few.connections = kRelayConnections;
  few.per_address = kRelayConnections / 2;
  few.max_bytes_per_second = relay_settings_.MaxBytesPerSecond();
  auto started = web::Server::Start({{relay_settings_.listen, &relay_routes_}}, few, log_);
  if (!started) {
    log_.Error("not serving as a relay: " + started.error().message);
    return;
  }
  relay_server_ = *std::move(started);
  relay_->Listens(true);
  log_.Info("relay for the alliance at " + relay_server_->addresses().front());
}

void School::LookForNeighbours() {
  NeighbourOptions options{
      .find = relay_settings_.find, .announce_port = 0, .name = "Lianxiao " + MachineName()};
  if (relay_settings_.announce && relay_server_ != nullptr) {
    options.announce_port = std::atoi(PortOf(relay_server_->addresses().front()).c_str());
  }
  if (!options.find && options.announce_port == 0) return;
  const auto mark = [this] {
    const auto enrolled = state_.Enrolment();
    return enrolled && *enrolled ? sync::CountyMark((*enrolled)->grant.root_json) : std::string();
  };
  neighbours_ = Neighbours::Start(
      std::move(options), mark,
      [this](std::vector<std::string> bases) { engine_->RelaysFound(std::move(bases)); }, log_);
}

Status School::OpenPeople(const SchoolSettings& settings, const Clock& clock, Log& log) {
  LIANXIAO_ASSIGN(people_,
                  storage::People::Open(settings.data + "/people.db", clock, settings.people.options));
  teaching_ = std::make_unique<storage::Teaching>(people_->rows());
  posts_ = std::make_unique<storage::PostBook>(people_->rows());
  county_accounts_ = std::make_unique<CountyAccounts>(*people_, log);
  daily_ = std::make_unique<Daily>([this, &clock, &log] {
    if (const auto tidied = people_->Tidy(); !tidied) log.Warning("tidy accounts: " + tidied.error().message);
    // A clock that jumped ahead must not take what can still be restored.
    const auto known = state_.TrustedTime().value_or(WallTime{});
    const auto now = std::min(clock.Wall(), known + kBelievedMs);
    if (const auto tidied = courseware_shelf_->Tidy(now); !tidied) {
      log.Warning("tidy own courseware: " + tidied.error().message);
    }
  });
  return {};
}

bool School::Alive() const { return catalog_.Totals().has_value() && usage_.Totals().has_value(); }

}  // namespace lianxiao::daemon
