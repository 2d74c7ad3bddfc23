// What the console's pages and the boxes' API may see of the center: joins registry and repository folder.
// Safe from any thread.
#pragma once

#include <memory>
#include <string>

#include "center/publish/published_catalog.h"
#include "center/registry/registry.h"
#include "daemon/due_list.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "web/center_view.h"
#include "web/http/congestion.h"

namespace lianxiao::daemon {

class CountyView final : public web::CenterView {
 public:
  struct Parts {
    center::Registry& registry;
    center::PublishedCatalog& published;
    storage::Disk& disk;
    const Clock& clock;
    Log& log;
    const DueList& due;
    std::shared_ptr<web::Congestion> congestion = {};
  };
  CountyView(Parts parts, formats::CenterCard card, std::string program, std::string folder);

  Result<web::RepositoryFile> Repository(const std::string& path) const override;
  std::string Card() const override;
  Result<std::string> TlsStatement() const override;
  Result<std::string> Enrol(const std::string& sealed_request) override;
  Result<std::string> TakeBatch(const formats::BatchId& id, const std::string& sealed) override;
  Result<web::StatusAnswer> TakeStatus(const std::string& device, const std::string& sealed) override;
  web::CenterStatus StatusNow() const override;
  Result<std::vector<web::SchoolRow>> Schools() const override;
  Result<std::vector<web::UseRow>> Use(std::int64_t limit) const override;
  Result<std::vector<web::WantedRow>> Wanted(std::int64_t limit) const override;
  Result<NewCode> MakeCode(const std::string& school, const std::string& name,
                           const std::string& address) override;

 private:
  void NoteOffers();

  Parts parts_;
  formats::CenterCard card_;
  std::string program_;
  std::string folder_;
};

}  // namespace lianxiao::daemon
