#include "center/ingest/row_fields.h"

#include <algorithm>
#include <array>

#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

// Titles and names appear in lists and on a projector, so they are short; a description is a page.
constexpr std::size_t kShortBytes = 300;
constexpr std::size_t kDescriptionBytes = 8'000;
constexpr std::size_t kIdBytes = 64;

struct TextField {
  Column column;
  std::string formats::Resource::*field;
  std::size_t most_bytes;
};
constexpr std::array kTexts = {
    TextField{Column::kTitle, &formats::Resource::title, kShortBytes},
    TextField{Column::kType, &formats::Resource::type, kShortBytes},
    TextField{Column::kStage, &formats::Resource::stage, kShortBytes},
    TextField{Column::kGrade, &formats::Resource::grade, kShortBytes},
    TextField{Column::kSubject, &formats::Resource::subject, kShortBytes},
    TextField{Column::kEdition, &formats::Resource::edition, kShortBytes},
    TextField{Column::kVolume, &formats::Resource::volume, kShortBytes},
    TextField{Column::kUnit, &formats::Resource::unit, kShortBytes},
    TextField{Column::kLesson, &formats::Resource::lesson, kShortBytes},
    TextField{Column::kDescription, &formats::Resource::description, kDescriptionBytes},
    TextField{Column::kLessonType, &formats::Resource::lesson_type, kShortBytes},
    TextField{Column::kTeacher, &formats::Resource::teacher, kShortBytes},
    TextField{Column::kSchool, &formats::Resource::school, kShortBytes},
    TextField{Column::kStudio, &formats::Resource::studio, kShortBytes},
    TextField{Column::kArea, &formats::Resource::area, kShortBytes},
    TextField{Column::kQuality, &formats::Resource::quality, kShortBytes},
    TextField{Column::kCopyright, &formats::Resource::copyright, kShortBytes},
};

struct ListField {
  Column column;
  std::vector<std::string> formats::Resource::*field;
};
constexpr std::array kLists = {
    ListField{Column::kKeywords, &formats::Resource::keywords},
    ListField{Column::kKnowledgePoints, &formats::Resource::knowledge_points},
};
constexpr std::size_t kListItems = 50;

enum class Lines { kOne, kMany };

bool CanBeShown(std::string_view text, Lines lines) {
  return IsUtf8(text) && std::ranges::none_of(text, [lines](char c) {
           const auto byte = static_cast<unsigned char>(c);
           const bool breaks = c == '\n' && lines == Lines::kMany;
           return (byte < 0x20 && !breaks) || byte == 0x7F;
         });
}

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kIdBytes && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// BCP 47 in the form we meet it: letters, then groups of letters and digits ("zh", "zh-Hans-CN").
bool IsLanguage(std::string_view language) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (language.size() < 2 || language.size() > 35 || language.back() == '-') return false;
  if (!is_letter(language[0]) || !is_letter(language[1])) return false;
  return language.find("--") == std::string_view::npos &&
         std::ranges::all_of(language, [&](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

class Reader {
 public:
  Reader(const TableRow& row, Findings& findings) : row_(row), findings_(findings) {}

  formats::Resource Read() {
    ReadStatus();
    ReadId();
    ReadLanguage();
    for (const auto& text : kTexts) ReadText(text);
    for (const auto& list : kLists) ReadList(list);
    return std::move(resource_);
  }

 private:
  void Report(const Cell& cell, std::string key, std::string subject, std::string detail = "") {
    findings_.push_back({row_.row, cell.header, std::move(key), std::move(subject), std::move(detail)});
  }

  void ReadStatus() {
    const auto* cell = row_.Find(Column::kStatus);
    if (cell == nullptr) return;
    const auto word = WordFor(Column::kStatus, cell->text);
    if (!word) return Report(*cell, "ingest.unknown_value", cell->text, WordsOf(Column::kStatus));
    if (*word == "下架") resource_.status = formats::ResourceStatus::kWithdrawn;
  }

  void ReadId() {
    const auto* cell = row_.Find(Column::kId);
    if (cell == nullptr) return;
    if (!IsId(cell->text)) return Report(*cell, "ingest.bad_id", cell->text);
    resource_.id = cell->text;
  }

  void ReadLanguage() {
    const auto* cell = row_.Find(Column::kLanguage);
    if (cell == nullptr) return;
    if (!IsLanguage(cell->text)) return Report(*cell, "ingest.bad_language", cell->text);
    resource_.language = cell->text;
  }

  void ReadText(const TextField& field) {
    const auto* cell = row_.Find(field.column);
    if (cell == nullptr) return;
    const auto lines = field.column == Column::kDescription ? Lines::kMany : Lines::kOne;
    if (!CanBeShown(cell->text, lines)) return Report(*cell, "ingest.bad_text", cell->text);
    if (cell->text.size() > field.most_bytes) {
      return Report(*cell, "ingest.too_long", cell->header, std::to_string(field.most_bytes));
    }
    auto word = WordFor(field.column, cell->text);
    if (!word) return Report(*cell, "ingest.unknown_value", cell->text, WordsOf(field.column));
    resource_.*field.field = *std::move(word);
  }

  void ReadList(const ListField& field) {
    const auto* cell = row_.Find(field.column);
    if (cell == nullptr) return;
    if (!CanBeShown(cell->text, Lines::kOne)) return Report(*cell, "ingest.bad_text", cell->text);
    if (cell->items.size() > kListItems || cell->text.size() > kDescriptionBytes) {
      return Report(*cell, "ingest.too_long", cell->header, std::to_string(kDescriptionBytes));
    }
    resource_.*field.field = cell->items;
  }

  const TableRow& row_;
  Findings& findings_;
  formats::Resource resource_;
};

}  // namespace

formats::Resource ReadFields(const TableRow& row, const Table& table, Findings& findings) {
  auto resource = Reader(row, findings).Read();
  const bool withdrawn = resource.status == formats::ResourceStatus::kWithdrawn;
  for (const auto column : RequiredColumns()) {
    if (row.Find(column) != nullptr || !table.columns.contains(column)) continue;
    if (column == Column::kFile && withdrawn) continue;
    const auto cell = row.cells.find(column);
    const auto header = cell == row.cells.end() ? std::string(Chinese(column)) : cell->second.header;
    findings.push_back({row.row, header, "ingest.missing_field", header, ""});
  }
  return resource;
}

}  // namespace lianxiao::center
