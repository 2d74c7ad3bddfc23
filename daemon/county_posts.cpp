#include "daemon/county_posts.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMostShown = 200;

web::PostedAnswer AnswerOf(const center::PostRow& row) {
  web::PostedAnswer answer;
  answer.id = row.id;
  if (row.post) answer.author = row.post->author, answer.text = row.post->text;
  answer.state = row.state;
  answer.why = row.why;
  answer.at = row.received;
  answer.delivered = row.delivered.ms != 0;
  answer.ours = row.school.empty();
  return answer;
}

web::PostedQuestion QuestionOf(const center::QuestionThread& thread) {
  const auto& row = thread.question;
  web::PostedQuestion question;
  question.id = row.id;
  question.school_name = thread.school_name;
  if (row.post) {
    question.author = row.post->author;
    question.resource = row.post->resource;
    question.title = row.post->title;
    question.text = row.post->text;
  }
  question.state = row.state;
  question.why = row.why;
  question.to_name = thread.answers_name;
  question.ours = row.answers.empty();
  question.at = row.received;
  question.delivered = row.delivered.ms != 0;
  for (const auto& answer : thread.answers) question.answers.push_back(AnswerOf(answer));
  return question;
}

web::PostedList ListOf(const center::PostedList& from) {
  web::PostedList list;
  list.id = from.list.id;
  list.school_name = from.school_name;
  list.state = from.list.state;
  list.why = from.list.why;
  list.at = from.list.received;
  if (!from.list.post) return list;
  list.author = from.list.post->author;
  list.title = from.list.post->title;
  for (const auto& item : from.list.post->items) {
    const auto& name = item.title.empty() ? item.resource : item.title;
    list.items.push_back(item.note.empty() ? name : name + " · " + item.note);
  }
  return list;
}

}  // namespace

Result<std::vector<web::PostedQuestion>> CountyPosts::Questions() const {
  LIANXIAO_ASSIGN(const auto threads, registry_.posts().Questions(kMostShown));
  std::vector<web::PostedQuestion> questions;
  for (const auto& thread : threads) questions.push_back(QuestionOf(thread));
  return questions;
}

Result<std::vector<web::PostedList>> CountyPosts::Lists() const {
  LIANXIAO_ASSIGN(const auto rows, registry_.posts().Lists(kMostShown));
  std::vector<web::PostedList> lists;
  for (const auto& row : rows) lists.push_back(ListOf(row));
  return lists;
}

Result<std::vector<web::PostsOfSchool>> CountyPosts::Counts() const {
  LIANXIAO_ASSIGN(const auto counts, registry_.posts().Counts());
  std::vector<web::PostsOfSchool> shown;
  for (const auto& one : counts) shown.push_back({one.school, one.asked, one.answered, one.lists});
  return shown;
}

}  // namespace lianxiao::daemon
