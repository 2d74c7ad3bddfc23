#include "daemon/box_questions.h"

#include <algorithm>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::daemon {
namespace {

using formats::Post;
using formats::PostKind;
using storage::PostHere;
using web::AskedWhom;

std::string NameOf(const storage::Account& account) {
  return account.name.empty() ? account.login : account.name;
}

Post Begun(PostKind kind, const storage::Account& by, WallTime now) {
  Post post;
  post.id = ToHex(RandomBytes(16));
  post.kind = kind;
  post.at = {std::max<std::int64_t>(now.ms, 0)};
  post.author = NameOf(by);
  if (by.from_county) post.person = by.person;  // Who made the account takes it all back with it.
  return post;
}

// A title of the catalog may be longer than a post's.
std::string Shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Status CheckText(const std::string& text) {
  if (!text.empty() && formats::CheckProse("text", text, formats::kMaxPostText)) return {};
  return Fail(ErrorCode::kInvalid, "question.text: write something, at most 1,000 characters");
}

bool HasWhom(const std::vector<AskedWhom>& all, const std::string& kind, const std::string& id) {
  return std::ranges::any_of(all, [&](const AskedWhom& one) { return one.kind == kind && one.id == id; });
}

web::AnswerHere AnswerOf(const PostHere& row, const std::string& account) {
  return {.id = row.post.id,
          .author = row.post.author,
          .from = row.own ? std::string() : row.from_name,
          .text = row.post.text,
          .state = row.state,
          .why = row.why,
          .at = row.written,
          .own = row.own,
          .mine = row.own && row.account == account};
}

}  // namespace

Result<std::vector<AskedWhom>> BoxQuestions::Whom() const {
  LIANXIAO_ASSIGN(const auto partners, parts_.ties.Partners(parts_.now()));
  std::vector<AskedWhom> whom;
  for (const auto& partner : partners) {
    const bool studio = partner.role == formats::kStudio;
    if (!studio && partner.role != formats::kHelper && partner.role != formats::kHelped) continue;
    const std::string kind(studio ? formats::kToStudio : formats::kToSchool);
    if (!HasWhom(whom, kind, partner.id)) whom.push_back({kind, partner.id, partner.name});
  }
  const auto self = parts_.school_id();
  LIANXIAO_ASSIGN(const auto alliances, parts_.ties.Alliances());
  for (const auto& alliance : alliances) {
    for (const auto& school : alliance.schools) {
      const std::string kind(formats::kToSchool);
      const bool other = school.id != self && !HasWhom(whom, kind, school.id);
      if (other) whom.push_back({kind, school.id, school.name});
    }
  }
  return whom;
}

Result<std::vector<AskedWhom>> BoxQuestions::Alliances() const {
  LIANXIAO_ASSIGN(const auto alliances, parts_.ties.Alliances());
  std::vector<AskedWhom> all;
  for (const auto& one : alliances) {
    if (one.schools.size() > 1) all.push_back({std::string(formats::kToAlliance), one.id, one.name});
  }
  return all;
}

Result<AskedWhom> BoxQuestions::Known(const AskedWhom& whom) const {
  LIANXIAO_ASSIGN(const auto all, Whom());
  for (const auto& one : all) {
    if (one.kind == whom.kind && one.id == whom.id) return one;
  }
  return Fail(ErrorCode::kInvalid, "question.whom: this school does not work with " + whom.id);
}

Result<web::QuestionHere> BoxQuestions::QuestionOf(const PostHere& row, const std::string& account,
                                                   const std::vector<AskedWhom>& known) const {
  web::QuestionHere question{.id = row.post.id,
                             .author = row.post.author,
                             .from = row.own ? std::string() : row.from_name,
                             .to = {},
                             .resource = row.post.resource,
                             .title = row.post.title,
                             .text = row.post.text,
                             .state = row.state,
                             .why = row.why,
                             .at = row.written,
                             .answers = {}};
  if (row.own) {
    question.to = row.post.to;
    for (const auto& one : known) {
      if (one.kind == row.post.to_kind && one.id == row.post.to) question.to = one.name;
    }
  }
  LIANXIAO_ASSIGN(const auto answers, parts_.book.AnswersTo(row.post.id));
  for (const auto& answer : answers) question.answers.push_back(AnswerOf(answer, account));
  return question;
}

Result<std::vector<web::QuestionHere>> BoxQuestions::Mine(const std::string& account) const {
  LIANXIAO_ASSIGN(const auto rows, parts_.book.QuestionsOf(account));
  LIANXIAO_ASSIGN(const auto known, Whom());
  std::vector<web::QuestionHere> questions;
  for (const auto& row : rows) {
    LIANXIAO_ASSIGN(auto question, QuestionOf(row, account, known));
    questions.push_back(std::move(question));
  }
  return questions;
}

Result<std::vector<web::QuestionHere>> BoxQuestions::Received(const std::string& account) const {
  LIANXIAO_ASSIGN(const auto rows, parts_.book.QuestionsFromElsewhere());
  std::vector<web::QuestionHere> questions;
  for (const auto& row : rows) {
    LIANXIAO_ASSIGN(auto question, QuestionOf(row, account, {}));
    questions.push_back(std::move(question));
  }
  return questions;
}

Status BoxQuestions::Write(const storage::Account& by, const Post& post) {
  LIANXIAO_TRY(parts_.book.Write(by.id, post, parts_.now()));
  parts_.send_soon();
  return {};
}

Result<std::string> BoxQuestions::Ask(const storage::Account& by, const AskedWhom& whom,
                                      const std::string& resource, const std::string& text) {
  LIANXIAO_TRY(CheckText(text));
  LIANXIAO_ASSIGN(const auto known, Known(whom));
  auto post = Begun(PostKind::kQuestion, by, parts_.now());
  post.to_kind = known.kind;
  post.to = known.id;
  post.text = text;
  if (!resource.empty()) {
    LIANXIAO_ASSIGN(const auto lesson, parts_.school.Find(resource));
    post.resource = resource;
    post.title = Shortened(lesson.shown.title, formats::kMaxPostTitle);
  }
  LIANXIAO_TRY(Write(by, post));
  return post.id;
}

Status BoxQuestions::Answer(const storage::Account& by, const std::string& question,
                            const std::string& text) {
  LIANXIAO_TRY(CheckText(text));
  auto post = Begun(PostKind::kAnswer, by, parts_.now());
  if (!formats::CheckHex("question", question, 32)) {
    return Fail(ErrorCode::kNotFound, "question.unknown: no such question");
  }
  post.about = question;
  post.text = text;
  return Write(by, post);
}

Status BoxQuestions::TakeBack(const storage::Account& by, const std::string& id) {
  LIANXIAO_TRY(parts_.book.Withdraw(by.id, id, parts_.now()));
  parts_.send_soon();
  return {};
}

web::SharedList BoxQuestions::ListOf(const PostHere& row) const {
  web::SharedList list{.id = row.post.id,
                       .name = row.post.title,
                       .author = row.post.author,
                       .from = row.from_name,
                       .at = row.written,
                       .items = {}};
  for (const auto& item : row.post.items) {
    list.items.push_back({0, {std::string(storage::kLessonKind), item.resource}, item.title, item.note});
  }
  return list;
}

Result<std::vector<web::SharedList>> BoxQuestions::Lists() const {
  LIANXIAO_ASSIGN(const auto rows, parts_.book.ListsFromElsewhere());
  std::vector<web::SharedList> lists;
  for (const auto& row : rows) lists.push_back(ListOf(row));
  return lists;
}

Result<web::SharedList> BoxQuestions::List(const std::string& id) const {
  LIANXIAO_ASSIGN(const auto row, parts_.book.Find(id));
  if (!row.own && row.post.kind == PostKind::kList) return ListOf(row);
  return Fail(ErrorCode::kNotFound, "question.unknown: no shared list " + id);
}

Result<std::int64_t> BoxQuestions::Share(const storage::Account& by, std::int64_t list,
                                         const std::string& alliance) {
  LIANXIAO_ASSIGN(const auto found, parts_.teaching.lists.Find(by.id, list));
  if (found.account != by.id) return Fail(ErrorCode::kRefused, "teaching.not_yours: somebody else's list");
  LIANXIAO_ASSIGN(const auto items, parts_.teaching.items.Of(by.id, list));
  LIANXIAO_ASSIGN(const auto alliances, Alliances());
  if (!HasWhom(alliances, std::string(formats::kToAlliance), alliance)) {
    return Fail(ErrorCode::kInvalid, "question.whom: this school is not in " + alliance);
  }
  auto post = Begun(PostKind::kList, by, parts_.now());
  post.to_kind = formats::kToAlliance;
  post.to = alliance;
  post.title = found.head.name;
  for (const auto& item : items) {
    if (item.item.kind != storage::kLessonKind) continue;
    post.items.push_back({item.item.id, Shortened(item.title, formats::kMaxPostTitle), item.note});
  }
  if (post.items.empty()) {
    return Fail(ErrorCode::kRefused, "question.nothing_travels: no lesson of the county's is on this list");
  }
  const auto behind = std::ssize(items) - std::ssize(post.items);
  LIANXIAO_TRY(parts_.book.ShareList(by.id, list, post, parts_.now()));
  parts_.send_soon();
  return behind;
}

Status BoxQuestions::Unshare(const storage::Account& by, std::int64_t list) {
  LIANXIAO_TRY(parts_.book.WithdrawList(by.id, list, parts_.now()));
  parts_.send_soon();
  return {};
}

Result<std::optional<web::ListShared>> BoxQuestions::SharedHow(const storage::Account& by,
                                                               std::int64_t list) const {
  LIANXIAO_ASSIGN(const auto rows, parts_.book.OwnLists(by.id));
  const auto found = std::ranges::find(rows, list, &PostHere::list);
  if (found == rows.end()) return std::optional<web::ListShared>();
  LIANXIAO_ASSIGN(const auto alliances, Alliances());
  web::ListShared shared{found->post.to, found->state, found->why};
  for (const auto& one : alliances) {
    if (one.id == found->post.to) shared.alliance = one.name;
  }
  return std::optional(std::move(shared));
}

}  // namespace lianxiao::daemon
