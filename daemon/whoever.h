// Who gives a command, for the books. Plain function.
#pragma once

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace lianxiao::daemon {

// Who sits at this machine, also behind sudo.
inline std::string Whoever() {
  if (const char* behind = std::getenv("SUDO_USER"); behind != nullptr && *behind != '\0') return behind;
  const auto* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : std::to_string(::getuid());
}

}  // namespace lianxiao::daemon
