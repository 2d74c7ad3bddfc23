// The program lianxiao-tuf with its folders, driven as a client test suite drives it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/deployment.h"
#include "tests/support/process.h"
#include "tests/support/tuf_repository.h"

namespace lianxiao::test {

class TufClientTest : public ::testing::Test {
 protected:
  // Another repository, and nothing on disk.
  void StartAnew() {
    repo.StartAnew();
    std::filesystem::remove_all(metadata());
    std::filesystem::remove_all(downloads());
  }
  // Exit codes.
  int Init() { return Init(repo.first_root()); }
  int Init(const std::string& trusted_root) {
    const auto file = folder_.path() + "/initial_root.json";
    WriteFile(file, trusted_root);
    return Go({"init", file});
  }
  int Refresh() { return Go({"refresh"}); }
  int RefreshAt(WallTime now);  // With the machine's clock moved.
  int Download(const std::vector<std::string>& targets) {
    std::vector<std::string> arguments;
    for (const auto& target : targets) arguments.insert(arguments.end(), {"--target-name", target});
    arguments.insert(arguments.end(), {"--target-dir", downloads(), "--target-base-url", repo.target_url()});
    arguments.push_back("download");
    return Go(arguments);
  }
  int DownloadAt(WallTime now, const std::string& target);

  // Version of a role that the program trusts; 0: none.
  std::int64_t Version(const std::string& role) const { return Trusted()[role]; }
  // What it trusts, by file stem.
  std::map<std::string, std::int64_t> Trusted() const;
  std::string Kept(const std::string& role) const { return ReadFile(metadata() + "/" + role + ".json"); }
  std::map<std::string, std::string> Downloaded() const;  // File name → bytes.

  std::string metadata() const { return folder_.path() + "/metadata"; }
  std::string downloads() const { return folder_.path() + "/targets"; }
  std::string complaint;  // Standard error of the last command.

  TufRepository repo;

 private:
  int Go(const std::vector<std::string>& arguments);
  static void WriteFile(const std::string& path, const std::string& bytes);

  TempFolder folder_;
  std::map<std::string, std::string> environment_ = {{"LANG", "en_US.UTF-8"}, {"LC_ALL", "en_US.UTF-8"}};
};

}  // namespace lianxiao::test
