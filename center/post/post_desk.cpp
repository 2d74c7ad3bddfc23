#include "center/post/post_desk.h"

#include "center/post/post_intake.h"
#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using formats::Post;
using formats::PostKind;
using storage::Connection;

// A box that knows of more than there is comes from before this database was restored from a copy. It is told
// before anything is believed of what it says: numbers of mail are given a second time by now.
Result<bool> KnowsMore(Connection& c, const std::string& school, const formats::PostUp& up) {
  if (!up.mark.empty()) {
    LIANXIAO_ASSIGN(const auto mark, MarkOf(c, school, up.after));
    if (mark != up.mark) return true;
  }
  if (up.turn.empty()) return false;
  LIANXIAO_ASSIGN(const bool known, IsTurn(c, up.turn));
  return !known;
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

Result<formats::PostNews> NewsOf(Connection& c, const MailRow& mail, const std::string& county) {
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
  LIANXIAO_ASSIGN(news.from_name, WriterName(c, *row, county));
  news.post.push_back(*row->post);
  return news;
}

// As much as goes at once. A box that is ahead of us, and too old to be told so, hears the newest number and
// begins anew.
Status AddNews(Connection& c, const std::string& school, std::int64_t after, const std::string& county,
               formats::PostDown& down) {
  if (after > down.newest) return {};
  LIANXIAO_ASSIGN(const auto mail,
                  MailAfter(c, school, after, static_cast<std::int64_t>(formats::kMaxPostsAtOnce)));
  std::size_t bytes = 0;
  for (const auto& one : mail) {
    LIANXIAO_ASSIGN(auto news, NewsOf(c, one, county));
    if (!news.post.empty()) bytes += formats::ToJson(news.post.front()).size();
    if (!down.news.empty() && bytes > formats::kPostBytesAtOnce) break;
    down.news.push_back(std::move(news));
  }
  down.marked = down.news.empty() ? after : down.news.back().number;
  LIANXIAO_ASSIGN(down.mark, MarkOf(c, school, down.marked));
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
    LIANXIAO_ASSIGN(down.newest, NewestMail(c, school));
    LIANXIAO_ASSIGN(down.anew, KnowsMore(c, school, up));
    if (down.anew) return {};
    if (up.after <= down.newest) LIANXIAO_TRY(NoteDelivered(c, device, school, up.after, now));
    for (const auto& id : up.unreadable) {
      down.refused.push_back({id, "post.unreadable: this county's program does not know how to read it"});
    }
    for (const auto& post : up.posts) {
      LIANXIAO_ASSIGN(const auto refusal, TakeOne(c, school, post, up.again, now));
      if (refusal) {
        down.refused.push_back({post.id, *refusal});
      } else {
        down.taken.push_back(post.id);
      }
    }
    if (!down.taken.empty()) LIANXIAO_TRY(PutTurn(c, school));
    LIANXIAO_ASSIGN(down.turn, NewestTurn(c, school));
    LIANXIAO_ASSIGN(down.newest, NewestMail(c, school));
    LIANXIAO_TRY(AddNews(c, school, up.after, county_, down));
    return Sweep(c, now);
  });
  if (!done) return Fail(done.error());
  return down;
}

// Once a day: answers whose question did not come again.
Status PostDesk::Sweep(Connection& c, WallTime now) {
  if (now.ms - swept_ms_ < kDayMs && now.ms >= swept_ms_) return {};
  swept_ms_ = now.ms;
  LIANXIAO_ASSIGN(const auto lost, LostAnswers(c, {now.ms - kLostAnswerMs}));
  for (const auto& id : lost) LIANXIAO_TRY(PutPostState(c, id, "withdrawn", ""));
  return {};
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

Result<std::vector<PostedList>> PostDesk::Lists(std::int64_t limit) const {
  std::vector<PostedList> lists;
  LIANXIAO_TRY(registry_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto rows, NewestPosts(c, std::string(Word(PostKind::kList)), limit));
    for (auto& row : rows) {
      LIANXIAO_ASSIGN(auto school, NameOf(c, row.school));
      lists.push_back({std::move(row), std::move(school)});
    }
    return {};
  }));
  return lists;
}

Status PostDesk::Answer(const std::string& question, const CountyAuthor& author, const std::string& text) {
  Post answer;
  answer.id = ToHex(RandomBytes(16));
  answer.kind = PostKind::kAnswer;
  answer.at = clock_.Wall();
  answer.about = question;
  answer.author = author.name;
  answer.person = author.person;
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
    const bool gone = !row || row->kind == Word(PostKind::kWithdrawal) || row->state == "withdrawn";
    if (gone) return Unknown(post);
    if (row->state == "hidden") return {};
    LIANXIAO_TRY(PutPostState(c, post, "hidden", why));
    LIANXIAO_TRY(PutMail(c, row->school, "hidden", post));
    return TellReceivers(c, post, "hidden");
  });
}

Status PostDesk::TakeBack(const std::string& answer) {
  return registry_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto row, FindPost(c, answer));
    const bool ours = row && row->school.empty() && row->state != "withdrawn";
    return ours ? Withdraw(c, answer) : Status(Unknown(answer));
  });
}

Result<std::vector<PostRow>> PostDesk::WrittenBy(const std::string& person) const {
  std::vector<PostRow> posts;
  LIANXIAO_TRY(registry_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ids, PostsBy(c, person));
    for (const auto& id : ids) {
      LIANXIAO_ASSIGN(auto row, FindPost(c, id));
      if (row) posts.push_back(*std::move(row));
    }
    return {};
  }));
  return posts;
}

Status PostDesk::ForgetPerson(const std::string& person) {
  return registry_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ids, PostsBy(c, person));
    for (const auto& id : ids) {
      LIANXIAO_ASSIGN(const auto row, FindPost(c, id));
      LIANXIAO_TRY(Withdraw(c, id));
      if (row) LIANXIAO_TRY(PutMail(c, row->school, "withdrawn", id));
    }
    return {};
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
