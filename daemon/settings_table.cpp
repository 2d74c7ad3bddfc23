#include "daemon/settings_table.h"

#include <toml++/toml.h>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace lianxiao::daemon {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string At(const std::string& file, const toml::node& node) {
  return file + " line " + std::to_string(node.source().begin.line) + ": ";
}

// Levenshtein distance, one row at a time.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

Status Take(const Setting& setting, const toml::node& node, const std::string& at) {
  const auto wrong = [&](const std::string& wanted) {
    return Fail(ErrorCode::kInvalid, at + "'" + setting.key + "' must be " + wanted);
  };
  return std::visit(Overloaded{
                        [&](std::int64_t* target) -> Status {
                          const auto value = node.value_exact<std::int64_t>();
                          if (!value || *value < setting.least || *value > setting.most) {
                            return wrong("a whole number from " + std::to_string(setting.least) + " to " +
                                         std::to_string(setting.most));
                          }
                          *target = *value;
                          return {};
                        },
                        [&](bool* target) -> Status {
                          const auto value = node.value_exact<bool>();
                          if (!value) return wrong("true or false");
                          *target = *value;
                          return {};
                        },
                        [&](std::string* target) -> Status {
                          const auto value = node.value_exact<std::string>();
                          if (!value) return wrong("text in quotation marks");
                          *target = *value;
                          return {};
                        },
                        [&](std::vector<std::string>* target) -> Status {
                          const auto* array = node.as_array();
                          std::vector<std::string> values;
                          if (array != nullptr) {
                            for (const auto& element : *array) {
                              if (const auto value = element.value_exact<std::string>())
                                values.push_back(*value);
                            }
                          }
                          if (array == nullptr || values.size() != array->size()) {
                            return wrong("a list of texts, such as [\"https://10.0.3.7:8440\"]");
                          }
                          *target = std::move(values);
                          return {};
                        },
                    },
                    setting.target);
}

std::string ValueOf(const Setting& setting) {
  std::ostringstream out;
  std::visit(Overloaded{
                 [&](const std::int64_t* value) { out << *value; },
                 [&](const bool* value) { out << (*value ? "true" : "false"); },
                 [&](const std::string* value) { out << toml::value<std::string>(*value); },
                 [&](const std::vector<std::string>* values) {
                   toml::array array;
                   for (const auto& value : *values) array.push_back(value);
                   out << array;
                 },
             },
             setting.target);
  return out.str();
}

constexpr int kMostTables = 2;

// Every key with its tables before it; a table that lies too deep is a key, and a wrong one.
template <typename Take>
Status ForEachKey(const toml::table& table, const std::string& prefix, int tables, const Take& take) {
  for (const auto& [name, node] : table) {
    const auto key = prefix + std::string(name.str());
    const auto* inner = node.as_table();
    if (inner != nullptr && tables > 0) {
      LIANXIAO_TRY(ForEachKey(*inner, key + ".", tables - 1, take));
    } else {
      LIANXIAO_TRY(take(key, node));
    }
  }
  return {};
}

Status CheckTexts(const Setting& setting, const std::string& at) {
  if (!setting.check) return {};
  std::vector<std::string> texts;
  if (const auto* text = std::get_if<std::string*>(&setting.target)) texts.push_back(**text);
  if (const auto* list = std::get_if<std::vector<std::string>*>(&setting.target)) texts = **list;
  for (const auto& text : texts) {
    if (const auto good = setting.check(text); !good) {
      return Fail(good.error().code, at + "'" + setting.key + "': " + good.error().message);
    }
  }
  return {};
}

}  // namespace

Status SettingsTable::Read(std::string_view toml, const std::string& file_name) {
  toml::table table;
  try {
    table = toml::parse(toml, file_name);
  } catch (const toml::parse_error& e) {
    return Fail(ErrorCode::kInvalid, file_name + " line " + std::to_string(e.source().begin.line) + ": " +
                                         std::string(e.description()));
  }
  const auto take = [&](const std::string& key, const toml::node& node) -> Status {
    const auto* setting = Find(key);
    if (std::find(retired_.begin(), retired_.end(), key) != retired_.end()) return {};
    if (setting == nullptr) {
      return Fail(ErrorCode::kInvalid,
                  At(file_name, node) + "unknown key '" + key + "'; did you mean '" + Nearest(key) + "'?");
    }
    LIANXIAO_TRY(Take(*setting, node, At(file_name, node)));
    return CheckTexts(*setting, At(file_name, node));
  };
  return ForEachKey(table, "", kMostTables, take);
}

std::string SettingsTable::Write(std::string_view heading) const {
  std::ostringstream out;
  const auto comment = [&](std::string_view text) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) out << "# " << line << '\n';
  };
  comment(heading);
  std::string table;
  for (const auto& setting : settings_) {
    const auto dot = setting.key.rfind('.');
    const auto in = dot == std::string::npos ? std::string() : setting.key.substr(0, dot);
    if (in != table) {
      out << "\n[" << in << "]\n";
      table = in;
    }
    out << '\n';
    comment(setting.comment);
    out << (dot == std::string::npos ? setting.key : setting.key.substr(dot + 1)) << " = " << ValueOf(setting)
        << '\n';
  }
  return out.str();
}

const Setting* SettingsTable::Find(std::string_view key) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings_.end() ? nullptr : &*found;
}

std::string SettingsTable::Nearest(std::string_view key) const {
  const auto nearest = std::min_element(
      settings_.begin(), settings_.end(),
      [&](const Setting& a, const Setting& b) { return Distance(a.key, key) < Distance(b.key, key); });
  return nearest == settings_.end() ? std::string() : nearest->key;
}

}  // namespace lianxiao::daemon
