// What a post may hold, of post.h.
#include <set>

#include "storage/formats/field_rules.h"
#include "storage/formats/post.h"

namespace lianxiao::formats {
namespace {

tl::unexpected<Error> Wrong(const std::string& what) { return Fail(ErrorCode::kInvalid, what); }

Status CheckItems(const Post& post) {
  if (post.items.empty()) return Wrong("items: none");
  if (post.items.size() > kMaxPostItems) return Wrong("items: too many");
  std::set<std::string_view> seen;
  for (const auto& item : post.items) {
    LIANXIAO_TRY(CheckId("items.resource", item.resource));
    LIANXIAO_TRY(CheckLine("items.title", item.title, kMaxPostTitle));
    LIANXIAO_TRY(CheckLine("items.note", item.note, kMaxPostItemNote));
    if (!seen.insert(item.resource).second) return Wrong("items: the same lesson twice");
  }
  return {};
}

Status CheckWords(const Post& post) {
  LIANXIAO_TRY(CheckLine("author", post.author, kMaxPostName));
  LIANXIAO_TRY(CheckLine("title", post.title, kMaxPostTitle));
  LIANXIAO_TRY(CheckProse("text", post.text, kMaxPostText));
  if (post.author.empty()) return Wrong("author: empty");
  return {};
}

Status CheckQuestion(const Post& post) {
  LIANXIAO_TRY(CheckWords(post));
  if (post.to_kind != kToSchool && post.to_kind != kToStudio)
    return Wrong("to_kind: no school and no studio");
  LIANXIAO_TRY(CheckId("to", post.to));
  if (!post.resource.empty()) LIANXIAO_TRY(CheckId("resource", post.resource));
  return post.text.empty() ? Status(Wrong("text: empty")) : Status();
}

Status CheckAnswer(const Post& post) {
  LIANXIAO_TRY(CheckWords(post));
  LIANXIAO_TRY(CheckHex("about", post.about, 32));
  return post.text.empty() ? Status(Wrong("text: empty")) : Status();
}

Status CheckList(const Post& post) {
  LIANXIAO_TRY(CheckWords(post));
  if (post.to_kind != kToAlliance) return Wrong("to_kind: no alliance");
  LIANXIAO_TRY(CheckId("to", post.to));
  if (post.title.empty()) return Wrong("title: empty");
  return CheckItems(post);
}

Status CheckWithdrawal(const Post& post) {
  if (!post.to_kind.empty()) LIANXIAO_TRY(CheckId("to_kind", post.to_kind));
  if (!post.to.empty()) LIANXIAO_TRY(CheckId("to", post.to));
  return CheckHex("about", post.about, 32);
}

Status CheckRefused(const RefusedPost& refused) {
  LIANXIAO_TRY(CheckHex("refused.id", refused.id, 32));
  return CheckLine("refused.why", refused.why, kMaxPostWhy);
}

Status CheckNews(const PostNews& news) {
  LIANXIAO_TRY(CheckId("news.what", news.what));
  LIANXIAO_TRY(CheckHex("news.id", news.id, 32));
  if (!news.from.empty()) LIANXIAO_TRY(CheckId("news.from", news.from));
  LIANXIAO_TRY(CheckLine("news.from_name", news.from_name, kMaxPostTitle));
  LIANXIAO_TRY(CheckProse("news.why", news.why, kMaxPostWhy));
  if (news.post.size() > 1) return Wrong("news.post: more than one");
  if (news.post.empty()) return {};
  if (news.post.front().id != news.id) return Wrong("news.post: of another id");
  return Check(news.post.front());
}

Status CheckMark(const std::string& mark) {
  return mark.empty() ? Status() : CheckHex("mark", mark, kPostMarkDigits);
}

}  // namespace

Status Check(const Post& post) {
  LIANXIAO_TRY(CheckHex("id", post.id, 32));
  LIANXIAO_TRY(CheckRange("at_ms", post.at.ms, 0));
  if (!post.person.empty()) LIANXIAO_TRY(CheckHex("person", post.person, 16));
  switch (post.kind) {
    case PostKind::kQuestion: return CheckQuestion(post);
    case PostKind::kAnswer: return CheckAnswer(post);
    case PostKind::kList: return CheckList(post);
    case PostKind::kWithdrawal: return CheckWithdrawal(post);
  }
  std::abort();
}

Status Check(const PostUp& up) {
  LIANXIAO_TRY(CheckHex("device", up.device, 32));
  LIANXIAO_TRY(CheckRange("after", up.after, 0));
  LIANXIAO_TRY(CheckMark(up.mark));
  if (!up.turn.empty()) LIANXIAO_TRY(CheckHex("turn", up.turn, 32));
  if (up.posts.size() + up.unreadable.size() > kMaxPostsAtOnce) return Wrong("posts: too many");
  std::set<std::string_view> ids;
  for (const auto& id : up.unreadable) {
    LIANXIAO_TRY(CheckHex("unreadable", id, 32));
    if (!ids.insert(id).second) return Wrong("posts: the same id twice");
  }
  for (const auto& post : up.posts) {
    LIANXIAO_TRY(Check(post));
    if (!ids.insert(post.id).second) return Wrong("posts: the same id twice");
  }
  return {};
}

Status Check(const PostDown& down) {
  LIANXIAO_TRY(CheckHex("device", down.device, 32));
  LIANXIAO_TRY(CheckRange("newest", down.newest, 0));
  LIANXIAO_TRY(CheckMark(down.mark));
  LIANXIAO_TRY(CheckRange("marked", down.marked, 0));
  if (!down.turn.empty()) LIANXIAO_TRY(CheckHex("turn", down.turn, 32));
  if (down.taken.size() > kMaxPostsAtOnce || down.refused.size() > kMaxPostsAtOnce ||
      down.news.size() > kMaxPostsAtOnce) {
    return Wrong("posts: too many");
  }
  for (const auto& id : down.taken) LIANXIAO_TRY(CheckHex("taken", id, 32));
  for (const auto& refused : down.refused) LIANXIAO_TRY(CheckRefused(refused));
  std::int64_t before = 0;
  for (const auto& news : down.news) {
    LIANXIAO_TRY(CheckRange("news.number", news.number, before + 1, down.newest));
    LIANXIAO_TRY(CheckNews(news));
    before = news.number;
  }
  return {};
}

}  // namespace lianxiao::formats
