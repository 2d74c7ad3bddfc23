#include "sync/rounds/letter_commands.h"

#include <algorithm>

#include "storage/county_letter.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

Result<LetterCommands::Did> LetterCommands::Step() {
  if (parts_.letter == nullptr) return Did{};
  LIANXIAO_ASSIGN(const auto command, parts_.letter->NextCommand());
  if (!command) return Did{};
  if (command->what == "recheck") return Recheck(command->number);
  // Of a newer center: not for us, and never will be.
  LIANXIAO_TRY(parts_.letter->CommandDone(command->number));
  return Did{.more = true};
}

// In the order of their names, from where the last power cut left it.
Status LetterCommands::Begin(std::int64_t number) {
  LIANXIAO_ASSIGN(to_check_, parts_.library.List());
  LIANXIAO_ASSIGN(const auto from, parts_.letter->RecheckedTo());
  if (from) std::erase_if(to_check_, [&](const BlobId& id) { return id <= *from; });
  std::sort(to_check_.rbegin(), to_check_.rend());
  under_way_ = number;
  return {};
}

Result<LetterCommands::Did> LetterCommands::Recheck(std::int64_t number) {
  if (under_way_ != number) LIANXIAO_TRY(Begin(number));
  Did did{.more = true};
  const auto until = parts_.clock.Now() + kCommandStepMs;
  std::optional<BlobId> last;
  while (!to_check_.empty() && parts_.clock.Now() < until) {
    last = to_check_.back();
    to_check_.pop_back();
    const auto checked = parts_.library.Recheck(*last);
    if (checked || checked.error().code == ErrorCode::kNotFound) continue;  // Let go of meanwhile.
    if (checked.error().code != ErrorCode::kCorrupt) return Fail(checked.error().While("recheck"));
    parts_.log.Warning("recheck: " + last->Hex() + " was damaged and will be fetched again");
    did.damaged = true;
  }
  if (!to_check_.empty()) {
    LIANXIAO_TRY(parts_.letter->SetRecheckedTo(*last));
    return did;
  }
  under_way_ = 0;
  LIANXIAO_TRY(parts_.letter->CommandDone(number));
  parts_.log.Info("recheck: every file was read");
  return did;
}

}  // namespace lianxiao::sync
