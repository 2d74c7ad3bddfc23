// What schools wrote to each other as a test wants it.
#pragma once

#include <string>
#include <vector>

#include "web/posts_view.h"

namespace lianxiao::web {

class FakePostsView final : public PostsView {
 public:
  Result<std::string> Exchange(const std::string& device, const std::string& sealed) override {
    if (sealed.empty()) return Fail(ErrorCode::kUntrusted, "post.untrusted: nothing");
    return device + " took " + sealed;
  }
  Result<std::vector<PostedQuestion>> Questions() const override { return questions; }
  Status Answer(const std::string& question, const PostAuthor& author, const std::string& text) override {
    if (text.empty()) return Fail(ErrorCode::kInvalid, "question.text: empty");
    if (!refuse.empty()) return Fail(ErrorCode::kRefused, refuse);
    answered = question + " by " + author.name + ": " + text;
    person = author.person;
    return {};
  }
  Status TakeBack(const std::string& answer) override {
    taken_back = answer;
    return {};
  }
  Result<std::vector<PostedList>> Lists() const override { return lists; }
  Status Hide(const std::string& post, const std::string& why) override {
    if (why.empty()) return Fail(ErrorCode::kInvalid, "question.why: empty");
    if (!refuse.empty()) return Fail(ErrorCode::kRefused, refuse);
    hidden = post + ": " + why;
    return {};
  }
  Result<std::vector<PostsOfSchool>> Counts() const override { return counts; }

  std::vector<PostedQuestion> questions;
  std::vector<PostedList> lists;
  std::vector<PostsOfSchool> counts;
  std::string answered, person, hidden, taken_back;
  std::string refuse;  // What answering and hiding fail with.
};

}  // namespace lianxiao::web
