// What a resource must be like. The limits are meant to be far above what anybody writes (a title of 100
// Chinese characters) and low enough that no line hurts a small box.
#include "storage/formats/catalog_check.h"

#include <algorithm>
#include <set>

#include "storage/formats/field_rules.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

constexpr std::size_t kMaxTitleBytes = 300;
constexpr std::size_t kMaxWordBytes = 300;  // Every other field of one line.
constexpr std::size_t kMaxProseBytes = 20'000;
constexpr std::size_t kMaxWords = 100;     // Keywords, knowledge points.
constexpr std::size_t kMaxFiles = 10'000;  // Some 250 bytes each, so that the line stays below kMaxLineBytes.
constexpr std::size_t kMaxDeltas = 32;
constexpr std::size_t kMaxPackageDeltas = 16;
constexpr std::int64_t kMaxDurationS = 7 * 86'400;

Status CheckWords(const char* field, const std::vector<std::string>& words) {
  LIANXIAO_TRY(CheckRange(field, static_cast<std::int64_t>(words.size()), 0, kMaxWords));
  for (const auto& word : words) LIANXIAO_TRY(CheckLine(field, word, kMaxWordBytes));
  return {};
}

Status CheckTexts(const Resource& r) {
  LIANXIAO_TRY(CheckLine("title", r.title, kMaxTitleBytes));
  LIANXIAO_TRY(CheckProse("description", r.description, kMaxProseBytes));
  const std::pair<const char*, const std::string&> lines[] = {
      {"language", r.language},  {"stage", r.stage},     {"grade", r.grade},
      {"subject", r.subject},    {"edition", r.edition}, {"volume", r.volume},
      {"unit", r.unit},          {"lesson", r.lesson},   {"type", r.type},
      {"teacher", r.teacher},    {"school", r.school},   {"studio", r.studio},
      {"area", r.area},          {"quality", r.quality}, {"lesson_type", r.lesson_type},
      {"copyright", r.copyright}};
  for (const auto& [field, text] : lines) LIANXIAO_TRY(CheckLine(field, text, kMaxWordBytes));
  LIANXIAO_TRY(CheckWords("keywords", r.keywords));
  LIANXIAO_TRY(CheckWords("knowledge_points", r.knowledge_points));
  return CheckTimeOrEmpty("published", r.published);
}

Status CheckMediaType(std::string_view type) {
  const auto slash = type.find('/');
  const bool good = type.size() <= 127 && slash != std::string_view::npos && slash > 0 &&
                    slash + 1 < type.size() && std::all_of(type.begin(), type.end(), [](char c) {
                      return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != '<' && c != '>';
                    });
  if (!good) return Fail(ErrorCode::kInvalid, "media_type: not like video/mp4");
  return {};
}

Status CheckDelta(const Delta& delta, const BlobId& whole) {
  if (delta.blob == BlobId{}) return Fail(ErrorCode::kInvalid, "no blob named");
  if (delta.HasBasis() == (delta.format == DeltaFormat::kPacked)) {
    return Fail(ErrorCode::kInvalid,
                delta.HasBasis() ? "from: a packed file comes from nothing" : "from: missing");
  }
  if (delta.HasBasis() && delta.from == whole)
    return Fail(ErrorCode::kInvalid, "from: a delta from the file to itself");
  if (delta.HasPieces() && delta.size_bytes <= kPieceBytes) {
    return Fail(ErrorCode::kInvalid, "pieces: a delta of one piece has no piece list");
  }
  return CheckRange("size_bytes", delta.size_bytes, 1, kMaxFileBytes);
}

Status CheckSignature(const Signature& signature, std::int64_t file_bytes) {
  if (signature.blob == BlobId{}) return Fail(ErrorCode::kInvalid, "no blob named");
  LIANXIAO_TRY(CheckRange("size_bytes", signature.size_bytes, 1, kPieceBytes));
  if (!signature.repair) return {};
  if (signature.repair->blob == BlobId{}) return Fail(ErrorCode::kInvalid, "repair: no blob named");
  if (auto good = Check(signature.repair->shape, file_bytes); !good)
    return Fail(good.error().While("repair"));
  return {};
}

Status CheckFile(const File& file) {
  if (auto path = CheckPath(file.path); !path) return Fail(path.error().While("path"));
  LIANXIAO_TRY(CheckMediaType(file.media_type));
  LIANXIAO_TRY(CheckLine("language", file.language, 35));
  LIANXIAO_TRY(CheckRange("size_bytes", file.size_bytes, 0, kMaxFileBytes));
  if (file.blob == BlobId{}) return Fail(ErrorCode::kInvalid, "blob: missing");
  if (file.HasPieces() != (file.size_bytes > kPieceBytes)) {
    return Fail(ErrorCode::kInvalid, file.HasPieces() ? "pieces: a file of one piece has no piece list"
                                                      : "pieces: missing for a file of more than one piece");
  }
  LIANXIAO_TRY(CheckRange("deltas", static_cast<std::int64_t>(file.deltas.size()), 0, kMaxDeltas));
  for (std::size_t i = 0; i < file.deltas.size(); ++i) {
    if (auto delta = CheckDelta(file.deltas[i], file.blob); !delta) {
      return Fail(delta.error().While("deltas[" + std::to_string(i) + "]"));
    }
  }
  if (!file.signature) return {};
  if (auto good = CheckSignature(*file.signature, file.size_bytes); !good)
    return Fail(good.error().While("signature"));
  return {};
}

Status CheckFiles(const Resource& resource) {
  LIANXIAO_TRY(CheckRange("files", static_cast<std::int64_t>(resource.files.size()), 0, kMaxFiles));
  std::set<std::string_view> paths;
  int mains = 0;
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    const auto& file = resource.files[i];
    const auto name = "files[" + std::to_string(i) + "]";
    if (auto good = CheckFile(file); !good) return Fail(good.error().While(name));
    if (!paths.insert(file.path).second) return Fail(ErrorCode::kInvalid, name + ": path: used twice");
    if (file.role == FileRole::kMain) ++mains;
  }
  if (mains > 1) return Fail(ErrorCode::kInvalid, "files: more than one of role main");
  if (mains == 0 && resource.status == ResourceStatus::kPublished) {
    return Fail(ErrorCode::kInvalid, "files: none of role main");
  }
  return {};
}

// Without a piece list no box takes what is larger than a piece.
Status CheckPackageDelta(const Delta& delta) {
  LIANXIAO_TRY(CheckDelta(delta, {}));
  if (delta.HasPieces() || delta.size_bytes <= kPieceBytes) return {};
  return Fail(ErrorCode::kInvalid, "pieces: missing for a delta of more than one piece");
}

Status CheckPackageDeltas(const Resource& resource) {
  const auto& deltas = resource.package_deltas;
  LIANXIAO_TRY(CheckRange("package_deltas", static_cast<std::int64_t>(deltas.size()), 0, kMaxPackageDeltas));
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    if (auto good = CheckPackageDelta(deltas[i]); !good) {
      return Fail(good.error().While("package_deltas[" + std::to_string(i) + "]"));
    }
  }
  return {};
}

}  // namespace

Status CheckPath(std::string_view path) {
  const auto bad = [](const char* why) { return Fail(ErrorCode::kInvalid, why); };
  if (path.empty()) return bad("empty");
  if (path.size() > 1024) return bad("longer than 1024 bytes");
  if (!IsUtf8(path)) return bad("not UTF-8");
  if (HasControls(path)) return bad("has a control character in it");
  if (path.find('\\') != std::string_view::npos) return bad("has a '\\' in it; folders are parted by '/'");
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    const auto part = path.substr(start, end - start);
    if (part.empty()) return bad("has an empty part, or begins or ends with '/'");
    if (part == "." || part == "..") return bad("has a part '.' or '..'");
    if (part.size() > 255) return bad("has a part longer than 255 bytes");
    start = end + 1;
  }
  return {};
}

Status CheckFields(const Resource& resource) {
  LIANXIAO_TRY(CheckId("id", resource.id));
  LIANXIAO_TRY(CheckRange("version", resource.version, 1));
  if (resource.title.empty() && resource.status == ResourceStatus::kPublished) {
    return Fail(ErrorCode::kInvalid, "title: missing");
  }
  LIANXIAO_TRY(CheckTexts(resource));
  LIANXIAO_TRY(CheckRange("duration_s", resource.duration_s, 0, kMaxDurationS));
  LIANXIAO_TRY(CheckFiles(resource));
  return CheckPackageDeltas(resource);
}

Status Check(const Resource& resource) {
  LIANXIAO_TRY(CheckFields(resource));
  if (ToLine(resource).size() > kMaxLineBytes) {
    return Fail(ErrorCode::kInvalid, "files: so many that the catalog line is too long");
  }
  return {};
}

}  // namespace lianxiao::formats
