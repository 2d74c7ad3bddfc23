// The county's book of delegated libraries, in workshop.db: to whom it delegates, and what it took from them
// last. Only rows; what may be written there is decided in library_check.h. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

struct LibraryRow {
  std::string name;   // "chen"
  std::string title;  // "陈老师工作室"; may be empty.
  std::vector<VerifyKey> keys;
  std::int64_t threshold = 1;
  bool open = false;         // The county delegates to it.
  bool listed = false;       // What was taken last is for boxes.
  std::int64_t version = 0;  // 0: nothing was ever taken.
  std::string metadata;      // NAME.json of that version.
  std::int64_t resources = 0;
  WallTime taken;

  bool IsShown() const { return open && listed; }  // Boxes hear of it.
  bool operator==(const LibraryRow&) const = default;
};

// The keys by which a library speaks, as its delegation names them.
struct LibraryKeys {
  std::map<std::string, formats::TufKey> keys;  // By key id.
  formats::TufRoleKeys role;
};
LibraryKeys SpeakingKeys(const LibraryRow& row);

// What a library brings at one time.
struct LibraryLists {
  std::int64_t version = 0;
  std::string metadata;
  std::map<std::string, std::string> shards;  // Name → packed bytes.
  std::int64_t resources = 0;
};

class LibraryBook {
 public:
  explicit LibraryBook(storage::Database& database) : database_(&database) {}

  Result<std::vector<LibraryRow>> All() const;  // By name, closed ones too.
  Result<std::optional<LibraryRow>> Find(const std::string& name) const;
  Result<std::optional<std::string>> LibraryWithKey(const VerifyKey& key) const;

  // Opens a library, or gives an old one other keys; what was taken stays. kInvalid when a key is another's.
  Status Open(const std::string& name, const std::string& title, const std::vector<VerifyKey>& keys,
              std::int64_t threshold);
  // Takes the delegation back: keys and shards go, the file it signed last stays.
  Status Close(const std::string& name);
  Status Take(const std::string& name, const LibraryLists& lists, WallTime now);
  Result<std::map<std::string, std::string>> Shards(const std::string& name) const;

 private:
  storage::Database* database_;
};

}  // namespace lianxiao::center
