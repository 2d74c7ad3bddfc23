#include "sync/rounds/letter.h"

#include "sync/account_taker.h"
#include "sync/line/center_api.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// What was opened is this box's and newer than the one here.
Status CheckLetter(const formats::Letter& letter, const std::string& device, std::int64_t held) {
  if (letter.device != device) return Fail(ErrorCode::kUntrusted, "the letter is for another box");
  if (letter.number > held) return {};
  return Fail(ErrorCode::kUntrusted, "letter " + std::to_string(letter.number) +
                                         " is older than the one here (" + std::to_string(held) + ")");
}

// A center from before there were letters knows no such address.
bool IsBeforeLetters(const HttpAnswer& answer) { return answer.status == 404 || answer.status == 405; }

}  // namespace

bool IsWorthAsking(std::int64_t held, std::optional<std::int64_t> told, Instant now,
                   std::optional<Instant> asked) {
  return (told && *told > held) || !asked || now - *asked >= kLetterAgainMs;
}

void LetterUpdate::TryAgain() {
  asked_.reset();
  refused_.reset();
}

Result<bool> LetterUpdate::Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                               std::optional<std::int64_t> told) {
  if (parts_.letter == nullptr) return false;
  const auto now = parts_.clock.Now();
  if (refused_ && now - *refused_ < kRefusedAgainMs) return false;
  LIANXIAO_ASSIGN(const auto here, parts_.letter->Newest());
  if (!IsWorthAsking(here.number, told, now, asked_)) return false;
  const auto fetched = Fetch(line, enrolled, keys, here.number);
  if (!fetched) {
    const auto code = fetched.error().code;
    const bool told_as_problem = code == ErrorCode::kUntrusted || code == ErrorCode::kRefused;
    if (told_as_problem) LIANXIAO_TRY(Refused(fetched.error()));
    return Fail(fetched.error());
  }
  asked_ = now;
  refused_.reset();
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kLetterRefused, {}, parts_.clock.Wall()));
  return *fetched;
}

Result<bool> LetterUpdate::TakeOf(const std::string& sealed, const storage::Enrolled& enrolled,
                                  const storage::DeviceKeys& keys) {
  if (parts_.letter == nullptr) return false;
  const auto untrusted = [](const std::string& why) {
    return Fail(ErrorCode::kUntrusted, "stick.bad_letter: " + why);
  };
  const auto letter = formats::OpenLetter(sealed, keys.seal, enrolled.center.sign);
  if (!letter) return untrusted(letter.error().message);
  if (letter->device != enrolled.grant.device) return untrusted("it is for another box");
  LIANXIAO_ASSIGN(const auto here, parts_.letter->Newest());
  if (letter->number <= here.number) return false;
  LIANXIAO_TRY(Take(sealed, enrolled, keys, here.number));
  return true;
}

Status LetterUpdate::Refused(const Error& error) {
  refused_ = parts_.clock.Now();
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kLetterRefused, {error.message}, parts_.clock.Wall()));
  return Fail(error.While("the county's letter"));
}

Result<bool> LetterUpdate::Fetch(Line& line, const storage::Enrolled& enrolled,
                                 const storage::DeviceKeys& keys, std::int64_t held) {
  const auto url = LetterUrl(enrolled.grant.center_address, enrolled.grant.device, held);
  auto answer = line.Exchange({Method::kGet, url, {}, formats::kMaxLetterBytes});
  if (!answer) return Fail(answer.error().While("letter"));
  const auto said = ErrorIn(*answer);
  if (said && said->error.code == ErrorCode::kOffline) return Fail(said->error.While("letter"));
  if (said && IsBeforeLetters(*answer)) return false;
  // No letter is wrong then. The uplink takes the problem back with the first thing that is taken again.
  if (said && said->key == kRevokedKey) {
    LIANXIAO_TRY(
        SetProblems(parts_.state, problem::kDeviceRevoked, {said->error.message}, parts_.clock.Wall()));
    return false;
  }
  if (said) return Fail(ErrorCode::kRefused, said->error.message);
  if (answer->status == 204) return false;
  LIANXIAO_TRY(Take(answer->body, enrolled, keys, held));
  return true;
}

Status LetterUpdate::Take(const std::string& sealed, const storage::Enrolled& enrolled,
                          const storage::DeviceKeys& keys, std::int64_t held) {
  const auto letter = formats::OpenLetter(sealed, keys.seal, enrolled.center.sign);
  if (!letter) return Fail(ErrorCode::kUntrusted, letter.error().message);
  LIANXIAO_TRY(CheckLetter(*letter, enrolled.grant.device, held));
  if (parts_.accounts != nullptr) LIANXIAO_TRY(parts_.accounts->TakeAccounts(letter->accounts));
  LIANXIAO_TRY(parts_.letter->Take(*letter));
  parts_.log.Info("the county's letter " + std::to_string(letter->number) + " is in force");
  return parts_.state.RaiseTrustedTime(letter->at);
}

}  // namespace lianxiao::sync
