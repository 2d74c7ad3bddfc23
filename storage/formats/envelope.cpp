#include "storage/formats/envelope.h"

namespace lianxiao::formats {
namespace {

constexpr std::size_t kSignatureBytes = 64;

std::string ForReader(std::string_view purpose, const SealKey& to, std::string_view body) {
  const std::string_view reader(reinterpret_cast<const char*>(to.bytes.data()), to.bytes.size());
  return ForSigning(purpose, std::string(reader) + std::string(body));
}

}  // namespace

std::string ForSigning(std::string_view purpose, std::string_view body) {
  return std::string(purpose) + "\n" + std::string(body);
}

std::string SealSigned(std::string_view purpose, std::string_view body, const SigningKey& from,
                       const SealKey& to) {
  return Seal(to, from.Sign(ForReader(purpose, to, body)) + std::string(body));
}

Result<std::string> OpenSigned(std::string_view purpose, std::string_view sealed, const OpenKey& to,
                               const VerifyKey& from) {
  LIANXIAO_ASSIGN(auto message, to.Open(sealed));
  if (message.size() < kSignatureBytes) return Fail(ErrorCode::kCorrupt, "too short for a signed message");
  const auto signature = message.substr(0, kSignatureBytes);
  message.erase(0, kSignatureBytes);
  if (!Verify(from, ForReader(purpose, to.seal, message), signature)) {
    return Fail(ErrorCode::kUntrusted, "not signed by its sender as a " + std::string(purpose));
  }
  return message;
}

}  // namespace lianxiao::formats
