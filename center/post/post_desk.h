// Where posts between schools come in and go out (formats/post.h). The county looks up where each goes: to
// the school that was asked, to the one where a studio is (or to the county itself), to the schools of an
// alliance. Each school has its mail in an order that only grows, so what is asked for twice is given twice
// and counts once. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "center/post/post_rows.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/post.h"

namespace lianxiao::center {

// A question as the county sees it.
struct QuestionThread {
  PostRow question;
  std::string school_name, answers_name;  // Empty: the county.
  std::vector<PostRow> answers;
};

struct PostedList {
  PostRow list;
  std::string school_name;
};

// Who of the county writes: the shown name, and the pseudonym by which it goes with the account.
struct CountyAuthor {
  std::string name, person;
};

class PostDesk {
 public:
  // `county`: its name, as schools read it beside what it answers.
  PostDesk(storage::Database& registry, const Clock& clock, std::string county)
      : registry_(registry), clock_(clock), county_(std::move(county)) {}

  // Of a box that is known and not shut out; `up` was signed by it. What cannot be taken is named in the
  // answer: "post.no_partner" (they do not work together), "post.too_many" (enough for a day), "post.no_room"
  // (kMostBytes are taken), "post.unknown" (the question was taken back, or is not theirs to answer),
  // "post.not_yours", "post.unreadable". To a box that knows of more than is here it says `anew`, and takes
  // nothing.
  Result<formats::PostDown> Exchange(const std::string& device, const std::string& school,
                                     const formats::PostUp& up);
  // The number of the newest mail to this school; 0: none.
  Result<std::int64_t> Newest(const std::string& school) const;

  // --- For people of the county.
  Result<std::vector<QuestionThread>> Questions(std::int64_t limit) const;  // Newest first.
  Result<std::vector<PostedList>> Lists(std::int64_t limit) const;          // Newest first.
  // In the county's name. kNotFound "question.unknown: …"; kInvalid "question.text: …"; kRefused
  // "question.not_ours: …" when a school is to answer it.
  Status Answer(const std::string& question, const CountyAuthor& author, const std::string& text);
  Status TakeBack(const std::string& answer);  // The county's own. kNotFound "question.unknown: …".
  // Nobody but its writer sees it any more, and they see why. kNotFound "question.unknown: …"; kInvalid
  // "question.why: …".
  Status Hide(const std::string& post, const std::string& why);
  Result<std::vector<PostCounts>> Counts() const;
  // What an account that the county made or has wrote, oldest first, for its owner. Taken back ones are
  // without words.
  Result<std::vector<PostRow>> WrittenBy(const std::string& person) const;
  // Of an account that the county made or has, when it is erased: what it wrote is taken back everywhere.
  Status ForgetPerson(const std::string& person);

  static constexpr std::int64_t kMostADay = 200;  // Of a school.
  // Of a school: 2 KB a question, that is a talkative school for twenty years.
  static constexpr std::int64_t kMostBytes = 32 << 20;
  // An answer waits so long for a question that was lost with a copy: a term.
  static constexpr std::int64_t kLostAnswerMs = 150 * kDayMs;

 private:
  Status Sweep(storage::Connection& connection, WallTime now);

  storage::Database& registry_;
  const Clock& clock_;
  const std::string county_;
  std::atomic<std::int64_t> swept_ms_ = 0;  // When answers without a question were last looked for.
};

}  // namespace lianxiao::center
