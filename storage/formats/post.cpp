#include "storage/formats/post.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kUpPurpose = "lianxiao post up 1";
constexpr std::string_view kDownPurpose = "lianxiao post down 1";
constexpr int kPostLevel = 9;
constexpr std::string_view kUnreadable = "unreadable";  // No kind there is.

constexpr PostKind kKinds[] = {PostKind::kQuestion, PostKind::kAnswer, PostKind::kList,
                               PostKind::kWithdrawal};

std::optional<PostKind> KindOf(std::string_view word) {
  for (const auto kind : kKinds) {
    if (Word(kind) == word) return kind;
  }
  return std::nullopt;
}

void Set(json& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

json JsonOf(const PostItem& item) {
  json out = {{"resource", item.resource}};
  Set(out, "title", item.title);
  Set(out, "note", item.note);
  return out;
}

json JsonOf(const Post& post) {
  json out = {{"id", post.id}, {"kind", Word(post.kind)}, {"at_ms", post.at.ms}};
  Set(out, "to_kind", post.to_kind);
  Set(out, "to", post.to);
  Set(out, "about", post.about);
  Set(out, "author", post.author);
  Set(out, "resource", post.resource);
  Set(out, "title", post.title);
  Set(out, "text", post.text);
  for (const auto& item : post.items) out["items"].push_back(JsonOf(item));
  Set(out, "person", post.person);
  return out;
}

json JsonOf(const RefusedPost& refused) { return {{"id", refused.id}, {"why", refused.why}}; }

json JsonOf(const PostNews& news) {
  json out = {{"number", news.number}, {"what", news.what}, {"id", news.id}};
  Set(out, "from", news.from);
  Set(out, "from_name", news.from_name);
  Set(out, "why", news.why);
  if (!news.post.empty()) out["post"] = JsonOf(news.post.front());
  return out;
}

template <typename T>
void Put(json& out, const char* name, const std::vector<T>& values) {
  for (const auto& value : values) out[name].push_back(JsonOf(value));
}

// Counted before it is read: a stranger's million entries cost no memory.
template <typename T, typename Work>
Status ReadList(JsonFields& fields, const char* name, std::size_t most, std::vector<T>& values, Work read) {
  const auto& list = fields.ListOrEmpty(name);
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange(name, static_cast<std::int64_t>(list.size()), 0, static_cast<std::int64_t>(most)));
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields one(list[i], std::string(name) + "[" + std::to_string(i) + "]");
    LIANXIAO_TRY(read(one, values.emplace_back()));
    LIANXIAO_TRY(one.status());
  }
  return {};
}

Status ReadItem(JsonFields& fields, PostItem& item) {
  item = {fields.Text("resource"), fields.TextOr("title"), fields.TextOr("note")};
  return fields.status();
}

Status ReadPost(JsonFields& fields, Post& post) {
  post.id = fields.Text("id");
  const auto kind = KindOf(fields.Text("kind"));
  post.at.ms = fields.Integer("at_ms");
  post.to_kind = fields.TextOr("to_kind");
  post.to = fields.TextOr("to");
  post.about = fields.TextOr("about");
  post.author = fields.TextOr("author");
  post.resource = fields.TextOr("resource");
  post.title = fields.TextOr("title");
  post.text = fields.TextOr("text");
  post.person = fields.TextOr("person");
  LIANXIAO_TRY(fields.status());
  if (!kind) return Fail(ErrorCode::kInvalid, "kind: unknown");
  post.kind = *kind;
  return ReadList(fields, "items", kMaxPostItems, post.items, ReadItem);
}

// A post that cannot be read keeps none of the others back, if it says which it is.
Status ReadPosts(JsonFields& fields, PostUp& up) {
  const auto& list = fields.ListOrEmpty("posts");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange("posts", std::ssize(list), 0, static_cast<std::int64_t>(kMaxPostsAtOnce)));
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields one(list[i], "posts[" + std::to_string(i) + "]");
    Post post;
    auto read = ReadPost(one, post);
    if (read) read = Check(post);
    if (read) {
      up.posts.push_back(std::move(post));
    } else if (CheckHex("id", post.id, 32)) {
      up.unreadable.push_back(std::move(post.id));
    } else {
      return read;
    }
  }
  return {};
}

Status ReadRefused(JsonFields& fields, RefusedPost& refused) {
  refused = {fields.Text("id"), fields.Text("why")};
  return fields.status();
}

// A post of a kind that a newer county knows: only its number counts.
bool IsOfKnownKind(const json& post) {
  const auto kind = post.is_object() ? post.find("kind") : post.end();
  if (kind == post.end() || !kind->is_string()) return true;  // Wrong, and told as such.
  return KindOf(kind->get<std::string>()).has_value();
}

Status ReadNews(JsonFields& fields, PostNews& news) {
  news.number = fields.Integer("number");
  news.what = fields.Text("what");
  news.id = fields.Text("id");
  news.from = fields.TextOr("from");
  news.from_name = fields.TextOr("from_name");
  news.why = fields.TextOr("why");
  LIANXIAO_TRY(fields.status());
  if (!fields.Has("post")) return {};
  const auto& post = fields.Object("post");
  LIANXIAO_TRY(fields.status());
  if (!IsOfKnownKind(post)) return {};
  JsonFields inner(post, "post");
  return ReadPost(inner, news.post.emplace_back());
}

std::string Sealed(std::string_view purpose, const std::string& text, const SigningKey& from,
                   const SealKey& to) {
  return SealSigned(purpose, Pack(text, kPostLevel), from, to);
}

Result<std::string> Opened(std::string_view purpose, std::string_view sealed, const OpenKey& to,
                           const VerifyKey& from) {
  if (sealed.size() > kMaxPostSealed) return Fail(ErrorCode::kInvalid, "the post is too large");
  LIANXIAO_ASSIGN(const auto packed, OpenSigned(purpose, sealed, to, from));
  return Unpack(packed, kMaxPostUnpacked);
}

}  // namespace

std::string_view Word(PostKind kind) {
  switch (kind) {
    case PostKind::kQuestion: return "question";
    case PostKind::kAnswer: return "answer";
    case PostKind::kList: return "list";
    case PostKind::kWithdrawal: return "withdrawal";
  }
  std::abort();  // No default above, so that a new kind fails to compile here.
}

std::string ToJson(const Post& post) { return Compact(JsonOf(post)); }

Result<Post> ParsePost(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Post post;
  LIANXIAO_TRY(ReadPost(fields, post));
  LIANXIAO_TRY(Check(post));
  return post;
}

std::string ToJson(const PostUp& up) {
  json out = {{"device", up.device}, {"after", up.after}};
  Put(out, "posts", up.posts);
  for (const auto& id : up.unreadable) out["posts"].push_back({{"id", id}, {"kind", kUnreadable}});
  Set(out, "mark", up.mark);
  Set(out, "turn", up.turn);
  if (up.again) out["again"] = true;
  return Compact(out);
}

std::string ToJson(const PostDown& down) {
  json out = {{"device", down.device}, {"newest", down.newest}};
  if (!down.taken.empty()) out["taken"] = down.taken;
  Put(out, "refused", down.refused);
  Put(out, "news", down.news);
  Set(out, "mark", down.mark);
  if (down.marked != 0) out["marked"] = down.marked;
  Set(out, "turn", down.turn);
  if (down.anew) out["anew"] = true;
  return Compact(out);
}

Result<PostUp> ParsePostUp(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  PostUp up;
  up.device = fields.Text("device");
  up.after = fields.Integer("after");
  up.mark = fields.TextOr("mark");
  up.turn = fields.TextOr("turn");
  up.again = fields.BooleanOr("again", false);
  LIANXIAO_TRY(ReadPosts(fields, up));
  LIANXIAO_TRY(Check(up));
  return up;
}

Result<PostDown> ParsePostDown(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  PostDown down;
  down.device = fields.Text("device");
  down.newest = fields.Integer("newest");
  down.taken = fields.Texts("taken");
  down.mark = fields.TextOr("mark");
  down.marked = fields.IntegerOr("marked", 0);
  down.turn = fields.TextOr("turn");
  down.anew = fields.BooleanOr("anew", false);
  LIANXIAO_TRY(ReadList(fields, "refused", kMaxPostsAtOnce, down.refused, ReadRefused));
  LIANXIAO_TRY(ReadList(fields, "news", kMaxPostsAtOnce, down.news, ReadNews));
  LIANXIAO_TRY(Check(down));
  return down;
}

std::string SealPostUp(const PostUp& up, const SigningKey& device, const SealKey& center) {
  return Sealed(kUpPurpose, ToJson(up), device, center);
}

std::string SealPostDown(const PostDown& down, const SigningKey& center, const SealKey& device) {
  return Sealed(kDownPurpose, ToJson(down), center, device);
}

Result<PostUp> OpenPostUp(std::string_view sealed, const OpenKey& center, const VerifyKey& device) {
  LIANXIAO_ASSIGN(const auto text, Opened(kUpPurpose, sealed, center, device));
  return ParsePostUp(text);
}

Result<PostDown> OpenPostDown(std::string_view sealed, const OpenKey& device, const VerifyKey& center) {
  LIANXIAO_ASSIGN(const auto text, Opened(kDownPurpose, sealed, device, center));
  return ParsePostDown(text);
}

}  // namespace lianxiao::formats
