// Enrolment by files and new keys as the box's control socket asks for them. Safe from any thread.
#pragma once

#include "sync/engine.h"
#include "web/enrolment_view.h"

namespace lianxiao::daemon {

class BoxEnrolment final : public web::EnrolmentView {
 public:
  explicit BoxEnrolment(sync::Engine& engine) : engine_(engine) {}

  Result<std::string> MakeRequestFile(const std::string& code, const std::string& code_file) override {
    return engine_.MakeRequestFile(code, code_file);
  }
  Status RotateKeys() override { return engine_.RotateKeys(); }
  Status TakeGrantFile(const std::string& grant_file) override { return engine_.TakeGrantFile(grant_file); }

 private:
  sync::Engine& engine_;
};

}  // namespace lianxiao::daemon
