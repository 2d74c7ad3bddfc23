#include "web/console/questions_page.h"

#include "web/api/posts_api.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

constexpr std::int64_t kMaxFormBytes = 32 << 10;  // An answer of a thousand Han characters, %-escaped.

std::string StateWords(const PostedQuestion& question, const Page& page) {
  const auto& words = page.words();
  if (question.state == "withdrawn") return words.Get("asked.withdrawn");
  if (question.state == "hidden") return words.Get("asked.hidden");
  if (!question.answers.empty()) return words.Get("asked.answered");
  if (question.ours) return words.Get("asked.for_us");
  return words.Get(question.delivered ? "asked.delivered" : "asked.on_its_way");
}

Fields AnswerFields(const PostedAnswer& answer, const Page& page, WallTime now) {
  Fields fields;
  fields.Set("answer_author", answer.author).Set("answer_text", answer.text);
  fields.Set("answer_when", page.text().Moment(answer.at, now)).Set("answer_why", answer.why);
  fields.Set("answer_hide", "/questions/" + EncodeSegment(answer.id) + "/hide");
  fields.Set("answer_here", answer.state == "here");
  return fields;
}

Fields RowOf(const PostedQuestion& question, const Page& page, WallTime now) {
  const auto address = "/questions/" + EncodeSegment(question.id);
  const bool here = question.state == "here";
  Fields row;
  row.Set("question_school", question.school_name).Set("question_author", question.author);
  row.Set("question_title", question.title).Set("question_text", question.text);
  row.Set("question_when", page.text().Moment(question.at, now)).Set("question_why", question.why);
  row.Set("question_to", question.to_name).Set("question_here", here);
  row.Set("question_ours", here && question.ours);
  row.Set("question_class", here && question.answers.empty() ? "attention" : here ? "good" : "no_box");
  row.Set("question_state", StateWords(question, page));
  row.Set("question_answer", address + "/answer").Set("question_hide", address + "/hide");
  Fields::List answers;
  for (const auto& answer : question.answers) answers.push_back(AnswerFields(answer, page, now));
  row.Set("answers", std::move(answers));
  return row;
}

Response QuestionsPage(PostsView& view, const PeopleSite& site, const Request& request,
                       const Error* failure) {
  const auto questions = view.Questions();
  if (!questions) return ErrorPage(request, questions.error());
  const Page page = PeoplePage(site, request, "questions");
  const auto now = site.clock.Wall();
  Fields::List rows;
  for (const auto& question : *questions) rows.push_back(RowOf(question, page, now));
  Fields fields;
  fields.Set("any_question", !rows.empty()).Set("questions", std::move(rows));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(site, page, "console_questions", page.words().Get("asked.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

}  // namespace

void AddQuestionsPages(Router& router, PostsView& view, const PeopleSite& site) {
  router.Add({.method = "GET",
              .pattern = "/questions",
              .handler = [&view, site](const Request& r,
                                       const Captures&) { return QuestionsPage(view, site, r, nullptr); },
              .needs = Permission::kReviewResources});
  const auto act = [&](const char* pattern, const char* field, auto work) {
    router.Add({.method = "POST",
                .pattern = pattern,
                .handler =
                    [&view, site, field, work](const Request& r, const Captures& c) {
                      const auto form = Form::Read(r);
                      if (!form) return QuestionsPage(view, site, r, &form.error());
                      const auto done = work(view, site, r, c.at("id"), WithPlainBreaks(form->Text(field)));
                      return done ? Response::Redirect("/questions")
                                  : QuestionsPage(view, site, r, &done.error());
                    },
                .max_body = kMaxFormBytes,
                .needs = Permission::kReviewResources});
  };
  act("/questions/{id}/answer", "text", AnswerNoted);
  act("/questions/{id}/hide", "why", HideNoted);
}

}  // namespace lianxiao::web
