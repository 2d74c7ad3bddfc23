#include "center/owner.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lianxiao::center {

Status GiveToOwnerOf(const std::string& county, const std::string& path) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(county.c_str(), &owner) != 0) return {};
  if (::chown(path.c_str(), owner.st_uid, owner.st_gid) == 0) return {};
  return Fail(ErrorCode::kInternal, "give " + path + " to the county's user: " + std::strerror(errno));
}

}  // namespace lianxiao::center
