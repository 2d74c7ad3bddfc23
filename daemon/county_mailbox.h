// What web may see of the county's letters. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "center/registry/mailbox.h"
#include "web/mailbox_view.h"

namespace lianxiao::daemon {

class CountyMailbox final : public web::MailboxView {
 public:
  explicit CountyMailbox(center::Mailbox& mailbox) : mailbox_(mailbox) {}

  Result<web::LetterToBox> LetterFor(const std::string& device) override;
  Result<std::int64_t> AddNotice(const std::string& school, const std::string& text, WallTime until) override;
  Status EndNotice(std::int64_t number) override;
  Result<std::vector<web::NoticeRow>> Notices() const override;
  Status Follow(const std::string& school, bool all, const std::vector<std::string>& libraries) override;
  Status AskClassroomLogin(const std::string& school, bool asked) override;
  Status RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules) override;
  Result<std::optional<formats::LineRules>> LineOf(const std::string& school) const override;
  Status Recheck(const std::string& school) override;

 private:
  center::Mailbox& mailbox_;
};

}  // namespace lianxiao::daemon
