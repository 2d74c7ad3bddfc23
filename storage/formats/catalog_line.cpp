// A resource as one line of JSON. Empty fields are not written: every byte over the line is worth it.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/catalog.h"
#include "storage/formats/catalog_check.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr FileRole kRoles[] = {FileRole::kMain,     FileRole::kRendition,  FileRole::kPoster,
                               FileRole::kSubtitle, FileRole::kAttachment, FileRole::kPackage,
                               FileRole::kChapters, FileRole::kThumbnails};
constexpr DeltaFormat kDeltaFormats[] = {DeltaFormat::kZstdPatch, DeltaFormat::kRdiffZstd,
                                         DeltaFormat::kCopyDelta, DeltaFormat::kPacked};

// Where each text of a resource goes, for both directions.
struct TextField {
  const char* name;
  std::string Resource::*member;
};
constexpr TextField kTexts[] = {
    {"title", &Resource::title},         {"language", &Resource::language},
    {"stage", &Resource::stage},         {"description", &Resource::description},
    {"grade", &Resource::grade},         {"subject", &Resource::subject},
    {"edition", &Resource::edition},     {"volume", &Resource::volume},
    {"unit", &Resource::unit},           {"lesson", &Resource::lesson},
    {"type", &Resource::type},           {"lesson_type", &Resource::lesson_type},
    {"teacher", &Resource::teacher},     {"school", &Resource::school},
    {"studio", &Resource::studio},       {"area", &Resource::area},
    {"quality", &Resource::quality},     {"copyright", &Resource::copyright},
    {"published", &Resource::published},
};

// `basis` names the field that says what it starts from.
json JsonOf(const Delta& delta, const char* basis) {
  json out = {{"format", Word(delta.format)}, {"blob", delta.blob.Hex()}, {"size_bytes", delta.size_bytes}};
  if (delta.HasBasis()) out[basis] = delta.from.Hex();
  if (delta.HasPieces()) out["pieces"] = delta.pieces.Hex();
  return out;
}

json JsonOf(const Signature& signature) {
  json out = {{"blob", signature.blob.Hex()}, {"size_bytes", signature.size_bytes}};
  if (const auto& repair = signature.repair) {
    out["repair"] = {{"blob", repair->blob.Hex()},
                     {"block_bytes", repair->shape.block_bytes},
                     {"sum_bytes", repair->shape.sum_bytes},
                     {"sum_rows", repair->shape.sum_rows},
                     {"block_rows", repair->shape.block_rows}};
  }
  return out;
}

json JsonOf(const File& file) {
  json out = {{"role", Word(file.role)},
              {"path", file.path},
              {"media_type", file.media_type},
              {"size_bytes", file.size_bytes},
              {"blob", file.blob.Hex()}};
  if (!file.language.empty()) out["language"] = file.language;
  if (file.HasPieces()) out["pieces"] = file.pieces.Hex();
  for (const auto& delta : file.deltas) out["deltas"].push_back(JsonOf(delta, "from"));
  if (file.signature) out["signature"] = JsonOf(*file.signature);
  return out;
}

std::string Indexed(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

// Adds the delta, unless its format is one we do not know: then the file comes another way. `basis` as above.
Status ReadDelta(const json& value, const std::string& where, const char* basis, std::vector<Delta>& deltas) {
  JsonFields fields(value, where);
  Delta delta;
  const auto format = ParseDeltaFormat(fields.Text("format"));
  if (format != DeltaFormat::kPacked) delta.from = fields.Blob(basis);
  delta.blob = fields.Blob("blob");
  delta.size_bytes = fields.Integer("size_bytes");
  delta.pieces = fields.BlobOrZero("pieces");
  LIANXIAO_TRY(fields.status());
  if (!format) return {};
  delta.format = *format;
  deltas.push_back(delta);
  return {};
}

Result<Repair> ReadRepair(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  Repair repair;
  repair.blob = fields.Blob("blob");
  repair.shape.block_bytes = fields.Integer("block_bytes");
  repair.shape.sum_bytes = fields.Integer("sum_bytes");
  repair.shape.sum_rows = fields.Integer("sum_rows");
  repair.shape.block_rows = fields.Integer("block_rows");
  LIANXIAO_TRY(fields.status());
  return repair;
}

Result<Signature> ReadSignature(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  Signature signature;
  signature.blob = fields.Blob("blob");
  signature.size_bytes = fields.Integer("size_bytes");
  LIANXIAO_TRY(fields.status());
  if (const auto found = value.find("repair"); found != value.end()) {
    LIANXIAO_ASSIGN(signature.repair, ReadRepair(*found, where + ".repair"));
  }
  return signature;
}

// Adds the file, unless its role is one we do not know: then we have no use for it.
Status ReadFile(const json& value, const std::string& where, std::vector<File>& files) {
  JsonFields fields(value, where);
  File file;
  const auto role = fields.Text("role");
  file.path = fields.Text("path");
  file.media_type = fields.Text("media_type");
  file.language = fields.TextOr("language");
  file.size_bytes = fields.Integer("size_bytes");
  file.blob = fields.Blob("blob");
  file.pieces = fields.BlobOrZero("pieces");
  const auto& deltas = fields.ListOrEmpty("deltas");
  LIANXIAO_TRY(fields.status());
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    LIANXIAO_TRY(ReadDelta(deltas[i], where + "." + Indexed("deltas", i), "from", file.deltas));
  }
  if (const auto found = value.find("signature"); found != value.end()) {
    LIANXIAO_ASSIGN(file.signature, ReadSignature(*found, where + ".signature"));
  }
  for (const auto known : kRoles) {
    if (Word(known) != role) continue;
    file.role = known;
    files.push_back(std::move(file));
    break;
  }
  return {};
}

Result<ResourceStatus> ParseStatus(const std::string& word) {
  if (word == "published") return ResourceStatus::kPublished;
  if (word == "withdrawn") return ResourceStatus::kWithdrawn;
  return Fail(ErrorCode::kInvalid, "status: neither published nor withdrawn");
}

}  // namespace

std::string_view Word(DeltaFormat format) {
  switch (format) {
    case DeltaFormat::kZstdPatch: return "zstd-patch";
    case DeltaFormat::kRdiffZstd: return "rdiff-zstd";
    case DeltaFormat::kCopyDelta: return "copy-delta";
    case DeltaFormat::kPacked: return "zstd";
  }
  std::abort();  // No default above, so that a new format fails to compile here.
}

std::optional<DeltaFormat> ParseDeltaFormat(std::string_view word) {
  for (const auto format : kDeltaFormats) {
    if (Word(format) == word) return format;
  }
  return std::nullopt;
}

std::string ToLine(const Resource& resource) {
  json out = {{"id", resource.id},
              {"version", resource.version},
              {"status", resource.status == ResourceStatus::kPublished ? "published" : "withdrawn"}};
  for (const auto& text : kTexts) {
    if (const auto& value = resource.*text.member; !value.empty()) out[text.name] = value;
  }
  if (!resource.keywords.empty()) out["keywords"] = resource.keywords;
  if (!resource.knowledge_points.empty()) out["knowledge_points"] = resource.knowledge_points;
  if (resource.duration_s != 0) out["duration_s"] = resource.duration_s;
  for (const auto& file : resource.files) out["files"].push_back(JsonOf(file));
  for (const auto& delta : resource.package_deltas) {
    out["package_deltas"].push_back(JsonOf(delta, "basis"));
  }
  return Compact(out);
}

Result<Resource> ParseLine(std::string_view line) {
  if (line.size() > kMaxLineBytes) return Fail(ErrorCode::kInvalid, "the line is too long");
  LIANXIAO_ASSIGN(const auto value, ParseJson(line));
  JsonFields fields(value);
  Resource resource;
  resource.id = fields.Text("id");
  resource.version = fields.Integer("version");
  const auto status = fields.Text("status");
  for (const auto& text : kTexts) resource.*text.member = fields.TextOr(text.name);
  resource.keywords = fields.Texts("keywords");
  resource.knowledge_points = fields.Texts("knowledge_points");
  resource.duration_s = fields.IntegerOr("duration_s");
  const auto& files = fields.ListOrEmpty("files");
  const auto& deltas = fields.ListOrEmpty("package_deltas");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(resource.status, ParseStatus(status));
  for (std::size_t i = 0; i < files.size(); ++i) {
    LIANXIAO_TRY(ReadFile(files[i], Indexed("files", i), resource.files));
  }
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    LIANXIAO_TRY(ReadDelta(deltas[i], Indexed("package_deltas", i), "basis", resource.package_deltas));
  }
  LIANXIAO_TRY(CheckFields(resource));
  return resource;
}

}  // namespace lianxiao::formats
