// What web may see of what schools write to each other. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "center/registry/registry.h"
#include "web/posts_view.h"

namespace lianxiao::daemon {

class CountyPosts final : public web::PostsView {
 public:
  explicit CountyPosts(center::Registry& registry) : registry_(registry) {}

  Result<std::string> Exchange(const std::string& device, const std::string& sealed) override {
    return registry_.ExchangePost(device, sealed);
  }
  Result<std::vector<web::PostedQuestion>> Questions() const override;
  Status Answer(const std::string& question, const web::PostAuthor& author,
                const std::string& text) override {
    return registry_.posts().Answer(question, {author.name, author.person}, text);
  }
  Status TakeBack(const std::string& answer) override { return registry_.posts().TakeBack(answer); }
  Result<std::vector<web::PostedList>> Lists() const override;
  Status Hide(const std::string& post, const std::string& why) override {
    return registry_.posts().Hide(post, why);
  }
  Result<std::vector<web::PostsOfSchool>> Counts() const override;

 private:
  center::Registry& registry_;
};

}  // namespace lianxiao::daemon
