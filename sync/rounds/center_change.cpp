#include "sync/rounds/center_change.h"

namespace lianxiao::sync {

Result<bool> FollowCenter(const Parts& parts, const TrustedSet& trusted, const storage::Enrolled& enrolled) {
  const auto& named = trusted.root().center;
  if (!named || trusted.root_version() <= enrolled.grant.center_root) return false;
  if (named->sign == enrolled.center.sign && named->seal == enrolled.center.seal) return false;
  LIANXIAO_TRY(parts.usage.EndChain());
  LIANXIAO_TRY(parts.state.TakeCenterKeys(*named, trusted.root_version()));
  parts.log.Info("root " + std::to_string(trusted.root_version()) + " names new keys of the county center");
  return true;
}

}  // namespace lianxiao::sync
