// What a school's pages and API may know and do about questions to other schools (答疑) and lists shared with
// the alliance. web owns it, daemon implements it, tests fake it. Every call is safe from any thread and
// never waits for the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/people/people.h"
#include "storage/teaching/prep_list.h"

namespace lianxiao::web {

struct AskedWhom {  // Who can be asked, or shared with.
  std::string kind, id, name;
};

// `state`: "waiting" here for the line, "with_county", "delivered" to the other school's box, "refused" with
// a reason, "hidden" by the county; "here" of what came from elsewhere.
struct AnswerHere {
  std::string id, author, from;  // `from`: the other school or studio; empty: this school.
  std::string text, state, why;
  WallTime at;
  bool own = false;   // Written at this school.
  bool mine = false;  // By who asks.
};

struct QuestionHere {
  std::string id, author, from, to;  // `from`: as above. `to`: who was asked, by name; empty: this school.
  std::string resource, title, text, state, why;
  WallTime at;
  std::vector<AnswerHere> answers;
};

struct SharedList {
  std::string id, name, author, from;
  WallTime at;
  std::vector<storage::PrepItem> items;  // Without numbers.
};

// How a teacher's own list is shared with an alliance just now.
struct ListShared {
  std::string alliance, state, why;
};

class QuestionsView {
 public:
  virtual ~QuestionsView() = default;

  virtual Result<std::vector<AskedWhom>> Whom() const = 0;  // Paired schools, studios, alliance fellows.
  virtual Result<std::vector<QuestionHere>> Mine(const std::string& account) const = 0;  // Newest first.
  // What others asked this school: every teacher of it may read and answer.
  virtual Result<std::vector<QuestionHere>> Received(const std::string& account) const = 0;
  // The question's id. kInvalid "question.text: …", "question.whom: …"; kRefused "question.too_many_today:
  // …", "question.too_many_wait: …".
  virtual Result<std::string> Ask(const storage::Account& by, const AskedWhom& whom,
                                  const std::string& resource, const std::string& text) = 0;
  virtual Status Answer(const storage::Account& by, const std::string& question, const std::string& text) = 0;
  virtual Status TakeBack(const storage::Account& by, const std::string& id) = 0;  // Question or answer.

  virtual Result<std::vector<AskedWhom>> Alliances() const = 0;
  virtual Result<std::vector<SharedList>> Lists() const = 0;         // Of other schools, newest first.
  virtual Result<SharedList> List(const std::string& id) const = 0;  // kNotFound "question.unknown: …"
  // How many items stay behind: own courseware does not travel. kRefused "question.nothing_travels: …".
  virtual Result<std::int64_t> Share(const storage::Account& by, std::int64_t list,
                                     const std::string& alliance) = 0;
  virtual Status Unshare(const storage::Account& by, std::int64_t list) = 0;
  virtual Result<std::optional<ListShared>> SharedHow(const storage::Account& by,
                                                      std::int64_t list) const = 0;
};

}  // namespace lianxiao::web
