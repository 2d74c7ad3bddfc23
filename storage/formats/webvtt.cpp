#include "storage/formats/webvtt.h"

#include <array>
#include <cstdio>
#include <optional>

#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

constexpr std::string_view kMark = "WEBVTT", kArrow = "-->", kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::int64_t kMostHours = 7 * 24;  // No lesson is longer than a week.

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Lines of a text, whichever of LF, CR and CRLF ends them.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // Nothing at the end of the text.
  std::optional<std::string_view> Next() {
    if (over_) return std::nullopt;
    ++number_;
    const auto end = rest_.find_first_of("\r\n");
    const auto line = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      over_ = true;
      return line;
    }
    rest_.remove_prefix(rest_.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    return line;
  }
  int number() const { return number_; }  // Of the line last given; the first is 1.

 private:
  std::string_view rest_;
  bool over_ = false;
  int number_ = 0;
};

// Exactly `digits` digits, and takes them from `text`; for hours as many as there are, up to four.
std::optional<std::int64_t> TakeNumber(std::string_view& text, std::size_t least, std::size_t most) {
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < most && IsDigit(text[digits]); ++digits) {
    value = value * 10 + (text[digits] - '0');
  }
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool Take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// "[h]hh:mm:ss.mmm" or "mm:ss.mmm".
std::optional<std::int64_t> TakeTime(std::string_view& text) {
  std::array<std::int64_t, 3> parts{};
  std::size_t count = 0;
  do {
    const auto part = TakeNumber(text, 2, count == 0 ? 4 : 2);
    if (!part || count == parts.size()) return std::nullopt;
    parts[count++] = *part;
  } while (Take(text, ':'));
  if (count < 2 || !Take(text, '.')) return std::nullopt;
  const auto ms = TakeNumber(text, 3, 3);
  if (!ms) return std::nullopt;
  const auto hours = count == 3 ? parts[0] : 0;
  const auto minutes = parts[count - 2], seconds = parts[count - 1];
  if (hours > kMostHours || minutes > 59 || seconds > 59) return std::nullopt;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + *ms;
}

// "TIME --> TIME", and settings of how it is shown, which are nobody's business here.
std::optional<VttCue> ReadTimes(std::string_view line) {
  VttCue cue;
  line = Trimmed(line);
  const auto start = TakeTime(line);
  line = Trimmed(line);
  if (!start || !line.starts_with(kArrow)) return std::nullopt;
  line = Trimmed(line.substr(kArrow.size()));
  const auto end = TakeTime(line);
  if (!end || (!line.empty() && !IsBlank(line.front())) || *end <= *start) return std::nullopt;
  cue.start_ms = *start;
  cue.end_ms = *end;
  return cue;
}

bool BeginsWithWord(std::string_view line, std::string_view word) {
  return line.starts_with(word) && (line.size() == word.size() || IsBlank(line[word.size()]));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(text) {}

  Result<std::vector<VttCue>> Read() {
    const auto head = lines_.Next();
    if (!head || !BeginsWithWord(*head, kMark)) return Bad("does not begin with WEBVTT");
    while (const auto line = lines_.Next()) {  // What may follow the mark, up to a blank line.
      if (line->empty()) break;
      if (line->find(kArrow) != line->npos) return Bad("a blank line is missing above");
    }
    while (const auto line = lines_.Next()) {
      if (!line->empty()) LIANXIAO_TRY(ReadBlock(*line));
    }
    return std::move(cues_);
  }

 private:
  tl::unexpected<Error> Bad(const std::string& why) const {
    return Fail(ErrorCode::kInvalid, "line " + std::to_string(lines_.number()) + ": " + why);
  }

  Status ReadBlock(std::string_view first) {
    const bool has_name = first.find(kArrow) == first.npos;
    const bool passed_over = BeginsWithWord(first, "NOTE") || first == "STYLE" || first == "REGION";
    if (has_name && passed_over) return PassOver();
    const auto times = has_name ? lines_.Next() : std::optional(first);
    auto cue = times ? ReadTimes(*times) : std::nullopt;
    if (!cue) return Bad("no times like 00:01:02.000 --> 00:03:04.000");
    if (!cues_.empty() && cue->start_ms < cues_.back().start_ms) return Bad("begins before the one above");
    if (cues_.size() == kMostVttCues) return Bad("more than " + std::to_string(kMostVttCues));
    while (const auto line = lines_.Next()) {
      if (line->empty()) break;
      if (line->find(kArrow) != line->npos) return Bad("a blank line is missing above");
      cue->text += (cue->text.empty() ? "" : "\n") + std::string(*line);
    }
    cues_.push_back(*std::move(cue));
    return {};
  }

  Status PassOver() {
    while (const auto line = lines_.Next()) {
      if (line->empty()) break;
      if (line->find(kArrow) != line->npos) return Bad("a blank line is missing above");
    }
    return {};
  }

  Lines lines_;
  std::vector<VttCue> cues_;
};

}  // namespace

Result<std::vector<VttCue>> ReadWebVtt(std::string_view bytes) {
  if (bytes.size() > kMostVttBytes) {
    return Fail(ErrorCode::kInvalid, "larger than " + std::to_string(kMostVttBytes) + " bytes");
  }
  if (!IsUtf8(bytes)) return Fail(ErrorCode::kInvalid, "not UTF-8");
  if (bytes.find('\0') != bytes.npos) return Fail(ErrorCode::kInvalid, "has a zero byte in it");
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  return Reader(bytes).Read();
}

std::string VttTime(std::int64_t ms) {
  std::array<char, 40> text{};
  const auto seconds = ms / 1000;
  const int length = std::snprintf(
      text.data(), text.size(), "%02lld:%02d:%02d.%03d", static_cast<long long>(seconds / 3600),
      static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60), static_cast<int>(ms % 1000));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string WriteWebVtt(std::span<const VttCue> cues) {
  std::string text(kMark);
  text += "\n";
  for (const auto& cue : cues) {
    text += "\n" + VttTime(cue.start_ms) + " --> " + VttTime(cue.end_ms) + "\n" + cue.text + "\n";
  }
  return text;
}

}  // namespace lianxiao::formats
