// Lays patches (storage/formats/target_patch.h) beside the repository's lists, so that a publishing which
// touches ten lessons costs a box kilobytes. They are a convenience: nobody signs them, and where one is
// missing boxes fetch the whole file. So what goes wrong here stops no publishing but for the disk's own
// errors. Used from one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "storage/disk.h"

namespace lianxiao::center {

class PatchWriter {
 public:
  PatchWriter(storage::Disk& disk, const std::string& county);

  // Beside `targets` (name → bytes; they lie in the repository already) that the newest `list` does not name
  // yet, from what earlier lists named. `list` is a role: "targets", or a library's name.
  Status WriteTargets(std::string_view list, const std::map<std::string, std::string>& targets) const;
  // Beside N.ROLE.json, from its earlier versions that lie there.
  Status WriteMetadata(std::string_view role, std::int64_t version, std::string_view bytes) const;

 private:
  struct Older {
    std::string sha256;  // As published.
    std::string plain;
  };
  // Name → SHA-256 of what each earlier list named, newest first, each once.
  using Named = std::map<std::string, std::vector<std::string>>;
  Result<Named> NamedBefore(std::string_view list) const;
  Result<std::vector<std::int64_t>> Versions(std::string_view role) const;  // That lie there, newest first.
  Status Write(const std::string& path, std::string_view plain, std::size_t whole_bytes,
               const Older& older) const;

  storage::Disk& disk_;
  const std::string& county_;
};

}  // namespace lianxiao::center
