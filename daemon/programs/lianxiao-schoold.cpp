// The box in the school.

#include "daemon/daemon_main.h"
#include "daemon/school.h"
#include "daemon/school_settings.h"

int main(int argc, char** argv) {
  using namespace lianxiao;
  return daemon::DaemonMain<daemon::SchoolSettings, daemon::School>(
      argc, argv, {"lianxiao-schoold", daemon::ReadSchoolSettings});
}
