// Keys of the kinds that the project only checks, made by OpenSSL: for tests that play a repository of
// somebody else. Used from one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lianxiao::test {

enum class PemKind { kEcdsaP256, kEcdsaP384, kRsaPss, kRsaPkcs1, kSmallRsaPss };

class PemSigner {
 public:
  explicit PemSigner(PemKind kind);  // A new key. Throws std::runtime_error if OpenSSL cannot.
  std::string Pem() const;           // The public half.
  std::string Sign(std::string_view message) const;

 private:
  PemKind kind_;
  std::shared_ptr<void> key_;
};

}  // namespace lianxiao::test
