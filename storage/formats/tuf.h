// Metadata of The Update Framework, specification 1.0.x (theupdateframework.github.io/specification):
// what the files say. Whether to trust them is decided in sync/trust/trust.h; they are made in center/.
// We write Ed25519 keys and SHA-256 hashes; what else others write is read (tuf.cpp). Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

enum class TufRole { kRoot, kTimestamp, kSnapshot, kTargets };
std::string_view Word(TufRole role);  // "root", "timestamp", …: the _type and the file's stem.

struct TufKey {
  std::string keytype = "ed25519";
  std::string scheme = "ed25519";
  std::string public_value;  // Of ed25519: 64 hex digits. Of others as their "keyval.public" has it: PEM.
  // SHA-256 of the key's canonical JSON: what our own files call it. Files of others may call it
  // anything (TAP 12 of the specification's authors).
  std::string Id() const;
  // The key itself: the same for one key under several ids or written in several ways.
  std::string Value() const;
  static TufKey From(const VerifyKey& key);
  bool operator==(const TufKey&) const = default;
};

struct TufRoleKeys {
  std::vector<std::string> key_ids;
  std::int64_t threshold = 1;
  bool operator==(const TufRoleKeys&) const = default;
};

struct TufSignature {
  std::string key_id;
  std::string signature_hex;
};

// "meta" of timestamp and snapshot: one file's version, and length and hashes where given.
struct TufFileMeta {
  std::int64_t version = 0;
  std::optional<std::int64_t> length;
  std::optional<std::string> sha256;  // Hex.
  std::optional<std::string> sha512;
  bool operator==(const TufFileMeta&) const = default;
};

// Ours, in "custom": what a packed target unpacks to, so that whoever has it from an older one and a patch
// (patch_name.h) need not pack it again to know that it is right.
struct TufUnpacked {
  std::int64_t length = 0;
  std::string sha256;  // Hex.
  bool operator==(const TufUnpacked&) const = default;
};

// With neither of the two hashes, its bytes can never be trusted: hashed in ways we do not know.
struct TufTarget {
  std::int64_t length = 0;
  std::string sha256;  // Hex; empty: not given.
  std::string sha512 = {};
  std::optional<TufUnpacked> unpacked = std::nullopt;
  bool operator==(const TufTarget&) const = default;
};

// Ours, and beside the framework: which keys the county's center signs receipts and letters with, and opens
// usage with. Field "x-lianxiao-center" of a root. So they change only by the people with root keys, and
// whoever follows the roots follows them.
struct TufCenter {
  VerifyKey sign;
  SealKey seal;
  bool operator==(const TufCenter&) const = default;
};
struct TufRoot {
  std::int64_t version = 0;
  WallTime expires;
  bool consistent_snapshot = true;
  std::map<std::string, TufKey> keys;              // By key id.
  std::map<std::string, TufRoleKeys> roles;        // "root", "timestamp", "snapshot", "targets".
  std::optional<TufCenter> center = std::nullopt;  // None: those of the center's card, from its first day.
};
struct TufTimestamp {
  std::int64_t version = 0;
  WallTime expires;
  TufFileMeta snapshot;
};
struct TufSnapshot {
  std::int64_t version = 0;
  WallTime expires;
  std::map<std::string, TufFileMeta> meta;  // "targets.json" → …
};
// One delegated role: a library (资源库) of a studio or a paired school. It may speak for the paths its
// patterns match, and for nothing else.
struct TufDelegatedRole {
  std::string name;  // "studio-chen": its file is NAME.json.
  TufRoleKeys keys;
  bool terminating = false;                     // Nobody after it is asked for what its patterns match.
  std::vector<std::string> paths;               // Shell patterns; '*' and '?' do not match '/'.
  std::vector<std::string> path_hash_prefixes;  // Instead of `paths`: hex beginnings of SHA-256 of the path.
  bool operator==(const TufDelegatedRole&) const = default;
};
// Bins of equal size instead of single roles, all with the same keys: bin I, in hex, is the role
// "PREFIX-I" and speaks for the paths whose SHA-256 begins with those bits (TAP 15).
struct TufSuccinctRoles {
  TufRoleKeys keys;
  int bit_length = 1;  // 1 to 32: there are 2^bit_length bins.
  std::string name_prefix;
  bool operator==(const TufSuccinctRoles&) const = default;
};
struct TufDelegations {
  std::map<std::string, TufKey> keys;        // By key id.
  std::vector<TufDelegatedRole> roles;       // In the order they are asked.
  std::optional<TufSuccinctRoles> succinct;  // Instead of `roles`.
  bool operator==(const TufDelegations&) const = default;
};
struct TufTargets {
  std::int64_t version = 0;
  WallTime expires;
  std::map<std::string, TufTarget> targets;  // "catalog/county-math-3-0.ndjson.zst" → …
  std::optional<TufDelegations> delegations;
};

// A metadata file taken apart: what is signed, as its canonical bytes, and by whom.
template <typename Body>
struct Signed {
  Body body;
  std::string canonical;  // Bytes the signatures are over.
  std::vector<TufSignature> signatures;
};

// kInvalid names the field that is missing or has the wrong form. Unknown fields are kept in
// `canonical` (so that signatures still hold) and passed over otherwise. Names of roles and targets may
// have any form: who makes file names or URLs of them escapes them.
Result<Signed<TufRoot>> ParseTufRoot(std::string_view bytes);
Result<Signed<TufTimestamp>> ParseTufTimestamp(std::string_view bytes);
Result<Signed<TufSnapshot>> ParseTufSnapshot(std::string_view bytes);
Result<Signed<TufTargets>> ParseTufTargets(std::string_view bytes);  // Also of delegated roles.

// The whole file, signed by each key, ready to be written. Names are UTF-8; a role has either `paths` or
// `path_hash_prefixes`.
std::string SignTufRoot(const TufRoot& body, std::span<const SigningKey> keys);
std::string SignTufTimestamp(const TufTimestamp& body, std::span<const SigningKey> keys);
std::string SignTufSnapshot(const TufSnapshot& body, std::span<const SigningKey> keys);
std::string SignTufTargets(const TufTargets& body, std::span<const SigningKey> keys);

// Whether at least `role.threshold` different keys of `role` signed `canonical`. Known are Ed25519, ECDSA on
// P-256 and RSA (PSS or PKCS #1 v1.5) with SHA-256; keys of other kinds count as no signature. A second
// signature under the same id is not looked at. kUntrusted says how many of how many were good.
Status CheckSignatures(std::string_view canonical, std::span<const TufSignature> signatures,
                       const std::map<std::string, TufKey>& keys, const TufRoleKeys& role);

}  // namespace lianxiao::formats
