// Posts between schools as rows. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/post.h"

namespace lianxiao::center {

struct PostRow {
  std::string id, school, kind, about;
  std::string answers;                // Of a question: the school that is to answer; empty: the county.
  std::optional<formats::Post> post;  // Nothing once it was withdrawn, and of a withdrawal.
  std::string state, why;
  WallTime received, delivered;
  std::string person;  // Who wrote it, as a pseudonym, of accounts that the county made.
};

Result<std::optional<PostRow>> FindPost(storage::Connection& connection, const std::string& id);
// `row.post` goes in without the writer's pseudonym, as others may have it.
Status InsertPost(storage::Connection& connection, PostRow row);
Status PutPostState(storage::Connection& connection, const std::string& id, const std::string& state,
                    const std::string& why);
Status PutPostDelivered(storage::Connection& connection, const std::string& id, WallTime now);
// Withdrawals do not count.
Result<std::int64_t> PostsSince(storage::Connection& connection, const std::string& school, WallTime since);
// Bytes that a school's posts take here.
Result<std::int64_t> RoomOf(storage::Connection& connection, const std::string& school);
// Whether this school has taken the post back, come or not.
Result<bool> IsTakenBack(storage::Connection& connection, const std::string& school, const std::string& id);
// Oldest first.
Result<std::vector<std::string>> PostsBy(storage::Connection& connection, const std::string& person);
// Answers here from before `before` to a question that is not here.
Result<std::vector<std::string>> LostAnswers(storage::Connection& connection, WallTime before);
// Newest first; of a question its answers, oldest first.
Result<std::vector<PostRow>> NewestPosts(storage::Connection& connection, const std::string& kind,
                                         std::int64_t limit);
Result<std::vector<PostRow>> AnswersTo(storage::Connection& connection, const std::string& question);

// Mail to a school: what became of a post. To the county ('') there is none.
Status PutMail(storage::Connection& connection, const std::string& school, const std::string& what,
               const std::string& post);
Result<std::int64_t> NewestMail(storage::Connection& connection, const std::string& school);
// What was drawn with this number; empty: there is no such mail.
Result<std::string> MarkOf(storage::Connection& connection, const std::string& school, std::int64_t number);
// Something of this school was taken: draws the next turn (formats/post.h), of which the newest are kept.
Status PutTurn(storage::Connection& connection, const std::string& school);
Result<std::string> NewestTurn(storage::Connection& connection,
                               const std::string& school);                      // Empty: none yet.
Result<bool> IsTurn(storage::Connection& connection, const std::string& turn);  // Of any school.
struct MailRow {
  std::int64_t number = 0;
  std::string what, post;
};
Result<std::vector<MailRow>> MailAfter(storage::Connection& connection, const std::string& school,
                                       std::int64_t after, std::int64_t limit);
// Posts that lie between two numbers of a school's mail: what its box has taken since it last said so.
Result<std::vector<std::string>> PostsBetween(storage::Connection& connection, const std::string& school,
                                              std::int64_t after, std::int64_t through);
Result<std::vector<std::string>> ReceiversOf(storage::Connection& connection, const std::string& post);

Result<std::int64_t> PostCursor(storage::Connection& connection, const std::string& device);
Status PutPostCursor(storage::Connection& connection, const std::string& device, std::int64_t after);

// The school that answers what `school` asks this one; nothing: they do not work together.
Result<std::optional<std::string>> AnswererFor(storage::Connection& connection, const std::string& school,
                                               const formats::Post& question, WallTime now);
// The other schools of an alliance; empty when `school` is not in it.
Result<std::vector<std::string>> FellowsIn(storage::Connection& connection, const std::string& alliance,
                                           const std::string& school);
// What others call who wrote it: the studio that was asked and answers from its seat, else the school.
// `county` is the county's name: what it answers for a studio without a seat it answers in its own name.
Result<std::string> WriterName(storage::Connection& connection, const PostRow& row,
                               const std::string& county);

struct PostCounts {
  std::string school;
  std::int64_t asked = 0, answered = 0, lists = 0;
};
Result<std::vector<PostCounts>> CountPosts(storage::Connection& connection);  // By school; those with any.

}  // namespace lianxiao::center
