#include "tests/e2e/tuf_client.h"

#include <fstream>

#include "storage/base/time.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> ClockAt(WallTime now) {
  for (const auto& arch : fs::directory_iterator("/usr/lib")) {
    const auto library = arch.path() / "faketime/libfaketimeMT.so.1";
    if (!fs::exists(library)) continue;
    auto date = ToRfc3339(now);
    date[10] = ' ';
    date.pop_back();
    return {{"LD_PRELOAD", library.string()},
            {"FAKETIME", "@" + date},
            {"TZ", "UTC"},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
            {"DONT_FAKE_MONOTONIC", "1"}};
  }
  throw std::runtime_error("libfaketime is missing; ./dev test installs it");
}

}  // namespace

void TufClientTest::WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

int TufClientTest::Go(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {Places::FromEnvironment().bin + "/lianxiao-tuf", "--metadata-dir",
                                      metadata(), "--metadata-url", repo.metadata_url()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto finished = test::Run(command, 30'000, environment_);
  complaint = finished.err;
  return finished.exit_code;
}

int TufClientTest::RefreshAt(WallTime now) {
  const auto before = environment_;
  environment_.merge(ClockAt(now));
  const int code = Refresh();
  environment_ = before;
  return code;
}

int TufClientTest::DownloadAt(WallTime now, const std::string& target) {
  const auto before = environment_;
  environment_.merge(ClockAt(now));
  const int code = Download({target});
  environment_ = before;
  return code;
}

std::map<std::string, std::int64_t> TufClientTest::Trusted() const {
  std::map<std::string, std::int64_t> versions;
  if (!fs::exists(metadata())) return versions;
  for (const auto& file : fs::directory_iterator(metadata())) {
    const auto bytes = ReadFile(file.path());
    versions[file.path().stem()] = nlohmann::json::parse(bytes)["signed"]["version"];
  }
  return versions;
}

std::map<std::string, std::string> TufClientTest::Downloaded() const {
  std::map<std::string, std::string> files;
  if (!fs::exists(downloads())) return files;
  for (const auto& file : fs::directory_iterator(downloads())) {
    files[file.path().filename()] = ReadFile(file.path());
  }
  return files;
}

}  // namespace lianxiao::test
