#include "tests/sim/epochs_world.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "storage/base/encoding.h"
#include "storage/formats/enrolment.h"
#include "sync/rounds/center_change.h"

namespace lianxiao::sim {
namespace {

constexpr const char* kAddress = "http://center";
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
  roots_.push_back(county_.Root(1));
  keys_.sign = SigningKey::Generate();
  keys_.seal = OpenKey::Generate();
  card_ = {"青禾县电教站", keys_.sign.verify, keys_.seal.seal, Sha256Hex(roots_[0])};
  Open();
}

void LastingCenter::NewKeys() {
  keys_.sign = SigningKey::Generate();
  keys_.seal = OpenKey::Generate();
  card_.sign = keys_.sign.verify;
  card_.seal = keys_.seal.seal;
  auto root = county_.RootBody(static_cast<std::int64_t>(roots_.size()) + 1);
  root.center = formats::TufCenter{card_.sign, card_.seal};
  roots_.push_back(formats::SignTufRoot(root, county_.keys.at(formats::TufRole::kRoot)));
  registry_.reset();
  Open();
}

void LastingCenter::Open() {
  registry_ = Must(center::Registry::Open(
                       folder_.path() + "/center.db", keys_, card_, roots_[0], clock_,
                       {.public_address = kAddress, .center_root = static_cast<std::int64_t>(roots_.size())}),
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

sync::HttpAnswer LastingCenter::AnswerRoot(const std::string& url) const {
  const auto number = std::stoul(url.substr(url.rfind('/') + 1));
  if (number > roots_.size()) return {404, "text/plain", ""};
  return {200, "application/json", roots_[number - 1]};
}

sync::HttpAnswer LastingCenter::Answer(const sync::HttpRequest& request) {
  const auto& url = request.url;
  const auto& body = request.body;
  if (url.ends_with(".root.json")) return AnswerRoot(url);
  const auto device_at = url.find("/devices/") + 9;
  const auto device = url.substr(device_at, 32);
  const auto rest = url.substr(device_at + 33);
  if (rest == "status") {
    const auto taken = registry_->TakeStatus(device, body);
    return taken ? sync::HttpAnswer{204, "", ""} : Refusal(taken.error());
  }
  if (rest == "keys") {
    const auto taken = registry_->ChangeKeys(device, body);
    return taken ? sync::HttpAnswer{200, "application/json", *taken} : Refusal(taken.error());
  }
  const auto slash = rest.rfind('/');
  const formats::BatchId id{device, rest.substr(8, slash - 8), std::stoll(rest.substr(slash + 1))};
  const auto receipt = registry_->TakeBatch(id, body);
  return receipt ? sync::HttpAnswer{200, "application/json", *receipt} : Refusal(receipt.error());
}

Result<sync::HttpAnswer> PostLine::Exchange(const sync::HttpRequest& request) {
  if (random_() % 100 < lost_) return Fail(ErrorCode::kOffline, "the request is lost");
  auto answer = center_.Answer(request);
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
  trust_ = std::make_unique<sync::TrustKeeper>(box_->state, clock_, log_);
  rotation_ = std::make_unique<sync::KeyRotation>(*parts_, options_);
}

void Card::Close() {
  rotation_.reset();
  trust_.reset();
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

Status Card::Send(sync::Line& line, std::optional<std::int64_t> power_cut, std::uint64_t seed) {
  disk_.CutPowerAt(power_cut.value_or(kNever));
  auto sent = Round(line, seed);
  if (!sent && disk_.HasPower() && uplink_->keys_unknown()) sent = Round(line, seed);
  if (!disk_.HasPower() || (!sent && sent.error().code == ErrorCode::kOffline)) sent = {};
  PowerBack(seed);
  return sent;
}

// As sync/rounds/rounds.cpp does it.
Status Card::Round(sync::Line& line, std::uint64_t seed) {
  LIANXIAO_TRY(FollowCounty(line));
  LIANXIAO_TRY(RenewKeys(line));
  LIANXIAO_ASSIGN(const auto enrolled, box_->state.Enrolment());
  LIANXIAO_ASSIGN(const auto keys, box_->state.Keys());
  uplink_->TryAgain();
  LIANXIAO_TRY(uplink_->SendUsage(line, *enrolled, keys));
  formats::StatusReport report;
  report.device = enrolled->grant.device;
  report.program = "sim";
  report.starts = static_cast<std::int64_t>(seed % 1'000'000);
  LIANXIAO_TRY(uplink_->SendStatus(line, *enrolled, keys, report));
  return {};
}

Status Card::FollowCounty(sync::Line& line) {
  LIANXIAO_ASSIGN(const auto enrolled, box_->state.Enrolment());
  LIANXIAO_TRY(trust_->Load(*enrolled));
  LIANXIAO_TRY(trust_->FollowRootsOfAnyone(line, enrolled->grant.center_address));
  LIANXIAO_TRY(sync::FollowCenter(*parts_, trust_->trusted(), *enrolled));
  return {};
}

// What the center will not have now does not hold up the usage.
Status Card::RenewKeys(sync::Line& line) {
  LIANXIAO_ASSIGN(const auto enrolled, box_->state.Enrolment());
  rotation_->TryAgain();
  if (uplink_->keys_unknown()) LIANXIAO_TRY(rotation_->TellAgain(line, *enrolled));
  const auto renewed = rotation_->Run(line, *enrolled);
  return renewed || renewed.error().code == ErrorCode::kRefused ? Status{} : Fail(renewed.error());
}

void Card::RotateKeys(std::optional<std::int64_t> power_cut, std::uint64_t seed) {
  disk_.CutPowerAt(power_cut.value_or(kNever));
  const auto kept = box_->state.NextKeys();
  if (!kept && disk_.HasPower()) Must(kept, "keep the next keys");
  PowerBack(seed);
}

bool Card::Knows(const formats::CenterCard& center) const {
  const auto enrolled = Must(box_->state.Enrolment(), "read the enrolment");
  return enrolled->center.sign == center.sign && enrolled->center.seal == center.seal;
}

bool Card::RotationWaits() const { return Must(box_->state.PendingNextKeys(), "read keys").has_value(); }

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
