#include "daemon/county.h"

#include "center/county.h"
#include "daemon/key_passphrase.h"
#include "daemon/school_settings.h"
#include "web/api/mailbox_api.h"
#include "web/center_site.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMaxRootBytes = 512'000;

}  // namespace

Result<std::unique_ptr<County>> County::Start(const CenterSettings& settings, const Clock& clock, Log& log) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const auto passphrase, OnlinePassphrase(disk));
  LIANXIAO_ASSIGN(auto keys, center::LoadCenterKeys(disk, settings.data, passphrase));
  LIANXIAO_ASSIGN(auto card, center::LoadCard(disk, settings.data));
  LIANXIAO_ASSIGN(
      auto root, storage::ReadWhole(disk, settings.data + "/repository/metadata/1.root.json", kMaxRootBytes));
  LIANXIAO_ASSIGN(auto lock, LockDataFolder(settings.data));

  std::unique_ptr<County> county(new County(std::move(lock)));
  auto options = settings.registry;
  if (options.public_address.empty()) options.public_address = "http://" + settings.listen;
  LIANXIAO_ASSIGN(county->registry_,
                  center::Registry::Open(settings.data + "/center.db", std::move(keys), card, std::move(root),
                                         clock, std::move(options)));
  county->published_ =
      std::make_unique<center::PublishedCatalog>(county->disk_, settings.data + "/repository");
  county->view_ = std::make_unique<CountyView>(
      CountyView::Parts{*county->registry_, *county->published_, county->disk_, clock, log}, std::move(card),
      "lianxiao-centerd " + std::string(kProgramVersion), settings.data);
  county->mailbox_ = std::make_unique<CountyMailbox>(county->registry_->mailbox());
  county->routes_ = web::CenterRoutes(*county->view_);
  web::AddLetters(county->routes_, *county->mailbox_);
  county->control_ = web::CenterControlRoutes(*county->view_);
  web::AddMailboxControl(county->control_, *county->mailbox_);
  LIANXIAO_ASSIGN(county->server_,
                  web::Server::Start({{settings.listen, &county->routes_},
                                      {"unix:" + settings.ControlSocket(), &county->control_}},
                                     settings.server, log));
  return county;
}

bool County::Alive() const { return registry_->Events().has_value(); }

}  // namespace lianxiao::daemon
