// Settings of a program: one TOML file, every key with a default, a range and a comment, in one list from
// which the file is read, checked and written. Used from one thread, at start.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::daemon {

// Where a setting's value lives; what is there when it is added is its default.
using SettingTarget = std::variant<std::int64_t*, bool*, std::string*, std::vector<std::string>*>;

// Whether a text is right; the message says what would be.
using SettingCheck = std::function<Status(const std::string& text)>;

struct Setting {
  std::string key;         // "listen", "sync.round_every_s", "sync.quota.month_mb": at most two tables deep.
  SettingTarget target;    // Outlives the table.
  std::string comment;     // One or more lines; written above the key.
  std::int64_t least = 0;  // Numbers only, both included.
  std::int64_t most = 0;
  SettingCheck check = {};  // Texts only, each of a list; none: any will do.
};

class SettingsTable {
 public:
  void Add(Setting setting) { settings_.push_back(std::move(setting)); }
  // A key of older versions that means nothing any more: files that have it are still right.
  void Retire(std::string key) { retired_.push_back(std::move(key)); }

  // Fills the targets from `toml`. kInvalid names the file, the line, the key and what would be right; the
  // targets may then be half filled, so do not go on with them.
  Status Read(std::string_view toml, const std::string& file_name);
  // All keys with their present values and comments; Read() takes it back.
  std::string Write(std::string_view heading) const;

 private:
  const Setting* Find(std::string_view key) const;
  std::string Nearest(std::string_view key) const;  // The known key most like it.

  std::vector<Setting> settings_;
  std::vector<std::string> retired_;
};

}  // namespace lianxiao::daemon
