// What the county's API and console may know and do about what schools write to each other: questions (答疑),
// their answers, shared lists. web owns it, daemon implements it, tests fake it. Every call is safe from any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

struct PostedAnswer {
  std::string id, author, text, state, why;  // `state`: "here", "withdrawn" (then without words), "hidden".
  WallTime at;
  bool delivered = false;
  bool ours = false;  // The county's own.
};

struct PostedQuestion {
  std::string id, school_name, author, resource, title, text, state, why;
  std::string to_name;  // Who is to answer; empty: the county.
  bool ours = false;    // The county is to answer.
  WallTime at;
  bool delivered = false;
  std::vector<PostedAnswer> answers;
};

struct PostedList {  // Shared with an alliance.
  std::string id, school_name, author, title, state, why;
  std::vector<std::string> items;  // Titles of lessons, each with its note behind it.
  WallTime at;
};

// Who of the county writes: the name that schools read, and the pseudonym of an account.
struct PostAuthor {
  std::string name, person;
};

struct PostsOfSchool {
  std::string school;  // Empty: the county.
  std::int64_t asked = 0, answered = 0, lists = 0;
};

class PostsView {
 public:
  virtual ~PostsView() = default;

  // From boxes, sealed both ways. kRefused "post.unknown_device: …", "device.revoked: …"; kUntrusted,
  // kCorrupt.
  virtual Result<std::string> Exchange(const std::string& device, const std::string& sealed) = 0;

  // For people of the county.
  virtual Result<std::vector<PostedQuestion>> Questions() const = 0;  // Newest first.
  // kNotFound "question.unknown: …"; kInvalid "question.text: …"; kRefused "question.not_ours: …".
  virtual Status Answer(const std::string& question, const PostAuthor& author, const std::string& text) = 0;
  virtual Status TakeBack(const std::string& answer) = 0;     // The county's own. kNotFound as above.
  virtual Result<std::vector<PostedList>> Lists() const = 0;  // Newest first.
  // A question, an answer or a list. kNotFound; kInvalid "question.why: …".
  virtual Status Hide(const std::string& post, const std::string& why) = 0;
  virtual Result<std::vector<PostsOfSchool>> Counts() const = 0;
};

}  // namespace lianxiao::web
