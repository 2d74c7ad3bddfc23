// To which schools a bundle goes that is for pairings (结对) and alliances (联盟). Boxes know schools alone:
// what is signed names those that the pairings and alliances have at that moment, and the next publish or
// renewal names them anew. One that has none left is not signed at all, for to a box no schools mean every
// school. Plain value; looks into the county's registry beside centerd, and never writes there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/registry/alliance_rows.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/bundle.h"

namespace lianxiao::center {

class BundleAudiences {
 public:
  // `needed`: else the registry is not looked into, which an older program may have left.
  static Result<BundleAudiences> In(const std::string& county, bool needed);
  BundleAudiences(std::vector<Pairing> pairings, std::vector<formats::Alliance> alliances)
      : pairings_(std::move(pairings)), alliances_(std::move(alliances)) {}

  // kNotFound "bundle.pairing", "bundle.alliance": there is none such.
  Status Check(const formats::Bundle& bundle) const;
  // As it is signed; nothing: it goes to nobody now.
  std::optional<formats::Bundle> ForBoxes(formats::Bundle bundle, WallTime now) const;

 private:
  const Pairing* Find(const formats::BundlePairing& wanted) const;
  const formats::Alliance* Find(const std::string& alliance) const;

  std::vector<Pairing> pairings_;
  std::vector<formats::Alliance> alliances_;
};

}  // namespace lianxiao::center
