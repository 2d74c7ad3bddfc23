#include "web/classroom/resource_facts.h"

namespace lianxiao::web {
namespace {

// Lines of "what it is": only those that say something.
class Facts {
 public:
  explicit Facts(const Strings& words) : words_(words) {}
  void Add(std::string_view key, std::string value) {
    if (value.empty()) return;
    list_.push_back(Fields().Set("fact_name", words_.Get(key)).Set("fact_value", std::move(value)));
  }
  Fields::List Take() { return std::move(list_); }

 private:
  const Strings& words_;
  Fields::List list_;
};

}  // namespace

std::string Together(const std::vector<std::string>& items, const std::string& between) {
  std::string out;
  for (const auto& item : items) {
    if (!item.empty()) out += (out.empty() ? "" : between) + item;
  }
  return out;
}

Fields::List FactsOf(const ResourceOnBox& resource, const Page& page) {
  const auto& r = resource.shown;
  const auto& words = page.words();
  Facts facts(words);
  facts.Add("fact.textbook", Together({r.grade, r.subject, r.edition, r.volume}, " "));
  facts.Add("fact.unit", r.unit);
  facts.Add("fact.lesson", r.lesson);
  facts.Add("fact.knowledge", Together(r.knowledge_points, words.Get("list.comma")));
  facts.Add("fact.type", r.type);
  facts.Add("fact.lesson_type", r.lesson_type);
  facts.Add("fact.teacher", r.teacher);
  facts.Add("fact.school", r.school);
  facts.Add("fact.studio", r.studio);
  facts.Add("fact.area", r.area);
  facts.Add("fact.quality", r.quality);
  facts.Add("fact.length", r.duration_s > 0 ? page.text().Length(r.duration_s) : std::string());
  facts.Add("fact.size", page.text().Size(r.TotalBytes()));
  if (const auto published = ParseRfc3339(r.published))
    facts.Add("fact.published", page.text().Date(*published));
  facts.Add("fact.copyright", r.copyright);
  if (resource.times_opened > 0)
    facts.Add("fact.opened", words.Count("resource.times", resource.times_opened));
  return facts.Take();
}

}  // namespace lianxiao::web
