#include "center/tls/tls_files.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "center/owner.h"
#include "storage/formats/packed_address.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kMostPemBytes = 256 << 10;  // A long chain is 10 KiB.

// Certificates name IPv6 addresses without brackets.
std::string HostOf(const std::string& address) {
  const auto host = formats::HostOfAddress(address);
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string MachineName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// The statement goes last: it must not name a key that a power cut kept from being there.
Status Save(const std::string& county, const CertificatePair& pair, const std::string& statement) {
  storage::RealDisk disk;  // For the owner alone, the key above all.
  LIANXIAO_TRY(disk.MakeFolders(TlsFolder(county)));
  LIANXIAO_TRY(GiveToOwnerOf(county, TlsFolder(county)));
  const std::pair<std::string, std::string_view> files[] = {{TlsKeyFile(county), pair.key.View()},
                                                            {CertificateFile(county), pair.certificate},
                                                            {TlsStatementFile(county), statement}};
  for (const auto& [path, bytes] : files) {
    LIANXIAO_TRY(storage::WriteWhole(disk, path, bytes));
    LIANXIAO_TRY(GiveToOwnerOf(county, path));
  }
  return {};
}

// A statement that is there and cannot be read must not start the numbers anew: boxes would pass over it.
Result<std::int64_t> NextNumber(const std::string& county, const VerifyKey& sign) {
  storage::RealDisk disk;
  const auto text = LoadTlsStatement(disk, county);
  if (!text && text.error().code == ErrorCode::kNotFound) return 1;
  if (!text) return Fail(text.error());
  const auto old = formats::OpenTlsStatement(*text, sign);
  if (!old) return Fail(old.error().While(TlsStatementFile(county)));
  return old->number + 1;
}

Status Install(const Clock& clock, const std::string& county, const CertificatePair& pair, bool public_ca,
               const SigningKey& sign) {
  LIANXIAO_ASSIGN(const auto facts, ReadCertificate(pair.certificate));
  LIANXIAO_ASSIGN(const auto number, NextNumber(county, sign.verify));
  const formats::TlsStatement statement{
      .keys = {facts.key_sha256}, .public_ca = public_ca, .number = number, .at = clock.Wall()};
  return Save(county, pair, formats::SignTlsStatement(statement, sign));
}

}  // namespace

std::vector<std::string> NamesFor(const std::vector<std::string>& addresses) {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (name.empty() || name == "0.0.0.0" || name == "::") return;
    if (std::ranges::count(names, name) == 0) names.push_back(std::move(name));
  };
  for (const auto& address : addresses) add(HostOf(address));
  add(MachineName());
  add("localhost");
  add("127.0.0.1");
  return names;
}

Status MakeTls(const Clock& clock, const std::string& county, const std::vector<std::string>& names,
               const SigningKey& sign) {
  LIANXIAO_ASSIGN(const auto pair, MakeCertificate(names, clock.Wall()));
  return Install(clock, county, pair, false, sign);
}

Status UseTls(const Clock& clock, const std::string& county, const std::string& certificate_file,
              const std::string& key_file, bool public_ca, const SigningKey& sign) {
  storage::RealDisk disk;
  CertificatePair pair;
  LIANXIAO_ASSIGN(pair.certificate, storage::ReadWhole(disk, certificate_file, kMostPemBytes));
  LIANXIAO_ASSIGN(auto key, storage::ReadWhole(disk, key_file, kMostPemBytes));
  pair.key = SecretBytes(std::move(key));
  if (const auto facts = ReadCertificate(pair.certificate); !facts)
    return Fail(facts.error().While(certificate_file));
  if (const auto fits = CheckPair(pair.certificate, pair.key.View()); !fits)
    return Fail(fits.error().While(key_file));
  return Install(clock, county, pair, public_ca, sign);
}

Status EnsureTls(const Clock& clock, const std::string& county, const std::vector<std::string>& names,
                 const SigningKey& sign) {
  storage::RealDisk disk;
  LIANXIAO_ASSIGN(const bool there, disk.Exists(TlsStatementFile(county)));
  return there ? Status{} : MakeTls(clock, county, names, sign);
}

Status SignTlsAnew(const Clock& clock, const std::string& county, const VerifyKey& before,
                   const SigningKey& sign) {
  storage::RealDisk disk;
  const auto text = LoadTlsStatement(disk, county);
  if (!text && text.error().code == ErrorCode::kNotFound) return {};
  if (!text) return Fail(text.error());
  if (formats::OpenTlsStatement(*text, sign.verify)) return {};
  LIANXIAO_ASSIGN(auto statement, formats::OpenTlsStatement(*text, before));
  ++statement.number;
  statement.at = clock.Wall();
  LIANXIAO_TRY(
      storage::WriteWhole(disk, TlsStatementFile(county), formats::SignTlsStatement(statement, sign)));
  return GiveToOwnerOf(county, TlsStatementFile(county));
}

Result<std::string> LoadTlsStatement(storage::Disk& disk, const std::string& county) {
  return storage::ReadWhole(disk, TlsStatementFile(county), formats::kMaxTlsStatementBytes);
}

Result<std::string> LoadTlsStatementBy(storage::Disk& disk, const std::string& county,
                                       const VerifyKey& sign) {
  LIANXIAO_ASSIGN(auto text, LoadTlsStatement(disk, county));
  if (formats::OpenTlsStatement(text, sign)) return text;
  return Fail(ErrorCode::kNotFound, TlsStatementFile(county) + " is signed with another key than is in use");
}

Result<TlsState> LoadTls(storage::Disk& disk, const std::string& county, const VerifyKey& sign) {
  LIANXIAO_ASSIGN(const auto pem, storage::ReadWhole(disk, CertificateFile(county), kMostPemBytes));
  LIANXIAO_ASSIGN(const auto text, LoadTlsStatement(disk, county));
  TlsState state;
  LIANXIAO_ASSIGN(state.certificate, ReadCertificate(pem));
  LIANXIAO_ASSIGN(state.statement, formats::OpenTlsStatement(text, sign));
  return state;
}

}  // namespace lianxiao::center
