// 联盟来信: questions (答疑), their answers, and lists (备课) shared with an alliance, on their way from one
// school's box to another's. Each box hands its own to the county, which looks up where they go; so no school
// needs to reach another. One exchange carries both ways. Plain values.
//
//   up    envelope, purpose "lianxiao post up 1",   box → county    body zstd( compact JSON ): PostUp
//   down  envelope, purpose "lianxiao post down 1", county → box    the same: PostDown
//
// Everything has an id and may come twice: what is known already is passed over, and counts as taken. What a
// box has taken is told by the number it asks behind. A county that was restored from a copy has forgotten
// what came after it: a box names the last that it knows of either way (`mark`, `turn`), and when the county
// does not know these, `anew`, both begin from the first number and the box sends again what it had sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxPostText = 3'000;  // Bytes: a thousand Han characters.
inline constexpr std::size_t kMaxPostTitle = 300;
inline constexpr std::size_t kMaxPostName = 200;
inline constexpr std::size_t kMaxPostItems = 60;  // As storage/teaching has it.
inline constexpr std::size_t kMaxPostItemNote = 600;
inline constexpr std::size_t kMaxPostWhy = 1'000;
inline constexpr std::size_t kMaxPostsAtOnce = 40;
inline constexpr std::size_t kPostMarkDigits = 16;  // Hex; drawn by the county with each number.
// What somebody on a bad line sends or takes at once: half a second of 1 Mbit/s, packed. A single list always
// fits.
inline constexpr std::size_t kPostBytesAtOnce = 128 << 10;  // Of JSON.
inline constexpr std::size_t kMaxPostSealed = 512 << 10;
inline constexpr std::size_t kMaxPostUnpacked = 1 << 20;  // A bomb stops here.

enum class PostKind { kQuestion, kAnswer, kList, kWithdrawal };
std::string_view Word(PostKind kind);  // "question", …

// To whom. Answers and withdrawals go where the post went that they are about; a withdrawal names it once
// more (of an answer kToQuestion and the question's id), for a county that has forgotten the post.
inline constexpr std::string_view kToSchool = "school";
inline constexpr std::string_view kToStudio = "studio";
inline constexpr std::string_view kToAlliance = "alliance";
inline constexpr std::string_view kToQuestion = "question";

struct PostItem {
  std::string resource, title, note;
  bool operator==(const PostItem&) const = default;
};

struct Post {
  std::string id;  // 32 hex digits, drawn by who writes.
  PostKind kind = PostKind::kQuestion;
  WallTime at;              // By the writer's clock.
  std::string to_kind, to;  // Of a question "school" or "studio" and its id; of a list "alliance". Or empty.
  std::string about;        // Of an answer the question, of a withdrawal what is withdrawn.
  std::string author;       // As shown to the others; never a login.
  std::string resource;     // The lesson a question is about.
  std::string title;        // Its title; of a list its name.
  std::string text;         // Question or answer.
  std::vector<PostItem> items;  // Of a list: lessons of the county's and studios' libraries.
  // The writer's pseudonym, for the county alone, which passes it on to nobody: of accounts that the county
  // made, so that what they wrote goes when it erases them. Else empty.
  std::string person = {};
  bool operator==(const Post&) const = default;
};
// kInvalid names the field.
Status Check(const Post& post);
std::string ToJson(const Post& post);
Result<Post> ParsePost(std::string_view json);

struct PostUp {
  std::string device;
  std::int64_t after = 0;  // What came down up to this number is durable here.
  std::vector<Post> posts;
  std::string mark = {};  // That came with number `after`; empty: none did.
  std::string turn = {};  // The newest that the county named; empty: none.
  bool again = false;     // The county had taken these posts before: no limit of a day holds for them.
  // Ids of posts that this program cannot read, of a kind it does not know, say: the others count all the
  // same.
  std::vector<std::string> unreadable = {};
  bool operator==(const PostUp&) const = default;
};

struct RefusedPost {
  std::string id;
  std::string why;  // A string-catalog key first, "post.no_partner: …".
  bool operator==(const RefusedPost&) const = default;
};

// One thing the county tells a box of a post. `what`: "post" (it is `post`, from that school), "delivered"
// (it reached whom it was for), "withdrawn" (by its writer), "hidden" (by the county: `why`). A word that
// this box does not know yet is passed over.
struct PostNews {
  std::int64_t number = 0;  // Rises.
  std::string what, id;
  std::string from,
      from_name;  // Of "post": the school's id, empty for the county; and its or the studio's name.
  std::string why;
  std::vector<Post> post;  // Of "post" one; none when it is of a kind that this box does not know.
  bool operator==(const PostNews&) const = default;
};

struct PostDown {
  std::string device;
  std::vector<std::string> taken;  // Of what went up: the county has them.
  std::vector<RefusedPost> refused;
  std::vector<PostNews> news;
  std::int64_t newest = 0;  // The highest number there is for this box's school.
  // Drawn with the number `marked`: of the last of `news`, without news of what was asked behind.
  std::string mark = {};
  std::int64_t marked = 0;
  // Drawn whenever the county takes something of this school, by rising order: 32 hex digits. So a county
  // that knows it has all that was taken until then.
  std::string turn = {};
  bool anew = false;  // `mark` or `turn` is unknown: nothing was taken, begin from 0.
  bool operator==(const PostDown&) const = default;
};

Status Check(const PostUp& up);
Status Check(const PostDown& down);
std::string ToJson(const PostUp& up);
std::string ToJson(const PostDown& down);
Result<PostUp> ParsePostUp(std::string_view json);
Result<PostDown> ParsePostDown(std::string_view json);

std::string SealPostUp(const PostUp& up, const SigningKey& device, const SealKey& center);
std::string SealPostDown(const PostDown& down, const SigningKey& center, const SealKey& device);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by whom it should be; kInvalid.
Result<PostUp> OpenPostUp(std::string_view sealed, const OpenKey& center, const VerifyKey& device);
Result<PostDown> OpenPostDown(std::string_view sealed, const OpenKey& device, const VerifyKey& center);

}  // namespace lianxiao::formats
