#include "storage/search/filter_words.h"

#include <algorithm>
#include <optional>

#include "storage/code_points.h"
#include "storage/search/filter_values.h"
#include "storage/search/pinyin.h"
#include "storage/search/words.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

enum class Kind : char { kNone, kHan, kLetters, kDigits };

Kind KindOf(WordKind kind) {
  switch (kind) {
    case WordKind::kHan: return Kind::kHan;
    case WordKind::kLetters: return Kind::kLetters;
    case WordKind::kDigits: return Kind::kDigits;
  }
  return Kind::kNone;
}

}  // namespace

// What was typed, character by character.
class FilterWords::Line {
 public:
  explicit Line(std::string_view typed) : typed_(typed), folded_(Folded(typed)) {
    for (std::size_t at = 0; at < typed.size();) {
      starts_.push_back(at);
      at = CodePointAt(typed, at).end;
    }
    starts_.push_back(typed.size());
    kinds_.assign(folded_.size(), Kind::kNone);
    for (const auto& run : RunsOf(typed)) {
      for (const auto position : run.positions) kinds_[IndexOf(position)] = KindOf(run.kind);
    }
    MarkQuoted();
  }
  std::u32string_view folded() const { return folded_; }
  Kind At(std::size_t i) const { return i < kinds_.size() ? kinds_[i] : Kind::kNone; }
  Kind Before(std::size_t i) const { return i == 0 ? Kind::kNone : kinds_[i - 1]; }
  bool Quoted(std::size_t first, std::size_t last) const {
    return std::any_of(quoted_.begin() + static_cast<std::ptrdiff_t>(first),
                       quoted_.begin() + static_cast<std::ptrdiff_t>(last),
                       [](bool quoted) { return quoted; });
  }
  std::string_view Text(std::size_t first, std::size_t last) const {
    return typed_.substr(starts_[first], starts_[last] - starts_[first]);
  }
  std::size_t ByteOf(std::size_t i) const { return starts_[i]; }

 private:
  std::size_t IndexOf(std::size_t byte) const {
    return static_cast<std::size_t>(std::lower_bound(starts_.begin(), starts_.end(), byte) - starts_.begin());
  }
  void MarkQuoted() {
    quoted_.assign(folded_.size(), false);
    bool inside = false;
    for (std::size_t i = 0; i < folded_.size(); ++i) {
      const auto c = folded_[i];
      const bool mark = c == U'"' || c == U'“' || c == U'”';
      if (mark) inside = c == U'“' || (c == U'"' && !inside);
      quoted_[i] = inside;
    }
  }

  std::string_view typed_;
  std::u32string folded_;
  std::vector<std::size_t> starts_;
  std::vector<Kind> kinds_;
  std::vector<bool> quoted_;
};

std::vector<Filter> FiltersOf(const formats::Resource& r) {
  std::vector<Filter> filters;
  for (const auto& [field, value] : {std::pair<std::string_view, const std::string&>{"stage", r.stage},
                                     {"grade", r.grade},
                                     {"subject", r.subject},
                                     {"edition", r.edition},
                                     {"volume", r.volume},
                                     {"type", r.type}}) {
    auto token = FilterToken(field, value);
    if (!token.empty()) filters.push_back({std::string(field), std::move(token), ShownValue(field, value)});
  }
  return filters;
}

std::string GradeAndSubject(const std::string& grade, const std::string& subject) { return grade + subject; }

FilterWords::FilterWords(const std::vector<Filter>& known) : known_(known) {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    for (const auto& writing : WritingsOf(known_[i].field, known_[i].token, known_[i].shown)) {
      forms_.push_back({Folded(writing.text), i, writing.strong, writing.pinyin});
    }
  }
  std::stable_sort(forms_.begin(), forms_.end(),
                   [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); });
}

// Letters and digits are words with an end: "3年级" is not in "13年级", "art" not in "article". Pinyin goes
// on as pinyin: "shuxuefenshu".
bool FilterWords::Fits(const Form& form, const Line& line, std::size_t at) const {
  const auto end = at + form.text.size();
  if (form.text.empty() || !line.folded().substr(at).starts_with(form.text)) return false;
  const auto first = line.At(at), last = line.At(end - 1);
  if (first != Kind::kHan && line.Before(at) == first) return false;
  if (last == Kind::kHan || line.At(end) != last) return true;
  if (!form.pinyin) return false;
  auto stop = end;
  while (line.At(stop) == Kind::kLetters) ++stop;
  return !ReadPinyin(ToUtf8(line.folded().substr(end, stop - end)), 1).empty();
}

std::vector<FilterWords::Match> FilterWords::MatchesIn(const Line& line) const {
  std::vector<Match> matches;
  for (std::size_t at = 0; at < line.folded().size();) {
    const auto form =
        std::find_if(forms_.begin(), forms_.end(), [&](const Form& f) { return Fits(f, line, at); });
    if (form == forms_.end() || line.Quoted(at, at + form->text.size())) {
      ++at;
      continue;
    }
    matches.push_back({form->filter, at, at + form->text.size(), form->strong});
    at += form->text.size();
  }
  return matches;
}

std::optional<std::size_t> FilterWords::Known(std::string_view token) const {
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const Filter& f) { return f.token == token; });
  if (found == known_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - known_.begin());
}

// 三上, 3下 and 三年级上, as teachers write. Where the word goes on (五下分数) it may be another one:
// 三下五除二.
void FilterWords::AddShortVolumes(std::vector<Match>& matches, const Line& line) const {
  const auto begins = [&](std::size_t at) {
    return std::any_of(matches.begin(), matches.end(), [at](const Match& m) { return m.first == at; });
  };
  const auto ending = [&](std::size_t at) {
    return std::find_if(matches.begin(), matches.end(), [at](const Match& m) { return m.last == at; });
  };
  const auto text = line.folded();
  std::vector<Match> more;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] != U'上' && text[at] != U'下') continue;
    const bool ends = line.At(at + 1) != Kind::kHan || begins(at + 1);
    const auto volume = Known(text[at] == U'上' ? "#v上册" : "#v下册");
    if (!volume || line.Quoted(at - 1, at + 1)) continue;
    const auto before = ending(at);
    if (before != matches.end()) {
      if (ends && known_[before->filter].field == "grade") more.push_back({*volume, at, at + 1, true});
      continue;
    }
    const bool starts = at == 1 || line.At(at - 2) == Kind::kNone || ending(at - 1) != matches.end();
    const auto grade = Known(FilterToken("grade", ToUtf8(text.substr(at - 1, 1)) + "年级"));
    if (!starts || !grade) continue;
    more.push_back({*grade, at - 1, at, ends});
    more.push_back({*volume, at, at + 1, ends});
  }
  matches.insert(matches.end(), more.begin(), more.end());
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.first < b.first; });
}

// Drops what is part of a name: between strong words each stretch of one kind is either filters alone, or a
// word that no lesson bears, or a name as a whole.
void FilterWords::DropNames(std::vector<Match>& matches, const Line& line, const IsName& is_name) const {
  const auto covering = [&](std::size_t at) {
    return std::find_if(matches.begin(), matches.end(),
                        [at](const Match& m) { return m.first <= at && at < m.last; });
  };
  std::vector<std::pair<std::size_t, std::size_t>> names;
  for (std::size_t at = 0; at < line.folded().size();) {
    const auto kind = line.At(at);
    auto end = at;
    bool weak = false, other = false;
    for (; end < line.folded().size() && line.At(end) == kind && kind != Kind::kNone; ++end) {
      const auto match = covering(end);
      if (match != matches.end() && match->strong) break;
      weak = weak || match != matches.end();
      other = other || (match == matches.end() && line.folded()[end] != U'的');
    }
    if (weak && other && is_name(line.Text(at, end))) names.emplace_back(at, end);
    at = std::max(end, at + 1);
  }
  std::erase_if(matches, [&](const Match& m) {
    return !m.strong && std::any_of(names.begin(), names.end(), [&](const auto& name) {
      return name.first <= m.first && m.last <= name.second;
    });
  });
}

Understood FilterWords::Read(std::string_view typed, const IsName& is_name) const {
  const Line line(typed.substr(0, tuning::kQueryBytes));
  auto matches = MatchesIn(line);
  AddShortVolumes(matches, line);
  DropNames(matches, line, is_name);
  Understood understood;
  std::size_t at = 0;
  for (const auto& match : matches) {
    understood.rest += line.Text(at, match.first);
    understood.rest += ' ';
    auto filter = known_[match.filter];
    filter.begin = line.ByteOf(match.first);
    filter.end = line.ByteOf(match.last);
    understood.filters.push_back(std::move(filter));
    at = match.last;
    if (at < line.folded().size() && line.folded()[at] == U'的') ++at;  // 三年级的数学
  }
  understood.rest += line.Text(at, line.folded().size());
  return understood;
}

}  // namespace lianxiao::storage
