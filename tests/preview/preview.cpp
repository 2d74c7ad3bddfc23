// preview_pages ADDRESS:PORT: a busy school there; a well one, a troubled one, an empty one, one that has not
// joined and the county on the next ports; courseware on the one after. Prints what is recorded.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "tests/preview/preview_county.h"
#include "tests/preview/preview_people.h"
#include "tests/preview/preview_school.h"
#include "tests/unit/web/fake_devices_view.h"
#include "tests/unit/web/fake_pins.h"
#include "web/center_site.h"
#include "web/console/box_pages.h"
#include "web/http/server.h"
#include "web/school_site.h"
#include "web/technician/pins_page.h"

int main(int argc, char** argv) {
  using namespace lianxiao;
  using namespace lianxiao::web;
  const std::string first = argc > 1 ? argv[1] : "127.0.0.1:8480";
  const auto colon = first.rfind(':');
  const std::string host = first.substr(0, colon + 1);
  const int port = std::stoi(first.substr(colon + 1));
  if (!InitCrypto()) return 1;

  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);

  std::string folder = "/tmp/lianxiao-preview-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  const SystemClock clock;
  const auto school_people = PreviewPeople(folder, storage::Place::kSchool, clock);
  const auto county_people = PreviewPeople(folder, storage::Place::kCounty, clock);
  const PeopleSite at_school{.people = *school_people, .clock = clock, .place = storage::Place::kSchool};
  const PeopleSite at_county{.people = *county_people,
                             .clock = clock,
                             .place = storage::Place::kCounty,
                             .gate = {.cookie = "lianxiao_county"}};
  std::cout << "log in as manager, wangfang (school) or admin (county) with preview-2026" << std::endl;

  constexpr Mood kMoods[] = {Mood::kBusy, Mood::kWell, Mood::kTrouble, Mood::kEmpty, Mood::kUnenrolled};
  const SchoolSiteOptions options{.courseware_port = std::to_string(port + 6)};
  std::vector<std::unique_ptr<PreviewSchool>> schools;
  std::vector<std::unique_ptr<Router>> routers;
  std::vector<Listener> listeners;
  const auto listen = [&](Router router) {
    routers.push_back(std::make_unique<Router>(std::move(router)));
    listeners.push_back(
        {host + std::to_string(port + static_cast<int>(listeners.size())), routers.back().get()});
  };
  FakePins pins;
  for (const auto mood : kMoods) {
    schools.push_back(std::make_unique<PreviewSchool>(LIANXIAO_SAMPLES_DIR "/v1", mood));
    auto routes = SchoolRoutes(*schools.back(), at_school, options);
    AddPins(routes, pins, at_school);
    listen(Guarded(routes, *school_people, at_school.gate));
  }
  auto county = PreviewCounty();
  FakeDevicesView devices;
  auto console = CenterRoutes(county, at_county);
  AddBoxActs(console, county, devices, at_county);
  listen(Guarded(console, *county_people, at_county.gate));
  listen(CoursewareRoutes(*schools.front()));

  StderrLog log(Level::kInfo);
  const auto server = Server::Start(listeners, ServerOptions{}, log);
  if (!server) {
    std::cerr << server.error().message << "\n";
    return 1;
  }
  for (const auto& address : (*server)->addresses()) std::cout << "http://" << address << "/" << std::endl;
  int signal = 0;
  ::sigwait(&signals, &signal);
  return 0;
}
