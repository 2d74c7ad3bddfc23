// A county's library as signed text: resources, one JSON object a line, many lines a shard.
//
//   shard  = zstd( line "\n" line "\n" … )        one library × subject × grade, ≤ kShardResources lines
//   line   = one Resource, compact JSON (canonical_json.h), empty fields left out
//
// Shards are TUF targets; the blobs they name are not, their BLAKE2b-256 in a signed line is enough.
// Field names follow the sense of GB/T 21365 (learning object metadata). Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/formats/repair_shape.h"

namespace lianxiao::formats {

inline constexpr std::size_t kShardResources = 2'000;
inline constexpr std::size_t kMaxShardBytes = 64 << 20;  // Unpacked; a bomb stops here.
inline constexpr std::size_t kMaxLineBytes = 4 << 20;
inline constexpr std::int64_t kMaxFileBytes = std::int64_t{1} << 40;

enum class FileRole {
  kMain,        // What opens: the video, the deck, the PDF; for a package, its entry page.
  kRendition,   // The same content for a weaker line or device.
  kPoster,      // Picture that stands for the resource.
  kSubtitle,    // WebVTT.
  kAttachment,  // Further files to download.
  kPackage,     // The other files of an HTML5 package, `path` within it.
  kChapters,    // WebVTT: where parts of the main file begin, and what they are called (chapters.h).
  kThumbnails,  // Small pictures of the main file for who looks for a place in it: one sheet of them
                // (image/jpeg), and WebVTT that says which part of the sheet belongs to which moment.
};
std::string_view Word(FileRole role);  // "main", "rendition", …

// Precomputed way to the file's blob that costs fewer bytes than the blob: from one that a box may hold, or,
// for what packs well, from nothing. A plain GET like any blob.
enum class DeltaFormat {
  kZstdPatch,  // zstd frame made with the old blob as reference prefix (zstd --patch-from).
  kRdiffZstd,  // librsync delta, packed with zstd.
  kCopyDelta,  // copy_delta.h
  kPacked,     // zstd frame of the whole file. From nothing.
};
std::string_view Word(DeltaFormat format);  // "zstd-patch", "rdiff-zstd", "copy-delta", "zstd"
std::optional<DeltaFormat> ParseDeltaFormat(std::string_view word);

struct Delta {
  DeltaFormat format = DeltaFormat::kZstdPatch;
  BlobId from;  // All zero for kPacked.
  BlobId blob;  // The delta's own bytes.
  std::int64_t size_bytes = 0;
  BlobId pieces;  // Blob of the delta's PieceList; all zero when it is one piece.
  bool HasBasis() const { return from != BlobId{}; }
  bool HasPieces() const { return pieces != BlobId{}; }
  bool operator==(const Delta&) const = default;
};

// Blob of which parts give a box the little that it does not find by the signature: repair.h.
struct Repair {
  BlobId blob;
  RepairShape shape;
  bool operator==(const Repair&) const = default;
};

// Blob by which a box finds what of the file is in any older one it has: block_signature.h.
struct Signature {
  BlobId blob;
  std::int64_t size_bytes = 0;  // At most one piece.
  std::optional<Repair> repair = {};
  bool operator==(const Signature&) const = default;
};

// What leads to a file from an older one, a delta or a signature: named like a file, and as good as one for
// whoever keeps, checks or carries what a resource names.
struct Way {
  BlobId blob;
  std::int64_t size_bytes = 0;
  BlobId pieces;  // All zero when it is one piece.
  bool HasPieces() const { return pieces != BlobId{}; }
  bool operator==(const Way&) const = default;
};

struct File {
  FileRole role = FileRole::kMain;
  std::string path;        // Name to show and save under; within a package, '/'-separated. See CheckPath.
  std::string media_type;  // "video/mp4"
  std::string language;    // BCP 47, for subtitles and renditions; may be empty.
  std::int64_t size_bytes = 0;
  BlobId blob;
  BlobId pieces;              // Blob of the PieceList; all zero when the file is one piece.
  std::vector<Delta> deltas;  // May be empty.
  std::optional<Signature> signature;
  bool HasPieces() const { return pieces != BlobId{}; }
  bool operator==(const File&) const = default;
};

enum class ResourceStatus { kPublished, kWithdrawn };

struct Resource {
  std::string id;            // [a-z0-9-]{1,64}, stable over versions.
  std::int64_t version = 0;  // 1, 2, …; higher replaces lower.
  ResourceStatus status = ResourceStatus::kPublished;

  std::string title;
  std::string language = "zh-CN";
  std::string description;
  std::vector<std::string> keywords;
  std::string stage;    // 学段: 小学
  std::string grade;    // 年级: 三年级
  std::string subject;  // 学科: 数学
  std::string edition;  // 教材版本: 人教版
  std::string volume;   // 册次: 上册 / 下册 / 全一册
  std::string unit;     // 单元
  std::string lesson;   // 课
  std::vector<std::string> knowledge_points;
  std::string type;         // 类型: 录播课, 课件, … (domain.md)
  std::string lesson_type;  // 课堂类型: 专递课堂 / 名师课堂 / 名校网络课堂, or empty.
  std::string teacher;      // 主讲教师
  std::string school;       // 单位
  std::string studio;       // 工作室
  std::string area;         // 地市(区县)
  std::string quality;      // 精品课: 校级 … 部级, or empty.
  std::string copyright;
  std::string published;        // RFC 3339
  std::int64_t duration_s = 0;  // Of the main file if it plays; else 0.

  std::vector<File> files;  // Exactly one kMain unless withdrawn. Paths are unique.
  // One delta for all files of a package at once (package_layout.h): from the layout whose digest `from` is
  // to what this version has and that one lacks; from nothing, to all files. May be empty.
  std::vector<Delta> package_deltas;

  const File* Main() const;  // Null when withdrawn.
  std::int64_t TotalBytes() const;
  std::vector<Way> Ways() const;  // To any of its files, and to all of them at once.
  bool IsPackage() const;         // An HTML5 package: its main is text/html and others have kPackage.
  bool operator==(const Resource&) const = default;
};

// Whether `path` may name a file of a resource: relative, UTF-8, ≤ 255 bytes a part, ≤ 1024 in all, no
// empty part, no "." or "..", no control characters, no '\\'. kInvalid with the reason otherwise.
Status CheckPath(std::string_view path);
// Everything the comments above promise. kInvalid names the field.
Status Check(const Resource& resource);

std::string ToLine(const Resource& resource);  // Without the line break.
// A newer center may send what we do not know: unknown fields, files of an unknown role and deltas of an
// unknown format are passed over. kInvalid names the field.
Result<Resource> ParseLine(std::string_view line);

// Packed; sorted by id. The caller has Check()ed each, and keeps within both caps: more than
// kShardResources, or lines of more than kMaxShardBytes, is what no box will take.
std::string EncodeShard(std::span<const Resource> resources);
// Its two steps; the second is the dear one.
std::string ShardText(std::span<const Resource> resources);
std::string PackShard(std::string_view text);
// kInvalid names the line and the field; checks every line and cap. Ids are unique.
Result<std::vector<Resource>> DecodeShard(std::string_view packed);
Result<std::vector<Resource>> ParseShard(std::string_view text);  // Unpacked already, and within its cap.

}  // namespace lianxiao::formats
