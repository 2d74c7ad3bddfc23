// 联盟来信 at this box: what teachers here wrote to other schools and how far it is, and what came from
// there.
//
//   waiting ─▶ with_county ─▶ delivered (the other school's box has it)      withdrawn, hidden, refused: why
//
// What went up stays known, withdrawals too: a county that was restored from a copy gets it once more.
//
// Rows of people.db: what somebody wrote goes with the account (schema/0004_posts.sql). Who sends is
// sync/post. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/post.h"

namespace lianxiao::storage {

inline constexpr std::int64_t kMostPostsADay = 20;      // Of one teacher: a talkative day, and no machine.
inline constexpr std::int64_t kMostPostsWaiting = 200;  // Of a school without a line: a term of questions.
inline constexpr std::int64_t kMostPostsShown = 200;    // Newest first.
// Of an answer whose question was taken back: long enough to notice that it is gone, and to ask for one's
// data.
inline constexpr std::int64_t kAnswerWithoutQuestionMs = 180 * kDayMs;

struct PostHere {
  formats::Post post;
  bool own = false;
  std::string account;                 // Who wrote it here; empty: from elsewhere.
  std::int64_t list = 0;               // Of an own list its number.
  std::string from_school, from_name;  // From elsewhere.
  std::string state, why;              // As in the schema.
  WallTime written;
};

class PostBook {
 public:
  explicit PostBook(Database& people) : people_(people) {}

  // Written here; ids are drawn by the caller. kInvalid as formats::Check; kRefused "question.too_many_today:
  // …", "question.too_many_wait: …". An answer: kNotFound "question.unknown: …" when the question is not here
  // or was taken back.
  Status Write(const std::string& account, const formats::Post& post, WallTime now);
  // A list, in the place of the one that was shared under this number before.
  Status ShareList(const std::string& account, std::int64_t list, const formats::Post& post, WallTime now);
  Status WithdrawList(const std::string& account, std::int64_t list, WallTime now);  // Success when none.
  // kNotFound "question.unknown: …": none of this account's.
  Status Withdraw(const std::string& account, const std::string& id, WallTime now);

  // Newest first, without what was withdrawn.
  Result<std::vector<PostHere>> QuestionsOf(const std::string& account) const;
  Result<std::vector<PostHere>> QuestionsFromElsewhere() const;
  Result<std::vector<PostHere>> ListsFromElsewhere() const;
  Result<std::vector<PostHere>> OwnLists(const std::string& account) const;    // Shared just now.
  Result<std::vector<PostHere>> AnswersTo(const std::string& question) const;  // Oldest first.
  Result<PostHere> Find(const std::string& id) const;  // kNotFound "question.unknown: …"

  // --- For who sends.
  Result<bool> AnyWaits() const;
  Result<std::int64_t> After(const std::string& device) const;
  // Whether the county has told or taken anything, which it may have lost since.
  Result<bool> AnyHadFrom(const std::string& device) const;
  // What waits, oldest first, as much as goes at once.
  Result<formats::PostUp> Next(const std::string& device) const;
  // Durable when it returns; twice is once.
  Status Take(const formats::PostDown& down, WallTime now);

 private:
  Result<std::vector<PostHere>> Select(std::string_view where, const std::string& of) const;

  Database& people_;
};

}  // namespace lianxiao::storage
