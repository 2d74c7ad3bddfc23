// Where posts between schools come in and go out (formats/post.h). The county looks up where each goes: to
// the school that was asked, to the one where a studio is (or to the county itself), to the schools of an
// alliance. Each school has its mail in an order that only grows, so what is asked for twice is given twice
// and counts once. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
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

class PostDesk {
 public:
  PostDesk(storage::Database& registry, const Clock& clock) : registry_(registry), clock_(clock) {}

  // Of a box that is known and not shut out; `up` was signed by it. What cannot be taken is named in the
  // answer: "post.no_partner" (they do not work together), "post.too_many" (enough for a day),
  // "post.unknown" (no such question, or not theirs to answer), "post.not_yours".
  Result<formats::PostDown> Exchange(const std::string& device, const std::string& school,
                                     const formats::PostUp& up);
  // The number of the newest mail to this school; 0: none.
  Result<std::int64_t> Newest(const std::string& school) const;

  // --- For people of the county.
  Result<std::vector<QuestionThread>> Questions(std::int64_t limit) const;  // Newest first.
  // In the county's name. kNotFound "question.unknown: …"; kInvalid "question.text: …"; kRefused
  // "question.not_ours: …" when a school is to answer it.
  Status Answer(const std::string& question, const std::string& author, const std::string& text);
  // Nobody but its writer sees it any more, and they see why. kNotFound "question.unknown: …"; kInvalid
  // "question.why: …".
  Status Hide(const std::string& post, const std::string& why);
  Result<std::vector<PostCounts>> Counts() const;

  static constexpr std::int64_t kMostADay = 200;  // Of a school.

 private:
  storage::Database& registry_;
  const Clock& clock_;
};

}  // namespace lianxiao::center
