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
  Status Answer(const std::string& question, const std::string& author, const std::string& text) override {
    if (text.empty()) return Fail(ErrorCode::kInvalid, "question.text: empty");
    answered = question + " by " + author + ": " + text;
    return {};
  }
  Status Hide(const std::string& post, const std::string& why) override {
    if (why.empty()) return Fail(ErrorCode::kInvalid, "question.why: empty");
    hidden = post + ": " + why;
    return {};
  }
  Result<std::vector<PostsOfSchool>> Counts() const override { return counts; }

  std::vector<PostedQuestion> questions;
  std::vector<PostsOfSchool> counts;
  std::string answered, hidden;
};

}  // namespace lianxiao::web
