#include "daemon/county.h"

#include <charconv>
#include <chrono>
#include <thread>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/center_keys.h"
#include "center/tls/tls_files.h"
#include "daemon/county_accounts.h"
#include "daemon/key_passphrase.h"
#include "daemon/school_settings.h"
#include "storage/formats/packed_address.h"
#include "web/api/alliances_api.h"
#include "web/api/devices_api.h"
#include "web/api/mailbox_api.h"
#include "web/api/offers_api.h"
#include "web/api/person_api.h"
#include "web/api/posts_api.h"
#include "web/api/rollback_api.h"
#include "web/api/stick_api.h"
#include "web/api/timetables_api.h"
#include "web/center_site.h"
#include "web/console/alliances_page.h"
#include "web/console/box_pages.h"
#include "web/console/offers_page.h"
#include "web/console/questions_page.h"
#include "web/console/rollback_page.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMaxRootBytes = 512'000;
constexpr std::chrono::milliseconds kBetweenSteps{50};

// 8441 of "0.0.0.0:8441"; 0 for anything else, which Server::Start will name.
int PortOf(const std::string& address) {
  int port = 0;
  const auto colon = address.rfind(':');
  if (colon == address.npos) return 0;
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return port;
}

}  // namespace

Result<std::unique_ptr<County>> County::Start(const CenterSettings& settings, const Clock& clock, Log& log) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(auto identity, LoadIdentity(settings, clock, log));
  auto& [keys, card, center_root] = identity;
  LIANXIAO_ASSIGN(
      auto root, storage::ReadWhole(disk, settings.data + "/repository/metadata/1.root.json", kMaxRootBytes));
  LIANXIAO_ASSIGN(auto lock, LockDataFolder(settings.data));

  std::unique_ptr<County> county(new County(std::move(lock), settings.data, card));
  LIANXIAO_TRY(county->OpenPeople(settings, clock));
  auto options = settings.registry;
  options.accounts = [people = county->people_.get()](const std::string& school) {
    return LetterAccounts(*people, school);
  };
  if (options.public_address.empty()) options.public_address = "https://" + settings.listen;
  LIANXIAO_TRY(
      center::EnsureTls(clock, settings.data, center::NamesFor({options.public_address}), keys.sign));
  LIANXIAO_ASSIGN(const auto tls,
                  web::TlsIdentity::Open(
                      {center::CertificateFile(settings.data), center::TlsKeyFile(settings.data)}, log));
  auto hosts = settings.hosts;
  hosts.push_back(formats::HostOfAddress(options.public_address));
  options.center_root = center_root;
  options.offers_folder = settings.data + "/offers";
  options.plain_port = PortOf(settings.plain_listen);
  options.tls_statement = [&disk = county->disk_, folder = settings.data, sign = card.sign] {
    return center::LoadTlsStatementBy(disk, folder, sign);
  };
  LIANXIAO_ASSIGN(county->registry_,
                  center::Registry::Open(center::RegistryFile(settings.data), std::move(keys), card,
                                         std::move(root), clock, std::move(options)));
  county->published_ =
      std::make_unique<center::PublishedCatalog>(county->disk_, settings.data + "/repository");
  county->devices_ = std::make_unique<CountyDevices>(*county->registry_, *county->people_, card);
  county->due_ = std::make_unique<DueList>(county->disk_, clock, settings.data);
  const auto congestion = std::make_shared<web::Congestion>(settings.congestion_control, log);
  county->view_ = std::make_unique<CountyView>(
      CountyView::Parts{*county->registry_, *county->published_, county->disk_, clock, log, *county->due_,
                        congestion},
      std::move(card), "lianxiao-centerd " + std::string(kProgramVersion), settings.data);
  county->mailbox_ = std::make_unique<CountyMailbox>(county->registry_->mailbox());
  const auto people = county->PeopleSiteOf(clock, county->view_->StatusNow().name);
  auto routes = web::CenterRoutes(*county->view_, people);
  web::AddLetters(routes, *county->mailbox_);
  web::AddDeviceKeys(routes, *county->devices_);
  web::AddBoxActs(routes, *county->view_, *county->devices_, people);
  county->offers_ = std::make_unique<CountyOffers>(*county->registry_);
  web::AddOfferIntake(routes, *county->offers_);
  web::AddOffersPages(routes, *county->offers_, people);
  county->alliances_ = std::make_unique<CountyAlliances>(*county->registry_, log, settings.data);
  web::AddAlliancesApi(routes, *county->alliances_, people);
  web::AddAlliancesPages(routes, *county->alliances_, people);
  county->posts_ = std::make_unique<CountyPosts>(*county->registry_);
  web::AddPostsApi(routes, *county->posts_, people);
  web::AddQuestionsPages(routes, *county->posts_, people);
  county->rollbacks_ = std::make_unique<CountyRollbacks>(county->registry_->rollbacks(), *county->published_,
                                                         county->disk_, log, settings.data);
  web::AddRollbackPages(routes, *county->rollbacks_, people);
  county->routes_ = web::Guarded(routes, *county->people_, people.gate);
  county->control_ = web::CenterControlRoutes(*county->view_, people);
  web::AddAlliancesApi(county->control_, *county->alliances_, people);
  web::AddPostsApi(county->control_, *county->posts_, people);
  web::AddMailboxControl(county->control_, *county->mailbox_);
  county->timetables_ =
      std::make_unique<CountyTimetables>(county->registry_->timetables(), *county->published_);
  web::AddOffersControl(county->control_, *county->offers_, people);
  web::AddRollbackControl(county->control_, *county->rollbacks_, people);
  web::AddTimetableControl(county->control_, *county->timetables_);
  county->stick_ = std::make_unique<CountyStick>(*county->registry_);
  web::AddStickControl(county->control_, *county->stick_, *county->view_, *county->mailbox_);
  web::AddOfferIntake(county->control_, *county->offers_);
  county->roll_ = std::make_unique<CountyRoll>(*county->registry_, *county->people_);
  web::AddPersonControl(county->control_, *county->roll_);
  web::AddTeacherControl(county->control_, *county->roll_);
  county->StartDaily(settings.learning_days, log);
  web::AddDevicesControl(county->control_, *county->devices_);
  auto server = settings.server;
  server.congestion = congestion;
  server.hosts = std::make_shared<web::HostRule>(MachineName(), hosts);
  std::vector<web::Listener> listeners{{settings.listen, &county->routes_, tls},
                                       {"unix:" + settings.ControlSocket(), &county->control_}};
  if (!settings.plain_listen.empty()) {
    county->plain_routes_ = web::CenterPlainRoutes(*county->view_);
    listeners.push_back({settings.plain_listen, &county->plain_routes_});
  }
  LIANXIAO_ASSIGN(county->server_, web::Server::Start(std::move(listeners), server, log));
  return county;
}

// A root in the way that nobody can follow is told by `keys list`; what boxes send is taken meanwhile.
Result<County::Identity> County::LoadIdentity(const CenterSettings& settings, const Clock& clock, Log& log) {
  storage::RealDisk disk{storage::Readable::kEveryone};  // The card is for everyone.
  LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(disk));
  Identity identity;
  LIANXIAO_TRY(center::CheckIsCounty(disk, settings.data));
  const auto root = center::SettleCenterKeys(disk, clock, settings.data, passphrase);
  if (!root && root.error().code != ErrorCode::kUntrusted) return Fail(root.error());
  if (!root) log.Error(root.error().message);
  identity.root = root.value_or(0);
  LIANXIAO_ASSIGN(identity.card, center::LoadCard(disk, settings.data));
  LIANXIAO_ASSIGN(identity.keys, center::LoadCenterKeys(disk, settings.data, passphrase));
  if (identity.keys.sign.verify == identity.card.sign && identity.keys.seal.seal == identity.card.seal) {
    return identity;
  }
  return Fail(ErrorCode::kRefused, "the center's keys are being changed just now; start again");
}

bool County::Outdated() const {
  const auto card = center::LoadCard(disk_, folder_);
  return card && formats::ToJson(*card) != card_json_;
}

Status County::OpenPeople(const CenterSettings& settings, const Clock& clock) {
  LIANXIAO_ASSIGN(people_,
                  storage::People::Open(settings.data + "/people.db", clock, settings.people.options));
  return {};
}

void County::StartDaily(std::int64_t learning_days, Log& log) {
  daily_ = std::make_unique<Daily>([this, learning_days, &log] {
    if (const auto tidied = people_->Tidy(); !tidied) log.Warning("tidy accounts: " + tidied.error().message);
    Condense(learning_days, log);
  });
}

// In steps with a pause as long as a step takes, so that boxes' batches get in between.
void County::Condense(std::int64_t learning_days, Log& log) {
  for (bool more = true; more && !stopping_;) {
    const auto condensed = registry_->learning_log().Condense(learning_days);
    if (!condensed) log.Warning("condense the learning log: " + condensed.error().message);
    more = condensed.value_or(false);
    if (more) std::this_thread::sleep_for(kBetweenSteps);
  }
}

web::PeopleSite County::PeopleSiteOf(const Clock& clock, std::string name) const {
  return {
      .people = *people_,
      .clock = clock,
      .place = storage::Place::kCounty,
      .gate = {.secure_cookies = true, .cookie = "lianxiao_county"},
      .place_name = [name = std::move(name)] { return name; },
      .schools =
          [this] {
            std::vector<std::pair<std::string, std::string>> schools;
            if (const auto rows = view_->Schools()) {
              for (const auto& row : *rows) schools.emplace_back(row.id, row.name);
            }
            return schools;
          },
      .forget = [this](const std::string& person) -> Status {
        LIANXIAO_TRY(registry_->learning_log().Erase(person));
        LIANXIAO_TRY(registry_->posts().ForgetPerson(person));
        return {};
      },
      .events = [this](const std::string& person) { return roll_->Events(person); },
      .records = [this](const storage::Account& account) { return roll_->Records(account.person, account); }};
}

bool County::Alive() const { return registry_->Events().has_value(); }

}  // namespace lianxiao::daemon
