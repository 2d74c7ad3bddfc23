// A county's repository made file by file, so that a test may sign any version of any role with any key: what
// the county does, and what each thief could do. Copy it to have a thief who starts from the county's files
// and changes nothing of hers. Plain value.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/time.h"
#include "storage/formats/catalog.h"
#include "storage/formats/tuf.h"

namespace lianxiao::test {

struct KeyRing {
  std::array<SigningKey, 3> root;  // Two of them sign.
  SigningKey targets, snapshot, timestamp;
  static KeyRing Fresh();
};

class Forge {
 public:
  explicit Forge(WallTime now);

  // The next version of a lesson, in a shard of its own. Known to the next SignTargets.
  void Teach(const std::string& id, const std::string& title, const std::string& bytes);

  // From the next SignTargets and SignLibrary on, a library of this name signs for the lesson. The county
  // delegates to it, by `libraries`.
  void Lend(const std::string& id, const std::string& library);

  // Each puts "metadata/VERSION.ROLE.json" among the files, signed with `key`; the last one timestamp.json.
  void SignTargets(std::int64_t version, const SigningKey& key);
  void SignLibrary(const std::string& library, std::int64_t version, const SigningKey& key);
  void SignSnapshot(std::int64_t version, std::int64_t targets_version, const SigningKey& key);
  void SignTimestamp(std::int64_t version, std::int64_t snapshot_version, const SigningKey& key,
                     std::int64_t valid_ms = 14 * kDayMs);
  // All three, and the libraries, of the next version, with the county's own keys.
  void Publish();

  // The next root names the keys of `next`, signed by `signers`; two of today's root keys make it a good one.
  void SignRoot(const KeyRing& next, const std::vector<SigningKey>& signers);
  // The county's procedure after a theft: `change` gives roles other keys, root keys 1 and 2 sign.
  template <typename Change>
  void Rotate(Change&& change) {
    auto next = keys;
    change(next);
    SignRoot(next, {keys.root[1], keys.root[2]});
    keys = next;
  }

  std::string BlobPath(const std::string& id) const;   // "blobs/ab/cd…", of the newest version.
  std::string ShardPath(const std::string& id) const;  // "targets/catalog/SHA256.NAME"

  KeyRing keys;                                 // The county's, of today.
  std::map<std::string, SigningKey> libraries;  // The keys by which the county delegates.
  std::map<std::string, std::string> files;     // Path below the repository → bytes.
  std::int64_t version = 0, root_version = 0;

 private:
  formats::TufTarget PutTarget(const std::string& name, const std::string& bytes);
  formats::TufFileMeta MetaOf(const std::string& role, std::int64_t version) const;

  WallTime now_;
  // Puts the lesson's shard among the files and lists it.
  void List(const std::string& id, const std::string& library, formats::TufTargets& targets);
  void DelegateIn(formats::TufTargets& targets) const;

  std::map<std::string, formats::Resource> lessons_;
  std::map<std::string, std::string> lent_;               // Id → library.
  std::map<std::string, std::int64_t> library_versions_;  // Signed last.
  std::map<std::string, std::string> shards_;             // Id → path.
};

}  // namespace lianxiao::test
