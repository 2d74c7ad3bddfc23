// Who carries a county's repository to a box: an HTTP mirror, a relay school's web server over a copy of the
// folder, or a stick. A test tells it which files to show, honest or not. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace lianxiao::test {

class Carrier {
 public:
  enum class Kind { kHttpMirror, kRelay, kStick };
  // What it needs goes to `folder`, which is made.
  static std::unique_ptr<Carrier> Make(Kind kind, const std::string& folder);
  virtual ~Carrier() = default;

  virtual std::string url() const = 0;  // For the setting `mirrors`.
  // From now on it shows these files, by their path below the repository, and no others.
  virtual void Show(const std::map<std::string, std::string>& files) = 0;
  virtual void Put(const std::string& path, const std::string& bytes) = 0;
  virtual void MakeEndless(const std::string& path) = 0;  // Far longer than any such file; until Show.
  // Neither answers nor breaks off, as far as a carrier of its kind can; until GoOn.
  virtual void Hang() = 0;
  virtual void GoOn() = 0;
};

std::string Name(Carrier::Kind kind);  // "HttpMirror", …: for the names of tests.

}  // namespace lianxiao::test
