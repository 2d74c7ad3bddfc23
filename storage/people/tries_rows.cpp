#include "storage/people/tries_rows.h"

#include <arpa/inet.h>

#include <array>

#include "storage/base/digest.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kKnownAddresses = 20;  // Of one account: home, office, each classroom, phones.

// Who has one IPv6 address has 2^64 of them: all of one network count as one.
std::string NetworkOf(const std::string& address) {
  std::array<char, 16> bytes{};
  constexpr std::size_t kNetworkBytes = 8;
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
  const std::string_view mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);  // ::ffff:192.0.2.1 is IPv4.
  const std::string_view all(bytes.data(), bytes.size());
  return std::string(all.starts_with(mapped) ? all : all.substr(0, kNetworkBytes));
}

}  // namespace

Result<DigestKey> DigestKey::Load(Connection& c) {
  DigestKey key;
  {
    auto row = c.Prepare("SELECT bytes FROM digest_key");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) {
      key.bytes_ = row.Text(0);
      return key;
    }
  }
  key.bytes_ = RandomBytes(kKeyBytes);
  LIANXIAO_TRY(c.Prepare("INSERT INTO digest_key (row, bytes) VALUES (1, ?)").BindBlob(1, key.bytes_).Run());
  return key;
}

std::string DigestKey::Digest(std::string_view what, std::string_view of) const {
  BlobHasher hasher;
  hasher.Add(bytes_);  // Of fixed length, and the hash is no Merkle–Damgård one: a prefix keys it.
  hasher.Add(std::string(what) + "\n");
  hasher.Add(of);
  return std::string(hasher.Finish().View());
}

TryCounts::TryCounts(DigestKey key, const PeopleOptions& options)
    : key_(std::move(key)),
      name_rule_{options.wrong_tries, options.locked_ms},
      address_rule_{options.wrong_tries_of_address, options.locked_ms} {}

std::string TryCounts::AddressDigest(const std::string& from) const {
  return key_.Digest("address", NetworkOf(from));
}
std::string TryCounts::PairKey(const std::string& account, std::string_view address_digest) const {
  return key_.Digest("pair", account + std::string(address_digest));
}
std::string TryCounts::StrangersKey(std::string_view folded_login) const {
  return key_.Digest("name", folded_login);
}

Result<std::vector<TryCount>> TryCounts::Of(Connection& c, std::string_view folded_login,
                                            const std::optional<std::string>& account,
                                            const std::string& from) const {
  const auto address = AddressDigest(from);
  if (account) {
    auto row = c.Prepare("SELECT 1 FROM known_addresses WHERE account = ? AND address = ?");
    row.Bind(1, *account).BindBlob(2, address);
    LIANXIAO_ASSIGN(const bool known, row.Step());
    if (known)
      return std::vector{TryCount{TryCount::Whose::kOneName, PairKey(*account, address), name_rule_}};
  }
  return std::vector{TryCount{TryCount::Whose::kOneName, StrangersKey(folded_login), name_rule_},
                     TryCount{TryCount::Whose::kOneAddress, address, address_rule_}};
}

Status TryCounts::Remember(Connection& c, const std::string& account, const std::string& from) const {
  LIANXIAO_TRY(c.Prepare("INSERT OR REPLACE INTO known_addresses (account, address) VALUES (?, ?)")
                   .Bind(1, account)
                   .BindBlob(2, AddressDigest(from))
                   .Run());
  return c
      .Prepare(
          "DELETE FROM known_addresses WHERE account = ?1 AND number NOT IN (SELECT number FROM"
          " known_addresses WHERE account = ?1 ORDER BY number DESC LIMIT ?2)")
      .Bind(1, account)
      .Bind(2, kKnownAddresses)
      .Run();
}

Status TryCounts::ForgetAll(Connection& c, std::string_view folded_login, const std::string& account) const {
  LIANXIAO_TRY(DeleteTries(c, StrangersKey(folded_login)));
  auto rows = c.Prepare("SELECT address FROM known_addresses WHERE account = ?");
  rows.Bind(1, account);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    LIANXIAO_TRY(DeleteTries(c, PairKey(account, rows.Text(0))));
  }
}

Result<Tries> LoadTries(Connection& c, const std::string& key) {
  auto row = c.Prepare("SELECT wrong, rests, boot, up_ms, wall_ms FROM tries WHERE key = ?");
  row.BindBlob(1, key);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Tries{};
  return Tries{static_cast<int>(row.Int(0)),
               static_cast<int>(row.Int(1)),
               {WallTime{row.Int(4)}, row.Text(2), Instant{row.Int(3)}}};
}

Status SaveTries(Connection& c, const std::string& key, const Tries& tries) {
  return c
      .Prepare(
          "INSERT OR REPLACE INTO tries (key, wrong, rests, boot, up_ms, wall_ms) VALUES (?, ?, ?, ?, ?, ?)")
      .BindBlob(1, key)
      .Bind(2, std::int64_t{tries.wrong})
      .Bind(3, std::int64_t{tries.rests})
      .Bind(4, tries.last.boot)
      .Bind(5, tries.last.up.ms)
      .Bind(6, tries.last.wall.ms)
      .Run();
}

Status DeleteTries(Connection& c, const std::string& key) {
  return c.Prepare("DELETE FROM tries WHERE key = ?").BindBlob(1, key).Run();
}

Status DeleteForgottenTries(Connection& c, const Moment& now) {
  std::vector<std::string> forgotten;
  auto rows = c.Prepare("SELECT key, boot, up_ms, wall_ms FROM tries");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    const Tries tries{0, 0, {WallTime{rows.Int(3)}, rows.Text(1), Instant{rows.Int(2)}}};
    if (IsForgotten(tries, now)) forgotten.push_back(rows.Text(0));
  }
  for (const auto& key : forgotten) LIANXIAO_TRY(DeleteTries(c, key));
  return {};
}

std::unique_ptr<TriesUnderWay::Place> TriesUnderWay::Begin(const std::string& key, int& before) {
  const std::lock_guard lock(mutex_);
  before = counts_[key]++;
  return std::make_unique<Place>(*this, key);
}

TriesUnderWay::Place::~Place() {
  const std::lock_guard lock(all_.mutex_);
  const auto count = all_.counts_.find(key_);
  if (--count->second == 0) all_.counts_.erase(count);
}

}  // namespace lianxiao::storage
