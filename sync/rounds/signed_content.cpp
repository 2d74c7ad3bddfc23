#include "sync/rounds/signed_content.h"

#include <algorithm>

#include "storage/formats/library_name.h"
#include "sync/trust/delegation.h"

namespace lianxiao::sync {
namespace {

using formats::TufDelegatedRole;

// Whether the county lets `library` speak for `path`: its patterns match, and no terminating delegation
// before it has the last word.
bool MaySpeak(const std::vector<TufDelegatedRole>& roles, const std::string& library,
              const std::string& path) {
  for (const auto& role : roles) {
    const bool matches = SpeaksFor(role, path);
    if (role.name == library) return matches && formats::LibraryOfShard(path) == library;
    if (matches && role.terminating) return false;
  }
  return false;
}

}  // namespace

std::vector<std::string> FollowedLibraries(const formats::TufTargets& county, const Follows& follows) {
  std::vector<std::string> libraries;
  if (!county.delegations) return libraries;
  for (const auto& role : county.delegations->roles) {
    if (libraries.size() == kMaxLibraries) break;
    if (formats::CheckLibraryName(role.name) && follows(role.name)) libraries.push_back(role.name);
  }
  return libraries;
}

bool SignedContent::IsOver(const std::string& name) const {
  if (targets.contains(name)) return false;
  const auto library = formats::LibraryOfShard(name);
  return !library || !waiting.contains(*library);
}

SignedContent ContentOf(const TrustedSet& trusted, const Follows& follows, WallTime now) {
  const auto& county = *trusted.targets();
  SignedContent content;
  for (const auto& [name, target] : county.targets) content.targets[name] = {target, ""};
  for (const auto& library : FollowedLibraries(county, follows)) {
    const auto* lists = trusted.InUse(library);
    if (lists == nullptr || lists->expires <= now) {
      content.waiting.insert(library);
      continue;
    }
    for (const auto& [name, target] : lists->targets) {
      // In the order of the county, and its own first: who comes later does not replace who came before.
      if (MaySpeak(county.delegations->roles, library, name)) {
        content.targets.try_emplace(name, SignedTarget{target, library});
      }
    }
  }
  return content;
}

}  // namespace lianxiao::sync
