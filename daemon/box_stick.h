// A stick in this box, as its control socket and its pages see it: joins the engine with what the command
// `lianxiao stick` reports. Safe from any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "storage/base/time.h"
#include "sync/engine.h"
#include "web/stick_view.h"

namespace lianxiao::daemon {

class BoxStick final : public web::StickAtBox {
 public:
  BoxStick(sync::Engine& engine, const Clock& clock) : engine_(engine), clock_(clock) {}

  Result<Load> LoadStick() override;
  Result<std::string> SealedBatch(const formats::BatchId& id) override { return engine_.SealedBatch(id); }
  Result<bool> TakeReceipt(const std::string& receipt) override { return engine_.TakeReceipt(receipt); }
  Result<bool> TakeLetter(const std::string& sealed) override { return engine_.TakeLetter(sealed); }
  Result<bool> TakePost(const std::string& sealed) override { return engine_.TakePost(sealed); }
  Status VisitStick(const std::string& folder) override;
  std::optional<web::StickNow> Stick() const override;
  void StickEnds(std::int64_t batches, const std::string& problem) override;

 private:
  struct Ended {
    std::int64_t batches = 0;
    std::string problem;
    WallTime at;
  };

  sync::Engine& engine_;
  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards ended_ and begun_.
  std::optional<Ended> ended_;
  WallTime begun_;
};

}  // namespace lianxiao::daemon
