// The county center.

#include "daemon/center_settings.h"
#include "daemon/county.h"
#include "daemon/daemon_main.h"

int main(int argc, char** argv) {
  using namespace lianxiao;
  return daemon::DaemonMain<daemon::CenterSettings, daemon::County>(
      argc, argv, {"lianxiao-centerd", daemon::ReadCenterSettings});
}
