#include "web/teaching/question_pages.h"

#include <algorithm>

#include "web/classroom/cards.h"
#include "web/http/url.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

constexpr char kQuestions[] = "/teaching/questions";

// What a form brought that could not be taken: it stands there again, whatever the page has by now.
struct Typed {
  std::string whom, resource, text;
  std::string answer_to;  // The question, of an answer.
};

std::string LinkOf(const std::string& id) {
  std::string link = "/teaching/questions/";
  link += EncodeSegment(id);
  return link;
}

// Where it is, honestly: nothing is called delivered that the other school's box has not confirmed.
std::string StateWords(const std::string& state, bool answered, const std::string& to, const Page& page) {
  if (answered) return page.words().Get("question.answered");
  const auto key = "question." + state;
  return page.words().Has(key) ? page.words().Get(key, {{"to", to}}) : std::string();
}

std::string_view ClassOf(const std::string& state, bool answered) {
  if (answered || state == "delivered") return "good";
  return state == "refused" || state == "hidden" ? "attention" : "no_box";
}

// A reason is the county's words, or a key that has a sentence of its own.
std::string WhyWords(const std::string& why, const Page& page, WallTime now) {
  if (!why.starts_with("post.")) return why;
  return Sentence(page, {ErrorCode::kRefused, why}, now);
}

std::string SomebodyOf(const std::string& author, const std::string& from) {
  return from.empty() ? author : author + " · " + from;
}

Fields AnswerFields(const AnswerHere& answer, const Page& page, WallTime now) {
  Fields fields;
  fields.Set("answer_text", answer.text).Set("answer_by", SomebodyOf(answer.author, answer.from));
  fields.Set("answer_when", page.text().Moment(answer.at, now));
  fields.Set("answer_state", answer.own ? StateWords(answer.state, false, "", page) : std::string());
  fields.Set("answer_why", WhyWords(answer.why, page, now));
  fields.Set("answer_link", LinkOf(answer.id));
  fields.Set("answer_mine", answer.mine);
  return fields;
}

Fields RowOf(const QuestionHere& question, bool mine, const Page& page, WallTime now) {
  const bool answered = mine && !question.answers.empty();
  Fields row;
  row.Set("question_text", question.text).Set("question_title", question.title);
  row.Set("question_lesson", question.resource.empty() ? std::string() : ResourceAddress(question.resource));
  row.Set("question_by", mine ? question.to : SomebodyOf(question.author, question.from));
  row.Set("question_when", page.text().Moment(question.at, now)).Set("question_mine", mine);
  row.Set("question_id", "q-" + question.id);
  row.Set("question_state", mine ? StateWords(question.state, answered, question.to, page)
                            : question.answers.empty() ? page.words().Get("question.open")
                                                       : page.words().Get("question.answered"));
  row.Set("question_class", mine                       ? std::string(ClassOf(question.state, answered))
                            : question.answers.empty() ? "attention"
                                                       : "good");
  row.Set("question_why", WhyWords(question.why, page, now));
  row.Set("question_link", LinkOf(question.id));
  Fields::List answers;
  for (const auto& answer : question.answers) answers.push_back(AnswerFields(answer, page, now));
  row.Set("answers", std::move(answers));
  return row;
}

Fields::List Rows(const std::vector<QuestionHere>& questions, bool mine, const Page& page, WallTime now,
                  const Typed& typed) {
  Fields::List rows;
  for (const auto& question : questions) {
    auto row = RowOf(question, mine, page, now);
    row.Set("answer_typed", question.id == typed.answer_to ? typed.text : std::string());
    rows.push_back(std::move(row));
  }
  return rows;
}

Fields::List Choices(const std::vector<AskedWhom>& whom, const std::string& chosen) {
  Fields::List choices;
  for (const auto& one : whom) {
    const auto value = one.kind + ":" + one.id;
    choices.push_back(
        Fields().Set("whom_value", value).Set("whom_name", one.name).Set("whom_chosen", value == chosen));
  }
  return choices;
}

// Into its form again; what has none any more (a question taken back meanwhile, a pairing that ended) stands
// on its own, to be copied.
void AddTyped(Fields& fields, const TeachingSite& site, const Typed& typed, bool may_ask,
              const std::vector<QuestionHere>& received) {
  const bool asks = typed.answer_to.empty();
  const bool has_form =
      asks ? may_ask
           : std::ranges::any_of(received, [&](const auto& one) { return one.id == typed.answer_to; });
  fields.Set("typed", asks ? typed.text : std::string());
  fields.Set("typed_alone", has_form ? std::string() : typed.text);
  if (!asks || typed.resource.empty()) return;
  const auto lesson = site.view.Show({std::string(storage::kLessonKind), typed.resource}, typed.resource);
  fields.Set("typed_resource", typed.resource).Set("typed_lesson", lesson.title);
}

Response Questions(const TeachingSite& site, const Request& request, const Error* failure,
                   const Typed& typed = {}) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto& account = AccountOf(request);
  const auto mine = site.questions->Mine(account);
  const auto received = site.questions->Received(account);
  const auto whom = site.questions->Whom();
  for (const auto* error : {mine ? nullptr : &mine.error(), received ? nullptr : &received.error(),
                            whom ? nullptr : &whom.error()}) {
    if (error != nullptr) return ErrorPage(request, *error);
  }
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields fields;
  fields.Set("any_whom", !whom->empty()).Set("whom", Choices(*whom, typed.whom));
  fields.Set("any_mine", !mine->empty()).Set("mine", Rows(*mine, true, page, now, {}));
  fields.Set("any_received", !received->empty()).Set("received", Rows(*received, false, page, now, typed));
  AddTyped(fields, site, typed, !whom->empty(), *received);
  return SendTeaching(page, "teaching_questions", "questions", std::move(fields), failure, now);
}

// "school:zhenxiao"
AskedWhom WhomOf(const Form& form) {
  const auto value = form.Text("whom");
  const auto colon = value.find(':');
  if (colon == value.npos) return {};
  return {value.substr(0, colon), value.substr(colon + 1), {}};
}

Status TakeChange(const TeachingSite& site, const Request& request, const Form& form, const std::string& id) {
  const auto& account = request.visitor->account;
  if (form.Get("act") == "answer") {
    return site.questions->Answer(account, id, WithPlainBreaks(form.Text("text")));
  }
  if (form.Get("act") == "take_back") return site.questions->TakeBack(account, id);
  return Fail(ErrorCode::kInvalid, "form.broken: no such act");
}

}  // namespace

Response ShowQuestions(const TeachingSite& site, const Request& request, const Captures&) {
  return Questions(site, request, nullptr);
}

Response AskQuestion(const TeachingSite& site, const Request& request, const Captures&) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto form = Form::Read(request);
  if (!form) return Questions(site, request, &form.error());
  const auto text = WithPlainBreaks(form->Text("text"));
  const auto asked =
      site.questions->Ask(request.visitor->account, WhomOf(*form), form->Text("resource"), text);
  if (!asked) {
    return Questions(site, request, &asked.error(), {form->Text("whom"), form->Text("resource"), text, {}});
  }
  std::string there = "/teaching/questions#q-";
  there += *asked;
  return Response::Redirect(there);
}

Response ChangeQuestion(const TeachingSite& site, const Request& request, const Captures& captures) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto form = Form::Read(request);
  if (!form) return Questions(site, request, &form.error());
  const auto done = TakeChange(site, request, *form, captures.at("id"));
  if (done) return Response::Redirect(kQuestions);
  if (form->Get("act") != "answer") return Questions(site, request, &done.error());
  return Questions(site, request, &done.error(),
                   {{}, {}, WithPlainBreaks(form->Text("text")), captures.at("id")});
}

void AddAsk(Fields& fields, const TeachingSite& site, const storage::TeachingItem& item) {
  if (site.questions == nullptr || item.kind != storage::kLessonKind) return;
  const auto whom = site.questions->Whom();
  if (whom && !whom->empty()) fields.Set("may_ask", true).Set("ask_whom", Choices(*whom, ""));
}

}  // namespace lianxiao::web
