// Boxes that find their relay by themselves, with a real avahi-daemon on a bus and a network of the test's
// own.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAvahi = "/usr/sbin/avahi-daemon";
constexpr const char* kBus = "/usr/bin/dbus-daemon";

const char* WhyNot() {
  if (!fs::exists(kAvahi) || !fs::exists(kBus)) return "no avahi-daemon or dbus-daemon on this machine";
  if (::geteuid() != 0) return "only root may make a network of its own";
  return nullptr;
}

// From here on this process and what it starts are alone on a network of one loopback.
bool GoApart() {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  fs::create_directories("/run/avahi-daemon");
  // So that an avahi-daemon of the machine does not stand in the way.
  if (::mount("tmpfs", "/run/avahi-daemon", "tmpfs", 0, nullptr) != 0) return false;
  return test::Run({"ip", "link", "set", "lo", "up", "multicast", "on"}).exit_code == 0;
}

class Mdns : public World {
 protected:
  static void SetUpTestSuite() { apart_ = WhyNot() == nullptr && GoApart(); }
  void SetUp() override {
    if (const auto* why = WhyNot()) GTEST_SKIP() << why;
    if (!apart_) GTEST_SKIP() << "the kernel gives no network of its own here, or `ip` is missing";
    WriteFile(
        Folder("bus.conf"),
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
        " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n<busconfig><type>system</type>"
        "<listen>unix:path=" +
            Folder("bus") +
            "</listen><auth>EXTERNAL</auth><policy context=\"default\">"
            "<allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/>"
            "<allow user=\"*\"/></policy></busconfig>\n");
    WriteFile(Folder("avahi.conf"),
              "[server]\nhost-name=alliance\nuse-ipv6=no\n[publish]\npublish-hinfo=no\n");
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + Folder("bus")).c_str(), 1);
    bus_ =
        Process({kBus, "--config-file=" + Folder("bus.conf"), "--nofork", "--nopidfile"}, Folder("bus-log"));
    ASSERT_TRUE(WaitUntil([&] { return fs::exists(Folder("bus")); }, kSoonMs)) << ReadFile(Folder("bus-log"));
    PublishSamples();
    center_.Start();
  }
  void StartAvahi() {
    avahi_ = Process({kAvahi, "-f", Folder("avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits"},
                     Folder("avahi-log"));
    ASSERT_TRUE(WaitUntil(
        [&] { return ReadFile(Folder("avahi-log")).find("startup complete") != std::string::npos; }, kSoonMs))
        << ReadFile(Folder("avahi-log"));
  }
  static bool Found(const SchoolProgram& school, const std::string& state) {
    const auto asked = school.Status().at("relay").at("asked");
    for (const auto& relay : asked) {
      if (relay.at("found") == true && relay.at("state") == state) return true;
    }
    return false;
  }

  static inline bool apart_ = false;
  Process bus_, avahi_;
};

TEST_F(Mdns, ABoxFindsTheRelayOfItsAllianceAndTakesLessonsFromIt) {
  ASSERT_NO_FATAL_FAILURE(StartAvahi());
  const auto listen = "0.0.0.0:" + std::to_string(FreePort());
  const auto relay =
      MakeSchool("relay", kQuickRounds + "[relay]\nserve = true\nlisten = \"" + listen + "\"\n");
  relay->Start();
  ASSERT_EQ(relay->Enroll(center_.Code("zhongxin", "石羊中心校")).exit_code, 0);
  ASSERT_TRUE(relay->WaitUntilComplete(kSyncMs)) << relay->log();

  const auto village = EnrolledSchool();
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->log();
  EXPECT_TRUE(WaitUntil([&] { return Found(*village, "well"); }, kSyncMs))
      << village->Status().at("relay").dump(1) << village->log() << relay->log()
      << ReadFile(Folder("avahi-log"));
  EXPECT_GT(village->Status().at("relay").at("bytes_received").get<std::int64_t>(), 0);
  EXPECT_TRUE(relay->Status().at("relay").at("asked").empty()) << "a relay found itself";

  relay->Stop();  // It takes its word back.
  EXPECT_TRUE(WaitUntil([&] { return village->Status().at("relay").at("asked").empty(); }, kSyncMs))
      << village->Status().at("relay").dump(1);
}

TEST_F(Mdns, WithoutAvahiTheBoxSaysSoOnceAndGoesOn) {
  const auto village = EnrolledSchool();
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->log();
  const std::string told = "no avahi-daemon runs";
  ASSERT_TRUE(WaitUntil([&] { return village->log().find(told) != std::string::npos; }, kSoonMs))
      << village->log();
  EXPECT_EQ(village->log().find(told), village->log().rfind(told));
  EXPECT_TRUE(village->Running());
}

}  // namespace
}  // namespace lianxiao::test
