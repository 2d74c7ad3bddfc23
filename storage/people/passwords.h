// Passwords and one-time codes: how they are kept, and what is good enough. Argon2id through libsodium.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"

namespace lianxiao::storage {

// What one hash costs. Sized for a small box: RFC 9106 lets memory go down where there is little; OWASP's
// password storage cheat sheet asks for at least 19 MiB with two passes.
struct PasswordCost {
  std::int64_t memory_bytes = 19 << 20;
  std::int64_t passes = 2;
  int at_once = 2;         // Hashes under way at the same time; the others wait their turn.
  int most_waiting = 200;  // More than a whole school at the bell; beyond, kOffline "login.busy".
};

// Hashes and checks, at most `at_once` at a time whatever the number of callers. Safe from any thread.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost);
  ~Passwords();

  Result<std::string> Hash(const SecretBytes& password) const;  // As libsodium writes it, with its salt.
  // False: not this password. An empty `hash` costs the same time and is never right: nobody learns from a
  // clock which names exist.
  Result<bool> Matches(const SecretBytes& password, const std::string& hash) const;
  // Made before the cost was changed: to be made anew when its password is at hand.
  bool IsOfAnotherCost(const std::string& hash) const;

 private:
  struct Turns;
  PasswordCost cost_;
  std::unique_ptr<Turns> turns_;
};

// The rules of grade 2 in a form that can be typed on a phone: at least 8 characters of two kinds, at most
// 128 bytes, not the login name, not among the most used. kInvalid, the message beginning with a key:
// "password.short: …", "password.one_kind: …", "password.is_name: …", "password.common: …", "password.long:
// …".
Status CheckPassword(std::string_view password, std::string_view login);

}  // namespace lianxiao::storage
