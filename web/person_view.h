// What one person can ask of the place that keeps something about them: to see it, to have it forgotten. web
// owns it, daemon implements it at both places, tests fake it. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

class PersonView {
 public:
  virtual ~PersonView() = default;

  // `who` is a login name or a pseudonym of 16 hex digits. kNotFound "person.unknown: …".
  // Everything that is kept here about the person, as JSON.
  virtual Result<std::string> Export(const std::string& who) const = 0;
  // The account, its name and pseudonym go; events lose the person. How many events did.
  virtual Result<std::int64_t> Erase(const std::string& who) = 0;
};

struct NewTeacher {
  std::string school, login, name, role;
};

struct TakenTeachers {
  struct Made {
    std::size_t index = 0;  // In what was asked for.
    std::string code;
    WallTime expires;
  };
  struct Refused {
    std::size_t index = 0;
    std::string message;  // Begins with a string-catalog key.
  };
  std::vector<Made> made;
  std::vector<Refused> refused;
};

// The county's list of teachers.
class TeacherView {
 public:
  virtual ~TeacherView() = default;

  // All, or, when one of them cannot be, none; each that cannot be is in `refused`.
  virtual Result<TakenTeachers> AddTeachers(const std::vector<NewTeacher>& teachers) = 0;
};

}  // namespace lianxiao::web
