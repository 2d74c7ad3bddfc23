// What web may see of going back. Looks into the workshop beside whoever publishes, and never writes there.
// Safe from any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "center/publish/published_catalog.h"
#include "center/publish/rollback.h"
#include "center/registry/rollback_requests.h"
#include "storage/base/log.h"
#include "storage/disk.h"
#include "web/rollback_view.h"

namespace lianxiao::daemon {

class CountyRollbacks final : public web::RollbackView {
 public:
  CountyRollbacks(center::RollbackRequests& requests, center::PublishedCatalog& published,
                  storage::Disk& disk, Log& log, std::string county)
      : requests_(requests), published_(published), disk_(disk), log_(log), county_(std::move(county)) {}

  Result<std::vector<web::RollbackBundle>> Bundles() const override;
  Result<std::vector<web::RollbackLesson>> Lessons(const std::string& words) const override;
  Result<web::RollbackPreview> Preview(const std::string& kind, const std::string& id) const override;
  Result<std::vector<web::RollbackWish>> Wishes() const override;
  Result<web::RollbackWish> Ask(const std::string& kind, const std::string& id, const std::string& plan,
                                const std::string& who, const std::string& why) override;
  Result<web::RollbackWish> Drop(std::int64_t number, const std::string& who) override {
    return Decide(number, "dropped", who);
  }
  Result<web::RollbackWish> Done(std::int64_t number, const std::string& who) override {
    return Decide(number, "done", who);
  }

 private:
  Status Look(const std::function<Status(storage::Connection&)>& work) const;
  Result<bool> HasWorkshop() const;
  // Empty: it cannot be taken back any more. Errors say nothing of that: the workshop cannot be read now.
  Result<std::string> PlanNow(const std::string& kind, const std::string& id) const;
  std::string NameFor(const std::string& kind, const std::string& id) const;
  std::vector<std::string> Titles(const std::vector<std::string>& ids) const;
  web::RollbackWish Shown(const center::RollbackRequest& request) const;
  Result<web::RollbackWish> Decide(std::int64_t number, const std::string& state, const std::string& who);

  center::RollbackRequests& requests_;
  center::PublishedCatalog& published_;
  storage::Disk& disk_;
  Log& log_;
  const std::string county_;
};

}  // namespace lianxiao::daemon
