#include "storage/people/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace lianxiao::storage {
namespace {

std::size_t MemoryOf(const PasswordCost& cost) {
  return std::max(static_cast<std::size_t>(cost.memory_bytes),
                  std::size_t{crypto_pwhash_argon2id_MEMLIMIT_MIN});
}

unsigned long long PassesOf(const PasswordCost& cost) {
  return static_cast<unsigned long long>(
      std::max<std::int64_t>(cost.passes, crypto_pwhash_argon2id_OPSLIMIT_MIN));
}

}  // namespace

// Who comes first is served first, `at_once` of them together.
struct Passwords::Turns {
  std::string nobodys;  // A hash that no password was put into, to spend the time of one on.
  std::mutex mutex;     // Guards all below.
  std::condition_variable ended_one;
  std::int64_t came = 0, ended = 0;

  // False: too many wait already.
  bool Take(const PasswordCost& cost) {
    std::unique_lock lock(mutex);
    if (came - ended >= cost.at_once + cost.most_waiting) return false;
    const auto turn = came++;
    ended_one.wait(lock, [&] { return turn < ended + cost.at_once; });
    return true;
  }
  void End() {
    {
      const std::lock_guard lock(mutex);
      ++ended;
    }
    ended_one.notify_all();
  }
};

namespace {

tl::unexpected<Error> Busy() {
  return Fail(ErrorCode::kOffline,
              "login.busy: too many people log in at the same time; try again in a minute");
}

Result<std::string> HashNow(const PasswordCost& cost, std::string_view password) {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), PassesOf(cost), MemoryOf(cost),
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Fail(ErrorCode::kInternal, "no memory to hash a password");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

}  // namespace

Passwords::Passwords(PasswordCost cost) : cost_(cost), turns_(std::make_unique<Turns>()) {
  turns_->nobodys = HashNow(cost_, RandomBytes(32)).value_or("");
}

Passwords::~Passwords() = default;

Result<std::string> Passwords::Hash(const SecretBytes& password) const {
  if (!turns_->Take(cost_)) return Busy();
  auto hash = HashNow(cost_, password.View());
  turns_->End();
  return hash;
}

Result<bool> Passwords::Matches(const SecretBytes& password, const std::string& hash) const {
  if (!turns_->Take(cost_)) return Busy();
  const auto& against = hash.empty() ? turns_->nobodys : hash;
  const bool right =
      crypto_pwhash_str_verify(against.c_str(), password.View().data(), password.View().size()) == 0;
  turns_->End();
  return right && !hash.empty();
}

bool Passwords::IsOfAnotherCost(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), PassesOf(cost_), MemoryOf(cost_)) != 0;
}

}  // namespace lianxiao::storage
