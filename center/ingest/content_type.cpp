#include "center/ingest/content_type.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "center/ingest/table_text.h"
#include "storage/formats/zip_names.h"

namespace lianxiao::center {
namespace {

constexpr std::size_t kHeadBytes = 4096;

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view type;
  std::string_view start = {};  // Also wanted, at 0: a word further on may stand in any text.
};
constexpr std::string_view kSmallBox("\0", 1);  // The first byte of a size; ftyp has some dozens of bytes.
constexpr std::array kMagic = {
    Magic{4, "ftyp", "video/mp4", kSmallBox},
    Magic{0, "%PDF-", "application/pdf"},
    Magic{0, "ID3", "audio/mpeg"},
    Magic{0, "\xFF\xFB", "audio/mpeg"},
    Magic{0, "\xFF\xF3", "audio/mpeg"},
    Magic{0, "\xFF\xF2", "audio/mpeg"},
    Magic{0, "\x89PNG\r\n\x1A\n", "image/png"},
    Magic{0, "\xFF\xD8\xFF", "image/jpeg"},
    Magic{0, "GIF87a", "image/gif"},
    Magic{0, "GIF89a", "image/gif"},
    Magic{8, "WEBP", "image/webp", "RIFF"},
    Magic{8, "WAVE", "audio/wav", "RIFF"},
    Magic{8, "AVI ", "video/x-msvideo", "RIFF"},
    Magic{0, "OggS", "application/ogg"},
    Magic{0, "\x1A\x45\xDF\xA3", "video/webm"},
    Magic{0, "FLV", "video/x-flv"},
    Magic{0, "\x30\x26\xB2\x75", "video/x-ms-wmv"},
    Magic{0, "\xD0\xCF\x11\xE0", "application/x-ole-storage"},
    Magic{0, "wOFF", "font/woff"},
    Magic{0, "wOF2", "font/woff2"},
};

struct EndingType {
  std::string_view ending, type;
};
constexpr std::string_view kOpenXml = "application/vnd.openxmlformats-officedocument.";
constexpr std::array kEndings = {
    EndingType{".mp4", "video/mp4"},
    EndingType{".m4v", "video/mp4"},
    EndingType{".m4a", "audio/mp4"},
    EndingType{".mp3", "audio/mpeg"},
    EndingType{".wav", "audio/wav"},
    EndingType{".ogg", "application/ogg"},
    EndingType{".webm", "video/webm"},
    EndingType{".pdf", "application/pdf"},
    EndingType{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    EndingType{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    EndingType{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    EndingType{".ppt", "application/vnd.ms-powerpoint"},
    EndingType{".doc", "application/msword"},
    EndingType{".xls", "application/vnd.ms-excel"},
    EndingType{".epub", "application/epub+zip"},
    EndingType{".zip", "application/zip"},
    EndingType{".png", "image/png"},
    EndingType{".jpg", "image/jpeg"},
    EndingType{".jpeg", "image/jpeg"},
    EndingType{".gif", "image/gif"},
    EndingType{".webp", "image/webp"},
    EndingType{".svg", "image/svg+xml"},
    EndingType{".ico", "image/x-icon"},
    EndingType{".vtt", "text/vtt"},
    EndingType{".txt", "text/plain"},
    EndingType{".md", "text/plain"},
    EndingType{".csv", "text/csv"},
    EndingType{".html", "text/html"},
    EndingType{".htm", "text/html"},
    EndingType{".css", "text/css"},
    EndingType{".js", "text/javascript"},
    EndingType{".mjs", "text/javascript"},
    EndingType{".json", "application/json"},
    EndingType{".xml", "application/xml"},
    EndingType{".woff", "font/woff"},
    EndingType{".woff2", "font/woff2"},
    EndingType{".ttf", "font/ttf"},
    EndingType{".otf", "font/otf"},
    EndingType{".wasm", "application/wasm"},
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

// An office file is a zip with a list of its parts' types and a folder named for the program.
Result<std::string> TypeOfZip(const std::string& disk_path) {
  const auto names = formats::ZipNames(disk_path);
  if (!names) return std::string("application/octet-stream");  // The mark of a zip, and no zip.
  const auto has = [&](std::string_view name) { return std::ranges::find(*names, name) != names->end(); };
  // A book's list begins with its kind (EPUB Open Container Format 3.3); readers look for nothing else there.
  if (!names->empty() && names->front() == "mimetype" && has("META-INF/container.xml"))
    return std::string("application/epub+zip");
  if (!has("[Content_Types].xml")) return std::string("application/zip");
  if (has("ppt/presentation.xml")) return std::string(kOpenXml) + "presentationml.presentation";
  if (has("word/document.xml")) return std::string(kOpenXml) + "wordprocessingml.document";
  if (has("xl/workbook.xml")) return std::string(kOpenXml) + "spreadsheetml.sheet";
  return std::string("application/zip");
}

// `head` may end in the middle of a character.
bool LooksLikeText(std::string_view head) {
  if (head.find('\0') != std::string_view::npos) return false;
  for (int cut = 0; cut < 4 && !head.empty(); ++cut, head.remove_suffix(1)) {
    if (IsUtf8(head)) return true;
  }
  return head.empty();
}

std::string TypeOfText(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (head.starts_with("WEBVTT")) return "text/vtt";
  const auto start = Lower(Trim(head.substr(0, 1024)));
  if (start.starts_with("<!doctype html") || start.starts_with("<html")) return "text/html";
  if (start.starts_with("<svg") || (start.starts_with("<?xml") && start.find("<svg") != std::string::npos)) {
    return "image/svg+xml";
  }
  return "text/plain";
}

}  // namespace

Result<std::string> TypeOfContent(const std::string& disk_path) {
  std::ifstream file(disk_path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, "open " + disk_path + ": " + std::strerror(errno));
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (file.bad()) return Fail(ErrorCode::kNotFound, "read " + disk_path + ": " + std::strerror(errno));
  head.resize(static_cast<std::size_t>(file.gcount()));

  if (head.starts_with("PK\x03\x04")) return TypeOfZip(disk_path);
  for (const auto& magic : kMagic) {
    if (head.size() < magic.offset || !head.starts_with(magic.start)) continue;
    if (std::string_view(head).substr(magic.offset).starts_with(magic.bytes)) return std::string(magic.type);
  }
  if (!LooksLikeText(head)) return std::string("application/octet-stream");
  return TypeOfText(head);
}

std::optional<std::string_view> TypeOfEnding(std::string_view path) {
  const auto ending = Ending(path);
  const auto found = std::ranges::find(kEndings, ending, &EndingType::ending);
  if (found == kEndings.end()) return std::nullopt;
  return found->type;
}

std::string Ending(std::string_view path) {
  const auto name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? "" : Lower(name.substr(dot));
}

}  // namespace lianxiao::center
