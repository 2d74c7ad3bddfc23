#include "storage/formats/chapters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/formats/utf8.h"
#include "storage/formats/webvtt.h"

namespace lianxiao::formats {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEscapes = {
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}, {"&quot;", "\""}, {"&amp;", "&"}}};

// Words of a cue without marks and escapes.
std::string PlainText(std::string_view cue) {
  std::string plain;
  while (!cue.empty()) {
    if (cue.front() == '<') {
      const auto end = cue.find('>');
      cue.remove_prefix(end == cue.npos ? cue.size() : end + 1);
      continue;
    }
    const auto* escape =
        std::ranges::find_if(kEscapes, [&](const auto& e) { return cue.starts_with(e.first); });
    if (escape != kEscapes.end()) {
      plain += escape->second;
      cue.remove_prefix(escape->first.size());
      continue;
    }
    plain += cue.front();
    cue.remove_prefix(1);
  }
  return plain;
}

std::string Escaped(std::string_view title) {
  std::string text;
  for (const char c : title) {
    switch (c) {
      case '<': text += "&lt;"; break;
      case '>': text += "&gt;"; break;
      case '&': text += "&amp;"; break;
      default: text += c;
    }
  }
  return text;
}

}  // namespace

std::string ChapterTitle(std::string_view title) {
  auto shown = Presentable(title, kMostChapterTitle);  // Line breaks become blanks there.
  const auto first = shown.find_first_not_of(' ');
  if (first == shown.npos) return {};
  return shown.substr(first, shown.find_last_not_of(' ') - first + 1);
}

Result<std::vector<Chapter>> ReadChapters(std::string_view webvtt) {
  LIANXIAO_ASSIGN(const auto cues, ReadWebVtt(webvtt));
  std::vector<Chapter> chapters;
  for (const auto& cue : cues) {
    if (!chapters.empty() && chapters.back().start_ms == cue.start_ms) continue;
    chapters.push_back({cue.start_ms, ChapterTitle(PlainText(cue.text))});
  }
  if (chapters.empty()) return Fail(ErrorCode::kInvalid, "no chapter in it");
  if (chapters.size() > kMostChapters) {
    return Fail(ErrorCode::kInvalid, "more than " + std::to_string(kMostChapters) + " chapters");
  }
  return chapters;
}

std::string WriteChapters(std::span<const Chapter> chapters, std::int64_t end_ms) {
  std::vector<VttCue> cues;
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const auto start = chapters[i].start_ms;
    const auto end = i + 1 < chapters.size() ? chapters[i + 1].start_ms : end_ms;
    cues.push_back({start, std::max(end, start + 1), Escaped(ChapterTitle(chapters[i].title))});
  }
  return WriteWebVtt(cues);
}

}  // namespace lianxiao::formats
