// What the control socket of the county center may do about boxes: joins the registry and the center's card.
// Safe from any thread.
#pragma once

#include <string>

#include "center/registry/registry.h"
#include "storage/formats/enrolment.h"
#include "web/devices_view.h"

namespace lianxiao::daemon {

class CountyDevices final : public web::DevicesView {
 public:
  CountyDevices(center::Registry& registry, formats::CenterCard card)
      : registry_(registry), card_(std::move(card)) {}

  Result<std::string> ChangeKeys(const std::string& device, const std::string& sealed) override {
    return registry_.ChangeKeys(device, sealed);
  }
  Result<RevokedBox> Revoke(const std::string& who, const std::string& why) override;
  Result<CodeWithFile> MakeCodeFile(const std::string& school, const std::string& name,
                                    const std::string& address) override;
  Result<std::string> Grant(const std::string& request_file) override;

 private:
  center::Registry& registry_;
  const formats::CenterCard card_;
};

}  // namespace lianxiao::daemon
