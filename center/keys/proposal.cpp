#include "center/keys/proposal.h"

#include <nlohmann/json.hpp>
#include <set>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::center {
namespace {

using formats::TufRoot;
using nlohmann::json;

constexpr const char* kKind = "lianxiao root proposal 1";

tl::unexpected<Error> NoProposal(const std::string& why) {
  return Fail(ErrorCode::kInvalid, "keys.no_proposal: this is not a proposal for a root (" + why + ")");
}

Result<PublishedRoot> RootFrom(const std::string& text, const char* which) {
  auto root = formats::ParseTufRoot(text);
  if (!root || static_cast<std::int64_t>(text.size()) > kMostRootBytes) {
    return NoProposal(which + std::string(": ") + (root ? "too large" : root.error().message));
  }
  return PublishedRoot{*std::move(root), text};
}

const formats::TufRoleKeys& RootKeysOf(const TufRoot& root) {
  static const formats::TufRoleKeys none;
  const auto found = root.roles.find("root");
  return found == root.roles.end() ? none : found->second;
}

// Whether this one signature counts for that root's own role.
bool Counts(const TufRoot& root, std::string_view canonical, const formats::TufSignature& signature) {
  auto one = RootKeysOf(root);
  one.threshold = 1;
  return CheckSignatures(canonical, std::span(&signature, 1), root.keys, one).has_value();
}

SignatureCount CountBy(const TufRoot& root, const formats::Signed<TufRoot>& next) {
  std::set<std::string> good;
  for (const auto& signature : next.signatures) {
    if (Counts(root, next.canonical, signature)) good.insert(signature.key_id);
  }
  return {static_cast<std::int64_t>(good.size()), RootKeysOf(root).threshold};
}

}  // namespace

Result<Proposal> Proposal::Make(const PublishedRoot& current, const TufRoot& next) {
  LIANXIAO_ASSIGN(auto unsigned_next, RootFrom(formats::SignTufRoot(next, {}), "the next root"));
  Proposal proposal(current, std::move(unsigned_next));
  LIANXIAO_TRY(proposal.CheckParts());
  return proposal;
}

Result<Proposal> Proposal::Parse(std::string_view bytes) {
  if (static_cast<std::int64_t>(bytes.size()) > kMostProposalBytes) return NoProposal("far too large");
  const auto document = formats::ParseJson(bytes);
  if (!document || !document->is_object()) return NoProposal("no JSON object");
  formats::JsonFields fields(*document);
  const auto kind = fields.Text("kind"), current = fields.Text("current"), proposed = fields.Text("proposed");
  if (!fields.status()) return NoProposal(fields.status().error().message);
  if (kind != kKind) return NoProposal("of another kind");
  LIANXIAO_ASSIGN(auto before, RootFrom(current, "the root in force"));
  LIANXIAO_ASSIGN(auto next, RootFrom(proposed, "the next root"));
  Proposal proposal(std::move(before), std::move(next));
  LIANXIAO_TRY(proposal.CheckParts());
  return proposal;
}

Status Proposal::CheckParts() const {
  const auto& before = current_.root;
  const auto& next = next_.root;
  if (!CheckSignatures(before.canonical, before.signatures, before.body.keys, RootKeysOf(before.body))) {
    return Fail(ErrorCode::kUntrusted, "keys.bad_signature: the root in force is not signed by its keys");
  }
  if (next.body.version != before.body.version + 1) return NoProposal("its version does not follow");
  LIANXIAO_TRY(CheckSensible(next.body));
  for (const auto& signature : next.signatures) {
    if (Counts(before.body, next.canonical, signature) || Counts(next.body, next.canonical, signature))
      continue;
    return Fail(ErrorCode::kUntrusted,
                "keys.bad_signature: signature of key " + signature.key_id.substr(0, 8) + " is not good");
  }
  return {};
}

std::string Proposal::Text() const {
  return formats::Compact({{"kind", kKind}, {"current", current_.bytes}, {"proposed", next_.bytes}}) + "\n";
}

Status Proposal::Sign(const SigningKey& key) {
  const auto id = formats::TufKey::From(key.verify).Id();
  for (const auto& signature : next_.root.signatures) {
    if (signature.key_id == id) {
      return Fail(ErrorCode::kRefused, "keys.signed_already: key " + id.substr(0, 8) + " has signed this");
    }
  }
  const formats::TufSignature signature{id, ToHex(key.Sign(next_.root.canonical))};
  if (!Counts(current_.root.body, next_.root.canonical, signature) &&
      !Counts(next_.root.body, next_.root.canonical, signature)) {
    return Fail(ErrorCode::kInvalid,
                "keys.not_of_root: key " + id.substr(0, 8) + " is no root key, neither now nor then");
  }
  LIANXIAO_ASSIGN(auto document, formats::ParseJson(next_.bytes));
  document["signatures"].push_back({{"keyid", signature.key_id}, {"sig", signature.signature_hex}});
  LIANXIAO_ASSIGN(next_, RootFrom(formats::Compact(document), "the next root"));
  return CheckParts();
}

SignatureCount Proposal::ByOld() const { return CountBy(current_.root.body, next_.root); }
SignatureCount Proposal::ByNew() const { return CountBy(next_.root.body, next_.root); }

bool IsApplied(const Proposal& proposal, const PublishedRoot& newest) {
  return newest.root.body.version == proposal.next().root.body.version &&
         newest.root.canonical == proposal.next().root.canonical;
}

Status CheckMayApply(const Proposal& proposal, const PublishedRoot& newest, WallTime now) {
  const auto& next = proposal.next().root;
  if (!IsApplied(proposal, newest) && newest.root.canonical != proposal.current().root.canonical) {
    return Fail(ErrorCode::kInvalid,
                "keys.stale: made for root " + std::to_string(proposal.current().root.body.version) +
                    ", and the county is at root " + std::to_string(newest.root.body.version));
  }
  if (!proposal.IsComplete()) {
    return Fail(ErrorCode::kUntrusted, "keys.incomplete: " + std::to_string(proposal.ByOld().Missing()) +
                                           " of the keys so far and " +
                                           std::to_string(proposal.ByNew().Missing()) +
                                           " of the new ones have still to sign");
  }
  LIANXIAO_TRY(CheckFollows(proposal.current().root.body, next));
  if (next.body.expires > now) return {};
  return Fail(ErrorCode::kInvalid, "keys.past_date: it would have been good until " +
                                       ToRfc3339(next.body.expires) + "; make the proposal anew");
}

}  // namespace lianxiao::center
