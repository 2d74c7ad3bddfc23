#include "center/keys/key_file.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {
namespace {

constexpr std::string_view kFirst = "lianxiao key 1\n", kSecond = "lianxiao key 2\n";
constexpr std::string_view kPublic = "lianxiao public key 1\n";
constexpr std::size_t kSecretBytes = 32, kPublicBytes = 32, kHeadDigestBytes = 32;
constexpr std::size_t kMostNameBytes = 64;

Error Broken(const std::string& why) {
  return {ErrorCode::kInvalid, "keys.file_broken: this is not a whole key file (" + why + ")"};
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string_view WordOf(KeyKind kind) { return kind == KeyKind::kSign ? "sign" : "seal"; }

std::string HeadLines(const KeyHead& head) {
  return "kind: " + std::string(WordOf(head.kind)) + "\nname: " + head.name + "\npublic: " + head.public_hex +
         "\ncreated: " + ToRfc3339(head.created) + "\n";
}

// A file taken apart; its secret is not opened yet.
struct Parts {
  KeyHead head;
  std::optional<Locked> locked;
  SecretBytes secret;  // When not locked.
};

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // What stands behind `label` on the next line; nothing if it is another line, or was cut.
  std::optional<std::string_view> Take(std::string_view label) {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos || !rest_.starts_with(label)) return std::nullopt;
    const auto value = rest_.substr(label.size(), end - std::min(end, label.size()));
    rest_.remove_prefix(end + 1);
    return value;
  }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

Result<KeyHead> TakeHead(Lines& lines) {
  const auto kind = lines.Take("kind: "), name = lines.Take("name: "), key = lines.Take("public: "),
             created = lines.Take("created: ");
  if (!kind || !name || !key || !created) return Fail(Broken("its first lines"));
  KeyHead head{.name = std::string(*name), .public_hex = std::string(*key)};
  if (*kind == "seal") {
    head.kind = KeyKind::kSeal;
  } else if (*kind != "sign") {
    return Fail(Broken("kind"));
  }
  const auto raw = FromHex(*key);
  if (!IsName(*name) || !raw || raw->size() != kPublicBytes) return Fail(Broken("name or public key"));
  const auto time = ParseRfc3339(*created);
  if (!time) return Fail(Broken("created"));
  head.created = *time;
  return head;
}

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "argon2id 3 268435456 SALT"
Result<Locked> ParseLock(std::string_view text) {
  std::string_view fields[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto blank = i < 3 ? text.find(' ') : text.size();
    if (blank == std::string_view::npos) return Fail(Broken("lock"));
    fields[i] = text.substr(0, blank);
    text.remove_prefix(std::min(text.size(), blank + 1));
  }
  const auto passes = Number(fields[1]), memory = Number(fields[2]);
  auto salt = FromHex(fields[3]);
  if (fields[0] != "argon2id" || !passes || !memory || !salt) return Fail(Broken("lock"));
  return Locked{{*passes, *memory}, *std::move(salt), {}};
}

Result<Parts> ParseSecond(std::string_view text) {
  Lines lines(text);
  LIANXIAO_ASSIGN(auto head, TakeHead(lines));
  const auto lock = lines.Take("lock: "), secret = lines.Take("secret: ");
  if (!lock || !secret || !lines.AtEnd()) return Fail(Broken("its last lines"));
  auto raw = FromHex(*secret);
  if (!raw) return Fail(Broken("secret"));
  Parts parts{.head = std::move(head)};
  if (*lock == "none") {
    if (raw->size() != kSecretBytes) return Fail(Broken("secret"));
    parts.secret = SecretBytes(*std::move(raw));
    return parts;
  }
  LIANXIAO_ASSIGN(parts.locked, ParseLock(*lock));
  parts.locked->sealed = *std::move(raw);
  parts.head.locked = true;
  return parts;
}

// Version 1 did not say what kind of key it is; there was one key to seal.
Result<Parts> ParseFirst(std::string_view text) {
  Lines lines(text);
  const auto name = lines.Take("name: "), secret = lines.Take("secret: ");
  if (!name || !IsName(*name) || !secret || !lines.AtEnd()) return Fail(Broken("its lines"));
  auto raw = FromHex(*secret);
  if (!raw || raw->size() != kSecretBytes) return Fail(Broken("secret"));
  Parts parts{.secret = SecretBytes(*std::move(raw))};
  parts.head.name = std::string(*name);
  parts.head.kind = *name == "center-seal" ? KeyKind::kSeal : KeyKind::kSign;
  if (parts.head.kind == KeyKind::kSign) {
    LIANXIAO_ASSIGN(const auto key, SigningKey::FromSeed(parts.secret.View()));
    parts.head.public_hex = key.verify.Hex();
  } else {
    LIANXIAO_ASSIGN(const auto key, OpenKey::FromSecret(parts.secret.View()));
    parts.head.public_hex = key.seal.Hex();
  }
  return parts;
}

Result<Parts> Parse(std::string_view text) {
  if (static_cast<std::int64_t>(text.size()) > kMostKeyFileBytes) return Fail(Broken("far too long"));
  if (text.starts_with(kSecond)) return ParseSecond(text.substr(kSecond.size()));
  if (text.starts_with(kFirst)) return ParseFirst(text.substr(kFirst.size()));
  if (text.starts_with(kPublic)) {
    return Fail(ErrorCode::kInvalid, "keys.only_public: this is the public half of a key");
  }
  return Fail(Broken("its first line"));
}

Result<SecretBytes> Write(const KeyHead& head, const SecretBytes& secret, const Passphrase& passphrase,
                          const LockCost& cost) {
  if (!IsName(head.name)) {
    return Fail(ErrorCode::kInvalid, "keys.name: a key's name is 1 to 64 of a-z, 0-9 and -");
  }
  const auto lines = HeadLines(head);
  if (!passphrase) {
    return SecretBytes(std::string(kSecond) + lines + "lock: none\nsecret: " + ToHex(secret.View()) + "\n");
  }
  const SecretBytes inside(std::string(HashOf(lines).View()) + std::string(secret.View()));
  LIANXIAO_ASSIGN(const auto locked, Lock(inside.View(), *passphrase, cost));
  return SecretBytes(std::string(kSecond) + lines + "lock: argon2id " + std::to_string(cost.passes) + " " +
                     std::to_string(cost.memory_bytes) + " " + ToHex(locked.salt) +
                     "\nsecret: " + ToHex(locked.sealed) + "\n");
}

Result<SecretBytes> OpenParts(const Parts& parts, const Passphrase& passphrase) {
  if (!parts.locked) return parts.secret;
  if (!passphrase) {
    return Fail(ErrorCode::kRefused,
                "keys.passphrase_needed: key \"" + parts.head.name + "\" is locked with a passphrase");
  }
  LIANXIAO_ASSIGN(const auto inside, Unlock(*parts.locked, *passphrase));
  const auto bytes = inside.View();
  if (bytes.size() != kHeadDigestBytes + kSecretBytes ||
      bytes.substr(0, kHeadDigestBytes) != HashOf(HeadLines(parts.head)).View()) {
    return Fail(Broken("somebody changed its first lines"));
  }
  return SecretBytes(std::string(bytes.substr(kHeadDigestBytes)));
}

Status CheckIsWhatItSays(const KeyHead& head, KeyKind kind, const std::string& public_hex) {
  if (head.kind == kind && head.public_hex == public_hex) return {};
  return Fail(Broken("its secret does not belong to its public key"));
}

template <typename Value>
Result<Value> From(storage::Disk& disk, const std::string& path,
                   const std::function<Result<Value>(std::string_view)>& read) {
  auto bytes = storage::ReadWhole(disk, path, kMostKeyFileBytes);
  if (!bytes) return Fail(bytes.error());
  const SecretBytes text(*std::move(bytes));
  auto value = read(text.View());
  if (value) return value;
  // The key of the sentence stays in front.
  return Fail(value.error().code, value.error().message + ": " + path);
}

}  // namespace

std::string KeyHead::TufKeyId() const {
  const auto key = VerifyKey::FromHex(public_hex);
  return key ? formats::TufKey::From(*key).Id() : std::string();
}

Result<SecretBytes> WriteKeyFile(const SigningKey& key, const std::string& name, WallTime created,
                                 const Passphrase& passphrase, const LockCost& cost) {
  return Write({KeyKind::kSign, name, key.verify.Hex(), created, passphrase.has_value()}, key.seed,
               passphrase, cost);
}

Result<SecretBytes> WriteKeyFile(const OpenKey& key, const std::string& name, WallTime created,
                                 const Passphrase& passphrase, const LockCost& cost) {
  return Write({KeyKind::kSeal, name, key.seal.Hex(), created, passphrase.has_value()}, key.secret,
               passphrase, cost);
}

std::string WritePublicKey(const KeyHead& head) { return std::string(kPublic) + HeadLines(head); }

Result<KeyHead> ReadKeyHead(std::string_view text) {
  LIANXIAO_ASSIGN(auto parts, Parse(text));
  return std::move(parts.head);
}

Result<KeyHead> ReadPublicKey(std::string_view text) {
  if (!text.starts_with(kPublic)) return ReadKeyHead(text);  // The whole key tells its public half too.
  Lines lines(text.substr(kPublic.size()));
  LIANXIAO_ASSIGN(auto head, TakeHead(lines));
  if (!lines.AtEnd()) return Fail(Broken("text after its end"));
  return head;
}

Result<SigningKey> ReadSigningKey(std::string_view text, const Passphrase& passphrase) {
  LIANXIAO_ASSIGN(const auto parts, Parse(text));
  LIANXIAO_ASSIGN(const auto secret, OpenParts(parts, passphrase));
  LIANXIAO_ASSIGN(auto key, SigningKey::FromSeed(secret.View()));
  LIANXIAO_TRY(CheckIsWhatItSays(parts.head, KeyKind::kSign, key.verify.Hex()));
  return key;
}

Result<OpenKey> ReadOpenKey(std::string_view text, const Passphrase& passphrase) {
  LIANXIAO_ASSIGN(const auto parts, Parse(text));
  LIANXIAO_ASSIGN(const auto secret, OpenParts(parts, passphrase));
  LIANXIAO_ASSIGN(auto key, OpenKey::FromSecret(secret.View()));
  LIANXIAO_TRY(CheckIsWhatItSays(parts.head, KeyKind::kSeal, key.seal.Hex()));
  return key;
}

Result<KeyHead> LoadKeyHead(storage::Disk& disk, const std::string& path) {
  return From<KeyHead>(disk, path, ReadKeyHead);
}
Result<KeyHead> LoadPublicKey(storage::Disk& disk, const std::string& path) {
  return From<KeyHead>(disk, path, ReadPublicKey);
}
Result<SigningKey> LoadSigningKey(storage::Disk& disk, const std::string& path,
                                  const Passphrase& passphrase) {
  return From<SigningKey>(disk, path,
                          [&](std::string_view text) { return ReadSigningKey(text, passphrase); });
}
Result<OpenKey> LoadOpenKey(storage::Disk& disk, const std::string& path, const Passphrase& passphrase) {
  return From<OpenKey>(disk, path, [&](std::string_view text) { return ReadOpenKey(text, passphrase); });
}

Status SaveNewKeyFile(const std::string& path, const SecretBytes& text) {
  storage::RealDisk disk(storage::Readable::kOwner);
  LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
  if (there) {
    return Fail(ErrorCode::kInvalid, "keys.file_exists: " + path + " is there already; name another file");
  }
  LIANXIAO_TRY(disk.MakeFolders(storage::FolderOf(path)));
  return storage::WriteWhole(disk, path, text.View());
}

}  // namespace lianxiao::center
