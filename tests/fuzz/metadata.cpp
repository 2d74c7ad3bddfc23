// All four TUF files, keys of every kind in them, and whom targets delegate to.
#include "storage/formats/path_pattern.h"
#include "storage/formats/tuf.h"
#include "storage/formats/tuf_names.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

template <typename Parsed>
void FileHolds(const Parsed& file) {
  if (!file) {
    Expect(file.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(file->body.version >= 1 && !file->canonical.empty());
}

void DelegationsHold(const TufDelegations& delegations, const std::string& canonical,
                     const std::vector<TufSignature>& signatures) {
  for (const auto& [id, key] : delegations.keys) Expect(key.Value() == TufKey(key).Value());
  for (const auto& role : delegations.roles) {
    Expect(role.keys.threshold >= 1 && (role.paths.empty() || role.path_hash_prefixes.empty()));
    Expect(UnescapedName(EscapedName(role.name)) == role.name);
    for (const auto& pattern : role.paths) MatchesPath(pattern, role.name);
    Expect(!CheckSignatures(canonical + " ", signatures, delegations.keys, role.keys));
  }
  Expect(!delegations.succinct || delegations.roles.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  const auto root = ParseTufRoot(text);
  FileHolds(root);
  if (root) {
    // Nobody's signature is in the corpus, so nothing may come out as signed.
    Expect(!CheckSignatures(root->canonical + " ", root->signatures, root->body.keys,
                            root->body.roles.at("root")));
    const auto again = ParseTufRoot(SignTufRoot(root->body, {}));
    Expect(!again || again->body.center == root->body.center);
  }
  FileHolds(ParseTufTimestamp(text));
  FileHolds(ParseTufSnapshot(text));
  const auto targets = ParseTufTargets(text);
  FileHolds(targets);
  if (targets && targets->body.delegations) {
    DelegationsHold(*targets->body.delegations, targets->canonical, targets->signatures);
  }
  return 0;
}
