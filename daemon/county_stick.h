// What web may see of sticks at the county. Safe from any thread.
#pragma once

#include <string>

#include "center/registry/registry.h"
#include "web/stick_view.h"

namespace lianxiao::daemon {

class CountyStick final : public web::StickAtCounty {
 public:
  explicit CountyStick(center::Registry& registry) : registry_(registry) {}
  Status TakeHoldings(const std::string& device, const std::string& sealed) override {
    return registry_.TakeHoldings(device, sealed);
  }
  Result<std::string> HoldingsOf(const std::string& device) override { return registry_.HoldingsOf(device); }

 private:
  center::Registry& registry_;
};

}  // namespace lianxiao::daemon
