#include "center/post/post_desk.h"

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using formats::Post;
using formats::PostKind;
using storage::Connection;

// Nothing: taken. Else why not.
using Refusal = std::optional<std::string>;

PostRow RowOf(const std::string& school, const Post& post, WallTime now) {
  PostRow row;
  row.id = post.id;
  row.school = school;
  row.kind = std::string(Word(post.kind));
  row.about = post.about;
  row.post = post;
  row.received = now;
  return row;
}

Result<Refusal> TakeQuestion(Connection& c, PostRow row, WallTime now) {
  LIANXIAO_ASSIGN(const auto answerer, AnswererFor(c, row.school, *row.post, now));
  if (!answerer) return Refusal("post.no_partner: these schools do not work together");
  row.answers = *answerer;
  LIANXIAO_TRY(InsertPost(c, row));
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
  const bool theirs = question && question->kind == Word(PostKind::kQuestion) &&
                      question->answers == row.school && question->state == "here";
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

Status TellReceivers(Connection& c, const std::string& id, const std::string& what) {
  LIANXIAO_ASSIGN(const auto receivers, ReceiversOf(c, id));
  for (const auto& receiver : receivers) LIANXIAO_TRY(PutMail(c, receiver, what, id));
  return {};
}

// Also of what never came: then there is nothing to do.
Result<Refusal> TakeWithdrawal(Connection& c, const std::string& school, const std::string& about) {
  LIANXIAO_ASSIGN(const auto row, FindPost(c, about));
  if (!row || row->state == "withdrawn") return Refusal();
  if (row->school != school) return Refusal("post.not_yours: another school wrote this");
  LIANXIAO_TRY(PutPostState(c, about, "withdrawn", ""));
  LIANXIAO_TRY(TellReceivers(c, about, "withdrawn"));
  return Refusal();
}

Result<Refusal> TakeOne(Connection& c, const std::string& school, const Post& post, WallTime now) {
  if (post.kind == PostKind::kWithdrawal) return TakeWithdrawal(c, school, post.about);
  LIANXIAO_ASSIGN(const auto known, FindPost(c, post.id));
  if (known) {
    return known->school == school ? Refusal() : Refusal("post.not_yours: another school has this id");
  }
  LIANXIAO_ASSIGN(const auto today, PostsSince(c, school, {now.ms - kDayMs}));
  if (today >= PostDesk::kMostADay) return Refusal("post.too_many: this school sent enough for a day");
  const auto row = RowOf(school, post, now);
  switch (post.kind) {
    case PostKind::kQuestion: return TakeQuestion(c, row, now);
    case PostKind::kAnswer: return TakeAnswer(c, row);
    case PostKind::kList: return TakeList(c, row);
    case PostKind::kWithdrawal: break;
  }
  std::abort();
}

// What the box has taken since it last said so has reached whom it was for; who wrote it is told.
Status NoteDelivered(Connection& c, const std::string& device, const std::string& school, std::int64_t after,
                     WallTime now) {
  LIANXIAO_ASSIGN(const auto before, PostCursor(c, device));
  if (after <= before) return {};
  LIANXIAO_ASSIGN(const auto posts, PostsBetween(c, school, before, after));
  for (const auto& id : posts) {
    LIANXIAO_ASSIGN(const auto row, FindPost(c, id));
    LIANXIAO_TRY(PutPostDelivered(c, id, now));
    if (row) LIANXIAO_TRY(PutMail(c, row->school, "delivered", id));
  }
  return PutPostCursor(c, device, after);
}

Result<formats::PostNews> NewsOf(Connection& c, const MailRow& mail) {
  formats::PostNews news;
  news.number = mail.number;
  news.what = mail.what;
  news.id = mail.post;
  LIANXIAO_ASSIGN(const auto row, FindPost(c, mail.post));
  if (!row) return news;
  if (mail.what == "hidden") news.why = row->why;
  // What is withdrawn or hidden by now goes to nobody any more; its own word follows.
  if (mail.what != "post" || !row->post || row->state != "here") return news;
  news.from = row->school;
  LIANXIAO_ASSIGN(news.from_name, WriterName(c, *row));
  news.post.push_back(*row->post);
  return news;
}

// As much as goes at once. A box that is ahead of us comes from before this database was restored: it hears
// the newest number and begins anew.
Status AddNews(Connection& c, const std::string& school, std::int64_t after, formats::PostDown& down) {
  if (after > down.newest) return {};
  LIANXIAO_ASSIGN(const auto mail,
                  MailAfter(c, school, after, static_cast<std::int64_t>(formats::kMaxPostsAtOnce)));
  std::size_t bytes = 0;
  for (const auto& one : mail) {
    LIANXIAO_ASSIGN(auto news, NewsOf(c, one));
    if (!news.post.empty()) bytes += formats::ToJson(news.post.front()).size();
    if (!down.news.empty() && bytes > formats::kPostBytesAtOnce) break;
    down.news.push_back(std::move(news));
  }
  return {};
}

tl::unexpected<Error> Unknown(const std::string& id) {
  return Fail(ErrorCode::kNotFound, "question.unknown: no post " + id);
}

Result<std::string> NameOf(Connection& c, const std::string& school) {
  auto row = c.Prepare("SELECT name FROM schools WHERE id = ?");
  row.Bind(1, school);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Text(0) : school;
}

}  // namespace

Result<formats::PostDown> PostDesk::Exchange(const std::string& device, const std::string& school,
                                             const formats::PostUp& up) {
  formats::PostDown down;
  down.device = device;
  const auto now = clock_.Wall();
  const auto done = registry_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto before, NewestMail(c, school));
    if (up.after <= before) LIANXIAO_TRY(NoteDelivered(c, device, school, up.after, now));
    for (const auto& post : up.posts) {
      LIANXIAO_ASSIGN(const auto refusal, TakeOne(c, school, post, now));
      if (refusal) {
        down.refused.push_back({post.id, *refusal});
      } else {
        down.taken.push_back(post.id);
      }
    }
    LIANXIAO_ASSIGN(down.newest, NewestMail(c, school));
    return AddNews(c, school, up.after, down);
  });
  if (!done) return Fail(done.error());
  return down;
}

Result<std::int64_t> PostDesk::Newest(const std::string& school) const {
  std::int64_t newest = 0;
  LIANXIAO_TRY(registry_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(newest, NewestMail(c, school));
    return {};
  }));
  return newest;
}

Result<std::vector<QuestionThread>> PostDesk::Questions(std::int64_t limit) const {
  std::vector<QuestionThread> threads;
  LIANXIAO_TRY(registry_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto questions, NewestPosts(c, std::string(Word(PostKind::kQuestion)), limit));
    for (const auto& question : questions) {
      QuestionThread thread;
      thread.question = question;
      LIANXIAO_ASSIGN(thread.school_name, NameOf(c, question.school));
      LIANXIAO_ASSIGN(thread.answers_name, NameOf(c, question.answers));
      LIANXIAO_ASSIGN(thread.answers, AnswersTo(c, question.id));
      threads.push_back(std::move(thread));
    }
    return {};
  }));
  return threads;
}

Status PostDesk::Answer(const std::string& question, const std::string& author, const std::string& text) {
  Post answer;
  answer.id = ToHex(RandomBytes(16));
  answer.kind = PostKind::kAnswer;
  answer.at = clock_.Wall();
  answer.about = question;
  answer.author = author;
  answer.text = text;
  if (!formats::Check(answer)) {
    return Fail(ErrorCode::kInvalid, "question.text: write an answer of at most 1,000 characters");
  }
  return registry_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto asked, FindPost(c, question));
    if (!asked || asked->kind != Word(PostKind::kQuestion) || asked->state != "here")
      return Unknown(question);
    if (!asked->answers.empty()) {
      return Fail(ErrorCode::kRefused, "question.not_ours: a school is to answer this");
    }
    LIANXIAO_TRY(InsertPost(c, RowOf("", answer, clock_.Wall())));
    return PutMail(c, asked->school, "post", answer.id);
  });
}

Status PostDesk::Hide(const std::string& post, const std::string& why) {
  if (why.empty() || !formats::CheckLine("why", why, formats::kMaxPostWhy)) {
    return Fail(ErrorCode::kInvalid, "question.why: say why in a line; the schools read it");
  }
  return registry_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto row, FindPost(c, post));
    if (!row || row->state == "withdrawn") return Unknown(post);
    if (row->state == "hidden") return {};
    LIANXIAO_TRY(PutPostState(c, post, "hidden", why));
    LIANXIAO_TRY(PutMail(c, row->school, "hidden", post));
    return TellReceivers(c, post, "hidden");
  });
}

Result<std::vector<PostCounts>> PostDesk::Counts() const {
  std::vector<PostCounts> counts;
  LIANXIAO_TRY(registry_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(counts, CountPosts(c));
    return {};
  }));
  return counts;
}

}  // namespace lianxiao::center
