// All four TUF files, and the canonical JSON that their signatures are over.
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/tuf.h"
#include "storage/formats/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void CanonicalHolds(std::string_view text) {
  const auto value = ParseJson(text);
  if (!value) {
    Expect(value.error().code == ErrorCode::kInvalid && IsUtf8(value.error().message));
    return;
  }
  Expect(ParseJson(Compact(*value)) == *value);
  const auto canonical = Canonical(*value);
  if (canonical && !HasControls(*canonical)) {
    Expect(Canonical(ParseJson(*canonical).value()) == *canonical);
  }
}

template <typename Parsed>
void FileHolds(const Parsed& file) {
  if (!file) {
    Expect(file.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(file->body.version >= 1 && !file->canonical.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  CanonicalHolds(text);
  const auto root = ParseTufRoot(text);
  FileHolds(root);
  if (root) {
    // Nobody's signature is in the corpus, so nothing may come out as signed.
    Expect(!CheckSignatures(root->canonical + " ", root->signatures, root->body.keys,
                            root->body.roles.at("root")));
  }
  FileHolds(ParseTufTimestamp(text));
  FileHolds(ParseTufSnapshot(text));
  FileHolds(ParseTufTargets(text));
  return 0;
}
