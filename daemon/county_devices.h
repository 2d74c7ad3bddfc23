// What the console and the control socket of the county center may do about boxes: joins the registry and the
// center's card, and notes each act in the security log. Safe from any thread.
#pragma once

#include <string>

#include "center/registry/registry.h"
#include "storage/formats/enrolment.h"
#include "storage/people/people.h"
#include "web/devices_view.h"

namespace lianxiao::daemon {

class CountyDevices final : public web::DevicesView {
 public:
  CountyDevices(center::Registry& registry, storage::People& people, formats::CenterCard card)
      : registry_(registry), people_(people), card_(std::move(card)) {}

  Result<std::string> ChangeKeys(const std::string& device, const std::string& sealed) override {
    return registry_.ChangeKeys(device, sealed);
  }
  Result<RevokedBox> Revoke(const std::string& who, const std::string& why,
                            const storage::Actor& by) override;
  Result<CodeWithFile> MakeCodeFile(const std::string& school, const std::string& name,
                                    const std::string& address) override;
  Result<std::string> Grant(const std::string& request_file) override;

 private:
  center::Registry& registry_;
  storage::People& people_;
  const formats::CenterCard card_;
};

}  // namespace lianxiao::daemon
