#include "center/registry/mailbox.h"

#include <optional>

#include "center/registry/device_rows.h"
#include "center/registry/mailbox_rows.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/library_name.h"

namespace lianxiao::center {

using storage::Connection;

Mailbox::Mailbox(storage::Database& registry, const CenterKeys& keys, const Clock& clock,
                 AccountSource accounts)
    : registry_(registry), keys_(keys), clock_(clock), accounts_(std::move(accounts)) {}

Result<SealedLetter> Mailbox::LetterFor(const std::string& device) {
  const std::lock_guard lock(one_letter_at_a_time_);
  std::optional<Device> known;
  std::optional<LetterRow> newest;
  std::int64_t held = 0;
  ForSchool school;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(known, FindDevice(connection, device));
    if (!known) return Fail(ErrorCode::kRefused, "letter.unknown_device: no box of this name enrolled here");
    if (auto open = CheckNotRevoked(*known); !open) return open;
    LIANXIAO_ASSIGN(newest, NewestLetter(connection, device));
    LIANXIAO_ASSIGN(held, LetterHeldBy(connection, device));
    LIANXIAO_ASSIGN(school, RowsForSchool(connection, known->school));
    return {};
  }));
  if (accounts_) {
    LIANXIAO_ASSIGN(school.accounts, accounts_(known->school));
  }

  const auto now = clock_.Wall();
  const auto last = newest ? std::optional(newest->last) : std::nullopt;
  const auto letter = NextLetter(school, device, known->seal, last, held, now);
  if (!letter) return SealedLetter{newest->last.number, newest->sealed};
  if (auto fits = formats::Check(*letter); !fits) return Fail(fits.error().While("letter to " + device));
  const LetterRow row{{letter->number, ContentOf(*letter, known->seal), now},
                      formats::SealLetter(*letter, keys_.sign, known->seal)};
  LIANXIAO_TRY(registry_.Write([&](Connection& connection) { return PutLetter(connection, device, row); }));
  return SealedLetter{row.last.number, row.sealed};
}

Status Mailbox::Change(const std::string& school, const std::function<Status(Connection&)>& work) {
  return registry_.Write([&](Connection& connection) -> Status {
    if (!school.empty()) {
      if (const auto name = SchoolName(connection, school); !name) {
        return Fail(name.error().code, "school.unknown: " + name.error().message);
      }
    }
    return work(connection);
  });
}

Result<std::int64_t> Mailbox::AddNotice(const std::string& school, const std::string& text, WallTime until) {
  LIANXIAO_TRY(formats::CheckProse("text", text, formats::kMaxNoticeBytes));
  if (text.empty()) return Fail(ErrorCode::kInvalid, "text: a notice without words");
  const auto now = clock_.Wall();
  if (until <= now) return Fail(ErrorCode::kInvalid, "notice.over: until: this day is over already");
  std::int64_t number = 0;
  LIANXIAO_TRY(Change(school, [&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(number, PutNotice(connection, school, text, now, until));
    return {};
  }));
  return number;
}

Status Mailbox::EndNotice(std::int64_t number) {
  return registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const bool ended, center::EndNotice(connection, number, clock_.Wall()));
    if (ended) return {};
    return Fail(ErrorCode::kNotFound, "notice.unknown: no notice " + std::to_string(number) + " in force");
  });
}

Result<std::vector<Notice>> Mailbox::Notices() const {
  std::vector<Notice> notices;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(notices, NoticesInForce(connection, clock_.Wall()));
    return {};
  }));
  return notices;
}

Status Mailbox::AddCommand(const std::string& school, const std::string& what) {
  LIANXIAO_TRY(formats::CheckId("what", what));
  return Change(school,
                [&](Connection& connection) { return PutCommand(connection, school, what, clock_.Wall()); });
}

Status Mailbox::Follow(const std::string& school, bool all, const std::vector<std::string>& libraries) {
  for (const auto& library : libraries) LIANXIAO_TRY(formats::CheckLibraryName(library));
  const auto count = static_cast<std::int64_t>(libraries.size());
  LIANXIAO_TRY(formats::CheckRange("libraries", count, 0, formats::kMaxLetterLibraries));
  return Change(school,
                [&](Connection& connection) { return PutFollowed(connection, school, all, libraries); });
}

Status Mailbox::AskClassroomLogin(const std::string& school, bool asked) {
  return Change(school, [&](Connection& connection) { return PutClassroomLogin(connection, school, asked); });
}

Status Mailbox::RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules) {
  if (rules) LIANXIAO_TRY(formats::Check(*rules));
  return Change(school, [&](Connection& connection) { return PutLineRules(connection, school, rules); });
}

Result<std::optional<formats::LineRules>> Mailbox::LineOf(const std::string& school) const {
  std::optional<formats::LineRules> rules;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(rules, LineRulesOf(connection, school));
    return {};
  }));
  return rules;
}

}  // namespace lianxiao::center
