#include "web/people/multipart.h"

#include <algorithm>

#include "storage/formats/utf8.h"

namespace lianxiao::web {
namespace {

constexpr std::string_view kType = "multipart/form-data";
constexpr std::string_view kLine = "\r\n";
constexpr std::size_t kMostBoundary = 70;      // RFC 2046, section 5.1.1.
constexpr std::size_t kMostHeadBytes = 2'048;  // Of one part.

tl::unexpected<Error> Broken(const std::string& why) {
  return Fail(ErrorCode::kInvalid, "form.broken: " + why);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value of `name` among "; name=value" and "; name=\"value\"". Browsers write %22, %0D and %0A for what a
// quoted value cannot hold, and nothing else is unwritten.
std::optional<std::string> Parameter(std::string_view header, std::string_view name) {
  auto rest = header.substr(std::min(header.find(';'), header.size()));
  while (rest.starts_with(';')) {
    rest.remove_prefix(1);
    const auto equals = rest.find('=');
    if (equals == rest.npos) return {};
    const bool wanted = Lower(Trimmed(rest.substr(0, equals))) == name;
    rest = Trimmed(rest.substr(equals + 1));
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const auto end = rest.find(quoted ? '"' : ';');
    if (quoted && end == rest.npos) return {};
    const auto value = rest.substr(0, end);
    if (wanted) return std::string(quoted ? value : Trimmed(value));
    rest.remove_prefix(std::min(end, rest.size()));
    rest = rest.substr(std::min(rest.find(';'), rest.size()));
  }
  return {};
}

Result<Multipart::Part> PartOf(std::string_view bytes) {
  const auto blank = bytes.substr(0, kMostHeadBytes).find("\r\n\r\n");
  if (blank == bytes.npos) return Broken("a part without a head");
  auto head = bytes.substr(0, blank);
  Multipart::Part part;
  part.bytes = bytes.substr(blank + 4);
  bool named = false;
  while (!head.empty()) {
    const auto line = head.substr(0, head.find(kLine));
    head.remove_prefix(std::min(line.size() + kLine.size(), head.size()));
    const auto colon = line.find(':');
    if (colon == line.npos) return Broken("a part's head");
    if (Lower(line.substr(0, colon)) != "content-disposition") continue;
    const auto value = Trimmed(line.substr(colon + 1));
    const auto name = Parameter(value, "name");
    if (!Lower(value).starts_with("form-data") || !name || named) return Broken("a part without a name");
    part.name = *name;
    part.file_name = Parameter(value, "filename");
    named = true;
  }
  if (!named || !formats::IsUtf8(part.name)) return Broken("a part without a name");
  if (part.file_name && !formats::IsUtf8(*part.file_name)) return Broken("a file's name is not UTF-8");
  return part;
}

}  // namespace

bool Multipart::Is(const Request& request) {
  const auto type = request.Header("content-type");
  return Lower(Trimmed(type.substr(0, type.find(';')))) == kType;
}

Result<Multipart> Multipart::Read(const Request& request) {
  return Parse(request.Header("content-type"), request.body);
}

Result<Multipart> Multipart::Parse(std::string_view content_type, std::string_view body) {
  const auto boundary = Parameter(content_type, "boundary");
  if (Lower(Trimmed(content_type.substr(0, content_type.find(';')))) != kType || !boundary ||
      boundary->empty() || boundary->size() > kMostBoundary) {
    return Broken("send " + std::string(kType));
  }
  const std::string first = "--" + *boundary, next = "\r\n" + first;
  if (!body.starts_with(first)) return Broken("no first part");
  body.remove_prefix(first.size());
  Multipart form;
  while (!body.starts_with("--")) {
    if (!body.starts_with(kLine)) return Broken("a boundary");
    body.remove_prefix(kLine.size());
    const auto end = body.find(next);
    if (end == body.npos) return Broken("cut off");
    if (form.parts_.size() == kMostParts) return Broken("too many parts");
    LIANXIAO_ASSIGN(auto part, PartOf(body.substr(0, end)));
    form.parts_.push_back(std::move(part));
    body.remove_prefix(end + next.size());
  }
  return form;
}

const Multipart::Part* Multipart::Find(std::string_view name) const {
  const auto found = std::ranges::find(parts_, name, &Part::name);
  return found == parts_.end() ? nullptr : &*found;
}

std::string_view Multipart::Get(std::string_view name) const {
  const auto* part = Find(name);
  return part != nullptr && !part->file_name && formats::IsUtf8(part->bytes) ? part->bytes
                                                                             : std::string_view();
}

std::string Multipart::Text(std::string_view name) const {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  std::string text;
  for (const char c : Get(name)) {
    if (c != '\r') text += c;
  }
  while (!text.empty() && blank(text.back())) text.pop_back();
  const auto begin = std::ranges::find_if_not(text, blank);
  text.erase(text.begin(), begin);
  return text;
}

const Multipart::Part* Multipart::File(std::string_view name) const {
  const auto* part = Find(name);
  return part != nullptr && part->file_name && !part->file_name->empty() ? part : nullptr;
}

}  // namespace lianxiao::web
