#include "daemon/county_mailbox.h"

#include "sync/plan/plan_text.h"

namespace lianxiao::daemon {

Result<web::LetterToBox> CountyMailbox::LetterFor(const std::string& device) {
  LIANXIAO_ASSIGN(auto letter, mailbox_.LetterFor(device));
  return web::LetterToBox{letter.number, std::move(letter.bytes)};
}

Result<std::int64_t> CountyMailbox::AddNotice(const std::string& school, const std::string& text,
                                              WallTime until) {
  return mailbox_.AddNotice(school, text, until);
}

Status CountyMailbox::EndNotice(std::int64_t number) { return mailbox_.EndNotice(number); }

Result<std::vector<web::NoticeRow>> CountyMailbox::Notices() const {
  LIANXIAO_ASSIGN(const auto notices, mailbox_.Notices());
  std::vector<web::NoticeRow> rows;
  for (const auto& n : notices) rows.push_back({n.number, n.school, n.text, n.at, n.until});
  return rows;
}

Status CountyMailbox::Follow(const std::string& school, bool all, const std::vector<std::string>& libraries) {
  return mailbox_.Follow(school, all, libraries);
}

Status CountyMailbox::AskClassroomLogin(const std::string& school, bool asked) {
  return mailbox_.AskClassroomLogin(school, asked);
}

// Read here as a box will read them, so that a mistake is met by who makes it.
Status CountyMailbox::RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules) {
  if (rules) LIANXIAO_TRY(sync::ReadRules(*rules));
  return mailbox_.RuleLine(school, rules);
}

Result<std::optional<formats::LineRules>> CountyMailbox::LineOf(const std::string& school) const {
  return mailbox_.LineOf(school);
}

Status CountyMailbox::Recheck(const std::string& school) { return mailbox_.AddCommand(school, "recheck"); }

}  // namespace lianxiao::daemon
