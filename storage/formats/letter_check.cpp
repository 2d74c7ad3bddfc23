// What a letter may hold, of letter.h.
#include <set>
#include <utility>

#include "storage/formats/field_rules.h"
#include "storage/formats/letter.h"

namespace lianxiao::formats {
namespace {

// storage::Account takes 40 bytes of login; a box adds its own mark behind a name that is taken.
constexpr std::size_t kMaxLoginBytes = 64;
constexpr std::size_t kMaxNameBytes = 200;

Status CheckCount(const char* field, std::size_t count, std::size_t most) {
  return CheckRange(field, static_cast<std::int64_t>(count), 0, static_cast<std::int64_t>(most));
}

Status NotEmpty(const char* field, std::string_view text) {
  return text.empty() ? Fail(ErrorCode::kInvalid, std::string(field) + ": empty") : Status{};
}

Status CheckOne(const LetterAccount& account) {
  LIANXIAO_TRY(CheckHex("id", account.id, 32));
  LIANXIAO_TRY(CheckHex("person", account.person, 16));
  LIANXIAO_TRY(NotEmpty("login", account.login));
  LIANXIAO_TRY(CheckLine("login", account.login, kMaxLoginBytes));
  LIANXIAO_TRY(CheckLine("name", account.name, kMaxNameBytes));
  LIANXIAO_TRY(CheckId("role", account.role));
  if (!account.code_digest.empty()) LIANXIAO_TRY(CheckHex("code_digest", account.code_digest, 64));
  LIANXIAO_TRY(CheckRange("code_expires_ms", account.code_expires.ms, 0));
  return CheckRange("revision", account.revision, 0);
}

Status CheckOne(const LetterNotice& notice) {
  LIANXIAO_TRY(CheckId("id", notice.id));
  LIANXIAO_TRY(NotEmpty("text", notice.text));
  LIANXIAO_TRY(CheckProse("text", notice.text, kMaxNoticeBytes));
  LIANXIAO_TRY(CheckRange("at_ms", notice.at.ms, 0));
  return CheckRange("until_ms", notice.until.ms, 0);
}

Status CheckOne(const OfferAnswer& answer) { return Check(answer); }
Status CheckOne(const Alliance& alliance) { return Check(alliance); }

template <typename T>
Status CheckAll(const char* name, const std::vector<T>& values, std::size_t most) {
  LIANXIAO_TRY(CheckCount(name, values.size(), most));
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto where = std::string(name) + "[" + std::to_string(i) + "]";
    if (const auto good = CheckOne(values[i]); !good) return Fail(good.error().While(where));
    if (!ids.insert(values[i].id).second) return Fail(ErrorCode::kInvalid, where + ": its id came before");
  }
  return {};
}

Status CheckLibraries(const std::vector<std::string>& libraries) {
  LIANXIAO_TRY(CheckCount("libraries", libraries.size(), kMaxLetterLibraries));
  for (const auto& library : libraries) LIANXIAO_TRY(CheckId("libraries", library));
  return {};
}

Status CheckCommands(const std::vector<LetterCommand>& commands) {
  LIANXIAO_TRY(CheckCount("commands", commands.size(), kMaxLetterCommands));
  std::int64_t before = 0;
  for (const auto& command : commands) {
    LIANXIAO_TRY(CheckRange("commands.number", command.number, before + 1));
    LIANXIAO_TRY(CheckId("commands.what", command.what));
    before = command.number;
  }
  return {};
}

Status CheckPartners(const std::vector<Partner>& partners) {
  LIANXIAO_TRY(CheckCount("partners", partners.size(), kMaxPartners));
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < partners.size(); ++i) {
    const auto where = "partners[" + std::to_string(i) + "]";
    if (const auto good = Check(partners[i]); !good) return Fail(good.error().While(where));
    if (!seen.emplace(partners[i].role, partners[i].id).second) {
      return Fail(ErrorCode::kInvalid, where + ": came before");
    }
  }
  return {};
}

Status CheckTimetable(const std::vector<TimetableLesson>& lessons) {
  LIANXIAO_TRY(CheckCount("timetable", lessons.size(), kMaxTimetableLessons));
  for (std::size_t i = 0; i < lessons.size(); ++i) {
    if (const auto good = Check(lessons[i]); !good) {
      return Fail(good.error().While("timetable[" + std::to_string(i) + "]"));
    }
  }
  return {};
}

}  // namespace

Status Check(const Letter& letter) {
  LIANXIAO_TRY(CheckHex("device", letter.device, 32));
  LIANXIAO_TRY(CheckRange("number", letter.number, 1));
  LIANXIAO_TRY(CheckRange("at_ms", letter.at.ms, 0));
  LIANXIAO_TRY(CheckAll("accounts", letter.accounts, kMaxLetterAccounts));
  LIANXIAO_TRY(CheckAll("notices", letter.notices, kMaxLetterNotices));
  LIANXIAO_TRY(CheckLibraries(letter.libraries));
  LIANXIAO_TRY(CheckCommands(letter.commands));
  LIANXIAO_TRY(CheckTimetable(letter.timetable));
  LIANXIAO_TRY(CheckAll("offers", letter.offers, kMaxLetterOffers));
  LIANXIAO_TRY(CheckPartners(letter.partners));
  LIANXIAO_TRY(CheckAll("alliances", letter.alliances, kMaxAlliances));
  return letter.line ? Check(*letter.line) : Status{};
}

}  // namespace lianxiao::formats
