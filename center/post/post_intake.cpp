#include "center/post/post_intake.h"

#include <cstdlib>

#include "center/post/post_desk.h"

namespace lianxiao::center {
namespace {

using formats::Post;
using formats::PostKind;
using storage::Connection;

// Answers that came before their question.
Status TakeEarlyAnswers(Connection& c, const PostRow& question) {
  LIANXIAO_ASSIGN(const auto answers, AnswersTo(c, question.id));
  for (const auto& answer : answers) {
    if (answer.state != "here") continue;
    LIANXIAO_TRY(answer.school == question.answers ? PutMail(c, question.school, "post", answer.id)
                                                   : PutPostState(c, answer.id, "withdrawn", ""));
  }
  return {};
}

Result<Refusal> TakeQuestion(Connection& c, PostRow row, WallTime now) {
  LIANXIAO_ASSIGN(const auto answerer, AnswererFor(c, row.school, *row.post, now));
  if (!answerer) return Refusal("post.no_partner: these schools do not work together");
  row.answers = *answerer;
  LIANXIAO_TRY(InsertPost(c, row));
  LIANXIAO_TRY(TakeEarlyAnswers(c, row));
  if (!answerer->empty()) {
    LIANXIAO_TRY(PutMail(c, *answerer, "post", row.id));
    return Refusal();
  }
  // The county answers itself: it has it.
  LIANXIAO_TRY(PutPostDelivered(c, row.id, now));
  LIANXIAO_TRY(PutMail(c, row.school, "delivered", row.id));
  return Refusal();
}

Result<Refusal> TakeAnswer(Connection& c, const PostRow& row) {
  LIANXIAO_ASSIGN(const auto question, FindPost(c, row.about));
  if (!question) {
    // Forgotten when this database was restored; whoever asked sends it again.
    LIANXIAO_TRY(InsertPost(c, row));
    return Refusal();
  }
  const bool theirs = question->kind == Word(PostKind::kQuestion) && question->answers == row.school &&
                      question->state == "here";
  if (!theirs) return Refusal("post.unknown: no question that this school is to answer");
  LIANXIAO_TRY(InsertPost(c, row));
  LIANXIAO_TRY(PutMail(c, question->school, "post", row.id));
  return Refusal();
}

Result<Refusal> TakeList(Connection& c, const PostRow& row) {
  LIANXIAO_ASSIGN(const auto fellows, FellowsIn(c, row.post->to, row.school));
  if (fellows.empty()) return Refusal("post.no_partner: the school is not in this alliance");
  LIANXIAO_TRY(InsertPost(c, row));
  for (const auto& fellow : fellows) LIANXIAO_TRY(PutMail(c, fellow, "post", row.id));
  return Refusal();
}

// To whom a post went that is not here.
Result<std::vector<std::string>> AddressedBy(Connection& c, const std::string& school, const Post& withdrawal,
                                             WallTime now) {
  if (withdrawal.to_kind == formats::kToAlliance) return FellowsIn(c, withdrawal.to, school);
  std::optional<std::string> one;
  if (withdrawal.to_kind == formats::kToQuestion) {
    LIANXIAO_ASSIGN(const auto question, FindPost(c, withdrawal.to));
    if (question) one = question->school;
  } else if (!withdrawal.to_kind.empty()) {
    LIANXIAO_ASSIGN(one, AnswererFor(c, school, withdrawal, now));
  }
  return one ? std::vector{*one} : std::vector<std::string>();
}

// Also of what has not come: then it is kept until that comes. What was here and is forgotten (`again`) may
// have got to its receivers.
Result<Refusal> TakeWithdrawal(Connection& c, PostRow row, bool again, WallTime now) {
  LIANXIAO_ASSIGN(const auto about, FindPost(c, row.about));
  if (about && about->school != row.school) return Refusal("post.not_yours: another school wrote this");
  if (!about && again) {
    LIANXIAO_ASSIGN(const auto receivers, AddressedBy(c, row.school, *row.post, now));
    for (const auto& receiver : receivers) LIANXIAO_TRY(PutMail(c, receiver, "withdrawn", row.about));
  } else if (about && about->state != "withdrawn") {
    LIANXIAO_TRY(Withdraw(c, about->id));
  }
  row.post.reset();
  LIANXIAO_TRY(InsertPost(c, row));
  return Refusal();
}

// What was taken back before it came leaves no more than its number.
Status TakeWithoutWords(Connection& c, PostRow row) {
  row.post.reset();
  LIANXIAO_TRY(InsertPost(c, row));
  return Withdraw(c, row.id);
}

Result<Refusal> CheckRoom(Connection& c, const std::string& school, const Post& post, bool again,
                          WallTime now) {
  LIANXIAO_ASSIGN(const auto today, PostsSince(c, school, {now.ms - kDayMs}));
  if (!again && today >= PostDesk::kMostADay) {
    return Refusal("post.too_many: this school sent enough for a day");
  }
  LIANXIAO_ASSIGN(const auto used, RoomOf(c, school));
  if (used + std::ssize(formats::ToJson(post)) <= PostDesk::kMostBytes) return Refusal();
  return Refusal("post.no_room: this school's posts take all the room they have here");
}

}  // namespace

PostRow RowOf(const std::string& school, const Post& post, WallTime now) {
  PostRow row;
  row.id = post.id;
  row.school = school;
  row.kind = std::string(Word(post.kind));
  row.about = post.about;
  row.post = post;
  row.received = now;
  row.person = post.person;
  return row;
}

Status TellReceivers(Connection& c, const std::string& id, const std::string& what) {
  LIANXIAO_ASSIGN(const auto receivers, ReceiversOf(c, id));
  for (const auto& receiver : receivers) LIANXIAO_TRY(PutMail(c, receiver, what, id));
  return {};
}

Status Withdraw(Connection& c, const std::string& id) {
  LIANXIAO_TRY(PutPostState(c, id, "withdrawn", ""));
  LIANXIAO_TRY(TellReceivers(c, id, "withdrawn"));
  LIANXIAO_ASSIGN(const auto answers, AnswersTo(c, id));
  for (const auto& answer : answers) {
    if (answer.state != "withdrawn") LIANXIAO_TRY(PutPostState(c, answer.id, "withdrawn", ""));
  }
  return {};
}

Result<Refusal> TakeOne(Connection& c, const std::string& school, const Post& post, bool again,
                        WallTime now) {
  LIANXIAO_ASSIGN(const auto known, FindPost(c, post.id));
  if (known) {
    return known->school == school ? Refusal() : Refusal("post.not_yours: another school has this id");
  }
  const auto row = RowOf(school, post, now);
  if (post.kind == PostKind::kWithdrawal) return TakeWithdrawal(c, row, again, now);
  LIANXIAO_ASSIGN(const bool taken_back, IsTakenBack(c, school, post.id));
  if (taken_back) {
    LIANXIAO_TRY(TakeWithoutWords(c, row));
    return Refusal();
  }
  LIANXIAO_ASSIGN(auto no_room, CheckRoom(c, school, post, again, now));
  if (no_room) return no_room;
  switch (post.kind) {
    case PostKind::kQuestion: return TakeQuestion(c, row, now);
    case PostKind::kAnswer: return TakeAnswer(c, row);
    case PostKind::kList: return TakeList(c, row);
    case PostKind::kWithdrawal: break;
  }
  std::abort();
}

}  // namespace lianxiao::center
