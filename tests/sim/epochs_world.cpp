#include "tests/sim/epochs_world.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "storage/base/encoding.h"
#include "storage/formats/enrolment.h"

namespace lianxiao::sim {
namespace {

constexpr const char* kAddress = "http://center";
constexpr const char* kRoot = "{\"root\":1}";
constexpr std::int64_t kNever = std::int64_t{1} << 60;

template <typename T>
T Must(Result<T> result, const char* doing) {
  if (!result) throw std::runtime_error(std::string(doing) + ": " + result.error().message);
  return *std::move(result);
}
void Must(const Status& status, const char* doing) {
  if (!status) throw std::runtime_error(std::string(doing) + ": " + status.error().message);
}

// As web/api/center_api.cpp answers.
sync::HttpAnswer Refusal(const Error& error) {
  const auto colon = error.message.find(": ");
  std::string more;
  for (const std::string mark : {"through_seq", "counter"}) {
    const auto at = error.message.find(mark + "=");
    if (at != std::string::npos) {
      more = ",\"" + mark + "\":" + error.message.substr(at + mark.size() + 1);
    }
  }
  return {409, "application/json",
          R"({"error":{"code":")" + std::string(Word(error.code)) + R"(","key":")" +
              error.message.substr(0, colon) + R"(","message":"no")" + more + "}}"};
}

}  // namespace

LastingCenter::LastingCenter(const Clock& clock) : clock_(clock) {
  keys_.sign = SigningKey::Generate();
  keys_.seal = OpenKey::Generate();
  card_ = {"青禾县电教站", keys_.sign.verify, keys_.seal.seal, Sha256Hex(kRoot)};
  Open();
}

void LastingCenter::Open() {
  registry_ = Must(center::Registry::Open(folder_.path() + "/center.db", keys_, card_, kRoot, clock_,
                                          {.public_address = kAddress}),
                   "open the register");
}

void LastingCenter::Backup() {
  registry_.reset();
  std::filesystem::copy_file(folder_.path() + "/center.db", folder_.path() + "/copy",
                             std::filesystem::copy_options::overwrite_existing);
  Open();
}

void LastingCenter::Restore() {
  registry_.reset();
  std::filesystem::copy_file(folder_.path() + "/copy", folder_.path() + "/center.db",
                             std::filesystem::copy_options::overwrite_existing);
  Open();
}

Ids LastingCenter::Held(const std::string& device) const {
  Ids held;
  for (const auto& event : Must(registry_->EventsOf(device), "read events")) {
    if (!held.insert(event.id).second) throw std::runtime_error("event " + event.id + " counts twice");
  }
  return held;
}

std::vector<formats::Problem> LastingCenter::Notices() const {
  return Must(registry_->Schools(), "list schools").at(0).notices;
}

sync::HttpAnswer LastingCenter::Put(const std::string& url, const std::string& body) {
  const auto device_at = url.find("/devices/") + 9;
  const auto device = url.substr(device_at, 32);
  const auto rest = url.substr(device_at + 33);
  if (rest == "status") {
    const auto taken = registry_->TakeStatus(device, body);
    return taken ? sync::HttpAnswer{204, "", ""} : Refusal(taken.error());
  }
  const auto slash = rest.rfind('/');
  const formats::BatchId id{device, rest.substr(8, slash - 8), std::stoll(rest.substr(slash + 1))};
  const auto receipt = registry_->TakeBatch(id, body);
  return receipt ? sync::HttpAnswer{200, "application/json", *receipt} : Refusal(receipt.error());
}

Result<sync::HttpAnswer> PostLine::Exchange(const sync::HttpRequest& request) {
  if (random_() % 100 < lost_) return Fail(ErrorCode::kOffline, "the request is lost");
  auto answer = center_.Put(request.url, request.body);
  if (random_() % 100 < lost_) return Fail(ErrorCode::kOffline, "the reply is lost");
  return answer;
}

Card::Card(FalseClock& clock, const std::string& name, const Image* from)
    : clock_(clock), vfs_(disk_, "epochs-" + name) {
  Must(disk_.MakeFolders("/box"), "make a folder");
  if (from != nullptr) {
    Restore(*from);
  } else {
    Open();
  }
}

void Card::Open() {
  box_ = std::make_unique<test::BoxOnDisk>(disk_, "/box", search_.path() + "/search.db", clock_, vfs_.name());
  parts_.emplace(sync::Parts{box_->state, box_->catalog, *box_->library, box_->usage, *box_->search, disk_,
                             clock_, log_});
  uplink_ = std::make_unique<sync::Uplink>(*parts_);
}

void Card::Close() {
  uplink_.reset();
  parts_.reset();
  box_.reset();
}

void Card::PowerBack(std::uint64_t seed) {
  if (disk_.HasPower()) {
    disk_.CutPowerAt(kNever);
    return;
  }
  Close();
  disk_.PowerOn(seed);
  Open();
}

void Card::Record(int count, std::optional<std::int64_t> power_cut, std::uint64_t seed) {
  std::vector<formats::Event> events;
  for (int i = 0; i < count; ++i) {
    formats::Event event;
    event.id = ToHex(RandomBytes(16));
    event.resource = "fractions";
    event.version = 1;
    event.session = "s1";
    event.boot = clock_.BootId();
    event.wall = clock_.Wall();
    events.push_back(event);
  }
  disk_.CutPowerAt(power_cut.value_or(kNever));
  auto recorded = box_->usage.Append(events);
  PowerBack(seed);
  // Whoever got no answer tells it again.
  if (!recorded) recorded = box_->usage.Append(events);
  Must(recorded, "append events");
  for (const auto& event : events) told_.insert(event.id);
}

void Card::Send(sync::Line& line, std::optional<std::int64_t> power_cut, std::uint64_t seed) {
  const auto enrolled = Must(box_->state.Enrolment(), "read the enrolment");
  const auto keys = Must(box_->state.Keys(), "read the keys");
  disk_.CutPowerAt(power_cut.value_or(kNever));
  uplink_->TryAgain();
  const auto sent = uplink_->SendUsage(line, *enrolled, keys);
  if (!sent && disk_.HasPower() && sent.error().code != ErrorCode::kOffline) Must(sent, "send usage");
  if (disk_.HasPower()) {
    formats::StatusReport report;
    report.device = enrolled->grant.device;
    report.program = "sim";
    report.starts = static_cast<std::int64_t>(seed % 1'000'000);
    const auto told = uplink_->SendStatus(line, *enrolled, keys, report);
    if (!told && disk_.HasPower() && told.error().code != ErrorCode::kOffline) {
      throw std::runtime_error("send status: " + told.error().message);
    }
  }
  PowerBack(seed);
}

Card::Image Card::Copy() {
  Close();
  Image image{{}, told_};
  for (const std::string path : {"/box/journal.db", "/box/journal.db-wal"}) {
    if (!disk_.Exists(path).value_or(false)) continue;
    image.files[path] = Must(storage::ReadWhole(disk_, path, 1 << 26), "copy a file");
  }
  Open();
  return image;
}

void Card::Restore(const Image& image) {
  Close();
  for (const std::string path : {"/box/journal.db-wal", "/box/journal.db-shm"}) {
    if (disk_.Exists(path).value_or(false)) Must(disk_.Remove(path), "remove a file");
  }
  for (const auto& [path, bytes] : image.files) {
    Must(storage::WriteWhole(disk_, path, bytes), "restore a file");
  }
  told_ = image.told;
  Open();
}

Ids Card::Pending() const {
  Ids pending;
  Must(box_->journal->Read([&](storage::Connection& c) -> Status {
    auto rows = c.Prepare("SELECT id FROM events");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      pending.insert(rows.Text(0));
    }
  }),
       "read events");
  return pending;
}

}  // namespace lianxiao::sim
