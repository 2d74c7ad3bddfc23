// A county center and school boxes as real programs on loopback, each in a folder of its own. Mistakes in
// starting throw std::runtime_error with the program's log. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/process.h"

namespace lianxiao::test {

// Where the programs and samples are: LIANXIAO_BIN and LIANXIAO_SAMPLES, else what CMake knew.
struct Places {
  std::string bin;
  std::string samples;
  static Places FromEnvironment();
};

class CenterProgram {
 public:
  CenterProgram(Places places, const std::string& folder);  // `folder` is made by Init.

  Finished Init();
  // LibreOffice needs five seconds for a deck, ffmpeg one for a film, which most tests have no use for.
  enum class Pages { kNone, kMade };
  Finished Import(const std::string& from, Pages pages = Pages::kNone);
  Finished Publish();
  void Start();  // Returns when it answers.
  void Stop();
  // A fresh enrolment code; empty address: the center's own.
  std::string Code(const std::string& school, const std::string& name);
  // `lianxiao center ARGUMENTS --center FOLDER`.
  Finished Command(std::vector<std::string> arguments) const;
  // A base URL that boxes shall fetch from instead of the center; before Start.
  void UseMirrors(const std::vector<std::string>& urls) { mirrors_ = urls; }

  // A new account's login code.
  std::string AddAccount(const std::string& login, const std::string& role);

  // TOML put into center.toml; before Start.
  void UseSettings(const std::string& toml) { settings_ = toml; }
  Finished Tls(std::vector<std::string> arguments) const;  // lianxiao center tls …
  int port() const { return port_; }
  pid_t pid() const { return process_.pid(); }

  // Of its API, over the control socket, which asks for no login; throws unless 200.
  nlohmann::json Get(const std::string& path) const;
  const std::string& url() const { return url_; }
  const std::string& folder() const { return folder_; }
  std::string repository() const { return folder_ + "/repository"; }
  std::string log() const { return ReadFile(folder_ + "-log"); }

 private:
  Finished Cli(std::vector<std::string> arguments) const;

  Places places_;
  std::string folder_;
  int port_;
  std::string url_;
  std::vector<std::string> mirrors_;
  std::string settings_;
  Process process_;
};

class SchoolProgram {
 public:
  // `settings` is TOML put before the data folder's own; rounds are quick unless it says otherwise.
  SchoolProgram(Places places, const std::string& folder, const std::string& settings = "");

  // Added to the program's environment from the next Start on.
  void UseEnvironment(std::map<std::string, std::string> environment) {
    environment_ = std::move(environment);
  }
  void Start();
  void Stop();
  void Kill();  // kill -9
  Finished Enroll(const std::string& code);
  Finished Command(std::vector<std::string> arguments) const;  // `lianxiao ARGUMENTS --data FOLDER`.
  void SyncNow();
  std::string AddAccount(const std::string& login, const std::string& role);  // Its login code.
  nlohmann::json Status() const;                      // GET /api/v1/status; throws unless 200.
  nlohmann::json Get(const std::string& path) const;  // Of its API; throws unless 200.
  // Until a round has ended with everything published cached and nothing queued. False after `timeout_ms`.
  bool WaitUntilComplete(std::int64_t timeout_ms, std::int64_t at_least_version = 0) const;
  bool Running() { return process_.Running(); }
  pid_t pid() const { return process_.pid(); }

  const std::string& url() const { return url_; }
  std::string courseware_url() const { return courseware_url_; }
  const std::string& folder() const { return folder_; }
  std::string log() const { return ReadFile(folder_ + "-log"); }

 private:
  Places places_;
  std::string folder_;
  std::string settings_;
  std::string url_, courseware_url_;
  std::string listen_, courseware_listen_;
  std::map<std::string, std::string> environment_;
  Process process_;
};

}  // namespace lianxiao::test
