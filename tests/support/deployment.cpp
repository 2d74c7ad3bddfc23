#include "tests/support/deployment.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

constexpr std::int64_t kStartMs = 20'000;

std::string FromEnvironmentOr(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

std::string LoopbackAddress() { return "127.0.0.1:" + std::to_string(FreePort()); }

void WaitForAnswer(const std::string& url, Process& process, const std::string& log_path) {
  const bool answers = WaitUntil([&] { return HttpGet(url).status == 200 || !process.Running(); }, kStartMs);
  if (!answers || !process.Running()) {
    throw std::runtime_error("no answer at " + url + "\n" + ReadFile(log_path));
  }
}

nlohmann::json JsonAt(const std::string& url, const std::string& socket = {}) {
  const auto answer = Http({.url = url, .socket = socket});
  auto json = nlohmann::json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || json.is_discarded()) {
    throw std::runtime_error(url + ": " + std::to_string(answer.status) + " " + answer.error + answer.body);
  }
  return json;
}

// The last line that a command printed.
std::string CodeOf(const Finished& done) {
  if (done.exit_code != 0) throw std::runtime_error("no login code: " + done.out + done.err);
  auto text = done.out;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(); }

}  // namespace

Places Places::FromEnvironment() {
  return {FromEnvironmentOr("LIANXIAO_BIN", LIANXIAO_BIN_DIR),
          FromEnvironmentOr("LIANXIAO_SAMPLES", LIANXIAO_SAMPLES_DIR)};
}

CenterProgram::CenterProgram(Places places, const std::string& folder)
    : places_(std::move(places)), folder_(folder), port_(FreePort()) {
  url_ = "https://127.0.0.1:" + std::to_string(port_);
}

Finished CenterProgram::Cli(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), places_.bin + "/lianxiao");
  return Run(arguments);
}

Finished CenterProgram::Command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "center");
  arguments.insert(arguments.end(), {"--center", folder_});
  return Cli(arguments);
}

Finished CenterProgram::Init() {
  return Cli(
      {"center", "init", folder_, "--name", "渌口区教育资源中心", "--address", url_, "--no-passphrase"});
}
Finished CenterProgram::Import(const std::string& from, Pages pages) {
  std::vector<std::string> arguments = {"center", "import", from, "--center", folder_};
  if (pages == Pages::kNone) arguments.insert(arguments.end(), {"--no-pages", "--no-thumbnails"});
  return Cli(std::move(arguments));
}
Finished CenterProgram::Publish() { return Cli({"center", "publish", "--center", folder_}); }

Finished CenterProgram::Tls(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"center", "tls"});
  arguments.insert(arguments.end(), {"--center", folder_});
  return Cli(std::move(arguments));
}

void CenterProgram::Start() {
  std::ostringstream settings;
  settings << "public_address = " << Quoted(url_) << "\nmirrors = [";
  for (const auto& mirror : mirrors_) settings << Quoted(mirror) << ", ";
  settings << "]\n" << settings_;
  WriteFile(folder_ + "/center.toml", settings.str());
  process_ = Process({places_.bin + "/lianxiao-centerd", "--config", folder_ + "/center.toml", "--data",
                      folder_, "--listen", "127.0.0.1:" + std::to_string(port_)},
                     folder_ + "-log");
  WaitForAnswer(url_ + "/api/v1/center", process_, folder_ + "-log");
}

void CenterProgram::Stop() { process_.Stop(); }

std::string CenterProgram::Code(const std::string& school, const std::string& name) {
  const auto made = Cli({"center", "code", school, "--name", name, "--center", folder_, "--json"});
  const auto json = nlohmann::json::parse(made.out, nullptr, false);
  if (made.exit_code != 0 || !json.is_object()) throw std::runtime_error("no code: " + made.out + made.err);
  return json.at("code").get<std::string>();
}

std::string CenterProgram::AddAccount(const std::string& login, const std::string& role) {
  return CodeOf(
      Cli({"center", "account", "add", login, "--role", role, "--name", "周敏", "--center", folder_}));
}

nlohmann::json CenterProgram::Get(const std::string& path) const {
  return JsonAt("http://localhost" + path, folder_ + "/control.sock");
}

SchoolProgram::SchoolProgram(Places places, const std::string& folder, const std::string& settings)
    : places_(std::move(places)), folder_(folder), settings_(settings) {
  listen_ = LoopbackAddress();
  do {
    courseware_listen_ = LoopbackAddress();
  } while (courseware_listen_ == listen_);
  url_ = "http://" + listen_;
  courseware_url_ = "http://" + courseware_listen_;
  if (settings_.empty()) {
    settings_ =
        "[sync]\nround_every_s = 1\nusage_every_s = 1\nlongest_pause_s = 1\nstall_s = 3\nkeep_free_mib = "
        "16\n";
  }
}

void SchoolProgram::Start() {
  std::filesystem::create_directories(folder_);
  WriteFile(folder_ + "/schoold.toml", settings_);
  process_ = Process({places_.bin + "/lianxiao-schoold", "--config", folder_ + "/schoold.toml", "--data",
                      folder_, "--listen", listen_, "--courseware-listen", courseware_listen_},
                     folder_ + "-log", environment_);
  WaitForAnswer(url_ + "/api/v1/status", process_, folder_ + "-log");
}

void SchoolProgram::Stop() { process_.Stop(); }

void SchoolProgram::Kill() {
  process_.Signal(SIGKILL);
  process_.Wait(kStartMs);
}

Finished SchoolProgram::Enroll(const std::string& code) {
  return Run({places_.bin + "/lianxiao", "enroll", code, "--data", folder_});
}

Finished SchoolProgram::Command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), places_.bin + "/lianxiao");
  arguments.insert(arguments.end(), {"--data", folder_});
  return Run(arguments);
}

void SchoolProgram::SyncNow() {
  const auto done = Run({places_.bin + "/lianxiao", "sync", "--data", folder_});
  if (done.exit_code != 0) throw std::runtime_error("sync: " + done.err);
}

std::string SchoolProgram::AddAccount(const std::string& login, const std::string& role) {
  return CodeOf(Run({places_.bin + "/lianxiao", "account", "add", login, "--role", role, "--name", "王芳",
                     "--data", folder_}));
}

nlohmann::json SchoolProgram::Status() const { return JsonAt(url_ + "/api/v1/status"); }
nlohmann::json SchoolProgram::Get(const std::string& path) const { return JsonAt(url_ + path); }

bool SchoolProgram::WaitUntilComplete(std::int64_t timeout_ms, std::int64_t at_least_version) const {
  return WaitUntil(
      [&] {
        const auto status = Status();
        const auto& library = status.at("library");
        const auto& sync = status.at("sync");
        return sync.at("state") == "idle" && library.at("resources").get<std::int64_t>() > 0 &&
               library.at("cached") == library.at("resources") && sync.at("queue_total") == 0 &&
               sync.at("catalog_version").get<std::int64_t>() >= at_least_version;
      },
      timeout_ms);
}

}  // namespace lianxiao::test
