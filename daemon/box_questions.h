// Questions to other schools and lists shared with the alliance, as pages and API see them: written into the
// post book, sent by the engine. Safe from any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "storage/post/post_book.h"
#include "storage/school_ties.h"
#include "storage/teaching/teaching.h"
#include "web/questions_view.h"
#include "web/school_view.h"

namespace lianxiao::daemon {

class BoxQuestions final : public web::QuestionsView {
 public:
  struct Parts {
    storage::PostBook& book;
    const storage::SchoolTies& ties;
    storage::Teaching& teaching;
    const web::SchoolView& school;
    std::function<WallTime()> now;           // Never before what the county was heard to say.
    std::function<std::string()> school_id;  // Empty until enrolled.
    std::function<void()> send_soon;
  };
  explicit BoxQuestions(Parts parts) : parts_(std::move(parts)) {}

  Result<std::vector<web::AskedWhom>> Whom() const override;
  Result<std::vector<web::QuestionHere>> Mine(const std::string& account) const override;
  Result<std::vector<web::QuestionHere>> Received(const std::string& account) const override;
  Result<std::string> Ask(const storage::Account& by, const web::AskedWhom& whom, const std::string& resource,
                          const std::string& text) override;
  Status Answer(const storage::Account& by, const std::string& question, const std::string& text) override;
  Status TakeBack(const storage::Account& by, const std::string& id) override;

  Result<std::vector<web::AskedWhom>> Alliances() const override;
  Result<std::vector<web::SharedList>> Lists() const override;
  Result<web::SharedList> List(const std::string& id) const override;
  Result<std::int64_t> Share(const storage::Account& by, std::int64_t list,
                             const std::string& alliance) override;
  Status Unshare(const storage::Account& by, std::int64_t list) override;
  Result<std::optional<web::ListShared>> SharedHow(const storage::Account& by,
                                                   std::int64_t list) const override;

 private:
  Result<web::AskedWhom> Known(const web::AskedWhom& whom) const;
  Result<web::QuestionHere> QuestionOf(const storage::PostHere& row, const std::string& account,
                                       const std::vector<web::AskedWhom>& known) const;
  web::SharedList ListOf(const storage::PostHere& row) const;
  Status Write(const storage::Account& by, const formats::Post& post);

  const Parts parts_;
};

}  // namespace lianxiao::daemon
