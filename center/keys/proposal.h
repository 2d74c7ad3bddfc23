// A root that is to be: a file that goes from the county's machine to the people with the root keys and back.
//
//   made (no signature) ──sign──▶ … ──sign──▶ enough of the old keys and of the new ──apply──▶ N.root.json
//
// As bytes: compact JSON {"kind": "lianxiao root proposal 1", "current": text of the root in force,
// "proposed": text of the next, with the signatures so far}. It carries the root in force so that a machine
// that has never seen the county can say what would change. Whoever hands it on may break it, and can change
// nothing in it without the signatures coming loose. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "center/keys/root_chain.h"
#include "center/keys/root_change.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

inline constexpr std::int64_t kMostProposalBytes = 4 * kMostRootBytes;  // Two roots, escaped as strings.

struct SignatureCount {
  std::int64_t have = 0, need = 0;
  std::int64_t Missing() const { return have < need ? need - have : 0; }
};

class Proposal {
 public:
  // kInvalid where `next` is no root that may follow.
  static Result<Proposal> Make(const PublishedRoot& current, const formats::TufRoot& next);
  // Believes nothing: kInvalid "keys.no_proposal" for other files; kUntrusted "keys.bad_signature" when one
  // in it is not good, or of a key that has no part in this.
  static Result<Proposal> Parse(std::string_view bytes);
  std::string Text() const;

  // kInvalid "keys.not_of_root": the key belongs to neither root. kRefused "keys.signed_already".
  Status Sign(const SigningKey& key);

  // By keys of the root in force, and by keys of the next: each key once.
  SignatureCount ByOld() const;
  SignatureCount ByNew() const;
  bool IsComplete() const { return ByOld().Missing() == 0 && ByNew().Missing() == 0; }
  std::vector<RootChange> Changes() const { return Compare(current_.root.body, next_.root.body); }

  const PublishedRoot& current() const { return current_; }
  const PublishedRoot& next() const { return next_; }

 private:
  Proposal(PublishedRoot current, PublishedRoot next)
      : current_(std::move(current)), next_(std::move(next)) {}
  Status CheckParts() const;

  PublishedRoot current_, next_;
};

// Whether the county may publish the proposal now: made for the newest root (or is the newest already),
// complete, sensible, and not past its date. kInvalid "keys.stale", kUntrusted "keys.incomplete",
// kInvalid "keys.past_date".
Status CheckMayApply(const Proposal& proposal, const PublishedRoot& newest, WallTime now);
// It is in force already: an apply that was cut off goes on.
bool IsApplied(const Proposal& proposal, const PublishedRoot& newest);

}  // namespace lianxiao::center
