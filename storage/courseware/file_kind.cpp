#include "storage/courseware/file_kind.h"

#include <algorithm>
#include <array>
#include <vector>

#include "storage/formats/mp4_boxes.h"
#include "storage/formats/zip_names.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kHeadBytes = 64, kTailBytes = 1'024;

constexpr std::string_view kPresentation =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";
constexpr std::string_view kText = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view kSheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view kOldOffice = "application/x-ole-storage";

struct Ending {
  std::string_view ending, type;
};
constexpr std::array kEndings = {
    Ending{".pptx", kPresentation},
    Ending{".docx", kText},
    Ending{".xlsx", kSheet},
    Ending{".ppt", "application/vnd.ms-powerpoint"},
    Ending{".doc", "application/msword"},
    Ending{".xls", "application/vnd.ms-excel"},
    Ending{".pdf", "application/pdf"},
    Ending{".mp4", "video/mp4"},
    Ending{".m4v", "video/mp4"},
    Ending{".m4a", "audio/mp4"},
    Ending{".mp3", "audio/mpeg"},
    Ending{".png", "image/png"},
    Ending{".jpg", "image/jpeg"},
    Ending{".jpeg", "image/jpeg"},
    Ending{".webp", "image/webp"},
    Ending{".gif", "image/gif"},
};

tl::unexpected<Error> NotTaken() {
  return Fail(
      ErrorCode::kRefused,
      "own.kind: only slides, documents, tables, PDF, films (MP4), sound (MP3, M4A) and pictures (PNG, "
      "JPEG, WebP, GIF) are taken");
}

tl::unexpected<Error> Broken(const std::string& why) {
  return Fail(ErrorCode::kRefused, "own.broken: this file is damaged or was cut off: " + why);
}

std::string ReadSome(std::istream& file, std::streamoff at, std::size_t size) {
  std::string bytes(size, '\0');
  file.clear();
  file.seekg(at);
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

std::streamoff SizeOf(std::istream& file) {
  file.clear();
  file.seekg(0, std::ios::end);
  return file.tellg();
}

// An office file is a zip with a list of its parts' types and a folder named for the program.
Result<std::string> OfficeKind(std::istream& file) {
  const auto names = formats::ZipNames(file);
  if (!names) return Broken(names.error().message);
  const auto has = [&](std::string_view name) { return std::ranges::find(*names, name) != names->end(); };
  if (!has("[Content_Types].xml")) return NotTaken();
  if (std::ranges::any_of(*names, [](const std::string& name) { return name.ends_with("vbaProject.bin"); })) {
    return Fail(ErrorCode::kRefused, "own.macros: save it without macros (as .pptx, .docx or .xlsx) first");
  }
  if (has("ppt/presentation.xml")) return std::string(kPresentation);
  if (has("word/document.xml")) return std::string(kText);
  if (has("xl/workbook.xml")) return std::string(kSheet);
  return NotTaken();
}

Result<std::string> FilmKind(std::istream& file, std::string_view head) {
  if (const auto whole = formats::IsFastStart(file); !whole) return Broken(whole.error().message);
  return std::string(head.substr(8).starts_with("M4A ") ? "audio/mp4" : "video/mp4");
}

Result<std::string> PdfKind(std::istream& file) {
  const auto size = SizeOf(file);
  const auto tail_bytes = std::min<std::streamoff>(size, static_cast<std::streamoff>(kTailBytes));
  const auto tail = ReadSome(file, size - tail_bytes, static_cast<std::size_t>(tail_bytes));
  if (tail.find("%%EOF") == std::string::npos) return Broken("no end mark");
  return std::string("application/pdf");
}

// Frames of MPEG audio begin with eleven ones; version and layer follow, and none of them is reserved.
bool IsMpegAudio(std::string_view head) {
  if (head.starts_with("ID3")) return true;
  if (head.size() < 3) return false;
  const auto first = static_cast<unsigned char>(head[0]), second = static_cast<unsigned char>(head[1]),
             third = static_cast<unsigned char>(head[2]);
  const bool synced = first == 0xFF && (second & 0xE0u) == 0xE0u;
  return synced && (second & 0x18u) != 0x08u && (second & 0x06u) == 0x02u && (third & 0xF0u) != 0xF0u;
}

Result<std::string> PictureKind(std::istream& file, std::string_view head) {
  if (head.starts_with("GIF87a") || head.starts_with("GIF89a")) return std::string("image/gif");
  if (head.starts_with("RIFF") && head.substr(std::min<std::size_t>(8, head.size())).starts_with("WEBP")) {
    return std::string("image/webp");
  }
  const auto size = SizeOf(file);
  if (head.starts_with("\x89PNG\r\n\x1A\n")) {
    if (head.size() < 16 || head.substr(12, 4) != "IHDR") return Broken("no header");
    const auto tail = ReadSome(file, std::max<std::streamoff>(0, size - 12), 12);
    if (tail.find("IEND") == std::string::npos) return Broken("no end mark");
    return std::string("image/png");
  }
  if (head.starts_with("\xFF\xD8\xFF")) return std::string("image/jpeg");
  return NotTaken();
}

Result<std::string> KindByContent(std::istream& file) {
  const auto head = ReadSome(file, 0, kHeadBytes);
  if (head.starts_with("PK\x03\x04")) return OfficeKind(file);
  if (head.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return std::string(kOldOffice);
  if (head.size() > 12 && std::string_view(head).substr(4).starts_with("ftyp")) return FilmKind(file, head);
  if (head.starts_with("%PDF-")) return PdfKind(file);
  if (IsMpegAudio(head)) return std::string("audio/mpeg");
  return PictureKind(file, head);
}

std::string EndingOf(std::string_view name) {
  const auto dot = name.rfind('.');
  std::string ending(dot == std::string_view::npos ? "" : name.substr(dot));
  for (auto& c : ending) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return ending;
}

bool IsOldOffice(std::string_view type) {
  return type == "application/msword" || type.starts_with("application/vnd.ms-");
}

}  // namespace

Result<std::string> KindOfFile(std::istream& file, std::string_view name) {
  const auto ending = EndingOf(name);
  const auto said = std::ranges::find(kEndings, ending, &Ending::ending);
  LIANXIAO_ASSIGN(const auto found, KindByContent(file));
  if (said == kEndings.end()) return NotTaken();
  // The three old office programs share one container: there the name is all there is to go by.
  const bool agrees = found == said->type || (found == kOldOffice && IsOldOffice(said->type));
  // A recording of sound alone carries either name.
  const bool sound = found.ends_with("/mp4") && said->type.ends_with("/mp4");
  if (agrees || sound) return std::string(said->type);
  return Fail(ErrorCode::kRefused,
              "own.ending: the name ends in \"" + ending + "\", and the content is " + found);
}

Status CheckEnding(std::string_view name) {
  if (std::ranges::find(kEndings, EndingOf(name), &Ending::ending) == kEndings.end()) return NotTaken();
  return {};
}

bool ShowsItself(std::string_view media_type) {
  return media_type.starts_with("video/") || media_type.starts_with("audio/") ||
         media_type.starts_with("image/") || media_type == "application/pdf";
}

}  // namespace lianxiao::storage
