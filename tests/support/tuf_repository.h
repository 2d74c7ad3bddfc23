// A TUF repository of somebody else, that a test publishes step by step: any roles, any kinds of keys, and
// whatever mistakes the test wants. Served on loopback. Used from one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "storage/formats/tuf.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/pem_signer.h"

namespace lianxiao::test {

// One who signs: an id, the public key under it, and how.
struct TufSigner {
  std::string id;
  formats::TufKey key;
  std::function<std::string(std::string_view)> sign;

  static TufSigner Ed25519();
  static TufSigner Pem(const std::string& keytype, const std::string& scheme, PemKind kind);
};

class TufRepository {
 public:
  // The four roles with one Ed25519 key each, everything in version 1 and published.
  TufRepository() { StartAnew(); }
  void StartAnew();

  // What the next Publish signs. Change at will.
  formats::TufRoot root;
  formats::TufTimestamp timestamp;
  formats::TufSnapshot snapshot;
  std::map<std::string, formats::TufTargets> targets;  // "targets" and delegated roles.
  std::map<std::string, std::vector<TufSigner>> signers;
  bool name_hashes = false;  // Lengths and SHA-256 of files in snapshot and timestamp.

  // Who may sign for a top-level role, and does.
  void AddKey(const std::string& role, const TufSigner& signer);
  void RotateKeys(const std::string& role);  // As many new ones as the threshold asks for.
  // A delegated role with a key of its own, for every path unless `paths` says otherwise.
  void Delegate(const std::string& from, const std::string& to, std::vector<std::string> paths = {"*"},
                bool terminating = false);
  // Lists a target and serves its bytes.
  void AddTarget(const std::string& role, const std::string& path, const std::string& bytes);
  void ServeTarget(const std::string& path, const std::string& bytes, const formats::TufTarget& target);

  // Signs and serves each, in this order, in the next version (the first time in the one it has). Snapshot
  // and timestamp get to name what was published.
  void Publish(const std::vector<std::string>& roles);
  // Signs nothing anew, but changes the bytes that are served of a role's newest version.
  void Tamper(const std::string& role, const std::function<void(nlohmann::json&)>& change);
  void Serve(const std::string& role, std::int64_t version, const std::string& bytes);
  void Withdraw(const std::string& role);  // The newest version: 404 from now on.

  std::string metadata_url() const { return server_->address() + "/metadata/"; }
  std::string target_url() const { return server_->address() + "/targets/"; }
  std::string Newest(const std::string& role) const { return newest_.at(role); }
  std::string first_root() const { return first_root_; }
  std::int64_t VersionOf(const std::string& role) const;
  // Names of what was asked for since the last call: "2.root.json", "timestamp.json", "targets/a/b".
  std::vector<std::string> Asked();

 private:
  nlohmann::json SignedPart(const std::string& role) const;
  std::int64_t& Version(const std::string& role);
  std::vector<std::string> PathsOf(const std::string& role, std::int64_t version) const;

  std::unique_ptr<MisbehavingServer> server_;
  std::map<std::string, std::string> newest_;
  std::string first_root_;
};

// Milliseconds of a date so many days from now.
WallTime InDays(std::int64_t days);

}  // namespace lianxiao::test
