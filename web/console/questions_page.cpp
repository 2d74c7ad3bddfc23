#include "web/console/questions_page.h"

#include <algorithm>

#include "web/api/posts_api.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

constexpr std::int64_t kMaxFormBytes = 32 << 10;  // An answer of a thousand Han characters, %-escaped.

// What a form brought that could not be taken, to stand there again.
struct Typed {
  std::string id, field, text;  // Of which post; "text" or "why".
};

void AddTyped(Fields& fields, const char* name, const Typed& typed, const std::string& id,
              std::string_view field) {
  fields.Set(name, typed.id == id && typed.field == field ? typed.text : std::string());
}

std::string StateWords(const PostedQuestion& question, const Page& page) {
  const auto& words = page.words();
  if (question.state == "withdrawn") return words.Get("asked.withdrawn");
  if (question.state == "hidden") return words.Get("asked.hidden");
  if (!question.answers.empty()) return words.Get("asked.answered");
  if (question.ours) return words.Get("asked.for_us");
  return words.Get(question.delivered ? "asked.delivered" : "asked.on_its_way");
}

Fields AnswerFields(const PostedAnswer& answer, const Typed& typed, const Page& page, WallTime now) {
  Fields fields;
  fields.Set("answer_author", answer.author).Set("answer_text", answer.text);
  fields.Set("answer_when", page.text().Moment(answer.at, now)).Set("answer_why", answer.why);
  fields.Set("answer_hide", "/questions/" + EncodeSegment(answer.id) + "/hide");
  fields.Set("answer_take_back", "/questions/" + EncodeSegment(answer.id) + "/take-back");
  const bool here = answer.state == "here";
  fields.Set("answer_here", here && !answer.ours).Set("answer_ours", here && answer.ours);
  AddTyped(fields, "answer_why_typed", typed, answer.id, "why");
  return fields;
}

Fields RowOf(const PostedQuestion& question, const Typed& typed, const Page& page, WallTime now) {
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
  for (const auto& answer : question.answers) answers.push_back(AnswerFields(answer, typed, page, now));
  row.Set("answers", std::move(answers));
  AddTyped(row, "answer_typed", typed, question.id, "text");
  AddTyped(row, "why_typed", typed, question.id, "why");
  return row;
}

Fields ListFields(const PostedList& list, const Typed& typed, const Page& page, WallTime now) {
  Fields row;
  row.Set("list_title", list.title).Set("list_school", list.school_name).Set("list_author", list.author);
  row.Set("list_when", page.text().Moment(list.at, now)).Set("list_why", list.why);
  row.Set("list_here", list.state == "here");
  row.Set("list_state", list.state == "here" ? std::string() : page.words().Get("asked." + list.state));
  row.Set("list_hide", "/questions/" + EncodeSegment(list.id) + "/hide");
  Fields::List items;
  for (const auto& item : list.items) items.push_back(Fields().Set("item_text", item));
  row.Set("any_item", !items.empty()).Set("items", std::move(items));
  row.Set("list_items", page.words().Count("asked.items", std::ssize(list.items)));
  AddTyped(row, "why_typed", typed, list.id, "why");
  return row;
}

// Words whose form is gone (the question was taken back meanwhile) stand on their own.
std::string TypedAlone(const std::vector<PostedQuestion>& questions, const Typed& typed) {
  if (typed.field != "text" || typed.text.empty()) return {};
  const bool has_form = std::ranges::any_of(questions, [&](const auto& question) {
    return question.id == typed.id && question.ours && question.state == "here";
  });
  return has_form ? std::string() : typed.text;
}

Response QuestionsPage(PostsView& view, const PeopleSite& site, const Request& request, const Error* failure,
                       const Typed& typed = {}) {
  const auto questions = view.Questions();
  if (!questions) return ErrorPage(request, questions.error());
  const auto lists = view.Lists();
  if (!lists) return ErrorPage(request, lists.error());
  const Page page = PeoplePage(site, request, "questions");
  const auto now = site.clock.Wall();
  Fields::List rows, shared;
  for (const auto& question : *questions) rows.push_back(RowOf(question, typed, page, now));
  for (const auto& list : *lists) shared.push_back(ListFields(list, typed, page, now));
  Fields fields;
  fields.Set("any_question", !rows.empty()).Set("questions", std::move(rows));
  fields.Set("any_shared", !shared.empty()).Set("shared", std::move(shared));
  fields.Set("typed_alone", TypedAlone(*questions, typed));
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
                      const auto text = WithPlainBreaks(form->Text(field));
                      const auto done = work(view, site, r, c.at("id"), text);
                      if (done) return Response::Redirect("/questions");
                      return QuestionsPage(view, site, r, &done.error(), {c.at("id"), field, text});
                    },
                .max_body = kMaxFormBytes,
                .needs = Permission::kReviewResources});
  };
  act("/questions/{id}/answer", "text", AnswerNoted);
  act("/questions/{id}/hide", "why", HideNoted);
  act("/questions/{id}/take-back", "",
      [](PostsView& all, const PeopleSite& people, const Request& r, const std::string& answer,
         const std::string&) { return TakeBackNoted(all, people, r, answer); });
}

}  // namespace lianxiao::web
