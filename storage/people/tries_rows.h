// The rows of tables `tries` and `known_addresses`: who has tried wrongly how often, and from where somebody
// logged in well before. Which tries count together says login_rules.h. Private to this room.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/people/login_rules.h"
#include "storage/people/people.h"

namespace lianxiao::storage {

// Makes keyed digests, so that a row tells nobody a name or an address. Plain value.
class DigestKey {
 public:
  // The one of this database, made at the first call.
  static Result<DigestKey> Load(Connection& c);
  std::string Digest(std::string_view what, std::string_view of) const;  // 32 bytes.

 private:
  std::string bytes_;
};

// One count that a try goes to.
struct TryCount {
  enum class Whose { kOneName, kOneAddress } whose;
  std::string key;
  TryRule rule;
};

// The two rules, and the counts of one try.
class TryCounts {
 public:
  TryCounts(DigestKey key, const PeopleOptions& options);
  // `account`: its id, if the name exists.
  Result<std::vector<TryCount>> Of(Connection& c, std::string_view folded_login,
                                   const std::optional<std::string>& account, const std::string& from) const;
  Status Remember(Connection& c, const std::string& account, const std::string& from) const;
  // All tries on this account, from wherever.
  Status ForgetAll(Connection& c, std::string_view folded_login, const std::string& account) const;
  // Of strangers' tries on this name.
  std::string StrangersKey(std::string_view folded_login) const;
  const TryRule& name_rule() const { return name_rule_; }

 private:
  std::string PairKey(const std::string& account, std::string_view address_digest) const;
  std::string AddressDigest(const std::string& from) const;
  DigestKey key_;
  TryRule name_rule_, address_rule_;
};

Result<Tries> LoadTries(Connection& c, const std::string& key);
Status SaveTries(Connection& c, const std::string& key, const Tries& tries);
Status DeleteTries(Connection& c, const std::string& key);
Status DeleteForgottenTries(Connection& c, const Moment& now);

// Tries of which nobody knows yet whether they are wrong: a hundred guesses sent at once must not all pass
// before the first is counted. Safe from any thread.
class TriesUnderWay {
 public:
  // Holds its place in the counts until it goes.
  class Place {
   public:
    Place(TriesUnderWay& all, std::string key) : all_(all), key_(std::move(key)) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    TriesUnderWay& all_;
    std::string key_;
  };
  // `before`: how many of this key were under way already.
  std::unique_ptr<Place> Begin(const std::string& key, int& before);

 private:
  std::mutex mutex_;  // Guards counts_.
  std::map<std::string, int> counts_;
};

}  // namespace lianxiao::storage
