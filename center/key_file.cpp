#include "center/key_file.h"

#include "storage/base/encoding.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kMostBytes = 4096;
constexpr std::size_t kSecretBytes = 32;

std::string FileOf(const std::string& folder, const std::string& name) {
  return folder + "/" + name + ".key";
}

std::string Head(const std::string& name) { return "lianxiao key 1\nname: " + name + "\nsecret: "; }

}  // namespace

Status SaveKey(storage::Disk& disk, const std::string& folder, const std::string& name,
               const SecretBytes& secret) {
  const SecretBytes text(Head(name) + ToHex(secret.View()) + "\n");
  return storage::WriteWhole(disk, FileOf(folder, name), text.View());
}

Result<SecretBytes> LoadKey(storage::Disk& disk, const std::string& folder, const std::string& name) {
  const auto path = FileOf(folder, name);
  auto read = storage::ReadWhole(disk, path, kMostBytes);
  if (!read) return Fail(read.error());
  const SecretBytes text(*std::move(read));
  const auto head = Head(name);
  auto rest = text.View();
  const Error wrong{ErrorCode::kInvalid, path + " is not the key \"" + name + "\"; put the right file back"};
  if (!rest.starts_with(head) || !rest.ends_with("\n")) return Fail(wrong);
  rest.remove_prefix(head.size());
  rest.remove_suffix(1);
  auto secret = FromHex(rest);
  if (!secret || secret->size() != kSecretBytes) return Fail(wrong);
  return SecretBytes(*std::move(secret));
}

}  // namespace lianxiao::center
